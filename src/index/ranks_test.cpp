#include "index/ranks.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

TEST(Ranks, EqualASort) {
    for_random_cases(60, [](Chance& chance) {
        const std::uint64_t count = chance.below(chance.percent(50) ? 50 : 40'000);
        // Few different values, so that ties decide.
        const std::uint64_t spread =
            chance.any(std::array<std::uint64_t, 4>{1, 2, 1'000, UINT64_MAX});
        const std::uint64_t spread_of_ties =
            chance.any(std::array<std::uint64_t, 3>{1, 1'000, UINT32_MAX});
        const bool is_rising = chance.percent(20);
        using Key = std::tuple<std::uint64_t, std::uint32_t, Ordinal>;
        std::vector<Key> keys;
        std::vector<std::uint32_t> ties;
        for (Ordinal i = 0; i < count; ++i) {
            const std::uint64_t value = is_rising ? i : chance.below(spread);
            ties.push_back(static_cast<std::uint32_t>(chance.below(spread_of_ties)));
            keys.emplace_back(value, ties.back(), i);
        }
        const std::uint64_t begin = chance.below(count + 10);
        const std::uint64_t end = begin + chance.below(chance.percent(70) ? 30 : count + 10);
        Ranks ranks(begin, end, count + chance.below(2), ties);
        for (const auto& [value, tie, ordinal] : keys) {
            if (value <= ranks.limit()) ranks.add(value, ordinal);
        }
        const std::vector<Ordinal> taken = ranks.take();
        std::sort(keys.begin(), keys.end());
        std::vector<Ordinal> wanted;
        for (std::uint64_t i = begin; i < std::min(end, count); ++i) {
            wanted.push_back(std::get<2>(keys[i]));
        }
        ASSERT_TRUE(taken == wanted) << count << " keys, " << begin << " to " << end;
    });
}

}  // namespace
}  // namespace footfall::index
