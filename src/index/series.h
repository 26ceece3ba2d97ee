// Series: the counts of one chunk of customers, one kind and one site over days. Exact for any
// input; a period's sum costs about the same however long it is and however many its events.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "calendar/day_table.h"
#include "index/day_cells.h"
#include "index/mark.h"
#include "index/ordinal.h"
#include "index/saved.h"

namespace footfall::index {

// Days in order, and a mark among them for every so many cells: memory follows the cells, and from
// any day the nearest mark is only so many cells away.
class Series {
  public:
    // All counts of a place together fit 64 bits.
    void add(Place place, Day day, std::uint64_t count);

    // At least so many are there.
    void take(Place place, Day day, std::uint64_t count);

    bool empty() const { return days_.empty() && carries_.empty(); }

    void save(Saver& saver) const;
    static Series load(Loader& loader);

    std::uint64_t at(Place place, Day day) const;

    // The first of the days `first` to `last` on which the place's count is not 0.
    std::optional<Day> first_day(Place place, Day first, Day last) const;

    // Of the days `first` to `last`, both included.
    std::uint64_t sum(Place place, Day first, Day last) const;

    // The same for every place, modulo what a Sum holds: 32 or 64 bits.
    template <class Sum>
    void sum(Day first, Day last, std::span<Sum, chunk_size> sums) const;

    // Adds to each of the days from `first` on the counts of the places that match.
    void add_days(const std::array<std::uint8_t, chunk_size>& matches, Day first,
                  std::span<std::uint64_t> days) const;

    // Adds each place's count of the day to its sum; a sum stays at 255. If there are `matches`,
    // gives the counts of those places, else 0.
    std::uint64_t add_saturated(Day day, std::span<std::uint8_t, chunk_size> sums,
                                const std::array<std::uint8_t, chunk_size>* matches) const;

    // take(Day, Place, count) for each count that is not 0, in no order.
    template <class Take>
    void for_each(const Take& take) const {
        for (const DayCells& cells : days_) {
            cells.for_each([&](Place place, std::uint8_t byte) {
                take(cells.day(), place, byte + 256 * carry(cells.day(), place));
            });
        }
        for (const auto& [key, carried] : carries_) {
            const std::uint64_t count = at(key.second, key.first);
            if (count % 256 == 0) take(key.first, key.second, count);
        }
    }

    // The counts of one place.
    std::vector<std::pair<Day, std::uint64_t>> counts(Place place) const;

    std::size_t memory_bytes() const;

  private:
    // Days from a mark to the next one. Those before the first mark have none.
    struct Segment {
        Mark mark;
        std::size_t begin;   // its first day's position in days_
        std::uint64_t cost;  // of its days
    };

    // The sum of all days before one: a mark beside it, and the days between.
    struct Prefix {
        const Mark* mark = nullptr;  // nothing: zeros
        bool is_behind = false;      // the mark lies behind: the days between are taken from it
        Day from, to;                // what lies between; their cells are days_[begin, end)
        std::size_t begin = 0;
        std::size_t end = 0;
        std::uint64_t cost = 0;

        std::size_t place() const { return is_behind ? begin : end; }  // of the prefix's end
    };

    // Segments are counted from the days before the first mark, which are segment 0.
    std::size_t segment_of(Day day) const;
    std::size_t begin_of(std::size_t segment) const;
    std::size_t end_of(std::size_t segment) const;
    std::uint64_t& cost_of(std::size_t segment);
    std::size_t find(Day day, std::size_t segment) const;  // the first one not before it
    std::uint64_t cost(std::size_t begin, std::size_t end) const;
    std::uint64_t carry(Day day, Place place) const;
    void set_carry(Day day, Place place, std::size_t segment, std::uint64_t carried);

    bool add_byte(Place place, Day day, std::size_t segment, std::uint64_t count);
    void set(Place place, Day day, std::size_t segment, std::uint64_t count);
    void set_byte(Place place, Day day, std::size_t segment, std::uint8_t byte);
    void split(std::size_t segment);
    void join(std::size_t segment);

    Prefix prefix(Day end) const;
    bool is_near(const Prefix& begin, const Prefix& end) const;
    template <class Sum>
    void add_days(Day from, Day to, std::size_t begin, std::size_t end, Sum* sums) const;
    template <class Sum>
    void take_days(Day from, Day to, std::size_t begin, std::size_t end, Sum* sums) const;
    std::uint64_t sum_of_days(Place place, const Prefix& prefix) const;

    std::vector<DayCells> days_;  // rising; none is empty
    std::uint64_t head_cost_ = 0;
    std::vector<Segment> segments_;  // rising
    // What of a count is above its byte, in units of 256.
    std::map<std::pair<Day, Place>, std::uint64_t> carries_;
};

}  // namespace footfall::index
