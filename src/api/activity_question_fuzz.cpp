// A query is a question within its bounds, or names the parameter at fault.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <fuzzer/FuzzedDataProvider.h>

#include "api/activity_question.h"
#include "assert.h"
#include "calendar/zone.h"
#include "http/target.h"

namespace footfall::api {
namespace {

const std::initializer_list<std::string_view> known{"preset",   "from",  "to",     "search",
                                                    "status",   "stage", "did",    "sort",
                                                    "per_page", "page",  "compare"};

void check(const ActivityQuestion& question, const Scope& scope) {
    ASSERT(question.period.count() >= 1 && question.period.last() <= scope.today());
    ASSERT(question.trend.count() >= 1 && question.trend.count() <= 7U);
    ASSERT(question.trend.last() == scope.today());
    for (const LocalDays* days : {&question.period, &question.trend}) {
        ASSERT(std::is_sorted(days->edges.begin(), days->edges.end()));
    }
    if (question.previous) {
        ASSERT(question.previous->count() == question.period.count());
        ASSERT(question.previous->edges.back() == question.period.edges.front());
    }
    ASSERT(question.page && question.page->number >= 1);
    ASSERT(question.page->rows_max >= 1 && question.page->rows_max <= rows_max);
    const std::string& search = question.filter.search;
    ASSERT(search.empty() || (search.front() != ' ' && search.back() != ' '), search);
}

void check_error(const Error& error, const http::Fields& query) {
    ASSERT(error.code == ErrorCode::invalid && !error.reason.empty());
    const auto has_name = [&](const auto& field) { return field.first == error.field; };
    const bool is_there = std::any_of(query.begin(), query.end(), has_name);
    const bool is_known = std::find(known.begin(), known.end(), error.field) != known.end();
    ASSERT(is_there || is_known, error.field);
}

void check_query(const std::string& text, const Scope& scope) {
    const std::optional<http::Target> target = http::parse_target("/a?" + text, "h");
    if (!target) return;
    http::Request request;
    request.query = target->query;
    const Result<Parameters> parameters = Parameters::of(request, known);
    if (!parameters) return check_error(parameters.error(), request.query);
    const Result<ActivityQuestion> question = activity_question(*parameters, scope);
    if (!question) return check_error(question.error(), request.query);
    check(*question, scope);
}

}  // namespace
}  // namespace footfall::api

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace footfall;
    static const DayTable utc = make_day_table("UTC").value();
    static const DayTable berlin = make_day_table("Europe/Berlin").value();
    FuzzedDataProvider input(data, size);
    const DayTable& days = input.ConsumeBool() ? utc : berlin;
    const auto weekday = static_cast<Weekday>(input.ConsumeIntegralInRange(1, 7));
    // The years 1990 to 2106: the table ends before.
    const auto seconds = input.ConsumeIntegralInRange<std::int64_t>(631'152'000, 4'294'967'295);
    api::check_query(input.ConsumeRemainingBytesAsString(),
                     {{}, days, weekday, {}, Instant::from_seconds(seconds)});
    return 0;
}
