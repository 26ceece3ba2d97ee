// Targets: rules under a name that all admins of a workspace share.

#include <algorithm>
#include <string>
#include <utility>

#include "assert.h"
#include "workspace/audit_log.h"
#include "workspace/content_rows.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"

namespace footfall::workspace {

namespace {

tl::unexpected<Error> no_such_target() {
    return fail(ErrorCode::not_found, "There is no such target.", "target", "unknown_target");
}

Result<TargetChange> check(const TargetChange& change) {
    TargetChange checked = change;
    if (change.name) {
        FOOTFALL_TRY(name, check_name(*change.name));
        checked.name = std::move(name);
    }
    if (change.groups &&
        (change.groups->empty() || change.groups->size() > target_groups_bytes_max)) {
        return fail(
            ErrorCode::invalid,
            "Give rules of at most " + std::to_string(target_groups_bytes_max) + " bytes together.",
            "groups", "invalid_groups");
    }
    return checked;
}

Result<Target> find(const std::vector<Target>& targets, const TargetId& id) {
    const auto found = std::find_if(targets.begin(), targets.end(),
                                    [&](const Target& target) { return target.id == id; });
    if (found == targets.end()) return no_such_target();
    return *found;
}

Result<> check_free(const std::vector<Target>& targets, const Target& wanted) {
    for (const Target& target : targets) {
        if (target.name != wanted.name || target.id == wanted.id) continue;
        return fail(ErrorCode::conflict, "There is a target of this name.", "name", "name_taken");
    }
    return {};
}

AuditDetails details_of(const Target& target) {
    return {{"target", to_string(target.id)}, {"name", target.name}, {"groups", target.groups}};
}

}  // namespace

Result<std::vector<Target>> ControlPlane::targets(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Target>> {
        return select_targets(sql, workspace);
    });
}

Result<Target> ControlPlane::find_target(const WorkspaceId& workspace, const TargetId& id) const {
    return state_->database->read([&](soci::session& sql) -> Result<Target> {
        return find(select_targets(sql, workspace, to_string(id)), id);
    });
}

Result<Target> ControlPlane::create_target(const WorkspaceId& workspace, const TargetChange& change,
                                           const Actor& actor) {
    ASSERT(change.name && change.groups);
    FOOTFALL_TRY(checked, check(change));
    Target target;
    target.id = make_target_id(state_->random);
    target.name = *checked.name;
    target.groups = *checked.groups;
    target.created = state_->clock.now();
    target.member = actor.member;
    return state_->database->write([&](soci::session& sql) -> Result<Target> {
        const std::vector<Target> targets = select_targets(sql, workspace);
        FOOTFALL_CHECK(check_free(targets, target));
        if (targets.size() >= targets_max) {
            return fail(ErrorCode::conflict,
                        "There are " + std::to_string(targets_max) + " targets; delete one first.",
                        "", "too_many_targets");
        }
        insert_target(sql, workspace, target);
        append_audit(sql, target.created, workspace, actor, "target_created", details_of(target));
        return target;
    });
}

Result<Target> ControlPlane::change_target(const WorkspaceId& workspace, const TargetId& id,
                                           const TargetChange& change, const Actor& actor) {
    FOOTFALL_TRY(checked, check(change));
    return state_->database->write([&](soci::session& sql) -> Result<Target> {
        const std::vector<Target> targets = select_targets(sql, workspace);
        FOOTFALL_TRY(before, find(targets, id));
        Target target = before;
        if (checked.name) target.name = *checked.name;
        if (checked.groups) target.groups = *checked.groups;
        if (target == before) return target;
        FOOTFALL_CHECK(check_free(targets, target));
        update_target(sql, target);
        append_audit(sql, state_->clock.now(), workspace, actor, "target_changed",
                     details_of(target));
        return target;
    });
}

Result<> ControlPlane::remove_target(const WorkspaceId& workspace, const TargetId& id,
                                     const Actor& actor) {
    return state_->database->write([&](soci::session& sql) -> Result<> {
        FOOTFALL_TRY(target, find(select_targets(sql, workspace, to_string(id)), id));
        workspace::remove_target(sql, id);
        append_audit(sql, state_->clock.now(), workspace, actor, "target_removed",
                     details_of(target));
        return {};
    });
}

}  // namespace footfall::workspace
