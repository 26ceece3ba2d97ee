#include "index/ranks.h"

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

TEST(Ranks, EqualASort) {
    for_random_cases(60, [](Chance& chance) {
        const std::uint64_t count = chance.below(chance.percent(50) ? 50 : 40'000);
        // Few different leading parts, so that most keys differ in the lower bits alone.
        const std::uint64_t spread = chance.any(std::array<std::uint64_t, 3>{2, 1'000, UINT64_MAX});
        const bool is_rising = chance.percent(20);
        std::vector<RankKey> keys;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t lead = is_rising ? i : chance.below(spread);
            keys.push_back(RankKey{lead} << 63 | chance.below(1'000) << 31 | i);
        }
        const std::uint64_t begin = chance.below(count + 10);
        const std::uint64_t end = begin + chance.below(chance.percent(70) ? 30 : count + 10);
        Ranks ranks(begin, end);
        for (const RankKey key : keys) ranks.add(key);
        const std::vector<RankKey> taken = ranks.take();
        std::sort(keys.begin(), keys.end());
        const std::size_t from = std::min(begin, count);
        const std::size_t to = std::min(end, count);
        const std::vector<RankKey> wanted(keys.begin() + static_cast<std::ptrdiff_t>(from),
                                          keys.begin() + static_cast<std::ptrdiff_t>(to));
        ASSERT_TRUE(taken == wanted) << count << " keys, " << begin << " to " << end;
    });
}

}  // namespace
}  // namespace footfall::index
