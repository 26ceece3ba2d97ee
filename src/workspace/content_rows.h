// Sites, campaigns, forms and targets as rows. All of it throws, like rows.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <soci/soci.h>

#include "clock.h"
#include "event/ids.h"
#include "workspace/content.h"

namespace footfall::workspace {

// By id in byte order; only the one of the id, if there is one.
std::vector<Site> select_sites(soci::session& sql, const WorkspaceId& workspace,
                               const std::optional<std::string>& id = {});
std::vector<Campaign> select_campaigns(soci::session& sql, const WorkspaceId& workspace,
                                       const std::optional<std::string>& id = {});
std::vector<Form> select_forms(soci::session& sql, const WorkspaceId& workspace,
                               const std::optional<std::string>& id = {});

// How many of the workspace's rows a table has.
std::size_t count_rows(soci::session& sql, const std::string& table, const WorkspaceId& workspace);

// In the place of what there is under the id, if anything; then `created` stays.
void put_site(soci::session& sql, const WorkspaceId& workspace, const Site& site, Instant created);
void put_campaign(soci::session& sql, const WorkspaceId& workspace, const Campaign& campaign);
void put_form(soci::session& sql, const WorkspaceId& workspace, const Form& form);

// By name; only the one of the id, if there is one.
std::vector<Target> select_targets(soci::session& sql, const WorkspaceId& workspace,
                                   const std::optional<std::string>& id = {});
void insert_target(soci::session& sql, const WorkspaceId& workspace, const Target& target);
void update_target(soci::session& sql, const Target& target);
void remove_target(soci::session& sql, const TargetId& target);

}  // namespace footfall::workspace
