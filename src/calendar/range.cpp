#include "calendar/range.h"

#include <algorithm>
#include <array>
#include <utility>

namespace footfall {

namespace {

constexpr std::array<std::pair<Preset, std::string_view>, 8> names{{
    {Preset::today, "today"},
    {Preset::yesterday, "yesterday"},
    {Preset::this_week, "this_week"},
    {Preset::last_7_days, "last_7_days"},
    {Preset::this_month, "this_month"},
    {Preset::last_month, "last_month"},
    {Preset::last_30_days, "last_30_days"},
    {Preset::last_90_days, "last_90_days"},
}};

constexpr std::array<std::pair<InsightsPreset, std::string_view>, 6> insights_names{{
    {InsightsPreset::last_7_days, "last_7_days"},
    {InsightsPreset::last_30_days, "last_30_days"},
    {InsightsPreset::month_to_date, "month_to_date"},
    {InsightsPreset::last_3_months, "last_3_months"},
    {InsightsPreset::last_6_months, "last_6_months"},
    {InsightsPreset::last_12_months, "last_12_months"},
}};

constexpr std::array<std::pair<Bucket, std::string_view>, 3> bucket_names{{
    {Bucket::day, "day"},
    {Bucket::week, "week"},
    {Bucket::month, "month"},
}};

// The same day so many months before, or that month's last day.
Day months_before(Day day, int months) {
    const Date date = to_date(day);
    const int month = date.year * 12 + date.month - 1 - months;
    const auto first = [](int number) {
        return to_day({number / 12, static_cast<std::uint8_t>(number % 12 + 1), 1});
    };
    return std::min(first(month) + (date.day - 1), first(month + 1) - 1);
}

Day first_of_month(Day day) {
    const Date date = to_date(day);
    return to_day({date.year, date.month, 1});
}

Result<Day> parse(std::string_view text, const char* field) {
    if (text.empty()) {
        return fail(ErrorCode::invalid, "Give a first and a last day.", field, "missing_date");
    }
    const std::optional<Day> day = parse_date(text);
    if (!day) {
        return fail(ErrorCode::invalid, "This is not a date like 2026-11-22.", field,
                    "invalid_date");
    }
    return *day;
}

}  // namespace

std::optional<Preset> parse_preset(std::string_view name) {
    for (const auto& [preset, text] : names) {
        if (text == name) return preset;
    }
    return std::nullopt;
}

std::string_view to_string(Preset preset) { return names[static_cast<std::size_t>(preset)].second; }

DayRange days_of(Preset preset, Day today, Weekday first_weekday) {
    switch (preset) {
        case Preset::today:
            break;
        case Preset::yesterday:
            return {today - 1, today - 1};
        case Preset::this_week: {
            const int since = static_cast<int>(weekday_of(today)) - static_cast<int>(first_weekday);
            return {today - (since + 7) % 7, today};
        }
        case Preset::last_7_days:
            return {today - 6, today};
        case Preset::this_month:
            return {first_of_month(today), today};
        case Preset::last_month: {
            const Day last = first_of_month(today) - 1;
            return {first_of_month(last), last};
        }
        case Preset::last_30_days:
            return {today - 29, today};
        case Preset::last_90_days:
            return {today - 89, today};
    }
    return {today, today};
}

std::optional<InsightsPreset> parse_insights_preset(std::string_view name) {
    for (const auto& [preset, text] : insights_names) {
        if (text == name) return preset;
    }
    return std::nullopt;
}

DayRange days_of(InsightsPreset preset, Day today) {
    switch (preset) {
        case InsightsPreset::last_7_days:
            return {today - 6, today};
        case InsightsPreset::last_30_days:
            return {today - 29, today};
        case InsightsPreset::month_to_date:
            return {first_of_month(today), today};
        case InsightsPreset::last_3_months:
            return {months_before(today, 3) + 1, today};
        case InsightsPreset::last_6_months:
            return {months_before(today, 6) + 1, today};
        case InsightsPreset::last_12_months:
            return {months_before(today, 12) + 1, today};
    }
    return {today, today};
}

std::optional<Bucket> parse_bucket(std::string_view name) {
    for (const auto& [bucket, text] : bucket_names) {
        if (text == name) return bucket;
    }
    return std::nullopt;
}

std::string_view to_string(Bucket bucket) {
    return bucket_names[static_cast<std::size_t>(bucket)].second;
}

Bucket bucket_for(const DayRange& range) {
    if (range.count() <= 92) return Bucket::day;
    return range.count() <= 366 ? Bucket::week : Bucket::month;
}

std::vector<Day> bucket_starts(const DayRange& range, Bucket bucket, Weekday first_weekday) {
    std::vector<Day> starts{range.from};
    for (Day day = range.from + 1; day <= range.to; day = day + 1) {
        const bool is_start = bucket == Bucket::day ||
                              (bucket == Bucket::week && weekday_of(day) == first_weekday) ||
                              (bucket == Bucket::month && to_date(day).day == 1);
        if (is_start) starts.push_back(day);
    }
    return starts;
}

Result<DayRange> custom_days(std::string_view from, std::string_view to, Day today) {
    FOOTFALL_TRY(first, parse(from, "from"));
    FOOTFALL_TRY(last, parse(to, "to"));
    if (first > last) {
        return fail(ErrorCode::invalid, "The first day is after the last one.", "from",
                    "invalid_range");
    }
    if (first > today) {
        return fail(ErrorCode::invalid, "The first day is in the future.", "from", "invalid_range");
    }
    return DayRange{first, std::min(last, today)};
}

}  // namespace footfall
