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
bool has_gone_quiet(const std::set<Day>& days, Day today, std::int32_t percent) {
    if (days.size() < 3) return false;
    std::vector<std::int32_t> gaps;
    for (auto day = std::next(days.begin()); day != days.end(); ++day) {
        gaps.push_back(*day - *std::prev(day));
    }
    std::sort(gaps.begin(), gaps.end());
    const std::int64_t twice = gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2];
    return 200 * std::int64_t{today - *days.rbegin()} > percent * twice;
}

TEST(OrderDays, NobodyHasGoneQuietWithoutThreeDays) {
    OrderDays days;
    const Day far{2'932'896};
    EXPECT_EQ(days.rhythms(0), nullptr);
    EXPECT_FALSE(days.has_gone_quiet(7, far, 100));
    days.add(7, {100});
    days.add(7, {101});
    EXPECT_FALSE(days.has_gone_quiet(7, far, 100));
    EXPECT_EQ(days.last(7), Day{101});
    days.add(7, {103});
    // The median gap is one day and a half.
    EXPECT_FALSE(days.has_gone_quiet(7, {106}, 200));
    EXPECT_TRUE(days.has_gone_quiet(7, {107}, 200));
    EXPECT_FALSE(days.has_gone_quiet(7, {104}, 100));
    EXPECT_TRUE(days.has_gone_quiet(7, {105}, 100));
    EXPECT_FALSE(days.has_gone_quiet(7, {118}, 1'000));
    EXPECT_TRUE(days.has_gone_quiet(7, {119}, 1'000));
    EXPECT_FALSE(days.has_gone_quiet(8, far, 100));
    days.clear(7);
    EXPECT_FALSE(days.has_gone_quiet(7, far, 100));
    EXPECT_FALSE(days.last(7).has_value());
}

TEST(OrderDays, GapsOfThousandsOfYearsFit) {
    OrderDays days;
    for (const std::int32_t day : {-719'162, 700'000, 2'932'896}) days.add(7, {day});
    EXPECT_FALSE(days.has_gone_quiet(7, {2'932'896}, 1'000));
    EXPECT_FALSE(days.has_gone_quiet(7, {-719'162}, 100));
    days.take(7, {2'932'896});
    days.add(7, {-719'000});
    EXPECT_TRUE(days.has_gone_quiet(7, {2'932'896}, 100));
}

TEST(OrderDays, ACopyStaysAsItWas) {
    OrderDays days;
    for (const std::int32_t day : {10, 17, 24}) days.add(5'000, {day});
    const OrderDays copy = days;
    days.add(5'000, {60});
    days.take(5'000, {10});
    EXPECT_EQ(copy.last(5'000), Day{24});
    EXPECT_FALSE(copy.has_gone_quiet(5'000, {24 + 14}, 200));
    EXPECT_TRUE(copy.has_gone_quiet(5'000, {24 + 15}, 200));
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
            const Day today{static_cast<std::int32_t>(chance.below(200))};
            const auto percent = static_cast<std::int32_t>(100 + chance.below(901));
            ASSERT_EQ(days.has_gone_quiet(ordinal, today, percent),
                      has_gone_quiet(kept, today, percent));
            ASSERT_EQ(days.last(ordinal),
                      kept.empty() ? std::nullopt : std::optional(*kept.rbegin()));
        }
    });
}

}  // namespace
}  // namespace footfall::index
