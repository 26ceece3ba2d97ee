#include "intake/time.h"

#include <chrono>
#include <cstdio>
#include <rapidcheck.h>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace footfall::intake {
namespace {

TEST(Time, ReadsWhatClientsSend) {
    struct Row {
        const char* text;
        std::int64_t us;
    };
    for (const Row& row : {
             Row{"1970-01-01T00:00:00Z", 0},
             Row{"2026-03-02T09:15:04.120Z", 1'772'442'904'120'000},
             Row{"2026-03-02T09:15:04Z", 1'772'442'904'000'000},
             Row{"2026-03-02t09:15:04z", 1'772'442'904'000'000},
             Row{"2026-03-02 09:15:04Z", 1'772'442'904'000'000},
             Row{"2026-03-02T09:15:04,5Z", 1'772'442'904'500'000},
             Row{"2026-03-02T09:15:04.123456789Z", 1'772'442'904'123'456},
             Row{"2026-03-02T09:15:04.9999999Z", 1'772'442'904'999'999},
             Row{"2026-03-02T05:15:04.0000000-04:00", 1'772'442'904'000'000},
             Row{"2026-03-02T14:45:04+0530", 1'772'442'904'000'000},
             Row{"2026-03-02T10:15:04+01", 1'772'442'904'000'000},
             Row{"2026-03-02T09:15:04-00:00", 1'772'442'904'000'000},
             Row{"2024-02-29T00:00:00Z", 1'709'164'800'000'000},
             Row{"2099-12-31T23:59:59.999999Z", 4'102'444'799'999'999},
         }) {
        const std::optional<Instant> instant = parse_time(row.text);
        ASSERT_TRUE(instant.has_value()) << row.text;
        EXPECT_EQ(instant->us, row.us) << row.text;
    }
}

TEST(Time, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "yesterday", "2026-03-02", "2026-03-02T09:15Z", "2026-03-02T09:15:04",
          "2026-03-02T09:15:60Z", "2026-03-02T24:00:00Z", "2026-03-02T09:60:04Z",
          "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
          "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "1969-12-31T23:59:59Z",
          "2100-01-01T00:00:00Z", "2026-03-02T09:15:04.Z", "2026-03-02T09:15:04.1234567890Z",
          "2026-03-02T09:15:04+24:00", "2026-03-02T09:15:04+05:60", "2026-03-02T09:15:04+5",
          "2026-03-02T09:15:04+05:", "2026-03-02T09:15:04+05:3", "2026-03-02T09:15:04+053",
          "2026-03-02T09:15:04ZZ", "2026-03-02T09:15:04Z ", " 2026-03-02T09:15:04Z",
          "+2026-03-02T09:15:04Z", "2026-3-2T09:15:04Z", "20260302T091504Z", "1772442904",
          "2026-03-02X09:15:04Z", "2026/03/02T09:15:04Z", "2026-03-02T09:15:-4Z",
          // Within the years as written, but not in UTC.
          "1970-01-01T00:00:00+01:00", "2099-12-31T23:59:59-00:01",
          "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6-03-02T09:15:04Z"}) {
        EXPECT_FALSE(parse_time(text).has_value()) << text;
    }
    using std::string_literals::operator""s;
    EXPECT_FALSE(parse_time("2026-03-02T09:15:04\0Z"s).has_value());
}

std::string written(Instant instant, int offset_minutes) {
    const std::int64_t local = instant.us / 1'000'000 + offset_minutes * 60;
    const std::chrono::sys_days day(std::chrono::floor<std::chrono::days>(
        std::chrono::sys_seconds(std::chrono::seconds(local))));
    const std::chrono::year_month_day date(day);
    const std::int64_t second = local - day.time_since_epoch().count() * 86'400;
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06d%c%02d:%02d",
                  int(date.year()), unsigned(date.month()), unsigned(date.day()),
                  int(second / 3600), int(second / 60 % 60), int(second % 60),
                  int(instant.us % 1'000'000), offset_minutes < 0 ? '-' : '+',
                  std::abs(offset_minutes) / 60, std::abs(offset_minutes) % 60);
    return text;
}

RC_GTEST_PROP(TimeProperty, EveryInstantIsReadBackUnderEveryOffset, ()) {
    const Instant instant{*rc::gen::inRange<std::int64_t>(86'400'000'000, 4'102'358'400'000'000)};
    const int offset = *rc::gen::inRange(-23 * 60 - 59, 24 * 60);
    const std::optional<Instant> read = parse_time(written(instant, offset));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->us == instant.us);
}

RC_GTEST_PROP(TimeProperty, OneByteChangedIsAnotherTimeOrNone, ()) {
    const std::string good = "2026-03-02T09:15:04.120+02:00";
    std::string bad = good;
    const auto place = *rc::gen::inRange<std::size_t>(0, good.size());
    bad[place] = *rc::gen::arbitrary<char>();
    const std::optional<Instant> read = parse_time(bad);
    // Only the separators that have two spellings may change without changing the time.
    if (read && bad != good && *read == *parse_time(good)) {
        RC_ASSERT(place == 10U || place == 19U);
    }
}

}  // namespace
}  // namespace footfall::intake
