#include "calendar/day_table.h"

#include <algorithm>
#include <utility>

#include "assert.h"

namespace footfall {

DayTable::DayTable(std::string zone, Day first, std::vector<Instant> edges)
    : zone_(std::move(zone)), first_(first), edges_(std::move(edges)) {
    ASSERT(edges_.size() >= 2, "edges=" << edges_.size());
    ASSERT(std::is_sorted(edges_.begin(), edges_.end()));
}

Day DayTable::last() const { return first_ + (static_cast<std::int32_t>(edges_.size()) - 2); }

std::optional<Day> DayTable::day_of(Instant at) const {
    if (at < edges_.front() || at >= edges_.back()) return std::nullopt;
    // Behind all edges at `at`, so that of days that begin together the one with a length is found.
    const auto after = std::upper_bound(edges_.begin(), edges_.end(), at);
    return first_ + (static_cast<std::int32_t>(after - edges_.begin()) - 1);
}

LocalDays DayTable::days(Day from, Day to) const {
    from = std::max(from, first_);
    to = std::min(to, last());
    if (to < from) return {from, {}};
    const auto begin = edges_.begin() + (from - first_);
    return {from, std::vector<Instant>(begin, begin + (to - from) + 2)};
}

}  // namespace footfall
