// The settings of a workspace: its name, its days, and what counts as activity.
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/change_body.h"
#include "api/parameters.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

template <class Wanted>
json::array names_of_kinds(const Wanted& is_wanted) {
    json::array names;
    for (const KindFacts& entry : kinds) {
        if (is_wanted(entry.kind)) names.emplace_back(entry.name);
    }
    return names;
}

http::Response settings_response(const workspace::Workspace& workspace,
                                 const std::string& zone_in_force) {
    const auto is_in_set = [&](Kind kind) { return workspace.activity_set.has(kind); };
    const json::object object{{"name", workspace.name},
                              {"time_zone", workspace.time_zone},
                              {"time_zone_in_force", zone_in_force},
                              {"first_weekday", static_cast<int>(workspace.first_weekday)},
                              {"quiet_percent", workspace.quiet_percent},
                              {"activity_set", names_of_kinds(is_in_set)},
                              {"activity_set_choices", names_of_kinds(may_be_activity)},
                              {"version", workspace::settings_version(workspace)}};
    return http::Response::json(200, json::serialize(object));
}

Result<std::optional<Kinds>> activity_set(const ChangeBody& body) {
    FOOTFALL_TRY(names, body.texts("activity_set"));
    if (!names) return std::nullopt;
    Kinds set;
    for (const std::string& name : *names) {
        const std::optional<Kind> kind = parse_kind(name);
        if (!kind) {
            return fail(ErrorCode::invalid, "Give kinds of events.", "activity_set",
                        "unknown_kind");
        }
        set.add(*kind);
    }
    return set;
}

}  // namespace

Api::Answer Api::get_settings(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(workspace, parts_.control_plane.find_workspace(caller.workspace));
    return settings_response(workspace, parts_.store.days(caller.workspace)->zone());
}

Api::Answer Api::change_settings(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"version"}));
    FOOTFALL_TRY(body, ChangeBody::of(request.body, {"name", "time_zone", "first_weekday",
                                                     "quiet_percent", "activity_set"}));
    workspace::SettingsChange change;
    FOOTFALL_TRY(name, body.text("name"));
    FOOTFALL_TRY(time_zone, body.text("time_zone"));
    FOOTFALL_TRY(weekday, body.number("first_weekday", 1, 7));
    FOOTFALL_TRY(quiet, body.number("quiet_percent", quiet_percent_min, quiet_percent_max));
    FOOTFALL_TRY(set, activity_set(body));
    change.version = parameters.text("version");
    change.name = std::move(name);
    change.time_zone = std::move(time_zone);
    if (weekday) change.first_weekday = static_cast<Weekday>(*weekday);
    change.activity_set = set;
    if (quiet) change.quiet_percent = static_cast<std::int32_t>(*quiet);
    FOOTFALL_TRY(workspace, parts_.control_plane.change_settings(caller.workspace, change,
                                                                 caller.actor(request)));
    // Also where the zone was chosen before, in case its days could not be made then.
    if (change.time_zone) parts_.zone_chosen(caller.workspace);
    return settings_response(workspace, parts_.store.days(caller.workspace)->zone());
}

}  // namespace footfall::api
