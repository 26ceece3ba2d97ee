// Whatever stands in a Segment client's body: each call gets one decision that holds what
// check_decision says, without the key, and the same one when the batch is sent again; so it is of
// a visitor.
#include <cstdint>
#include <string>

#include "intake/body.h"
#include "intake/decision_check.h"
#include "intake/decode_segment.h"
#include "random.h"

namespace footfall::intake {
namespace {

Terms terms_at(Random& random, std::int64_t seconds) {
    Terms terms;
    terms.family = Family::segment;
    terms.received_at = Instant::from_seconds(seconds);
    terms.kept_from = Instant::from_seconds(1'600'000'000);
    terms.random = &random;
    return terms;
}

void check_both(const Terms& terms, const Result<std::vector<Decision>>& first,
                const Result<std::vector<Decision>>& again) {
    ASSERT(first.has_value() == again.has_value());
    if (!first) return;
    ASSERT(first->size() == again->size());
    for (std::size_t i = 0; i < first->size(); ++i) {
        check_decision(terms, (*first)[i]);
        if (!(*first)[i].clock_future) check_resent((*first)[i], (*again)[i]);
    }
}

// The batch of one call that was sent at that time.
Result<std::vector<Decision>> decode_sent(const Terms& terms, std::string_view call,
                                          const std::string& sent_at) {
    const Result<Body> body = Body::open(R"({"writeKey":"fk_w_1","sentAt":")" + sent_at +
                                         R"(","batch":[)" + std::string(call) + "]}");
    ASSERT(body);
    return decode_segment_batch(terms, body->text());
}

void check(const Terms& terms, const Terms& later, const std::string& received) {
    const Result<Body> body = Body::open(received);
    if (!body) return;
    check_both(terms, decode_segment_batch(terms, body->text()),
               decode_segment_batch(later, body->text()));
    for (const SegmentCall call : {SegmentCall::identify, SegmentCall::track, SegmentCall::group}) {
        check_both(terms, decode_segment_call(terms, call, body->text()),
                   decode_segment_call(later, call, body->text()));
    }
    check_both(terms, decode_sent(terms, body->text(), "2026-09-21T14:13:20Z"),
               decode_sent(later, body->text(), "2026-09-21T15:13:20Z"));
}

void check(const std::string& received) {
    SeededRandom random(1);
    const Visitor visitor = any_visitor(1'790'000'100);
    Terms terms = terms_at(random, 1'790'000'000);
    check(terms, terms_at(random, 1'790'003'600), received);
    terms.via = Via::public_key;
    terms.visitor = &visitor;
    check(terms, terms, received);
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    footfall::intake::check(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
