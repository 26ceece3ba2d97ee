// How the entry pages look and work, and what a portal needs to take part.
#include <optional>
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

http::Response secret_response(const std::string& secret) {
    return http::Response::json(200, json::serialize(json::object{{"secret", secret}}));
}

}  // namespace

Api::Answer Api::gate_response(const Caller& caller, const workspace::GateSettings& gate) {
    FOOTFALL_TRY(key, parts_.control_plane.public_key(caller.workspace));
    FOOTFALL_TRY(link, parts_.control_plane.link(caller.workspace, ""));
    const json::value workspace_link =
        link.token.empty() ? json::value() : json::value(url_of(link));
    json::array origins;
    for (const std::string& origin : gate.origins) origins.emplace_back(origin);
    // Another address after each change, so that a browser does not show the old picture.
    const json::value logo = gate.logo_changed && workspace_link.is_string()
                                 ? json::value(std::string(workspace_link.get_string()) + "/logo?" +
                                               std::to_string(gate.logo_changed->us))
                                 : json::value();
    const json::object object{
        {"portal_url", gate.portal_url},
        {"order_url", gate.order_url},
        {"strict", gate.is_strict},
        {"repeat_window", gate.repeat_window_s},
        {"brand_name", gate.brand_name},
        {"brand_color", gate.brand_color},
        {"logo_url", logo},
        {"support", gate.support},
        {"notice", gate.notice},
        {"origins", std::move(origins)},
        {"mail_subject", gate.mail_subject},
        {"mail_text", gate.mail_text},
        {"mail_from", parts_.mail_from ? json::value(*parts_.mail_from) : json::value()},
        {"public_key", key},
        {"workspace_link", workspace_link}};
    return http::Response::json(200, json::serialize(object));
}

Api::Answer Api::get_gate(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    return gate_response(caller, gate);
}

Api::Answer Api::change_gate(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body,
                 ChangeBody::of(request.body, {"portal_url", "order_url", "strict", "repeat_window",
                                               "brand_name", "brand_color", "support", "notice",
                                               "origins", "mail_subject", "mail_text"}));
    workspace::GateChange change;
    FOOTFALL_TRY(portal_url, body.text("portal_url"));
    FOOTFALL_TRY(order_url, body.text("order_url"));
    FOOTFALL_TRY(strict, body.flag("strict"));
    FOOTFALL_TRY(repeat_window, body.number("repeat_window", 0, 3'600));
    FOOTFALL_TRY(brand_name, body.text("brand_name"));
    FOOTFALL_TRY(brand_color, body.text("brand_color"));
    FOOTFALL_TRY(support, body.text("support"));
    FOOTFALL_TRY(notice, body.text("notice"));
    FOOTFALL_TRY(origins, body.texts("origins"));
    FOOTFALL_TRY(mail_subject, body.text("mail_subject"));
    FOOTFALL_TRY(mail_text, body.text("mail_text"));
    change.portal_url = std::move(portal_url);
    change.order_url = std::move(order_url);
    change.is_strict = strict;
    if (repeat_window) change.repeat_window_s = static_cast<unsigned>(*repeat_window);
    change.brand_name = std::move(brand_name);
    change.brand_color = std::move(brand_color);
    change.support = std::move(support);
    change.notice = std::move(notice);
    change.origins = std::move(origins);
    change.mail_subject = std::move(mail_subject);
    change.mail_text = std::move(mail_text);
    if (change.is_strict.value_or(false) && !parts_.mail_from) {
        FOOTFALL_TRY(workspace, parts_.control_plane.find_workspace(caller.workspace));
        if (!workspace.sample) {
            return fail(ErrorCode::invalid,
                        "Strict Security Mode sends code words by mail, and this server sends "
                        "none: whoever runs it sets smtp_url and mail_from.",
                        "strict", "no_mail");
        }
    }
    FOOTFALL_TRY(gate,
                 parts_.control_plane.change_gate(caller.workspace, change, caller.actor(request)));
    return gate_response(caller, gate);
}

Api::Answer Api::put_logo(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    if (request.body.empty()) {
        return fail(ErrorCode::invalid, "Send the picture's bytes.", "logo", "invalid_image");
    }
    FOOTFALL_TRY(gate, parts_.control_plane.change_logo(caller.workspace, request.body,
                                                        caller.actor(request)));
    return gate_response(caller, gate);
}

Api::Answer Api::remove_logo(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(gate,
                 parts_.control_plane.change_logo(caller.workspace, "", caller.actor(request)));
    return gate_response(caller, gate);
}

Api::Answer Api::get_portal_secret(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(secret, parts_.control_plane.portal_secret(caller.workspace));
    FOOTFALL_CHECK(
        parts_.control_plane.audit(caller.workspace, caller.actor(request), "portal_secret_shown"));
    return secret_response(secret);
}

Api::Answer Api::rotate_portal_secret(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(
        secret, parts_.control_plane.rotate_portal_secret(caller.workspace, caller.actor(request)));
    return secret_response(secret);
}

Api::Answer Api::rotate_public_key(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(parts_.control_plane.rotate_public_key(caller.workspace, caller.actor(request)));
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    return gate_response(caller, gate);
}

Api::Answer Api::rotate_workspace_link(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(parts_.control_plane.rotate_link(caller.workspace, "", caller.actor(request)));
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    return gate_response(caller, gate);
}

}  // namespace footfall::api
