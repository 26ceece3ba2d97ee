// Footfall's own routes: events as an array or NDJSON, and one customer's profile; strict.
#pragma once

#include <string_view>
#include <vector>

#include "intake/admission.h"
#include "result.h"

namespace footfall::intake {

// A decision for each event, in their order. `text` is a Body's. `invalid` if it cannot be split
// into events, `too_large` if they are too many.
Result<std::vector<Decision>> decode_events(const Terms& terms, std::string_view text);

// The one decision on a profile. `invalid` if `text` is not one object.
Result<std::vector<Decision>> decode_profile(const Terms& terms, std::string_view customer,
                                             std::string_view text);

}  // namespace footfall::intake
