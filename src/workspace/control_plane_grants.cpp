// Grants: what members who are no admins may see of Insights.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "workspace/audit_log.h"
#include "workspace/content_rows.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"

namespace footfall::workspace {

namespace {

Result<WorkspaceMember> find(const std::vector<WorkspaceMember>& members, const MemberId& id) {
    const auto found =
        std::find_if(members.begin(), members.end(),
                     [&](const WorkspaceMember& each) { return each.member.id == id; });
    if (found == members.end()) {
        return fail(ErrorCode::not_found, "There is no such member.", "id", "unknown_member");
    }
    return *found;
}

// Each target once, in the order given.
Result<InsightsGrant> check(const InsightsGrant& grant, const std::vector<Target>& targets) {
    if (!grant.targets) return grant;
    if (!grant.granted) {
        return fail(ErrorCode::invalid, "Targets limit what is granted, and nothing is.", "targets",
                    "not_granted");
    }
    InsightsGrant checked{.granted = true, .targets = std::vector<TargetId>()};
    for (const TargetId& id : *grant.targets) {
        const auto has_id = [&](const Target& target) { return target.id == id; };
        if (std::none_of(targets.begin(), targets.end(), has_id)) {
            return fail(ErrorCode::invalid, "There is no target " + to_string(id) + ".", "targets",
                        "unknown_target");
        }
        auto& kept = *checked.targets;
        if (std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(id);
    }
    if (checked.targets->empty()) {
        return fail(ErrorCode::invalid, "Name one target or more, or grant all customers.",
                    "targets", "no_targets");
    }
    return checked;
}

}  // namespace

Result<std::vector<WorkspaceMember>> ControlPlane::members_of(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<WorkspaceMember>> {
        return select_members_of(sql, workspace);
    });
}

Result<WorkspaceMember> ControlPlane::grant_insights(const WorkspaceId& workspace,
                                                     const MemberId& member,
                                                     const InsightsGrant& grant,
                                                     const Actor& actor) {
    return state_->database->write([&](soci::session& sql) -> Result<WorkspaceMember> {
        FOOTFALL_TRY(found, find(select_members_of(sql, workspace), member));
        if (is_admin(found.role)) {
            return fail(ErrorCode::conflict, "Owners and admins see all of Insights.", "id",
                        "sees_all");
        }
        FOOTFALL_TRY(checked, check(grant, select_targets(sql, workspace)));
        const std::string before = to_stored(found.insights);
        const std::string after = to_stored(checked);
        if (before == after) return found;
        const std::string member_text = to_string(member);
        const std::string workspace_text = footfall::to_string(workspace);
        sql << "UPDATE memberships SET insights = :insights"
               " WHERE member = :member AND workspace = :workspace",
            soci::use(after), soci::use(member_text), soci::use(workspace_text);
        append_audit(sql, state_->clock.now(), workspace, actor, "insights_granted",
                     {{"member", member_text}, {"insights_before", before}, {"insights", after}});
        found.insights = std::move(checked);
        return found;
    });
}

}  // namespace footfall::workspace
