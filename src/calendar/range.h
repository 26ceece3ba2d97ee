// Ranges of local days: the presets of the two pages, custom ones, and how a range is cut up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/date.h"
#include "calendar/day_table.h"
#include "result.h"

namespace footfall {

enum class Preset : std::uint8_t {
    today,
    yesterday,
    this_week,
    last_7_days,
    this_month,
    last_month,
    last_30_days,
    last_90_days,
};

// Names as on the wire, or nothing.
std::optional<Preset> parse_preset(std::string_view name);
std::string_view to_string(Preset preset);

// Of the Insights page.
enum class InsightsPreset : std::uint8_t {
    last_7_days,
    last_30_days,
    month_to_date,
    last_3_months,
    last_6_months,
    last_12_months,
};

std::optional<InsightsPreset> parse_insights_preset(std::string_view name);

// Both ends included; `from` is never after `to`.
struct DayRange {
    Day from;
    Day to;

    std::int32_t count() const { return to - from + 1; }
    friend bool operator==(const DayRange&, const DayRange&) = default;
};

// The days that a preset means. "Last N days" holds today; "this week" and "this month" begin
// with the week's or month's first day and end today.
DayRange days_of(Preset preset, Day today, Weekday first_weekday);

// "Last N months" ends today and begins the day after the same day N months before, or after that
// month's last day if it is shorter.
DayRange days_of(InsightsPreset preset, Day today);

enum class Bucket : std::uint8_t { day, week, month };

std::optional<Bucket> parse_bucket(std::string_view name);
std::string_view to_string(Bucket bucket);

// Days up to 92 of them, weeks up to 366, then months.
Bucket bucket_for(const DayRange& range);

// The first days of the buckets that fill the range: its own first day, then every day, the week's
// first days, or the firsts of months.
std::vector<Day> bucket_starts(const DayRange& range, Bucket bucket, Weekday first_weekday);

// The days from `from` to `to`, both `YYYY-MM-DD`; a `to` after today becomes today. `invalid` with
// the field at fault (`from` or `to`) and the reason: `missing_date` if it is empty, `invalid_date`
// if it is no date, `invalid_range` if `from` is after `to` or after today.
Result<DayRange> custom_days(std::string_view from, std::string_view to, Day today);

}  // namespace footfall
