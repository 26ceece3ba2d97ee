// Dates as people write them, and instants as programs do; no zone rules here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "calendar/day_table.h"
#include "clock.h"

namespace footfall {

// A date of the proleptic Gregorian calendar.
struct Date {
    std::int32_t year = 1970;
    std::uint8_t month = 1;
    std::uint8_t day = 1;

    friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

// ISO 8601 numbers.
enum class Weekday : std::uint8_t {
    monday = 1,
    tuesday = 2,
    wednesday = 3,
    thursday = 4,
    friday = 5,
    saturday = 6,
    sunday = 7,
};

// `date` must exist.
Day to_day(Date date);
Date to_date(Day day);
Weekday weekday_of(Day day);

// Exactly `YYYY-MM-DD`, of a date that exists between 0001-01-01 and 9999-12-31; else nothing.
std::optional<Day> parse_date(std::string_view text);

// `YYYY-MM-DD`.
std::string to_string(Day day);

// RFC 3339 in UTC with milliseconds, rest cut off: `2026-11-22T09:41:07.123Z`.
std::string to_rfc3339(Instant at);

}  // namespace footfall
