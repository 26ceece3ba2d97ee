#include "api/activity_question.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "calendar/range.h"
#include "question/fold.h"

namespace footfall::api {

namespace {

Result<DayRange> period_of(const Parameters& parameters, const Scope& scope) {
    const auto preset = parameters.text("preset");
    const auto from = parameters.text("from");
    const auto to = parameters.text("to");
    if (preset && (from || to)) {
        return fail(ErrorCode::invalid, "Give either preset, or from and to.", "preset",
                    "preset_and_range");
    }
    if (from || to) return custom_days(from.value_or(""), to.value_or(""), scope.today());
    const std::optional<Preset> known = parse_preset(preset.value_or("last_30_days"));
    if (!known) {
        return fail(ErrorCode::invalid,
                    "Use today, yesterday, this_week, last_7_days, this_month, last_month, "
                    "last_30_days or last_90_days.",
                    "preset", "unknown_preset");
    }
    return days_of(*known, scope.today(), scope.first_weekday);
}

Result<StatusFilter> status_of(const Parameters& parameters) {
    const std::string given = parameters.text("status").value_or("all");
    if (given == "all") return StatusFilter::all;
    if (given == "active") return StatusFilter::active;
    if (given == "inactive") return StatusFilter::inactive;
    return fail(ErrorCode::invalid, "Use all, active or inactive.", "status", "unknown_status");
}

Result<std::optional<Stage>> stage_of(const Parameters& parameters) {
    const auto given = parameters.text("stage");
    if (!given) return std::optional<Stage>();
    const std::optional<Stage> stage = parse_stage(*given);
    if (stage) return stage;
    return fail(ErrorCode::invalid,
                "Use viewed_no_checkout, checkout_no_order, never_opened or gone_quiet.", "stage",
                "unknown_stage");
}

Result<std::optional<Kind>> did_of(const Parameters& parameters) {
    const auto given = parameters.text("did");
    if (!given) return std::optional<Kind>();
    const std::optional<Kind> kind = parse_kind(*given);
    if (kind && std::ranges::find(funnel_kinds, *kind) != funnel_kinds.end()) return kind;
    return fail(ErrorCode::invalid,
                "Use link_open, confirmation, verification, checkout_start or order_submit.", "did",
                "unknown_kind");
}

Result<std::string> search_of(const Parameters& parameters) {
    std::string given = parameters.text("search").value_or("");
    if (given.size() > search_bytes_max) {
        return fail(ErrorCode::invalid,
                    "Search for at most " + std::to_string(search_bytes_max) + " bytes.", "search",
                    "too_long");
    }
    // Folded first: it turns every kind of blank into the plain one.
    std::string folded = fold(given);
    const std::size_t begin = folded.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return std::string();
    return folded.substr(begin, folded.find_last_not_of(" \t\r\n") - begin + 1);
}

Result<Filter> filter_of(const Parameters& parameters, const Scope& scope) {
    Filter filter;
    filter.quiet_percent = scope.quiet_percent;
    FOOTFALL_TRY(status, status_of(parameters));
    filter.status = status;
    FOOTFALL_TRY(search, search_of(parameters));
    filter.search = std::move(search);
    FOOTFALL_TRY(stage, stage_of(parameters));
    filter.stage = stage;
    FOOTFALL_TRY(did, did_of(parameters));
    filter.did = did;
    filter.site = parameters.text("site").value_or("");
    return filter;
}

Result<LocalDays> days_asked(const Parameters& parameters, const Scope& scope) {
    FOOTFALL_TRY(period, period_of(parameters, scope));
    LocalDays days = scope.days.days(period.from, period.to);
    if (days.count() > 0) return days;
    return fail(
        ErrorCode::invalid,
        "The period lies before " + to_string(scope.days.first()) + ", where days begin here.",
        "to", "invalid_range");
}

// The days just before, as many; nothing if there are fewer.
Result<std::optional<LocalDays>> compared_with(const Parameters& parameters, const Scope& scope,
                                               const LocalDays& period) {
    const auto given = parameters.text("compare");
    if (!given) return std::optional<LocalDays>();
    if (*given != "previous") {
        return fail(ErrorCode::invalid, "Use previous.", "compare", "unknown_compare");
    }
    return days_before(period, scope);
}

Result<Page> page_of(const Parameters& parameters) {
    FOOTFALL_TRY(page, parameters.number("page", 1, 1'000'000'000, 1));
    FOOTFALL_TRY(rows, parameters.number("per_page", 1, rows_max, rows_default));
    return Page{page, rows};
}

}  // namespace

Day Scope::today() const {
    const std::optional<Day> day = days.day_of(now);
    return day.value_or(now < days.days(days.first(), days.first()).edges.front() ? days.first()
                                                                                  : days.last());
}

std::optional<LocalDays> days_before(const LocalDays& period, const Scope& scope) {
    const auto count = static_cast<std::int32_t>(period.count());
    LocalDays before = scope.days.days(period.first - count, period.first - 1);
    if (before.count() < period.count()) return std::nullopt;
    return before;
}

Result<ActivityQuestion> activity_question(const Parameters& parameters, const Scope& scope) {
    ActivityQuestion question;
    question.workspace = scope.workspace;
    FOOTFALL_TRY(period, days_asked(parameters, scope));
    question.period = std::move(period);
    FOOTFALL_TRY(previous, compared_with(parameters, scope, question.period));
    question.previous = std::move(previous);
    const Day today = scope.today();
    question.trend = scope.days.days(today - (trend_days - 1), today);
    FOOTFALL_TRY(filter, filter_of(parameters, scope));
    question.filter = std::move(filter);
    question.stages = true;

    std::string sort = parameters.text("sort").value_or("-recent_activity");
    question.descending = sort.starts_with('-');
    if (question.descending) sort.erase(0, 1);
    const std::optional<ActivitySort> known = parse_activity_sort(sort);
    if (!known) {
        return fail(ErrorCode::invalid, "Sort by a row's key, with - before it for descending.",
                    "sort", "unknown_sort");
    }
    question.sort = *known;
    FOOTFALL_TRY(page, page_of(parameters));
    question.page = page;
    return question;
}

Result<ActivityQuestion> customers_question(const Parameters& parameters, const Scope& scope) {
    ActivityQuestion question;
    question.workspace = scope.workspace;
    const Day today = scope.today();
    question.period = scope.days.days(today, today);
    question.trend = scope.days.days(today - (trend_days - 1), today);
    FOOTFALL_TRY(filter, filter_of(parameters, scope));
    question.filter = std::move(filter);
    std::string sort = parameters.text("sort").value_or("name");
    question.descending = sort.starts_with('-');
    if (question.descending) sort.erase(0, 1);
    const std::optional<ActivitySort> known = parse_activity_sort(sort);
    if (!known || *known > ActivitySort::status) {
        return fail(ErrorCode::invalid,
                    "Sort by id, name, code, email or status, with - before it for descending.",
                    "sort", "unknown_sort");
    }
    question.sort = *known;
    FOOTFALL_TRY(page, page_of(parameters));
    question.page = page;
    return question;
}

Result<FunnelQuestion> funnel_question(const Parameters& parameters, const Scope& scope) {
    FunnelQuestion question;
    question.workspace = scope.workspace;
    FOOTFALL_TRY(period, days_asked(parameters, scope));
    question.period = std::move(period);
    question.today = scope.days.days(scope.today(), scope.today());
    FOOTFALL_TRY(filter, filter_of(parameters, scope));
    question.filter = std::move(filter);
    return question;
}

}  // namespace footfall::api
