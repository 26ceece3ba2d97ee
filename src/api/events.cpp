// Intake's routes: who may write is decided here, the rest in intake/.
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "api/api.h"
#include "assert.h"
#include "http/status.h"

namespace footfall::api {

http::Response response_of(intake::Reply reply) {
    http::Response response = http::Response::json(reply.status, std::move(reply.body));
    if (reply.retry_after) {
        response.fields.emplace_back("retry-after", std::to_string(reply.retry_after->count()));
    }
    return response;
}

void Api::take(const Match& match, http::Request request, http::Respond respond) {
    const Result<Caller> caller = caller_of(request, Access::write_key, parts_.control_plane);
    if (!caller) {
        http::Response response = refuse(caller.error(), request);
        // A lookup that failed is no refusal of the key: each family gets what it tries again on.
        if (response.status == 503 && is_segment(request.path)) response.status = 429;
        return respond(std::move(response));
    }
    if (!request.query.empty() && !is_segment(request.path)) {
        return respond(refuse(Error{ErrorCode::invalid, "There are no parameters here.",
                                    request.query.front().first, "unknown_parameter"},
                              request));
    }
    const intake::Source source{caller->workspace, Via::server_key,
                                parts_.clock.now() - std::chrono::hours(24) * parts_.retention_days,
                                request.id};
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
