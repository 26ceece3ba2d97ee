// OrderDays: on which local days each customer ordered, and how often. Pure memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "calendar/day_table.h"
#include "index/ordinal.h"

namespace footfall::index {

// How often a chunk's customers order, by place. Who ordered on fewer than three days has no
// rhythm: its last day lies so far ahead that it never has gone quiet.
struct OrderRhythms {
    OrderRhythms();

    bool has_gone_quiet(Place place, Day today, std::int32_t percent) const {
        return 200 * (today - lasts[place]) > percent * twice_medians[place];
    }

    std::array<Day, chunk_size> lasts;
    // Of the gaps between order days; of an even number of gaps the sum of the middle two. At most
    // a million days, so that a thousand percent of it fit 32 bits.
    std::array<std::int32_t, chunk_size> twice_medians{};
};

// One thread at a time while it changes; any number while it does not. A copy is cheap, as with
// Counts and under the same condition.
class OrderDays {
  public:
    // The customer's first order of that day.
    void add(Ordinal ordinal, Day day);

    // There is no order of that day any more.
    void take(Ordinal ordinal, Day day);

    void clear(Ordinal ordinal);

    std::optional<Day> last(Ordinal ordinal) const;

    // Whether more days have passed since the customer's last order day than so many percent of the
    // median of the gaps between its order days: 100 to 1,000.
    bool has_gone_quiet(Ordinal ordinal, Day today, std::int32_t percent) const {
        const OrderRhythms* const found = rhythms(chunk_of(ordinal));
        return found != nullptr && found->has_gone_quiet(place_of(ordinal), today, percent);
    }

    // Nothing where nobody of the chunk ordered.
    const OrderRhythms* rhythms(std::size_t chunk) const {
        const bool is_there = chunk < chunks_.size() && chunks_[chunk];
        return is_there ? &chunks_[chunk]->rhythms : nullptr;
    }

    std::size_t memory_bytes() const;

  private:
    struct Chunk {
        std::array<std::vector<Day>, chunk_size> days;  // rising
        OrderRhythms rhythms;
    };

    Chunk& chunk_to_change(std::size_t chunk);
    void find_rhythm(Chunk& chunk, Place place);

    std::vector<std::shared_ptr<Chunk>> chunks_;  // of none: nothing
    std::vector<std::int32_t> gaps_;              // of one customer, on the way to their median
};

}  // namespace footfall::index
