// Counts: how many counted events each customer has of each kind, on each local day, of all sites
// and of each. Pure memory.
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
#include "index/site.h"

namespace footfall::index {

// Days `first` to `last`, both included; none if last < first.
struct Period {
    Day first, last;
};

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

    // The counts of a site also count in all sites.
    void add(const Cell& cell, std::uint64_t count = 1);

    // At least so many are there.
    void take(const Cell& cell, std::uint64_t count = 1);

    // Everything of a customer.
    void clear(Ordinal ordinal);

    std::uint64_t at(const Cell& cell) const;
    std::uint64_t sum(Ordinal ordinal, Kind kind, Site site, const Period& period) const;

    // The first day of the period with such an event.
    std::optional<Day> first_day(Ordinal ordinal, Kind kind, Site site, const Period& period) const;

    // A chunk's sums by place, modulo what a Sum holds: 32 or 64 bits.
    template <class Sum>
    void sum(std::size_t chunk, Kind kind, Site site, const Period& period,
             std::span<Sum, chunk_size> sums) const;

    // Over all customers and sites.
    std::uint64_t total(Kind kind, const Period& period) const;

    // Every day on which a customer has an event of that kind, in no order.
    void for_each_day(Kind kind, const std::function<void(Ordinal, Day)>& take) const;

    // Every count above 0 over all sites, in no order.
    void for_each(const std::function<void(Kind, Day, Ordinal, std::uint64_t)>& take) const;

    // A part for each chunk, and a first one.
    std::size_t parts() const { return chunks_.size() + 1; }
    void save(std::size_t part, Saver& saver) const;
    // All parts, in their order; then Loader::is_at_end() says whether it was a part.
    void load(std::size_t part, Loader& loader);

    std::size_t memory_bytes() const;

  private:
    struct Key {
        Kind kind;
        Site site;

        friend constexpr bool operator==(Key, Key) = default;
    };
    struct Hash {
        std::size_t operator()(Key key) const {
            return key.site.number * kinds.size() + position(key.kind);
        }
    };
    using Chunk = std::unordered_map<Key, Series, Hash>;
    using Totals = std::vector<std::pair<Day, std::uint64_t>>;  // rising by day

    const Series* find(std::size_t chunk, Kind kind, Site site) const;
    Chunk& chunk_to_change(std::size_t chunk);
    void take(Series& series, const Cell& cell, std::uint64_t count);
    std::uint64_t& total(Kind kind, Day day);

    std::vector<std::shared_ptr<Chunk>> chunks_;  // of none: nothing
    std::array<Totals, kinds.size()> totals_;
};

}  // namespace footfall::index
