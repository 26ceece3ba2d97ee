#include "index/series.h"

#include <algorithm>
#include <array>

#include "assert.h"

namespace footfall::index {
namespace {

// Costs are in cells of a list, see DayCells::cost(). Between two marks lies about this much: less
// makes sums faster and memory larger, by a mark each time.
constexpr std::uint64_t segment_cost = chunk_size;
constexpr std::uint64_t mark_cost = chunk_size / 8;
constexpr std::uint64_t carry_cost = 8;

constexpr Day before_all{INT32_MIN};

}  // namespace

void Series::add(Place place, Day day, std::uint64_t count) {
    const std::size_t segment = segment_of(day);
    if (!add_byte(place, day, segment, count)) {
        const std::uint64_t before = at(place, day);
        ASSERT(count <= UINT64_MAX - before, "count=" << count << " before=" << before);
        set(place, day, segment, before + count);
    }
    for (std::size_t i = segment; i < segments_.size(); ++i) {
        segments_[i].mark.set(place, segments_[i].mark.at(place) + count);
    }
    if (cost_of(segment) > segment_cost) split(segment);
}

void Series::take(Place place, Day day, std::uint64_t count) {
    const std::size_t segment = segment_of(day);
    const std::uint64_t before = at(place, day);
    ASSERT(count <= before, "count=" << count << " before=" << before);
    set(place, day, segment, before - count);
    for (std::size_t i = segment; i < segments_.size(); ++i) {
        segments_[i].mark.set(place, segments_[i].mark.at(place) - count);
    }
    if (segment < segments_.size()) join(segment);
    if (segment > 0) join(segment - 1);
}

std::uint64_t Series::at(Place place, Day day) const {
    const std::size_t segment = segment_of(day);
    const std::size_t found = find(day, segment);
    const bool is_there = found < end_of(segment) && days_[found].day() == day;
    return (is_there ? days_[found].at(place) : 0) + 256 * carry(day, place);
}

std::optional<Day> Series::first_day(Place place, Day first, Day last) const {
    std::optional<Day> found;
    for (std::size_t i = find(first, segment_of(first)); i < days_.size(); ++i) {
        if (days_[i].day() > last) break;
        if (days_[i].at(place) == 0) continue;
        found = days_[i].day();
        break;
    }
    // A count of whole 256s has no byte.
    for (auto it = carries_.lower_bound({first, 0}); it != carries_.end(); ++it) {
        if (it->first.first > found.value_or(last)) break;
        if (it->first.second == place) return it->first.first;
    }
    return found;
}

std::uint64_t Series::carry(Day day, Place place) const {
    if (carries_.empty()) return 0;
    const auto found = carries_.find({day, place});
    return found == carries_.end() ? 0 : found->second;
}

void Series::set_carry(Day day, Place place, std::size_t segment, std::uint64_t carried) {
    if (carried > 0) {
        const auto [it, is_new] = carries_.insert_or_assign({day, place}, carried);
        if (is_new) cost_of(segment) += carry_cost;
    } else if (!carries_.empty() && carries_.erase({day, place}) > 0) {
        cost_of(segment) -= carry_cost;
    }
}

std::size_t Series::segment_of(Day day) const {
    // Most days are later than all marks.
    if (segments_.empty() || segments_.back().mark.day() <= day) return segments_.size();
    const auto above = std::upper_bound(
        segments_.begin(), segments_.end(), day,
        [](Day wanted, const Segment& segment) { return wanted < segment.mark.day(); });
    return static_cast<std::size_t>(above - segments_.begin());
}

std::size_t Series::begin_of(std::size_t segment) const {
    return segment == 0 ? 0 : segments_[segment - 1].begin;
}

std::size_t Series::end_of(std::size_t segment) const {
    return segment == segments_.size() ? days_.size() : segments_[segment].begin;
}

std::uint64_t& Series::cost_of(std::size_t segment) {
    return segment == 0 ? head_cost_ : segments_[segment - 1].cost;
}

std::size_t Series::find(Day day, std::size_t segment) const {
    const std::size_t begin = begin_of(segment);
    const std::size_t end = end_of(segment);
    if (begin == end || days_[end - 1].day() < day) return end;
    if (days_[end - 1].day() == day) return end - 1;
    const auto at = [&](std::size_t i) { return days_.begin() + static_cast<std::ptrdiff_t>(i); };
    const auto found =
        std::lower_bound(at(begin), at(end), day,
                         [](const DayCells& cells, Day wanted) { return cells.day() < wanted; });
    return static_cast<std::size_t>(found - days_.begin());
}

std::uint64_t Series::cost(std::size_t begin, std::size_t end) const {
    std::uint64_t sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += days_[i].cost();
    return sum;
}

// Most additions: to a day that is there, and within a byte. False if it is none of them.
bool Series::add_byte(Place place, Day day, std::size_t segment, std::uint64_t count) {
    const std::size_t found = find(day, segment);
    if (count > UINT8_MAX || found == end_of(segment) || days_[found].day() != day) return false;
    DayCells& cells = days_[found];
    const std::uint32_t cost = cells.cost();
    if (!cells.add(place, static_cast<std::uint8_t>(count))) return false;
    cost_of(segment) += cells.cost();
    cost_of(segment) -= cost;
    return true;
}

void Series::set(Place place, Day day, std::size_t segment, std::uint64_t count) {
    set_carry(day, place, segment, count / 256);
    set_byte(place, day, segment, static_cast<std::uint8_t>(count % 256));
}

void Series::set_byte(Place place, Day day, std::size_t segment, std::uint8_t byte) {
    const std::size_t found = find(day, segment);
    const auto there = days_.begin() + static_cast<std::ptrdiff_t>(found);
    if (found == end_of(segment) || there->day() != day) {
        if (byte == 0) return;
        DayCells& cells = *days_.emplace(there, day);
        cells.set(place, byte);
        cost_of(segment) += cells.cost();
        for (std::size_t i = segment; i < segments_.size(); ++i) ++segments_[i].begin;
        return;
    }
    cost_of(segment) -= there->cost();
    there->set(place, byte);
    if (!there->empty()) {
        cost_of(segment) += there->cost();
        return;
    }
    days_.erase(there);
    for (std::size_t i = segment; i < segments_.size(); ++i) --segments_[i].begin;
}

void Series::split(std::size_t segment) {
    const std::size_t begin = begin_of(segment);
    const std::size_t end = end_of(segment);
    if (end - begin < 2) return;
    // Days mostly come in order: all but the last one is complete. Elsewhere in the middle.
    std::size_t middle = end - 1;
    if (segment < segments_.size()) {
        middle = begin + 1;
        std::uint64_t before = days_[begin].cost();
        while (middle < end - 1 && before + days_[middle].cost() <= cost_of(segment) / 2) {
            before += days_[middle++].cost();
        }
    }
    const Day day = days_[middle].day();
    std::array<std::uint64_t, chunk_size> counts{};
    const Mark* mark = segment == 0 ? nullptr : &segments_[segment - 1].mark;
    if (mark != nullptr) mark->copy_to(counts.data());
    add_days(mark == nullptr ? before_all : mark->day(), day, begin, middle, counts.data());
    const auto behind = segment == segments_.size()
                            ? carries_.end()
                            : carries_.lower_bound({segments_[segment].mark.day(), 0});
    const auto carries = std::distance(carries_.lower_bound({day, 0}), behind);
    const std::uint64_t rest = cost(middle, end) + static_cast<std::uint64_t>(carries) * carry_cost;
    cost_of(segment) -= rest;
    segments_.emplace(segments_.begin() + static_cast<std::ptrdiff_t>(segment),
                      Segment{.mark = Mark(day, counts), .begin = middle, .cost = rest});
}

void Series::join(std::size_t segment) {
    const Segment& next = segments_[segment];
    if (cost_of(segment) + next.cost > segment_cost / 4) return;
    cost_of(segment) += next.cost;
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(segment));
}

Series::Prefix Series::prefix(Day end) const {
    const std::size_t segment = segment_of(end);
    const std::size_t at = find(end, segment);
    Prefix ahead{.mark = segment == 0 ? nullptr : &segments_[segment - 1].mark,
                 .is_behind = false,
                 .from = segment == 0 ? before_all : segments_[segment - 1].mark.day(),
                 .to = end,
                 .begin = begin_of(segment),
                 .end = at,
                 .cost = segment == 0 ? 0 : mark_cost};
    ahead.cost += cost(ahead.begin, ahead.end);
    if (segment == segments_.size()) return ahead;
    const Mark* mark = &segments_[segment].mark;
    Prefix behind{.mark = mark,
                  .is_behind = true,
                  .from = end,
                  .to = mark->day(),
                  .begin = at,
                  .end = end_of(segment),
                  .cost = mark_cost};
    behind.cost += cost(behind.begin, behind.end);
    return behind.cost < ahead.cost ? behind : ahead;
}

// Whether the days from one to the other cost less than both prefixes.
bool Series::is_near(const Prefix& begin, const Prefix& end) const {
    const std::uint64_t both = begin.cost + end.cost;
    return end.place() - begin.place() <= both && cost(begin.place(), end.place()) <= both;
}

template <class Sum>
void Series::add_days(Day from, Day to, std::size_t begin, std::size_t end, Sum* sums) const {
    for (std::size_t i = begin; i < end; ++i) {
        if (i + 1 < end) days_[i + 1].prefetch();
        days_[i].add_to(sums);
    }
    if (carries_.empty()) return;
    for (auto it = carries_.lower_bound({from, 0}); it != carries_.end() && it->first.first < to;
         ++it) {
        sums[it->first.second] += static_cast<Sum>(256 * it->second);
    }
}

template <class Sum>
void Series::take_days(Day from, Day to, std::size_t begin, std::size_t end, Sum* sums) const {
    for (std::size_t i = begin; i < end; ++i) {
        if (i + 1 < end) days_[i + 1].prefetch();
        days_[i].take_from(sums);
    }
    if (carries_.empty()) return;
    for (auto it = carries_.lower_bound({from, 0}); it != carries_.end() && it->first.first < to;
         ++it) {
        sums[it->first.second] -= static_cast<Sum>(256 * it->second);
    }
}

template <class Sum>
void Series::sum(Day first, Day last, std::span<Sum, chunk_size> sums) const {
    const Prefix begin = prefix(first);
    const Prefix end = prefix(last + 1);
    if (is_near(begin, end)) {
        std::fill(sums.begin(), sums.end(), Sum{0});
        return add_days(first, last + 1, begin.place(), end.place(), sums.data());
    }
    if (end.mark == nullptr) {
        std::fill(sums.begin(), sums.end(), Sum{0});
    } else {
        end.mark->copy_to(sums.data());
    }
    if (begin.mark != nullptr) begin.mark->take_from(sums.data());
    // The end's days come before the beginning's are taken away; modulo, so order does not matter.
    if (end.is_behind) {
        take_days(end.from, end.to, end.begin, end.end, sums.data());
    } else {
        add_days(end.from, end.to, end.begin, end.end, sums.data());
    }
    if (begin.is_behind) {
        add_days(begin.from, begin.to, begin.begin, begin.end, sums.data());
    } else {
        take_days(begin.from, begin.to, begin.begin, begin.end, sums.data());
    }
}

template void Series::sum(Day, Day, std::span<std::uint32_t, chunk_size>) const;
template void Series::sum(Day, Day, std::span<std::uint64_t, chunk_size>) const;

void Series::add_days(const std::array<std::uint8_t, chunk_size>& matches, Day first,
                      std::span<std::uint64_t> days) const {
    const Day end = first + static_cast<std::int32_t>(days.size());
    for (std::size_t i = find(first, segment_of(first)); i < days_.size(); ++i) {
        if (days_[i].day() >= end) break;
        if (i + 1 < days_.size()) days_[i + 1].prefetch();
        days[static_cast<std::size_t>(days_[i].day() - first)] += days_[i].sum(matches);
    }
    for (auto it = carries_.lower_bound({first, 0}); it != carries_.end(); ++it) {
        const auto& [day, place] = it->first;
        if (day >= end) break;
        if (matches[place] != 0) days[static_cast<std::size_t>(day - first)] += 256 * it->second;
    }
}

std::uint64_t Series::add_saturated(Day day, std::span<std::uint8_t, chunk_size> sums,
                                    const std::array<std::uint8_t, chunk_size>* matches) const {
    std::uint64_t sum = 0;
    const std::size_t segment = segment_of(day);
    const std::size_t found = find(day, segment);
    if (found < end_of(segment) && days_[found].day() == day) {
        if (matches == nullptr) {
            days_[found].add_saturated_to(sums.data());
        } else {
            sum = days_[found].add_saturated_to(sums.data(), *matches);
        }
        // Mostly the next day is asked for next, after those of other kinds.
        if (found + 1 < days_.size()) days_[found + 1].prefetch_all();
    }
    if (carries_.empty()) return sum;
    for (auto it = carries_.lower_bound({day, 0}); it != carries_.end() && it->first.first == day;
         ++it) {
        const Place place = it->first.second;
        sums[place] = UINT8_MAX;
        if (matches != nullptr && (*matches)[place] != 0) sum += 256 * it->second;
    }
    return sum;
}

std::uint64_t Series::sum_of_days(Place place, const Prefix& prefix) const {
    std::uint64_t sum = 0;
    for (std::size_t i = prefix.begin; i < prefix.end; ++i) sum += days_[i].at(place);
    if (carries_.empty()) return sum;
    for (auto it = carries_.lower_bound({prefix.from, 0});
         it != carries_.end() && it->first.first < prefix.to; ++it) {
        if (it->first.second == place) sum += 256 * it->second;
    }
    return sum;
}

std::uint64_t Series::sum(Place place, Day first, Day last) const {
    const Prefix begin = prefix(first);
    const Prefix end = prefix(last + 1);
    // A place is looked up once a day, so days count here and not their cells.
    if (end.place() - begin.place() <= begin.end - begin.begin + end.end - end.begin) {
        Prefix between;
        between.from = first;
        between.to = last + 1;
        between.begin = begin.place();
        between.end = end.place();
        return sum_of_days(place, between);
    }
    const auto sum_of = [&](const Prefix& prefix) {
        const std::uint64_t mark = prefix.mark == nullptr ? 0 : prefix.mark->at(place);
        const std::uint64_t days = sum_of_days(place, prefix);
        return prefix.is_behind ? mark - days : mark + days;
    };
    return sum_of(end) - sum_of(begin);
}

std::vector<std::pair<Day, std::uint64_t>> Series::counts(Place place) const {
    std::vector<std::pair<Day, std::uint64_t>> found;
    for (const DayCells& cells : days_) {
        const std::uint8_t byte = cells.at(place);
        if (byte != 0) found.emplace_back(cells.day(), byte + 256 * carry(cells.day(), place));
    }
    for (const auto& [key, carried] : carries_) {
        if (key.second == place && at(place, key.first) % 256 == 0) {
            found.emplace_back(key.first, 256 * carried);
        }
    }
    return found;
}

void Series::save(Saver& saver) const {
    saver.value(std::uint64_t{days_.size()});
    for (const DayCells& cells : days_) cells.save(saver);
    saver.value(head_cost_);
    saver.value(std::uint64_t{segments_.size()});
    for (const Segment& segment : segments_) {
        segment.mark.save(saver);
        saver.value(std::uint64_t{segment.begin});
        saver.value(segment.cost);
    }
    saver.value(std::uint64_t{carries_.size()});
    for (const auto& [key, carried] : carries_) {
        saver.value(key.first);
        saver.value(key.second);
        saver.value(carried);
    }
}

Series Series::load(Loader& loader) {
    Series series;
    const std::uint64_t days = loader.count(sizeof(Day));
    series.days_.reserve(days);
    for (std::uint64_t i = 0; i < days; ++i) series.days_.push_back(DayCells::load(loader));
    series.head_cost_ = loader.value<std::uint64_t>();
    const std::uint64_t segments = loader.count(chunk_size);
    for (std::uint64_t i = 0; i < segments; ++i) {
        Mark mark = Mark::load(loader);
        const auto begin = loader.value<std::uint64_t>();
        const auto cost = loader.value<std::uint64_t>();
        series.segments_.push_back({.mark = std::move(mark), .begin = begin, .cost = cost});
    }
    const std::uint64_t carries = loader.count(sizeof(Day));
    for (std::uint64_t i = 0; i < carries; ++i) {
        const auto day = loader.value<Day>();
        const auto place = loader.value<Place>();
        series.carries_.emplace_hint(series.carries_.end(), std::pair(day, place),
                                     loader.value<std::uint64_t>());
    }
    return series;
}

std::size_t Series::memory_bytes() const {
    constexpr std::size_t carry_bytes = 64;  // a node of the map
    std::size_t bytes = days_.capacity() * sizeof(DayCells) +
                        segments_.capacity() * sizeof(Segment) + carries_.size() * carry_bytes;
    for (const DayCells& cells : days_) bytes += cells.memory_bytes();
    for (const Segment& segment : segments_) bytes += segment.mark.memory_bytes();
    return bytes;
}

}  // namespace footfall::index
