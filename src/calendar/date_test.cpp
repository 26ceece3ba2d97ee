#include "calendar/date.h"

#include <gtest/gtest.h>

namespace footfall {
namespace {

TEST(Date, DaysAreCountedFromTheEpoch) {
    EXPECT_EQ(to_day({1970, 1, 1}).number, 0);
    EXPECT_EQ(to_day({1969, 12, 31}).number, -1);
    EXPECT_EQ(to_day({2000, 2, 29}).number, 11'016);
    EXPECT_EQ(to_date(Day{11'017}), (Date{2000, 3, 1}));
}

TEST(Date, EveryDayOfFourHundredYearsGoesThereAndBack) {
    const Day end = to_day({2300, 1, 1});
    for (Day day = to_day({1900, 1, 1}); day < end; day = day + 1) {
        ASSERT_EQ(to_day(to_date(day)), day);
        ASSERT_EQ(parse_date(to_string(day)), day) << to_string(day);
        ASSERT_EQ(static_cast<int>(weekday_of(day + 1)), static_cast<int>(weekday_of(day)) % 7 + 1);
    }
}

TEST(Date, WeekdaysAreThoseOfTheCalendar) {
    EXPECT_EQ(weekday_of(Day{0}), Weekday::thursday);
    EXPECT_EQ(weekday_of(to_day({2026, 11, 22})), Weekday::sunday);
    EXPECT_EQ(weekday_of(to_day({1969, 12, 29})), Weekday::monday);
}

TEST(Date, OnlyExistingDatesInTheOneFormAreTaken) {
    EXPECT_EQ(parse_date("2024-02-29"), to_day({2024, 2, 29}));
    EXPECT_EQ(parse_date("0001-01-01"), to_day({1, 1, 1}));
    EXPECT_EQ(parse_date("9999-12-31"), to_day({9999, 12, 31}));
    for (const char* text :
         {"",           "2023-02-29",  "1900-02-29",  "2026-13-01",  "2026-00-10", "2026-01-00",
          "2026-01-32", "2026-04-31",  "0000-01-01",  "2026-1-01",   "26-01-01",   "2026/01/01",
          "20260101",   " 2026-01-01", "2026-01-01 ", "2026-01-01T", "+026-01-01", "2026-+1-01",
          "2026--1-01", "２026-01-1",  "-001-01-01",  "12026-01-01"}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
}

TEST(Date, Rfc3339CutsToMilliseconds) {
    EXPECT_EQ(to_rfc3339(Instant{0}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(Instant{1'795'340'467'123'999}), "2026-11-22T09:41:07.123Z");
    EXPECT_EQ(to_rfc3339(Instant{-1}), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(Instant{-86'400'000'000}), "1969-12-31T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(Instant::from_seconds(4'102'444'799)), "2099-12-31T23:59:59.000Z");
}

}  // namespace
}  // namespace footfall
