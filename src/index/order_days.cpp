#include "index/order_days.h"

#include <algorithm>

#include "assert.h"

namespace footfall::index {

namespace {

constexpr Day beyond_all{1 << 22};  // in the year 13452
constexpr std::int32_t twice_median_max = 1'000'000;

}  // namespace

OrderRhythms::OrderRhythms() { lasts.fill(beyond_all); }

void OrderDays::add(Ordinal ordinal, Day day) {
    if (chunk_of(ordinal) >= chunks_.size()) chunks_.resize(chunk_of(ordinal) + 1);
    Chunk& chunk = chunk_to_change(chunk_of(ordinal));
    std::vector<Day>& days = chunk.days[place_of(ordinal)];
    // Days mostly come in order.
    const auto at = days.empty() || days.back() < day
                        ? days.end()
                        : std::lower_bound(days.begin(), days.end(), day);
    ASSERT(at == days.end() || *at != day, "ordinal=" << ordinal << " day=" << day.number);
    days.insert(at, day);
    find_rhythm(chunk, place_of(ordinal));
}

void OrderDays::take(Ordinal ordinal, Day day) {
    ASSERT(rhythms(chunk_of(ordinal)) != nullptr, "ordinal=" << ordinal);
    Chunk& chunk = chunk_to_change(chunk_of(ordinal));
    std::vector<Day>& days = chunk.days[place_of(ordinal)];
    const auto at = std::lower_bound(days.begin(), days.end(), day);
    ASSERT(at != days.end() && *at == day, "ordinal=" << ordinal << " day=" << day.number);
    days.erase(at);
    find_rhythm(chunk, place_of(ordinal));
}

void OrderDays::clear(Ordinal ordinal) {
    if (!last(ordinal)) return;
    Chunk& chunk = chunk_to_change(chunk_of(ordinal));
    chunk.days[place_of(ordinal)] = {};
    find_rhythm(chunk, place_of(ordinal));
}

std::optional<Day> OrderDays::last(Ordinal ordinal) const {
    if (rhythms(chunk_of(ordinal)) == nullptr) return std::nullopt;
    const std::vector<Day>& days = chunks_[chunk_of(ordinal)]->days[place_of(ordinal)];
    return days.empty() ? std::nullopt : std::optional(days.back());
}

OrderDays::Chunk& OrderDays::chunk_to_change(std::size_t chunk) {
    std::shared_ptr<Chunk>& found = chunks_[chunk];
    if (!found) {
        found = std::make_shared<Chunk>();
    } else if (found.use_count() > 1) {
        found = std::make_shared<Chunk>(*found);
    }
    return *found;
}

void OrderDays::find_rhythm(Chunk& chunk, Place place) {
    constexpr std::size_t days_min = 3;
    const std::vector<Day>& days = chunk.days[place];
    Day& last = chunk.rhythms.lasts[place];
    std::int32_t& twice_median = chunk.rhythms.twice_medians[place];
    last = beyond_all;
    twice_median = 0;
    if (days.size() < days_min) return;
    gaps_.clear();
    for (std::size_t i = 1; i < days.size(); ++i) gaps_.push_back(days[i] - days[i - 1]);
    const auto middle = gaps_.begin() + static_cast<std::ptrdiff_t>(gaps_.size() / 2);
    std::nth_element(gaps_.begin(), middle, gaps_.end());
    // Of an even number the other middle one is the greatest below.
    const std::int32_t other =
        gaps_.size() % 2 == 1 ? *middle : *std::max_element(gaps_.begin(), middle);
    last = days.back();
    twice_median = std::min(*middle + other, twice_median_max);
}

std::size_t OrderDays::memory_bytes() const {
    constexpr std::size_t heap_bytes = 16;  // the allocator's own
    std::size_t bytes = chunks_.capacity() * sizeof chunks_[0];
    for (const std::shared_ptr<Chunk>& chunk : chunks_) {
        if (!chunk) continue;
        bytes += sizeof *chunk;
        for (const std::vector<Day>& days : chunk->days) {
            if (days.capacity() > 0) bytes += days.capacity() * sizeof(Day) + heap_bytes;
        }
    }
    return bytes;
}

}  // namespace footfall::index
