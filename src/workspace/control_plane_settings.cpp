// Settings: what a workspace is called, its days, and what counts as activity.

#include <algorithm>
#include <string>
#include <utility>

#include "calendar/zone.h"
#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

Result<> check_activity_set(Kinds set) {
    if (set.empty()) {
        return fail(ErrorCode::invalid, "Give one kind of events or more.", "activity_set",
                    "empty_set");
    }
    for (const KindFacts& entry : kinds) {
        if (!set.has(entry.kind) || may_be_activity(entry.kind)) continue;
        return fail(ErrorCode::invalid,
                    "A delivery is not what a customer did: " + std::string(entry.name) + ".",
                    "activity_set", "kind_not_allowed");
    }
    return {};
}

Result<SettingsChange> check(const SettingsChange& change) {
    SettingsChange checked = change;
    if (change.name) {
        FOOTFALL_TRY(name, check_name(*change.name));
        checked.name = std::move(name);
    }
    if (change.time_zone) FOOTFALL_CHECK(Zone::load(*change.time_zone));
    if (change.activity_set) FOOTFALL_CHECK(check_activity_set(*change.activity_set));
    if (change.quiet_percent &&
        (*change.quiet_percent < quiet_percent_min || *change.quiet_percent > quiet_percent_max)) {
        return fail(ErrorCode::invalid, "Give 100 to 1000 percent.", "quiet_percent",
                    "invalid_number");
    }
    return checked;
}

// What was changed, with what it was before.
AuditDetails details_of(const Workspace& before, const Workspace& after) {
    AuditDetails details;
    const auto add = [&](const std::string& name, const std::string& old_value,
                         const std::string& new_value) {
        if (old_value == new_value) return;
        details.emplace_back(name + "_before", old_value);
        details.emplace_back(name, new_value);
    };
    add("name", before.name, after.name);
    add("time_zone", before.time_zone, after.time_zone);
    add("first_weekday", std::to_string(static_cast<int>(before.first_weekday)),
        std::to_string(static_cast<int>(after.first_weekday)));
    add("quiet_percent", std::to_string(before.quiet_percent), std::to_string(after.quiet_percent));
    add("activity_set", to_stored(before.activity_set), to_stored(after.activity_set));
    return details;
}

constexpr std::size_t version_digits = 16;

}  // namespace

std::string settings_version(const Workspace& workspace) {
    // A name holds no line break.
    const std::string settings = workspace.name + '\n' + workspace.time_zone + '\n' +
                                 std::to_string(static_cast<int>(workspace.first_weekday)) + '\n' +
                                 std::to_string(workspace.quiet_percent) + '\n' +
                                 to_stored(workspace.activity_set);
    return sha256(settings).substr(0, version_digits);
}

Result<Workspace> ControlPlane::change_settings(const WorkspaceId& id, const SettingsChange& change,
                                                const Actor& actor) {
    FOOTFALL_TRY(checked, check(change));
    const std::lock_guard changes(state_->gate_changes);
    FOOTFALL_TRY(now, state_->database->write([&](soci::session& sql) -> Result<Workspace> {
        const std::optional<Workspace> before = select_workspace(sql, id);
        if (!before) return no_such_workspace();
        if (checked.version && *checked.version != settings_version(*before)) {
            return fail(ErrorCode::conflict,
                        "The settings were changed by somebody else meanwhile.", {},
                        "settings_changed");
        }
        Workspace after = *before;
        if (checked.name) after.name = *checked.name;
        if (checked.time_zone) after.time_zone = *checked.time_zone;
        if (checked.first_weekday) after.first_weekday = *checked.first_weekday;
        if (checked.activity_set) after.activity_set = *checked.activity_set;
        if (checked.quiet_percent) after.quiet_percent = *checked.quiet_percent;
        if (after == *before) return after;
        const std::string text = footfall::to_string(id);
        const int weekday = static_cast<int>(after.first_weekday);
        const std::string set = to_stored(after.activity_set);
        sql << "UPDATE workspaces SET name = :name, time_zone = :zone, first_weekday = :weekday,"
               " activity_set = :set, quiet_percent = :quiet WHERE id = :id",
            soci::use(after.name), soci::use(after.time_zone), soci::use(weekday), soci::use(set),
            soci::use(after.quiet_percent), soci::use(text);
        append_audit(sql, state_->clock.now(), id, actor, "settings_changed",
                     details_of(*before, after));
        return after;
    }));
    state_->put_name(id, now.name);
    return now;
}

}  // namespace footfall::workspace
