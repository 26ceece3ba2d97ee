// The audit log: rows that are only appended, each with a hash over itself and the one before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <soci/soci.h>

#include "clock.h"
#include "event/ids.h"
#include "workspace/control_plane.h"

namespace footfall::workspace {

// Appends a row within the transaction of `sql`. Long texts are cut.
void append_audit(soci::session& sql, Instant at, const std::optional<WorkspaceId>& workspace,
                  const Actor& actor, std::string_view action, const AuditDetails& details = {});

// The newest of a workspace, newest first.
std::vector<AuditRow> read_audit(soci::session& sql, const WorkspaceId& workspace,
                                 std::size_t rows_max);

// How many rows there are; throws Unreadable naming the first that is not what was written.
std::uint64_t verify_audit(soci::session& sql);

}  // namespace footfall::workspace
