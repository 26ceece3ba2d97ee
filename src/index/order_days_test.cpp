#include "index/order_days.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

// As the rule says it, from all days.
Day quiet_from(const std::set<Day>& days) {
    if (days.size() < 3) return not_quiet;
    std::vector<std::int32_t> gaps;
    for (auto day = std::next(days.begin()); day != days.end(); ++day) {
        gaps.push_back(*day - *std::prev(day));
    }
    std::sort(gaps.begin(), gaps.end());
    return *days.rbegin() + (gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2] + 1);
}

TEST(OrderDays, NobodyHasGoneQuietWithoutThreeDays) {
    OrderDays days;
    EXPECT_EQ(days.column(0), nullptr);
    EXPECT_EQ(days.quiet_from(7), not_quiet);
    days.add(7, {100});
    days.add(7, {101});
    EXPECT_EQ(days.quiet_from(7), not_quiet);
    EXPECT_EQ(days.last(7), Day{101});
    days.add(7, {103});
    EXPECT_EQ(days.quiet_from(7), (Day{103 + 1 + 2 + 1}));
    EXPECT_EQ(days.quiet_from(8), not_quiet);
    days.clear(7);
    EXPECT_EQ(days.quiet_from(7), not_quiet);
    EXPECT_FALSE(days.last(7).has_value());
}

TEST(OrderDays, ACopyStaysAsItWas) {
    OrderDays days;
    for (const std::int32_t day : {10, 17, 24}) days.add(5'000, {day});
    const OrderDays copy = days;
    days.add(5'000, {60});
    days.take(5'000, {10});
    EXPECT_EQ(copy.last(5'000), Day{24});
    EXPECT_EQ(copy.quiet_from(5'000), Day{24 + 15});
    EXPECT_EQ(days.last(5'000), Day{60});
}

TEST(OrderDays, AreAsTheRuleSaysWhateverTheOrder) {
    for_random_cases(50, [](Chance& chance) {
        OrderDays days;
        std::map<Ordinal, std::set<Day>> wanted;
        for (int i = 0; i < 400; ++i) {
            const auto ordinal = static_cast<Ordinal>(chance.below(3) * 3'000);
            const Day day{static_cast<std::int32_t>(chance.below(60))};
            std::set<Day>& kept = wanted[ordinal];
            if (chance.percent(1)) {
                days.clear(ordinal);
                kept.clear();
            } else if (kept.insert(day).second) {
                days.add(ordinal, day);
            } else {
                days.take(ordinal, day);
                kept.erase(day);
            }
            ASSERT_EQ(days.quiet_from(ordinal), quiet_from(kept));
            ASSERT_EQ(days.last(ordinal),
                      kept.empty() ? std::nullopt : std::optional(*kept.rbegin()));
        }
    });
}

}  // namespace
}  // namespace footfall::index
