// The members of a workspace, and what they may see of Insights.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/change_body.h"
#include "api/member_json.h"
#include "api/parameters.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

json::object object_of(const workspace::WorkspaceMember& member) {
    return {{"id", workspace::to_string(member.member.id)},
            {"email", member.member.email},
            {"name", member.member.name},
            {"role", workspace::to_string(member.role)},
            {"disabled", member.member.disabled},
            {"insights", insights_object(member.role, member.insights)}};
}

Result<workspace::InsightsGrant> grant_of(const http::Request& request) {
    FOOTFALL_TRY(body, ChangeBody::of(request.body, {"granted", "targets"}));
    FOOTFALL_TRY(granted, body.flag("granted"));
    FOOTFALL_TRY(targets, body.texts_or_null("targets"));
    if (!granted) {
        return fail(ErrorCode::invalid, "Say whether it is granted.", "granted", "missing_field");
    }
    workspace::InsightsGrant grant{.granted = *granted, .targets = {}};
    const std::optional<std::vector<std::string>> names = targets.value_or(std::nullopt);
    if (!names) return grant;
    grant.targets.emplace();
    for (const std::string& text : *names) {
        const auto id = workspace::parse_target_id(text);
        if (!id) {
            return fail(ErrorCode::invalid, "There is no target " + text + ".", "targets",
                        "unknown_target");
        }
        grant.targets->push_back(*id);
    }
    return grant;
}

}  // namespace

json::object insights_object(workspace::Role role, const workspace::InsightsGrant& grant) {
    if (workspace::is_admin(role)) return {{"granted", true}, {"targets", nullptr}};
    json::value targets;
    if (grant.targets) {
        json::array& list = targets.emplace_array();
        for (const workspace::TargetId& id : *grant.targets) {
            list.emplace_back(workspace::to_string(id));
        }
    }
    return {{"granted", grant.granted}, {"targets", std::move(targets)}};
}

Api::Answer Api::list_members(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(members, parts_.control_plane.members_of(caller.workspace));
    json::array list;
    for (const workspace::WorkspaceMember& member : members) list.push_back(object_of(member));
    return http::Response::json(200, json::serialize(json::object{{"members", std::move(list)}}));
}

Api::Answer Api::grant_insights(const Caller& caller, const http::Request& request,
                                const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    const auto member = workspace::parse_member_id(id);
    if (!member) {
        return fail(ErrorCode::not_found, "There is no such member.", "id", "unknown_member");
    }
    FOOTFALL_TRY(grant, grant_of(request));
    FOOTFALL_TRY(changed, parts_.control_plane.grant_insights(caller.workspace, *member, grant,
                                                              caller.actor(request)));
    return http::Response::json(200, json::serialize(object_of(changed)));
}

}  // namespace footfall::api
