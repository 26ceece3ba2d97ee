// Rows of the control plane as values. All of it throws: soci_error, or Unreadable for rows that
// hold what was never written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <soci/soci.h>

#include "event/ids.h"
#include "event/kind.h"
#include "workspace/control_plane.h"
#include "workspace/session_book.h"

namespace footfall::workspace {

WorkspaceId stored_workspace_id(std::string_view text);
MemberId stored_member_id(std::string_view text);
Role stored_role(long long number);

// Names of kinds with commas between them.
Kinds stored_kinds(std::string_view text);
std::string to_stored(Kinds set);

// `none`, `all`, or ids of targets with commas between them.
InsightsGrant stored_grant(std::string_view text);
std::string to_stored(const InsightsGrant& grant);

// Oldest first, like every list here.
std::vector<Workspace> select_workspaces(soci::session& sql);
std::optional<Workspace> select_workspace(soci::session& sql, const WorkspaceId& id);

// A member with what only a sign-in looks at.
struct StoredMember {
    Member member;
    std::string password;                       // its hash
    std::optional<WorkspaceId> last_workspace;  // looked at
};

std::vector<StoredMember> select_members(soci::session& sql);
std::optional<StoredMember> select_member(soci::session& sql, std::string_view folded_email);
std::optional<StoredMember> select_member(soci::session& sql, const MemberId& id);
std::vector<WorkspaceMember> select_members_of(soci::session& sql, const WorkspaceId& workspace);
std::vector<Membership> select_memberships(soci::session& sql, const MemberId& member);

struct StoredSession {
    MemberId member;
    std::optional<WorkspaceId> workspace;
    Instant created;
    Instant last_seen;
};

std::optional<StoredSession> select_session(soci::session& sql, const std::string& token_hash);

// All sessions, each with the workspaces of its member.
Seats select_seats(soci::session& sql);

struct StoredKey {
    Key key;
    std::string hash;
};

std::vector<StoredKey> select_keys(soci::session& sql);

// The member's own and those that others share, by name.
std::vector<View> select_views(soci::session& sql, const WorkspaceId& workspace,
                               const MemberId& member);

// Whether any workspace has an owner.
bool has_owner(soci::session& sql);

}  // namespace footfall::workspace
