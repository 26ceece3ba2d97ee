// Intake's routes: who may write is decided here, the rest in intake/.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "api/api.h"
#include "api/credentials.h"
#include "api/parameters.h"
#include "assert.h"
#include "http/status.h"
#include "intake/time.h"
#include "workspace/portal_token.h"

namespace footfall::api {

http::Response response_of(intake::Reply reply) {
    http::Response response = http::Response::json(reply.status, std::move(reply.body));
    if (reply.retry_after) {
        response.fields.emplace_back("retry-after", std::to_string(reply.retry_after->count()));
    }
    return response;
}

Result<intake::Visitor> Api::visitor(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    const std::string_view origin = request.field("origin");
    const bool is_allowed = std::ranges::find(gate.origins, origin) != gate.origins.end() ||
                            is_own_page(request, parts_.origin());
    if (origin.empty() || !is_allowed) {
        return fail(ErrorCode::forbidden,
                    "The workspace's settings do not list the page's origin for its public key.",
                    "origin", "origin_not_allowed");
    }
    if (!pace_.take(caller.key->id, request.peer, request.body.size(), parts_.clock.steady())) {
        return fail(ErrorCode::busy, "Too much is sent at once.", "", "too_many_requests");
    }
    intake::Visitor visitor;
    visitor.peer = request.peer;
    if (!is_segment(request.path)) {
        FOOTFALL_TRY(parameters, Parameters::of(request, {"key", "sent_at"}));
        const std::optional<std::string> sent_at = parameters.text("sent_at");
        if (sent_at) visitor.sent_at = intake::parse_time(*sent_at);
        if (sent_at && !visitor.sent_at) {
            return fail(ErrorCode::invalid, "Not a time with date, seconds and offset.", "sent_at",
                        "invalid_time");
        }
    }
    Result<std::string> secret = parts_.control_plane.portal_secret(caller.workspace);
    if (!secret) {
        // Without it nobody can be told from anybody: pages keep what they have and try again.
        return fail(ErrorCode::unavailable, std::move(secret).error().message, "",
                    "unreadable_secret");
    }
    // The events of a body mostly have one token.
    visitor.bearer_of = [secret = *std::move(secret), workspace = caller.workspace,
                         now = parts_.clock.now(), last = std::string(),
                         bearer = intake::Bearer()](std::string_view token) mutable {
        if (token == last) return bearer;
        const auto claims = workspace::read_portal_token(token, workspace, secret, now);
        bearer = claims ? intake::Bearer{claims->customer, claims->is_staff} : intake::Bearer();
        last = token;
        return bearer;
    };
    return visitor;
}

void Api::take(const Match& match, http::Request request, http::Respond respond) {
    const std::string origin(request.field("origin"));
    // A failure that passes is no refusal: each family gets what it tries again on. A page may read
    // why, but for one that has no business here.
    const auto deny = [&](const Error& error) {
        http::Response response = refuse(error, request);
        if (response.status == 503 && is_segment(request.path)) response.status = 429;
        if (error.reason != "origin_not_allowed") share(response, origin);
        respond(std::move(response));
    };
    const Result<Caller> caller = caller_of(request, match.route->access, parts_.control_plane);
    if (!caller) return deny(caller.error());
    intake::Source source{caller->workspace, Via::server_key,
                          parts_.clock.now() - std::chrono::hours(24) * parts_.retention_days,
                          request.id};
    intake::Visitor shown;
    if (caller->key->kind == workspace::KeyKind::public_) {
        Result<intake::Visitor> admitted = visitor(*caller, request);
        if (!admitted) return deny(admitted.error());
        shown = *std::move(admitted);
        source.via = Via::public_key;
        source.visitor = &shown;
        respond = [respond = std::move(respond), origin](http::Response response) {
            share(response, origin);
            respond(std::move(response));
        };
    } else if (!request.query.empty() && !is_segment(request.path)) {
        return deny(Error{ErrorCode::invalid, "There are no parameters here.",
                          request.query.front().first, "unknown_parameter"});
    }
    const intake::Answer answer = [respond = std::move(respond)](intake::Reply reply) {
        respond(response_of(std::move(reply)));
    };
    switch (match.route->action) {
        case Action::record_events:
            return parts_.intake.take_events(source, std::move(request.body), answer);
        case Action::put_customer:
            return parts_.intake.take_profile(source, match.id, std::move(request.body), answer);
        case Action::segment_batch:
            return parts_.intake.take_segment_batch(source, std::move(request.body), answer);
        default:
            break;
    }
    const std::string_view path = match.route->path;
    const std::optional<intake::SegmentCall> call =
        intake::parse_segment_call(path.substr(path.rfind('/') + 1));
    ASSERT(call.has_value(), "path=" << path);
    parts_.intake.take_segment_call(source, *call, std::move(request.body), answer);
}

}  // namespace footfall::api
