#include "index/ranks.h"

#include <algorithm>
#include <array>
#include <bit>

#include "assert.h"

namespace footfall::index {
namespace {

constexpr std::size_t few = 4'096;           // so many are partitioned as they are
constexpr std::size_t keys_max_least = 256;  // cut soon, the limit is low soon
constexpr std::size_t early = 16;            // that part of all, and less, is chosen on the way

}  // namespace

Ranks::Ranks(std::size_t begin, std::size_t end, std::size_t count,
             std::span<const std::uint32_t> ties)
    : begin_(begin),
      end_(end),
      ties_(ties),
      is_late_(end > keys_max_least && end > count / early),
      keys_max_(std::max(4 * end, keys_max_least)) {
    ASSERT(begin <= end, "begin=" << begin << " end=" << end);
    ASSERT(ties.size() <= std::size_t{1} << ordinal_bits);
    if (is_late_) {
        values_ = std::make_unique_for_overwrite<std::uint64_t[]>(count);
        ordinals_ = std::make_unique_for_overwrite<Ordinal[]>(count);
    } else {
        keys_.reserve(keys_max_least);
        if (end == 0) limit_ = 0;
    }
}

void Ranks::add_early(std::uint64_t value, Ordinal ordinal) {
    const Key key = key_of(value, ordinal);
    if (key >= limit_) return;
    keys_.push_back(key);
    if (keys_.size() == keys_max_) cut();
}

// Keeps the least `end_` keys; what is not below the greatest of them is out of the running.
void Ranks::cut() {
    const auto nth = keys_.begin() + static_cast<std::ptrdiff_t>(end_) - 1;
    std::nth_element(keys_.begin(), nth, keys_.end());
    limit_ = *nth;
    keys_.resize(end_);
}

std::vector<Ordinal> Ranks::take() {
    if (is_late_) make_keys();
    end_ = std::min(end_, keys_.size());
    if (begin_ >= end_) return {};
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(begin_);
    const auto end = keys_.begin() + static_cast<std::ptrdiff_t>(end_);
    if (begin_ > 0) std::nth_element(keys_.begin(), begin, keys_.end());
    if (end_ < keys_.size()) std::nth_element(begin, end - 1, keys_.end());
    std::sort(begin, end);
    std::vector<Ordinal> taken;
    taken.reserve(end_ - begin_);
    for (auto key = begin; key != end; ++key) {
        taken.push_back(static_cast<Ordinal>(*key & ((Key{1} << ordinal_bits) - 1)));
    }
    keys_.clear();
    return taken;
}

void Ranks::make_keys() {
    end_ = std::min(end_, size_);
    if (begin_ >= end_) return;
    narrow();
    const std::uint64_t first = values_[0];
    const bool are_equal = std::all_of(&values_[0], &values_[size_],
                                       [=](std::uint64_t each) { return each == first; });
    if (are_equal && !is_narrow()) {
        for (std::size_t i = 0; i < size_; ++i) values_[i] = ties_[ordinals_[i]];
        narrow();
    }
    keys_.reserve(size_);
    for (std::size_t i = 0; i < size_; ++i) keys_.push_back(key_of(values_[i], ordinals_[i]));
    size_ = 0;
}

bool Ranks::is_narrow() const { return size_ <= few || size_ <= (end_ - begin_) * 4; }

// Drops values far from the ranks asked for: first those that a sample places far below or above,
// then by counting.
void Ranks::narrow() {
    if (is_narrow()) return;
    narrow_by_sample();
    narrow_by_counting();
}

void Ranks::narrow_by_sample() {
    constexpr std::size_t samples = 1'024;
    constexpr std::size_t margin = 64;  // four standard deviations of a rank among them
    std::array<std::uint64_t, samples> sample;
    std::uint64_t roll = 1;
    for (std::uint64_t& each : sample) {
        roll = roll * 0xD1342543DE82EF95U + 1;
        each = values_[(roll >> 32) * size_ >> 32];
    }
    const std::size_t low = begin_ * samples / size_;
    const std::size_t high = end_ * samples / size_ + margin;
    const auto nth = [&](std::size_t place) {
        const auto at = sample.begin() + static_cast<std::ptrdiff_t>(place);
        std::nth_element(sample.begin(), at, sample.end());
        return *at;
    };
    const std::uint64_t least = low < margin ? 0 : nth(low - margin);
    const std::uint64_t most = high >= samples ? UINT64_MAX : nth(high);
    std::size_t before = 0;
    std::size_t upto = 0;
    for (std::size_t i = 0; i < size_; ++i) {
        before += values_[i] < least;
        upto += values_[i] <= most;
    }
    if (begin_ < before || upto < end_) return;  // it deceived
    keep(least, most, before);
}

// Counts values by their leading bits, and keeps those that share theirs with one of the ranks or
// lie between.
void Ranks::narrow_by_counting() {
    constexpr int bits = 11;
    constexpr int passes = 64 / bits + 1;
    for (int pass = 0; pass < passes && !is_narrow(); ++pass) {
        std::uint64_t least = UINT64_MAX;
        std::uint64_t most = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            least = std::min(least, values_[i]);
            most = std::max(most, values_[i]);
        }
        if (least == most) return;
        const int shift = std::max(0, static_cast<int>(std::bit_width(most - least)) - bits);
        std::array<std::uint32_t, 1 << bits> counts{};
        for (std::size_t i = 0; i < size_; ++i) ++counts[(values_[i] - least) >> shift];
        std::size_t first = 0;
        std::size_t before = 0;
        while (before + counts[first] <= begin_) before += counts[first++];
        std::size_t last = first;
        std::size_t upto = before + counts[first];
        while (upto < end_) upto += counts[++last];
        if (upto - before == size_) return;
        const std::uint64_t below_last = (std::uint64_t{1} << shift) - 1;
        keep(least + (first << shift), least + (last << shift) + below_last, before);
    }
}

// Keeps values from `least` to `most`; `before` are below.
void Ranks::keep(std::uint64_t least, std::uint64_t most, std::size_t before) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i) {
        const std::uint64_t value = values_[i];
        values_[kept] = value;
        ordinals_[kept] = ordinals_[i];
        kept += static_cast<std::size_t>(value - least <= most - least);
    }
    size_ = kept;
    begin_ -= before;
    end_ -= before;
}

}  // namespace footfall::index
