// Whatever stands in a body of Footfall's own routes: each event gets one decision that holds what
// check_decision says, the same one when it is sent again or in an array, or by a visitor.
#include <cstdint>
#include <string>

#include "intake/body.h"
#include "intake/decision_check.h"
#include "intake/decode_events.h"
#include "random.h"

namespace footfall::intake {
namespace {

Terms terms_at(Random& random, std::int64_t seconds) {
    Terms terms;
    terms.workspace.bytes.fill(7);
    terms.received_at = Instant::from_seconds(seconds);
    terms.kept_from = Instant::from_seconds(1'600'000'000);
    terms.random = &random;
    return terms;
}

void check(const std::string& received) {
    SeededRandom random(1);
    const Terms terms = terms_at(random, 1'790'000'000);
    const Terms later = terms_at(random, 1'790'003'600);
    const Result<Body> body = Body::open(received);
    if (!body) return;
    const auto decisions = decode_events(terms, body->text());
    if (decisions) {
        const auto again = decode_events(later, body->text());
        ASSERT(again && again->size() == decisions->size());
        for (std::size_t i = 0; i < decisions->size(); ++i) {
            check_decision(terms, (*decisions)[i]);
            if (!(*decisions)[i].clock_future) check_resent((*decisions)[i], (*again)[i]);
        }
    }
    if (decisions && body->text().starts_with('{') && decisions->size() == 1 &&
        decisions->front().body) {
        const Result<Body> array = Body::open("[" + std::string(body->text()) + "]");
        const auto within = decode_events(terms, array->text());
        ASSERT(within && within->size() == 1 && within->front().body == decisions->front().body);
    }
    const Visitor visitor = any_visitor(1'790'000'100);
    Terms public_terms = terms;
    public_terms.via = Via::public_key;
    public_terms.visitor = &visitor;
    if (const auto shown = decode_events(public_terms, body->text())) {
        for (const Decision& decision : *shown) check_decision(public_terms, decision);
    }
    const auto profile = decode_profile(terms, "customer", body->text());
    if (profile) check_decision(terms, profile->front());
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    footfall::intake::check(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
