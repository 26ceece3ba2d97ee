// The targets of a workspace: customers in groups by rules.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "api/activity_question.h"
#include "api/api.h"
#include "api/parameters.h"
#include "api/target_asked.h"
#include "api/target_rules.h"
#include "calendar/date.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

// What a body says of a target.
struct TargetBody {
    std::optional<std::string> name;
    std::optional<json::array> groups;
};

Result<TargetBody> body_of(const http::Request& request) {
    json::error_code error;
    const json::value value = json::parse(request.body, error);
    if (error || !value.is_object()) {
        return fail(ErrorCode::invalid, "Send a JSON object.", "", "invalid_json");
    }
    TargetBody body;
    for (const auto& member : value.get_object()) {
        if (member.key() == "name") {
            if (!member.value().is_string()) {
                return fail(ErrorCode::invalid, "Give a text.", "name", "wrong_type");
            }
            body.name = member.value().get_string();
        } else if (member.key() == "groups") {
            FOOTFALL_TRY(groups, check_groups(member.value()));
            body.groups = std::move(groups);
        } else {
            return fail(ErrorCode::invalid, "There is no such field.", std::string(member.key()),
                        "unknown_field");
        }
    }
    return body;
}

Result<> check_whole(const TargetBody& body, bool with_name) {
    if (with_name && !body.name) {
        return fail(ErrorCode::invalid, "Give a name.", "name", "missing_field");
    }
    if (!body.groups) {
        return fail(ErrorCode::invalid, "Give the rules.", "groups", "missing_field");
    }
    return {};
}

workspace::TargetChange change_of(const TargetBody& body) {
    workspace::TargetChange change;
    change.name = body.name;
    if (body.groups) change.groups = json::serialize(*body.groups);
    return change;
}

Result<workspace::TargetId> target_id(const std::string& text) {
    if (const auto id = workspace::parse_target_id(text)) return *id;
    return no_such_target();
}

Result<json::object> object_of(const workspace::Target& target, const WorkspaceId& workspace,
                               const Parts& parts) {
    json::value groups = json::parse(target.groups);
    // Spans of days do not matter for what is wrong.
    FOOTFALL_TRY(trouble, trouble_of(target_of(groups.as_array(), Day{0}), workspace,
                                     parts.control_plane, parts.store));
    return json::object{{"id", workspace::to_string(target.id)},
                        {"name", target.name},
                        {"groups", std::move(groups)},
                        {"warning", trouble.empty() ? json::value() : json::value(trouble)}};
}

}  // namespace

Api::Answer Api::list_targets(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(targets, parts_.control_plane.targets(caller.workspace));
    const auto granted = caller.granted_targets();
    json::array list;
    for (const workspace::Target& target : targets) {
        if (granted && std::find(granted->begin(), granted->end(), target.id) == granted->end()) {
            continue;
        }
        FOOTFALL_TRY(object, object_of(target, caller.workspace, parts_));
        list.emplace_back(std::move(object));
    }
    return http::Response::json(200, json::serialize(json::object{{"targets", std::move(list)}}));
}

Api::Answer Api::create_target(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, body_of(request));
    FOOTFALL_CHECK(check_whole(body, true));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(target, parts_.control_plane.create_target(caller.workspace, change_of(body),
                                                            caller.actor(request)));
    FOOTFALL_TRY(object, object_of(target, caller.workspace, parts_));
    return http::Response::json(201, json::serialize(object));
}

Api::Answer Api::change_target(const Caller& caller, const http::Request& request,
                               const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(known, target_id(id));
    FOOTFALL_TRY(body, body_of(request));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(target, parts_.control_plane.change_target(
                             caller.workspace, known, change_of(body), caller.actor(request)));
    FOOTFALL_TRY(object, object_of(target, caller.workspace, parts_));
    return http::Response::json(200, json::serialize(object));
}

Api::Answer Api::remove_target(const Caller& caller, const http::Request& request,
                               const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(known, target_id(id));
    FOOTFALL_CHECK(
        parts_.control_plane.remove_target(caller.workspace, known, caller.actor(request)));
    http::Response response;
    response.status = 204;
    return response;
}

Api::Answer Api::preview_target(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, body_of(request));
    FOOTFALL_CHECK(check_whole(body, false));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        MembersQuestion question{.workspace = caller.workspace,
                                 .target = target_of(*body.groups, scope.today())};
        FOOTFALL_TRY(trouble, trouble_of(question.target, caller.workspace, parts_.control_plane,
                                         parts_.store));
        if (!trouble.empty()) {
            return fail(ErrorCode::conflict, trouble, "groups", "target_broken");
        }
        FOOTFALL_TRY(table, store::ask(parts_.store, question));
        return http::Response::json(200, json::serialize(json::object{{"as_of", to_rfc3339(now)},
                                                                      {"customers", table.members},
                                                                      {"total", table.customers}}));
    });
}

}  // namespace footfall::api
