#include "calendar/range.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace footfall {
namespace {

constexpr std::array presets{Preset::today,        Preset::yesterday,   Preset::this_week,
                             Preset::last_7_days,  Preset::this_month,  Preset::last_month,
                             Preset::last_30_days, Preset::last_90_days};

std::string days(Preset preset, const char* today, Weekday first = Weekday::monday) {
    const DayRange range = days_of(preset, *parse_date(today), first);
    return to_string(range.from) + " " + to_string(range.to);
}

TEST(Range, EveryPresetHasOneName) {
    for (const Preset preset : presets) EXPECT_EQ(parse_preset(to_string(preset)), preset);
    EXPECT_FALSE(parse_preset(""));
    EXPECT_FALSE(parse_preset("last_8_days"));
    EXPECT_FALSE(parse_preset("Today"));
}

TEST(Range, PresetsOnAnOrdinaryDay) {
    const char* sunday = "2026-11-22";
    EXPECT_EQ(days(Preset::today, sunday), "2026-11-22 2026-11-22");
    EXPECT_EQ(days(Preset::yesterday, sunday), "2026-11-21 2026-11-21");
    EXPECT_EQ(days(Preset::this_week, sunday), "2026-11-16 2026-11-22");
    EXPECT_EQ(days(Preset::last_7_days, sunday), "2026-11-16 2026-11-22");
    EXPECT_EQ(days(Preset::this_month, sunday), "2026-11-01 2026-11-22");
    EXPECT_EQ(days(Preset::last_month, sunday), "2026-10-01 2026-10-31");
    EXPECT_EQ(days(Preset::last_30_days, sunday), "2026-10-24 2026-11-22");
    EXPECT_EQ(days(Preset::last_90_days, sunday), "2026-08-25 2026-11-22");
}

std::string days(const char* preset, const char* today) {
    const DayRange range = days_of(parse_insights_preset(preset).value(), *parse_date(today));
    return to_string(range.from) + " " + to_string(range.to);
}

TEST(Range, MonthsEndTodayAndAreCutToShorterOnes) {
    EXPECT_EQ(days("last_7_days", "2026-11-22"), "2026-11-16 2026-11-22");
    EXPECT_EQ(days("last_30_days", "2026-11-22"), "2026-10-24 2026-11-22");
    EXPECT_EQ(days("month_to_date", "2026-11-22"), "2026-11-01 2026-11-22");
    EXPECT_EQ(days("last_3_months", "2026-11-22"), "2026-08-23 2026-11-22");
    EXPECT_EQ(days("last_3_months", "2026-05-31"), "2026-03-01 2026-05-31");
    EXPECT_EQ(days("last_6_months", "2024-08-30"), "2024-03-01 2024-08-30");
    EXPECT_EQ(days("last_12_months", "2026-01-01"), "2025-01-02 2026-01-01");
    EXPECT_EQ(days("last_12_months", "2024-02-29"), "2023-03-01 2024-02-29");
    EXPECT_FALSE(parse_insights_preset("today"));
}

std::string starts(const char* from, const char* to, Bucket bucket,
                   Weekday first = Weekday::monday) {
    std::string text;
    for (const Day day : bucket_starts({*parse_date(from), *parse_date(to)}, bucket, first)) {
        text += (text.empty() ? "" : " ") + to_string(day);
    }
    return text;
}

TEST(Range, BucketsFillIt) {
    EXPECT_EQ(starts("2026-11-22", "2026-11-22", Bucket::month), "2026-11-22");
    EXPECT_EQ(starts("2026-11-20", "2026-11-22", Bucket::day), "2026-11-20 2026-11-21 2026-11-22");
    EXPECT_EQ(starts("2026-11-14", "2026-11-24", Bucket::week), "2026-11-14 2026-11-16 2026-11-23");
    EXPECT_EQ(starts("2026-11-14", "2026-11-24", Bucket::week, Weekday::sunday),
              "2026-11-14 2026-11-15 2026-11-22");
    EXPECT_EQ(starts("2025-12-31", "2026-02-01", Bucket::month),
              "2025-12-31 2026-01-01 2026-02-01");
    EXPECT_EQ(bucket_for({Day{1}, Day{92}}), Bucket::day);
    EXPECT_EQ(bucket_for({Day{1}, Day{93}}), Bucket::week);
    EXPECT_EQ(bucket_for({Day{1}, Day{366}}), Bucket::week);
    EXPECT_EQ(bucket_for({Day{1}, Day{367}}), Bucket::month);
    for (const char* name : {"day", "week", "month"}) {
        EXPECT_EQ(to_string(parse_bucket(name).value()), name);
    }
}

TEST(Range, TheWeekBeginsOnItsFirstWeekday) {
    EXPECT_EQ(days(Preset::this_week, "2026-11-22", Weekday::sunday), "2026-11-22 2026-11-22");
    EXPECT_EQ(days(Preset::this_week, "2026-11-21", Weekday::sunday), "2026-11-15 2026-11-21");
    EXPECT_EQ(days(Preset::this_week, "2026-11-23"), "2026-11-23 2026-11-23");
    EXPECT_EQ(days(Preset::this_week, "2026-11-22", Weekday::saturday), "2026-11-21 2026-11-22");
    EXPECT_EQ(days(Preset::this_week, "2027-01-02"), "2026-12-28 2027-01-02");
}

TEST(Range, TheWeekHoldsOneToSevenDaysForEveryFirstWeekday) {
    const Day start = to_day({2026, 11, 16});
    for (int first = 1; first <= 7; ++first) {
        for (int i = 0; i < 21; ++i) {
            const DayRange week =
                days_of(Preset::this_week, start + i, static_cast<Weekday>(first));
            EXPECT_EQ(weekday_of(week.from), static_cast<Weekday>(first));
            EXPECT_GE(week.count(), 1);
            EXPECT_LE(week.count(), 7);
        }
    }
}

TEST(Range, EndsOfMonthsAndYears) {
    EXPECT_EQ(days(Preset::yesterday, "2026-01-01"), "2025-12-31 2025-12-31");
    EXPECT_EQ(days(Preset::this_month, "2026-11-01"), "2026-11-01 2026-11-01");
    EXPECT_EQ(days(Preset::this_month, "2026-11-30"), "2026-11-01 2026-11-30");
    EXPECT_EQ(days(Preset::last_month, "2026-01-31"), "2025-12-01 2025-12-31");
    EXPECT_EQ(days(Preset::last_month, "2026-03-31"), "2026-02-01 2026-02-28");
    EXPECT_EQ(days(Preset::last_month, "2024-03-01"), "2024-02-01 2024-02-29");
    EXPECT_EQ(days(Preset::yesterday, "2024-03-01"), "2024-02-29 2024-02-29");
    EXPECT_EQ(days(Preset::last_7_days, "2024-03-01"), "2024-02-24 2024-03-01");
    EXPECT_EQ(days(Preset::this_month, "2024-02-29"), "2024-02-01 2024-02-29");
}

TEST(Range, LastDaysHoldAsManyDaysAsTheySay) {
    for (Day today = to_day({2023, 12, 1}); today < to_day({2025, 2, 1}); today = today + 1) {
        EXPECT_EQ(days_of(Preset::last_7_days, today, Weekday::monday).count(), 7);
        EXPECT_EQ(days_of(Preset::last_30_days, today, Weekday::monday).count(), 30);
        EXPECT_EQ(days_of(Preset::last_90_days, today, Weekday::monday).count(), 90);
        for (const Preset preset : presets) {
            EXPECT_LE(days_of(preset, today, Weekday::monday).to, today);
        }
    }
}

TEST(Range, ACustomRangeHoldsBothEnds) {
    const Day today = to_day({2026, 11, 22});
    EXPECT_EQ(custom_days("2026-11-01", "2026-11-10", today)->count(), 10);
    EXPECT_EQ(custom_days("2026-11-22", "2026-11-22", today), (DayRange{today, today}));
    EXPECT_EQ(custom_days("2026-11-20", "2030-01-01", today), (DayRange{today - 2, today}));
    EXPECT_EQ(custom_days("2026-11-22", "2026-11-23", today), (DayRange{today, today}));
}

TEST(Range, ACustomRangeThatIsNoneNamesTheFault) {
    const Day today = to_day({2026, 11, 22});
    const auto fault = [&](const char* from, const char* to) {
        const auto range = custom_days(from, to, today);
        EXPECT_FALSE(range);
        EXPECT_EQ(range.error().code, ErrorCode::invalid);
        return range.error().field + " " + range.error().reason;
    };
    EXPECT_EQ(fault("", "2026-11-10"), "from missing_date");
    EXPECT_EQ(fault("2026-11-10", ""), "to missing_date");
    EXPECT_EQ(fault("2026-02-30", "2026-11-10"), "from invalid_date");
    EXPECT_EQ(fault("2026-11-10", "yesterday"), "to invalid_date");
    EXPECT_EQ(fault("2026-11-11", "2026-11-10"), "from invalid_range");
    EXPECT_EQ(fault("2026-11-23", "2026-11-30"), "from invalid_range");
}

}  // namespace
}  // namespace footfall
