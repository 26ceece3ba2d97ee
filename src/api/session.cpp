// Sign-in, sign-out, set-up, and which workspace is looked at.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/credentials.h"
#include "api/json_value.h"
#include "api/member_json.h"
#include "api/object_body.h"
#include "event/ids.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

json::object workspace_object(const workspace::Workspace& workspace, workspace::Role role,
                              const workspace::InsightsGrant& insights) {
    return {{"id", to_string(workspace.id)},
            {"name", workspace.name},
            {"role", workspace::to_string(role)},
            {"insights", insights_object(role, insights)},
            {"sample", workspace.sample.has_value()},
            {"time_zone", workspace.time_zone},
            {"first_weekday", static_cast<int>(workspace.first_weekday)}};
}

json::object notice(std::string_view code, const LostEntries& lost) {
    return {{"code", code},
            {"entries", lost.entries},
            {"after", time_or_null(lost.after)},
            {"before", time_or_null(lost.before)}};
}

// What an admin must know of the numbers. Whose entries a damaged journal has lost nobody can tell,
// so every workspace's admins see it.
json::array notices(const workspace::Session& session, const Parts& parts) {
    json::array list;
    if (!workspace::is_admin(session.role)) return list;
    if (const auto lost = parts.lost_entries()) list.push_back(notice("journal_damaged", *lost));
    if (const auto lost = parts.unrecorded_opens(session.workspace.id)) {
        list.push_back(notice("opens_unrecorded", *lost));
    }
    if (const auto beyond = parts.opens_above_limit(session.workspace.id)) {
        list.push_back(notice("opens_above_limit", *beyond));
    }
    return list;
}

void set_cookie(http::Response& response, std::string_view token) {
    std::string value = std::string(session_cookie) + "=" + std::string(token) +
                        "; Path=/; Secure; HttpOnly; SameSite=Strict";
    // A session cookie ends with the browser; the server ends the session on its own terms.
    if (token.empty()) value += "; Max-Age=0";
    response.fields.emplace_back("set-cookie", std::move(value));
}

}  // namespace

http::Response Api::session_response(const workspace::Session& session) const {
    json::array workspaces;
    for (const workspace::Membership& membership : session.workspaces) {
        workspaces.push_back(
            workspace_object(membership.workspace, membership.role, membership.insights));
    }
    return http::Response::json(
        200, json::serialize(json::object{
                 {"member",
                  {{"id", workspace::to_string(session.member.id)},
                   {"email", session.member.email},
                   {"name", session.member.name}}},
                 {"workspace", workspace_object(session.workspace, session.role, session.insights)},
                 {"workspaces", std::move(workspaces)},
                 {"notices", notices(session, parts_)}}));
}

Api::Answer Api::get_session(const Caller& caller) { return session_response(*caller.session); }

Api::Answer Api::sign_in(const http::Request& request) {
    FOOTFALL_TRY(body, ObjectBody::of(request.body, {"email", "password"}));
    workspace::ControlPlane::Credentials credentials;
    credentials.email = body.text("email").value_or("");
    credentials.password = body.text("password").value_or("");
    credentials.ip = request.peer;
    credentials.old_token = session_token(request);
    credentials.prefer_sample = parts_.prefer_sample;
    Result<workspace::SignedIn> signed_in = parts_.control_plane.sign_in(credentials);
    if (!signed_in) {
        if (signed_in.error().code != ErrorCode::busy) return fail(std::move(signed_in).error());
        const auto wait = parts_.control_plane.retry_after(credentials.email, request.peer);
        http::Response response = refuse(signed_in.error(), request);
        response.status = 429;
        std::erase_if(response.fields, [](const auto& f) { return f.first == "retry-after"; });
        response.fields.emplace_back("retry-after", std::to_string(wait.count()));
        return response;
    }
    http::Response response = session_response(signed_in->session);
    set_cookie(response, signed_in->token);
    return response;
}

Api::Answer Api::sign_out(const Caller& caller, const http::Request& request) {
    (void)caller;
    FOOTFALL_CHECK(parts_.control_plane.sign_out(session_token(request), request.peer));
    http::Response response;
    response.status = 204;
    set_cookie(response, "");
    return response;
}

Api::Answer Api::switch_workspace(const http::Request& request) {
    FOOTFALL_TRY(body, ObjectBody::of(request.body, {"id"}));
    const std::optional<WorkspaceId> id = parse_workspace_id(body.text("id").value_or(""));
    if (!id) {
        return fail(ErrorCode::not_found, "You have no such workspace.", "id", "not_found");
    }
    FOOTFALL_TRY(session, parts_.control_plane.switch_workspace(session_token(request), *id));
    return session_response(session);
}

Api::Answer Api::set_up(const http::Request& request) {
    FOOTFALL_TRY(body,
                 ObjectBody::of(request.body, {"token", "email", "name", "workspace", "password"}));
    workspace::SetUp set_up;
    set_up.token = body.text("token").value_or("");
    set_up.email = body.text("email").value_or("");
    set_up.name = body.text("name").value_or("");
    set_up.workspace = body.text("workspace").value_or("");
    set_up.password = body.text("password").value_or("");
    FOOTFALL_TRY(signed_in, parts_.control_plane.set_up(set_up, request.peer));
    http::Response response = session_response(signed_in.session);
    set_cookie(response, signed_in.token);
    return response;
}

}  // namespace footfall::api
