// Verdicts by hand, and the pixels whose opens are judged.
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/change_body.h"
#include "api/object_body.h"
#include "api/parameters.h"
#include "event/limits.h"
#include "workspace/pixel_seal.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

tl::unexpected<Error> missing(std::string_view field) {
    return fail(ErrorCode::invalid, "The field is needed.", std::string(field), "missing_field");
}

Result<> check_text(std::string_view field, std::string_view text) {
    if (text.empty()) return missing(field);
    if (text.size() <= limits::text_bytes_max) return {};
    return fail(ErrorCode::invalid,
                "At most " + std::to_string(limits::text_bytes_max) + " bytes, please.",
                std::string(field), "too_long");
}

}  // namespace

// Once it is durable.
Api::Answer Api::change_verdict(const Caller& caller, const http::Request& request,
                                const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, ChangeBody::of(request.body, {"sequence", "verdict"}));
    FOOTFALL_TRY(sequence, body.number("sequence", 1, std::numeric_limits<std::int64_t>::max()));
    if (!sequence) return missing("sequence");
    FOOTFALL_TRY(name, body.text("verdict"));
    if (!name) return missing("verdict");
    const std::optional<Verdict> verdict = parse_verdict(*name);
    if (!verdict) {
        return fail(ErrorCode::invalid, "There is no such verdict.", "verdict", "unknown_verdict");
    }
    FOOTFALL_CHECK(check_ready());
    const std::string member = workspace::to_string(caller.session->member.id);
    FOOTFALL_TRY(changed, parts_.verdicts.change({caller.workspace, id, Sequence{*sequence}},
                                                 *verdict, member));
    if (changed.before != changed.now) {
        FOOTFALL_CHECK(
            parts_.control_plane.audit(caller.workspace, caller.actor(request), "changed_verdict",
                                       {{"customer", id},
                                        {"sequence", std::to_string(*sequence)},
                                        {"before", std::string(to_string(changed.before.verdict))},
                                        {"verdict", std::string(to_string(changed.now.verdict))}}));
    }
    return http::Response::json(
        200, json::serialize(json::object{{"sequence", *sequence},
                                          {"before", to_string(changed.before.verdict)},
                                          {"verdict", to_string(changed.now.verdict)},
                                          {"rule", changed.now.rule}}));
}

Api::Answer Api::create_pixel(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, ObjectBody::of(request.body, {"customer", "campaign", "message"}));
    workspace::PixelClaims claims;
    claims.workspace = caller.workspace;
    FOOTFALL_TRY(customer, body.required_text("customer"));
    FOOTFALL_TRY(campaign, body.required_text("campaign"));
    claims.customer = std::move(customer);
    claims.campaign = std::move(campaign);
    FOOTFALL_CHECK(check_text("campaign", claims.campaign));
    if (auto message = body.text("message")) {
        FOOTFALL_CHECK(check_text("message", *message));
        claims.message = std::move(*message);
    }
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_CHECK(store::ask(parts_.store, CustomerQuestion{caller.workspace, claims.customer}));
    const std::string url = parts_.origin() + "/o/" + parts_.pixel_seal.seal(claims) + ".gif";
    return http::Response::json(200, json::serialize(json::object{{"url", url}}));
}

}  // namespace footfall::api
