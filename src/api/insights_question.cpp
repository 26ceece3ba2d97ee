#include "api/insights_question.h"

#include <string>
#include <string_view>
#include <utility>

namespace footfall::api {

namespace {

Result<DayRange> range_of(const Parameters& parameters, const Scope& scope) {
    const auto preset = parameters.text("preset");
    const auto from = parameters.text("from");
    const auto to = parameters.text("to");
    if (preset && (from || to)) {
        return fail(ErrorCode::invalid, "Give either preset, or from and to.", "preset",
                    "preset_and_range");
    }
    if (from || to) return custom_days(from.value_or(""), to.value_or(""), scope.today());
    const auto known = parse_insights_preset(preset.value_or("last_3_months"));
    if (!known) {
        return fail(ErrorCode::invalid,
                    "Use last_7_days, last_30_days, month_to_date, last_3_months, last_6_months "
                    "or last_12_months.",
                    "preset", "unknown_preset");
    }
    return days_of(*known, scope.today());
}

Result<LocalDays> period_of(const Parameters& parameters, const Scope& scope) {
    FOOTFALL_TRY(range, range_of(parameters, scope));
    LocalDays days = scope.days.days(range.from, range.to);
    if (days.count() > 0) return days;
    return fail(
        ErrorCode::invalid,
        "The period lies before " + to_string(scope.days.first()) + ", where days begin here.",
        "to", "invalid_range");
}

Result<std::optional<Metric>> metric_of(const Parameters& parameters, std::string_view name) {
    const auto given = parameters.text(name);
    if (!given) return std::optional<Metric>();
    const std::optional<Metric> metric = parse_metric(*given);
    if (metric) return metric;
    return fail(ErrorCode::invalid,
                "Use activity, active_users, delivered, email_open, email_spam, form_response, "
                "login or notification_open.",
                std::string(name), "unknown_metric");
}

Result<Bucket> bucket_of(const Parameters& parameters, const DayRange& range) {
    const auto given = parameters.text("bucket");
    if (!given) return bucket_for(range);
    const std::optional<Bucket> bucket = parse_bucket(*given);
    if (bucket) return *bucket;
    return fail(ErrorCode::invalid, "Use day, week or month.", "bucket", "unknown_bucket");
}

}  // namespace

Result<InsightsQuestion> insights_question(const Parameters& parameters, const Scope& scope) {
    InsightsQuestion question;
    question.workspace = scope.workspace;
    FOOTFALL_TRY(period, period_of(parameters, scope));
    question.period = std::move(period);
    question.previous = days_before(question.period, scope);
    question.activity_set = scope.activity_set;
    question.site = parameters.text("site").value_or("");
    return question;
}

Result<SeriesAsked> series_question(const Parameters& parameters, const Scope& scope) {
    SeriesAsked asked;
    FOOTFALL_TRY(a, metric_of(parameters, "a"));
    FOOTFALL_TRY(b, metric_of(parameters, "b"));
    if (a && a == b) {
        return fail(ErrorCode::invalid, "Compare it with another value than itself.", "b",
                    "same_metric");
    }
    asked.a = a;
    asked.b = b;
    SeriesQuestion& question = asked.question;
    question.workspace = scope.workspace;
    FOOTFALL_TRY(period, period_of(parameters, scope));
    question.period = std::move(period);
    const DayRange range{question.period.first, question.period.last()};
    FOOTFALL_TRY(bucket, bucket_of(parameters, range));
    asked.bucket = bucket;
    question.starts = bucket_starts(range, bucket, scope.first_weekday);
    if (question.starts.size() > buckets_max) {
        return fail(ErrorCode::invalid, "The period has too many buckets; take larger ones.",
                    "bucket", "too_many_buckets");
    }
    for (const auto& metric : {a, b}) {
        if (metric) question.metrics.push_back(*metric);
    }
    question.activity_set = scope.activity_set;
    question.site = parameters.text("site").value_or("");
    return asked;
}

}  // namespace footfall::api
