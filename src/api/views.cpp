// Saved views of the Activity page: a member's own ones, and those shared in the workspace.
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/object_body.h"
#include "api/parameters.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

json::object object_of(const workspace::View& view, const workspace::Member& reader) {
    return {{"id", workspace::to_string(view.id)},
            {"name", view.name},
            {"query", view.query},
            {"shared", view.is_shared},
            {"mine", view.member == reader.id},
            {"owner", view.owner}};
}

http::Response answer_with(int status, const workspace::View& view, const Caller& caller) {
    return http::Response::json(status, json::serialize(object_of(view, caller.session->member)));
}

Result<workspace::ViewId> view_id(const std::string& text) {
    if (const auto id = workspace::parse_view_id(text)) return *id;
    return fail(ErrorCode::not_found, "You have no such view.", "id", "unknown_view");
}

}  // namespace

Api::Answer Api::list_views(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    const workspace::Member& reader = caller.session->member;
    FOOTFALL_TRY(views, parts_.control_plane.views(caller.workspace, reader.id));
    json::array list;
    for (const workspace::View& view : views) list.push_back(object_of(view, reader));
    return http::Response::json(200, json::serialize(json::object{{"views", std::move(list)}}));
}

Api::Answer Api::create_view(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, ObjectBody::of(request.body, {"name", "query"}, {"shared"}));
    workspace::ViewChange wanted;
    FOOTFALL_TRY(name, body.required_text("name"));
    FOOTFALL_TRY(query, body.required_text("query"));
    wanted.name = std::move(name);
    wanted.query = std::move(query);
    wanted.is_shared = body.flag("shared");
    FOOTFALL_TRY(view,
                 parts_.control_plane.create_view(caller.workspace, wanted, caller.actor(request)));
    return answer_with(201, view, caller);
}

Api::Answer Api::change_view(const Caller& caller, const http::Request& request,
                             const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, ObjectBody::of(request.body, {"name", "query"}, {"shared"}));
    FOOTFALL_TRY(known, view_id(id));
    const workspace::ViewChange wanted{body.text("name"), body.text("query"), body.flag("shared")};
    FOOTFALL_TRY(view, parts_.control_plane.change_view(caller.workspace, known, wanted,
                                                        caller.actor(request)));
    return answer_with(200, view, caller);
}

Api::Answer Api::remove_view(const Caller& caller, const http::Request& request,
                             const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(known, view_id(id));
    FOOTFALL_CHECK(
        parts_.control_plane.remove_view(caller.workspace, known, caller.actor(request)));
    http::Response response;
    response.status = 204;
    return response;
}

}  // namespace footfall::api
