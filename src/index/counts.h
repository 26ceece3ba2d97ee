// Counts: how many counted events each customer has of each kind, on each local day: of all, and of
// each site, campaign and form. Pure memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "calendar/day_table.h"
#include "event/kind.h"
#include "index/ordinal.h"
#include "index/saved.h"
#include "index/series.h"
#include "index/subset.h"

namespace footfall::index {

// Days `first` to `last`, both included; none if last < first.
struct Period {
    Day first, last;
};

inline Period period_of(const LocalDays& days) {
    return days.count() == 0 ? Period{.first = {1}, .last = {0}} : Period{days.first, days.last()};
}

// One thread at a time while it changes; any number while it does not. A copy is cheap, since it
// shares what neither changes; none of the two may change while the other one is let go.
class Counts {
  public:
    // One customer's events of one kind and one day at one site.
    struct Cell {
        Ordinal ordinal = 0;
        Kind kind = Kind::other;
        Site site;
        Day day;
    };

    // What a Cell's events named besides its site.
    struct Content {
        std::uint32_t campaign = 0;
        std::uint32_t form = 0;
    };

    // The counts of a site, campaign or form also count in all.
    void add(const Cell& cell, std::uint64_t count = 1) { add(cell, {}, count); }
    void add(const Cell& cell, const Content& content, std::uint64_t count = 1);

    // At least so many are there.
    void take(const Cell& cell, std::uint64_t count = 1) { take(cell, {}, count); }
    void take(const Cell& cell, const Content& content, std::uint64_t count = 1);

    // Everything of a customer.
    void clear(Ordinal ordinal);

    // The same, added to what `to` has of it.
    void move(Ordinal ordinal, Counts& to);

    std::uint64_t at(const Cell& cell) const;
    std::uint64_t sum(Ordinal ordinal, Kind kind, Subset in, const Period& period) const;

    // The first day of the period with such an event.
    std::optional<Day> first_day(Ordinal ordinal, Kind kind, Subset in, const Period& period) const;

    // A chunk's sums by place, modulo what a Sum holds: 32 or 64 bits.
    template <class Sum>
    void sum(std::size_t chunk, Kind kind, Subset in, const Period& period,
             std::span<Sum, chunk_size> sums) const;

    // Adds each place's count of one day to its sum; a sum stays at 255. If there are `matches`,
    // gives the counts of those places, else 0.
    std::uint64_t add_saturated(std::size_t chunk, Kind kind, Subset in, Day day,
                                std::span<std::uint8_t, chunk_size> sums,
                                const std::array<std::uint8_t, chunk_size>* matches) const;

    // take(Day, Place, count) for each count of a chunk that is not 0, in no order.
    template <class Take>
    void for_each(std::size_t chunk, Kind kind, Subset in, const Take& take) const {
        if (const Series* series = find(chunk, kind, in)) series->for_each(take);
    }

    // Adds to each of the days from `first` on the counts of the chunk's matches.
    void add_days(std::size_t chunk, Kind kind, Subset in,
                  const std::array<std::uint8_t, chunk_size>& matches, Day first,
                  std::span<std::uint64_t> days) const;

    // Over all customers and sites.
    std::uint64_t total(Kind kind, const Period& period) const;

    // The first day with an event; nothing if there is none.
    std::optional<Day> first_day() const;

    // Every day on which a customer has an event of that kind, in no order.
    void for_each_day(Kind kind, const std::function<void(Ordinal, Day)>& take) const;

    // Every count above 0 over all sites, in no order.
    void for_each(const std::function<void(Kind, Day, Ordinal, std::uint64_t)>& take) const;

    std::size_t chunks() const { return chunks_.size(); }

    // A part for each chunk, and a first one.
    std::size_t parts() const { return chunks_.size() + 1; }
    void save(std::size_t part, Saver& saver) const;
    // All parts, in their order; then Loader::is_at_end() says whether it was a part.
    void load(std::size_t part, Loader& loader);

    std::size_t memory_bytes() const;

  private:
    struct Key {
        Kind kind;
        Subset in;

        friend constexpr bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const {
            const std::size_t subset = key.in.number * 4 + static_cast<std::size_t>(key.in.of);
            return subset * kinds.size() + position(key.kind);
        }
    };
    using Chunk = std::unordered_map<Key, Series, Hash>;
    using Totals = std::vector<std::pair<Day, std::uint64_t>>;  // rising by day

    const Series* find(std::size_t chunk, Kind kind, Subset in) const;
    Chunk& chunk_to_change(std::size_t chunk);
    void take(Series& series, const Cell& cell, std::uint64_t count);
    std::uint64_t& total(Kind kind, Day day);

    std::vector<std::shared_ptr<Chunk>> chunks_;  // of none: nothing
    std::array<Totals, kinds.size()> totals_;
};

}  // namespace footfall::index
