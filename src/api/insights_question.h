// The parameters of the Insights page, as questions.
#pragma once

#include <optional>

#include "api/activity_question.h"
#include "api/parameters.h"
#include "calendar/range.h"
#include "question/question.h"
#include "result.h"

namespace footfall::api {

// So many buckets a line has at most.
inline constexpr std::size_t buckets_max = 1'500;

// Preset (last_3_months without) or from and to, and site; the period before where days reach that
// far. The target is the caller's to add. `invalid` names the parameter at fault.
Result<InsightsQuestion> insights_question(const Parameters& parameters, const Scope& scope);

// A question about one or two metrics, the same of which are `a` and `b`, and in which buckets.
struct SeriesAsked {
    SeriesQuestion question;
    std::optional<Metric> a, b;
    Bucket bucket = Bucket::day;
};

Result<SeriesAsked> series_question(const Parameters& parameters, const Scope& scope);

}  // namespace footfall::api
