#include "calendar/date.h"

#include <chrono>
#include <cstdio>

#include "assert.h"

namespace footfall {

namespace {

constexpr std::int64_t us_per_day = 86'400'000'000;

std::chrono::year_month_day civil(Date date) {
    return {std::chrono::year(date.year), std::chrono::month(date.month),
            std::chrono::day(date.day)};
}

// The number that `digits` digits write, or -1.
int parse_digits(std::string_view digits) {
    int value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return -1;
        value = value * 10 + (digit - '0');
    }
    return value;
}

}  // namespace

Day to_day(Date date) {
    const auto day = civil(date);
    ASSERT(day.ok(), date.year << "-" << int{date.month} << "-" << int{date.day});
    return {static_cast<std::int32_t>(std::chrono::sys_days(day).time_since_epoch().count())};
}

Date to_date(Day day) {
    const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(day.number)));
    return {int{date.year()}, static_cast<std::uint8_t>(unsigned{date.month()}),
            static_cast<std::uint8_t>(unsigned{date.day()})};
}

Weekday weekday_of(Day day) {
    const std::chrono::weekday weekday(std::chrono::sys_days(std::chrono::days(day.number)));
    return static_cast<Weekday>(weekday.iso_encoding());
}

std::optional<Day> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int year = parse_digits(text.substr(0, 4));
    const int month = parse_digits(text.substr(5, 2));
    const int day = parse_digits(text.substr(8, 2));
    if (year < 1 || month < 1 || day < 1) return std::nullopt;
    const Date date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
    if (!civil(date).ok()) return std::nullopt;
    return to_day(date);
}

std::string to_string(Day day) {
    const Date date = to_date(day);
    char text[24];
    const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, int{date.month},
                                   int{date.day});
    return {text, static_cast<std::size_t>(size)};
}

std::string to_rfc3339(Instant at) {
    std::int64_t day = at.us / us_per_day;
    std::int64_t rest = at.us % us_per_day;
    if (rest < 0) {
        rest += us_per_day;
        --day;
    }
    const int ms = static_cast<int>(rest / 1'000);
    char text[24];
    const int size = std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", ms / 3'600'000,
                                   ms / 60'000 % 60, ms / 1'000 % 60, ms % 1'000);
    return to_string(Day{static_cast<std::int32_t>(day)})
        .append(text, static_cast<std::size_t>(size));
}

}  // namespace footfall
