#include "api/api.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "api/credentials.h"
#include "api/sample_portal.h"
#include "assert.h"
#include "event/limits.h"
#include "http/status.h"
#include "observe/log.h"

namespace footfall::api {

namespace {

// Bodies of what members send: a sign-in, a set-up, a customer.
constexpr std::size_t member_body_bytes_max = 64 * 1024;
constexpr std::size_t import_bytes_max = 32 * 1024 * 1024;
constexpr std::size_t send_bytes_max = 2 * 1024 * 1024;  // names thousands of customers
constexpr std::size_t slow_threads = 2;
constexpr std::size_t bulk_threads = 2;

bool changes(std::string_view method) { return method != "GET" && method != "HEAD"; }

bool is_slow(Action action) {
    switch (action) {
        case Action::sign_in:
        case Action::set_up:
        case Action::edit_customer:
        case Action::change_verdict:
        case Action::get_activity_csv:
        case Action::put_site:
        case Action::put_campaign:
        case Action::put_form:
        case Action::change_settings:
        case Action::grant_insights:
            return true;
        default:
            return false;
    }
}

bool is_bulk(Action action) {
    return action == Action::import_customers || action == Action::send_links;
}

std::string_view body_type(Action action) {
    if (action == Action::import_customers) return "text/csv";
    if (action == Action::put_logo) return "application/octet-stream";
    return "application/json";
}

bool is_intake(Access access) { return access == Access::write_key || access == Access::recorder; }

// Whether a page's browser may ask for it first.
bool is_preflight(const http::Request& request) {
    if (request.method != "OPTIONS") return false;
    const Match asked = match("POST", request.segments);
    return asked.route != nullptr && asked.route->access == Access::recorder;
}

bool has(const http::Fields& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(),
                       [name](const auto& field) { return field.first == name; });
}

http::Response method_not_allowed(const Match& match, const http::Request& request) {
    http::Response response = http::refusal(405, request.id);
    std::string allow;
    for (const std::string& method : match.allowed) {
        allow += (allow.empty() ? "" : ", ") + method;
        if (method == "GET") allow += ", HEAD";
    }
    response.fields.emplace_back("allow", allow);
    return response;
}

}  // namespace

void secure(http::Response& response, std::string_view nonce, bool over_tls) {
    std::string styles = "style-src 'self'";
    if (!nonce.empty()) styles += " 'nonce-" + std::string(nonce) + "'";
    http::Fields& fields = response.fields;
    fields.emplace_back("content-security-policy",
                        "default-src 'none'; script-src 'self'; " + styles +
                            "; img-src 'self'; connect-src 'self'; form-action 'self'; "
                            "base-uri 'none'; frame-ancestors 'none'; object-src 'none'");
    fields.emplace_back("referrer-policy", "no-referrer");
    fields.emplace_back("cross-origin-opener-policy", "same-origin");
    if (!has(fields, "cross-origin-resource-policy")) {
        fields.emplace_back("cross-origin-resource-policy", "same-origin");
    }
    fields.emplace_back("permissions-policy",
                        "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (!has(fields, "cache-control")) fields.emplace_back("cache-control", "no-store");
    if (over_tls) fields.emplace_back("strict-transport-security", "max-age=31536000");
}

Api::Api(Parts parts)
    : parts_(std::move(parts)),
      quick_(http::quick_threads()),
      slow_(slow_threads),
      bulk_(bulk_threads) {}

http::Application Api::application() {
    http::Application application;
    application.body_bytes_max = [](const http::Request& request) {
        const Match found = match(request.method, request.segments);
        if (found.route == nullptr || !changes(request.method)) return std::size_t{0};
        if (found.route->action == Action::import_customers) return import_bytes_max;
        if (found.route->action == Action::put_logo) return workspace::logo_bytes_max;
        if (found.route->action == Action::send_links) return send_bytes_max;
        return is_intake(found.route->access) ? limits::body_bytes_max : member_body_bytes_max;
    };
    application.handle = [this](http::Request request, http::Respond respond) {
        handle(std::move(request), std::move(respond));
    };
    application.refuse = [](int status, std::string_view path, std::string_view request_id) {
        // Segment's clients wait and send again after 429 only, others' after 503.
        if (status == 429 && !path.starts_with("/v1/")) status = 503;
        http::Response response = http::refusal(status, request_id);
        secure(response, "", false);
        return response;
    };
    return application;
}

void Api::handle(http::Request request, http::Respond respond) {
    const bool over_tls = request.secure;
    http::Respond secured = [respond, over_tls](http::Response response) {
        secure(response, "", over_tls);
        respond(std::move(response));
    };
    const Match found = match(request.method, request.segments);
    if (found.route == nullptr) {
        if (is_preflight(request)) return secured(preflight(request));
        if (!found.allowed.empty()) return secured(method_not_allowed(found, request));
        if (is_api(request.path)) return secured(http::refusal(404, request.id));
        if (changes(request.method)) return secured(http::refusal(405, request.id));
        if (is_sample_portal(request.path)) {
            auto shared = std::make_shared<http::Request>(std::move(request));
            return run(quick_, shared, secured, [this, shared] { return sample_portal(*shared); });
        }
        if (parts_.dashboard.has(request.path)) {
            return secured(parts_.dashboard.asset(request.path, request.field("accept-encoding")));
        }
        return respond(shell(request));
    }
    if (is_intake(found.route->access)) {
        return take(found, std::move(request), std::move(secured));
    }
    auto shared = std::make_shared<http::Request>(std::move(request));
    const Action action = found.route->action;
    http::Workers& workers = is_bulk(action) ? bulk_ : is_slow(action) ? slow_ : quick_;
    run(workers, shared, secured, [this, found, shared] { return answer(found, *shared); });
}

void Api::run(http::Workers& workers, const std::shared_ptr<http::Request>& request,
              const http::Respond& respond, std::function<http::Response()> answer) {
    const bool taken = workers.run([request, respond, answer = std::move(answer)] {
        // The last resort: whatever is thrown ends this request, not the server.
        try {
            respond(answer());
        } catch (const std::exception& thrown) {
            observe::error("api", thrown.what(),
                           {{"request", request->id}, {"path", request->path}});
            respond(http::refusal(500, request->id));
        }
    });
    if (taken) return;
    respond(
        refuse(Error{ErrorCode::unavailable, "Too many requests wait already.", "", "overloaded"},
               *request));
}

http::Response Api::shell(const http::Request& request) {
    const std::string nonce = dashboard::make_nonce(parts_.random);
    http::Response response = parts_.dashboard.page(nonce);
    secure(response, nonce, request.secure);
    return response;
}

http::Response Api::answer(const Match& match, const http::Request& request) {
    Answer result = dispatch(match, request);
    if (result) return std::move(*result);
    return refuse(result.error(), request);
}

Api::Answer Api::dispatch(const Match& match, const http::Request& request) {
    if (changes(request.method)) {
        if (is_cross_site(request, parts_.origin())) {
            return fail(ErrorCode::forbidden, "The request came from another site's page.",
                        "origin", "cross_site");
        }
        const std::string_view type = body_type(match.route->action);
        if (request.method != "DELETE" && !request.field("content-type").starts_with(type)) {
            return fail(ErrorCode::invalid, "Send the body as " + std::string(type) + ".",
                        "content-type", "wrong_content_type");
        }
    }
    Caller caller;
    if (match.route->access != Access::anybody) {
        FOOTFALL_TRY(known, caller_of(request, match.route->access, parts_.control_plane));
        caller = std::move(known);
    }
    switch (match.route->action) {
        case Action::import_customers:
            return import_customers(caller, request);
        case Action::list_customers:
            return list_customers(caller, request);
        case Action::edit_customer:
            return edit_customer(caller, request, match.id);
        case Action::remove_customer:
            return remove_customer(caller, request, match.id);
        case Action::get_customer:
            return get_customer(caller, request, match.id);
        case Action::get_customer_activity:
            return get_customer_activity(caller, request, match.id);
        case Action::get_timeline:
            return get_timeline(caller, request, match.id);
        case Action::change_verdict:
            return change_verdict(caller, request, match.id);
        case Action::create_pixel:
            return create_pixel(caller, request);
        case Action::get_activity:
            return get_activity(caller, request);
        case Action::get_activity_csv:
            return get_activity_csv(caller, request);
        case Action::get_funnel:
            return get_funnel(caller, request);
        case Action::follow_changes:
            return follow_changes(caller, request);
        case Action::get_link:
            return get_link(caller, request, match.id);
        case Action::rotate_link:
            return rotate_link(caller, request, match.id);
        case Action::block_link:
            return block_link(caller, request, match.id);
        case Action::revoke_link:
            return revoke_link(caller, request, match.id);
        case Action::send_links:
            return send_links(caller, request);
        case Action::get_gate:
            return get_gate(caller, request);
        case Action::change_gate:
            return change_gate(caller, request);
        case Action::put_logo:
            return put_logo(caller, request);
        case Action::remove_logo:
            return remove_logo(caller, request);
        case Action::get_portal_secret:
            return get_portal_secret(caller, request);
        case Action::rotate_portal_secret:
            return rotate_portal_secret(caller, request);
        case Action::rotate_public_key:
            return rotate_public_key(caller, request);
        case Action::rotate_workspace_link:
            return rotate_workspace_link(caller, request);
        case Action::get_outbox:
            return get_outbox(caller, request);
        case Action::list_views:
            return list_views(caller, request);
        case Action::create_view:
            return create_view(caller, request);
        case Action::change_view:
            return change_view(caller, request, match.id);
        case Action::remove_view:
            return remove_view(caller, request, match.id);
        case Action::put_site:
            return put_site(caller, request, match.id);
        case Action::put_campaign:
            return put_campaign(caller, request, match.id);
        case Action::put_form:
            return put_form(caller, request, match.id);
        case Action::list_members:
            return list_members(caller, request);
        case Action::grant_insights:
            return grant_insights(caller, request, match.id);
        case Action::get_settings:
            return get_settings(caller, request);
        case Action::change_settings:
            return change_settings(caller, request);
        case Action::get_insights:
            return get_insights(caller, request);
        case Action::get_series:
            return get_series(caller, request);
        case Action::get_recent_campaigns:
            return get_recent_campaigns(caller, request);
        case Action::get_recent_forms:
            return get_recent_forms(caller, request);
        case Action::list_sites:
            return list_sites(caller, request);
        case Action::list_campaigns:
            return list_campaigns(caller, request);
        case Action::get_campaign:
            return get_campaign(caller, request, match.id);
        case Action::list_forms:
            return list_forms(caller, request);
        case Action::get_form:
            return get_form(caller, request, match.id);
        case Action::list_targets:
            return list_targets(caller, request);
        case Action::create_target:
            return create_target(caller, request);
        case Action::preview_target:
            return preview_target(caller, request);
        case Action::change_target:
            return change_target(caller, request, match.id);
        case Action::remove_target:
            return remove_target(caller, request, match.id);
        case Action::get_session:
            return get_session(caller);
        case Action::sign_in:
            return sign_in(request);
        case Action::sign_out:
            return sign_out(caller, request);
        case Action::switch_workspace:
            return switch_workspace(request);
        case Action::set_up:
            return set_up(request);
        case Action::get_health:
            return get_health();
        case Action::segment_batch:
        case Action::segment_call:
        case Action::record_events:
        case Action::put_customer:
            break;
    }
    ASSERT(false, "an intake route does not come here");
    return http::Response();
}

Result<> Api::check_ready() const {
    if (parts_.readiness().ready) return {};
    return fail(ErrorCode::unavailable, "The numbers are being loaded.", "", "catching_up");
}

http::Response Api::refuse(const Error& error, const http::Request& request) {
    if (error.code == ErrorCode::io || error.code == ErrorCode::corrupt) {
        observe::error("api", error.message, {{"request", request.id}, {"path", request.path}});
    }
    if (error.reason != "catching_up") return http::problem(error, request.id);
    const Readiness readiness = parts_.readiness();
    const std::string_view message =
        readiness.ready ? "The list of events is being built again; counts are complete."
                        : "The numbers are being loaded; they are shown when they are complete.";
    http::Response response = http::Response::json(
        503, R"({"error":{"code":"catching_up","message":)" + http::json_string(message) +
                 R"(,"field":null,"progress":)" + std::to_string(readiness.progress) +
                 R"(},"request_id":)" + http::json_string(request.id) + "}");
    response.fields.emplace_back("retry-after", "1");
    return response;
}

}  // namespace footfall::api
