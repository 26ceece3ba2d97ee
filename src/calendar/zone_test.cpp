#include "calendar/zone.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "random.h"

namespace footfall {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Zone zone(std::string_view name) {
    auto loaded = Zone::load(name);
    EXPECT_TRUE(loaded) << name;
    return *loaded;
}

std::chrono::microseconds length(const Zone& zone, Date date) {
    const Day day = to_day(date);
    const LocalDays days = zone.days().days(day, day);
    EXPECT_EQ(days.count(), 1U);
    return days.edges[1] - days.edges[0];
}

// Noon is the same offset as the rest of an ordinary day, so this is the day's first instant.
Instant begin(const Zone& zone, Date date) {
    return zone.days().days(to_day(date), to_day(date)).edges.front();
}

Instant utc(Date date, int hour = 0, int minute = 0) {
    return Instant::from_seconds((std::int64_t{to_day(date).number} * 24 + hour) * 3600 +
                                 minute * 60);
}

TEST(Zone, OnlyIanaNamesAreTaken) {
    for (const char* name : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12",
                             "Etc/GMT-14", "Asia/Kathmandu", "GMT"}) {
        ASSERT_TRUE(Zone::load(name)) << name;
        EXPECT_EQ(Zone::load(name)->name(), name);
    }
    for (const std::string& name : {std::string(),
                                    std::string("/usr/share/zoneinfo/Europe/Berlin"),
                                    std::string("file:/usr/share/zoneinfo/UTC"),
                                    std::string("../zoneinfo/UTC"),
                                    std::string("Europe/../UTC"),
                                    std::string("libc:localtime"),
                                    std::string("localtime"),
                                    std::string("Fixed/UTC+02:00:00"),
                                    std::string("posix/UTC"),
                                    std::string("right/UTC"),
                                    std::string("Europe/Berlin/"),
                                    std::string("Europe//Berlin"),
                                    std::string("Europe"),
                                    std::string("Europe/Berlin "),
                                    std::string("Europe/Berlin\0x", 15),
                                    std::string("Mars/Olympus"),
                                    std::string("UTC+2"),
                                    std::string("tzdata.zi"),
                                    std::string("zone.tab"),
                                    std::string(10'000, 'a')}) {
        const auto loaded = Zone::load(name);
        ASSERT_FALSE(loaded) << name;
        EXPECT_EQ(loaded.error().code, ErrorCode::invalid);
        EXPECT_EQ(loaded.error().field, "time_zone");
        EXPECT_EQ(loaded.error().reason, "unknown_time_zone");
        EXPECT_LT(loaded.error().message.size(), 200U);
    }
}

TEST(Zone, TheTableHoldsItsCenturyAndNoMore) {
    const DayTable days = *make_day_table("UTC");
    EXPECT_EQ(days.zone(), "UTC");
    EXPECT_EQ(to_string(days.first()), "2000-01-01");
    EXPECT_EQ(to_string(days.last()), "2099-12-31");
    EXPECT_FALSE(days.day_of(utc({2000, 1, 1}) - std::chrono::microseconds(1)));
    EXPECT_EQ(days.day_of(utc({2000, 1, 1})), to_day({2000, 1, 1}));
    EXPECT_EQ(days.day_of(utc({2100, 1, 1}) - std::chrono::microseconds(1)),
              to_day({2099, 12, 31}));
    EXPECT_FALSE(days.day_of(utc({2100, 1, 1})));
}

TEST(Zone, ClockChangesMakeDaysOf23And25Hours) {
    const Zone berlin = zone("Europe/Berlin");
    EXPECT_EQ(length(berlin, {2026, 3, 28}), hours(24));
    EXPECT_EQ(length(berlin, {2026, 3, 29}), hours(23));
    EXPECT_EQ(length(berlin, {2026, 10, 25}), hours(25));
    EXPECT_EQ(begin(berlin, {2026, 3, 29}), utc({2026, 3, 28}, 23));
    EXPECT_EQ(begin(berlin, {2026, 3, 30}), utc({2026, 3, 29}, 22));
}

TEST(Zone, HalfHourChangesMakeHalfHourDays) {
    const Zone lord_howe = zone("Australia/Lord_Howe");
    EXPECT_EQ(length(lord_howe, {2026, 4, 5}), hours(24) + minutes(30));
    EXPECT_EQ(length(lord_howe, {2026, 10, 4}), hours(23) + minutes(30));
    // Pyongyang went from +09:00 to +08:30 at a midnight, so that 23:30 came twice.
    EXPECT_EQ(length(zone("Asia/Pyongyang"), {2015, 8, 14}), hours(24) + minutes(30));
    EXPECT_EQ(begin(zone("Asia/Kathmandu"), {2026, 1, 1}), utc({2025, 12, 31}, 18, 15));
}

TEST(Zone, TheFarthestOffsetsAreHeld) {
    EXPECT_EQ(begin(zone("Etc/GMT-14"), {2026, 11, 22}), utc({2026, 11, 21}, 10));
    EXPECT_EQ(begin(zone("Etc/GMT+12"), {2026, 11, 22}), utc({2026, 11, 22}, 12));
    EXPECT_EQ(zone("Etc/GMT-14").day_of(utc({2026, 11, 21}, 10)), to_day({2026, 11, 22}));
    EXPECT_EQ(zone("Pacific/Kiritimati").offset_seconds(utc({2026, 11, 21})), 14 * 3600);
}

TEST(Zone, ASkippedDateHasNoLengthAndHoldsNothing) {
    const Zone apia = zone("Pacific/Apia");
    EXPECT_EQ(length(apia, {2011, 12, 29}), hours(24));
    EXPECT_EQ(length(apia, {2011, 12, 30}), hours(0));
    EXPECT_EQ(length(apia, {2011, 12, 31}), hours(24));
    const Instant jump = utc({2011, 12, 30}, 10);
    const DayTable days = apia.days();
    EXPECT_EQ(days.day_of(jump - std::chrono::microseconds(1)), to_day({2011, 12, 29}));
    EXPECT_EQ(days.day_of(jump), to_day({2011, 12, 31}));
    EXPECT_EQ(apia.local_time(jump), "2011-12-31 00:00:00");
}

TEST(Zone, WhereMidnightIsSkippedTheDayBeginsAtTheJump) {
    const Zone sao_paulo = zone("America/Sao_Paulo");
    EXPECT_EQ(length(sao_paulo, {2018, 11, 4}), hours(23));
    const Instant at = begin(sao_paulo, {2018, 11, 4});
    EXPECT_EQ(sao_paulo.local_time(at), "2018-11-04 01:00:00");
    EXPECT_EQ(sao_paulo.local_time(at - std::chrono::microseconds(1)), "2018-11-03 23:59:59");
}

TEST(Zone, WhereMidnightComesTwiceTheDayBeginsAtTheFirst) {
    const Zone havana = zone("America/Havana");  // from 01:00 back to 00:00
    EXPECT_EQ(length(havana, {2025, 11, 2}), hours(25));
    EXPECT_EQ(begin(havana, {2025, 11, 2}), utc({2025, 11, 2}, 4));
    const Zone st_johns = zone("America/St_Johns");  // from 00:01 back to 23:01 of the day before
    EXPECT_EQ(length(st_johns, {2010, 11, 7}), hours(25));
    EXPECT_EQ(st_johns.local_time(begin(st_johns, {2010, 11, 7})), "2010-11-07 00:00:00");
}

// A day that the table gives and the date that is printed for it must be the same one.
TEST(Zone, TheTableAgreesWithTheClocksAnywhere) {
    const std::uint64_t seed = SystemRandom().next();
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const std::int64_t first = utc({2000, 1, 2}).us;
    const auto span = static_cast<std::uint64_t>(utc({2099, 12, 30}).us - first);
    for (const char* name : {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                             "Pacific/Apia", "Pacific/Chatham", "Asia/Tehran", "Africa/Cairo",
                             "America/Sao_Paulo", "Etc/GMT-14", "Etc/GMT+12", "Asia/Gaza"}) {
        const Zone here = zone(name);
        const DayTable days = here.days();
        for (int i = 0; i < 2'000; ++i) {
            const Instant at{first + static_cast<std::int64_t>(random.next() % span)};
            ASSERT_EQ(days.day_of(at), here.day_of(at)) << name << " " << to_rfc3339(at);
            ASSERT_EQ(here.local_time(at).substr(0, 10), to_string(*days.day_of(at)));
        }
    }
}

TEST(Zone, DaysTouchAndNeverOverlap) {
    for (const char* name : {"Europe/Berlin", "Pacific/Apia", "America/St_Johns"}) {
        const DayTable days = *make_day_table(name);
        const LocalDays all = days.days(days.first(), days.last());
        ASSERT_EQ(all.count(), 36'525U) << name;
        ASSERT_TRUE(std::is_sorted(all.edges.begin(), all.edges.end())) << name;
        for (std::size_t i = 0; i < all.count(); ++i) {
            const auto hours_long = (all.edges[i + 1] - all.edges[i]) / hours(1);
            ASSERT_TRUE(hours_long == 0 || (hours_long >= 22 && hours_long <= 26)) << name << i;
        }
    }
}

TEST(Zone, LocalTimeCutsFractionsAlsoBeforeTheEpoch) {
    const Zone utc_zone = zone("UTC");
    EXPECT_EQ(utc_zone.local_time(Instant{1'795'340'467'999'999}), "2026-11-22 09:41:07");
    EXPECT_EQ(utc_zone.local_time(Instant{-1}), "1969-12-31 23:59:59");
    EXPECT_EQ(zone("Asia/Kolkata").local_time(Instant{0}), "1970-01-01 05:30:00");
    EXPECT_EQ(utc_zone.local_time(Instant{253'402'300'799'000'000}), "9999-12-31 23:59:59");
}

}  // namespace
}  // namespace footfall
