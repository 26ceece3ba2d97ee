#include "index/ranks.h"

#include <algorithm>
#include <array>
#include <bit>

#include "assert.h"

namespace footfall::index {
namespace {

constexpr std::size_t few = 4'096;           // so many are partitioned as they are
constexpr std::size_t keys_max_least = 256;  // cut soon, the limit is low soon

int bit_width(RankKey key) {
    const auto high = static_cast<std::uint64_t>(key >> 64);
    const auto low = static_cast<std::uint64_t>(key);
    return static_cast<int>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(low));
}

}  // namespace

Ranks::Ranks(std::size_t begin, std::size_t end)
    : begin_(begin), end_(end), keys_max_(std::max(4 * end, keys_max_least)) {
    ASSERT(begin <= end, "begin=" << begin << " end=" << end);
    keys_.reserve(keys_max_least);
    if (end == 0) limit_ = 0;
}

// Keeps the least `end_` keys; what is not below the greatest of them is out of the running.
void Ranks::cut() {
    const auto nth = keys_.begin() + static_cast<std::ptrdiff_t>(end_) - 1;
    std::nth_element(keys_.begin(), nth, keys_.end());
    limit_ = *nth;
    keys_.resize(end_);
}

std::vector<RankKey> Ranks::take() {
    end_ = std::min(end_, keys_.size());
    if (begin_ >= end_) return {};
    narrow();
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(begin_);
    const auto end = keys_.begin() + static_cast<std::ptrdiff_t>(end_);
    if (begin_ > 0) std::nth_element(keys_.begin(), begin, keys_.end());
    if (end_ < keys_.size()) std::nth_element(begin, end - 1, keys_.end());
    std::sort(begin, end);
    std::vector<RankKey> taken(begin, end);
    keys_.clear();
    return taken;
}

// Drops keys far from the ranks asked for: counts them by their leading bits, and keeps those that
// share theirs with one of the ranks or lie between.
void Ranks::narrow() {
    constexpr int bits = 11;
    while (keys_.size() > few && (end_ - begin_) * 4 < keys_.size()) {
        const auto [least, most] = std::minmax_element(keys_.begin(), keys_.end());
        const RankKey from = *least;
        const int shift = std::max(0, bit_width(*most - from) - bits);
        const auto place = [&](RankKey key) {
            return static_cast<std::size_t>((key - from) >> shift);
        };
        std::array<std::size_t, 1 << bits> counts{};
        for (const RankKey key : keys_) ++counts[place(key)];
        std::size_t first = 0;
        std::size_t before = 0;
        while (before + counts[first] <= begin_) before += counts[first++];
        std::size_t last = first;
        std::size_t upto = before + counts[first];
        while (upto < end_) upto += counts[++last];
        if (upto - before > keys_.size() / 2) return;
        std::erase_if(keys_, [&](RankKey key) { return place(key) < first || last < place(key); });
        begin_ -= before;
        end_ -= before;
    }
}

}  // namespace footfall::index
