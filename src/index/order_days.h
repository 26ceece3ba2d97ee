// OrderDays: on which local days each customer ordered, and from when on it has gone quiet. Pure
// memory.
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

// No customer that is asked about today has gone quiet only from then on.
inline constexpr Day not_quiet{INT32_MAX};

// A customer who ordered on three days or more has gone quiet once more days have passed since the
// last of them than twice the median of the gaps between them; of an even number of gaps the median
// is the mean of the middle two.
//
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

    // The first day on which the customer has gone quiet, if nothing is ordered until then.
    Day quiet_from(Ordinal ordinal) const {
        const Day* const days = column(chunk_of(ordinal));
        return days == nullptr ? not_quiet : days[place_of(ordinal)];
    }

    // The same by place, or nullptr where nobody of the chunk ordered.
    const Day* column(std::size_t chunk) const {
        const bool is_there = chunk < chunks_.size() && chunks_[chunk];
        return is_there ? chunks_[chunk]->quiet_from.data() : nullptr;
    }

    std::size_t memory_bytes() const;

  private:
    struct Chunk {
        Chunk() { quiet_from.fill(not_quiet); }

        std::array<std::vector<Day>, chunk_size> days;  // rising
        std::array<Day, chunk_size> quiet_from;
    };

    Chunk& chunk_to_change(std::size_t chunk);
    Day find_quiet_from(const std::vector<Day>& days);

    std::vector<std::shared_ptr<Chunk>> chunks_;  // of none: nothing
    std::vector<std::int32_t> gaps_;              // of one customer, on the way to their median
};

}  // namespace footfall::index
