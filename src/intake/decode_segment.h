// Segment's family: batches and single calls under /v1; lenient.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "intake/admission.h"
#include "result.h"

namespace footfall::intake {

// The calls that Segment's clients make.
enum class SegmentCall : std::uint8_t { identify, track, page, screen, group, alias };

// The call of that name: a path's last part, long or short (`track`, `t`), or a call's `type`.
std::optional<SegmentCall> parse_segment_call(std::string_view name);

std::string_view to_string(SegmentCall call);

// A decision for each call of `{"batch": […]}`, in their order. `text` is a Body's. `invalid` if
// it cannot be split into calls, `too_large` if they are too many.
Result<std::vector<Decision>> decode_segment_batch(const Terms& terms, std::string_view text);

// The one decision on a call; what the body says of its type does not count. `invalid` if `text`
// is not one object.
Result<std::vector<Decision>> decode_segment_call(const Terms& terms, SegmentCall call,
                                                  std::string_view text);

}  // namespace footfall::intake
