// The UTC edges of local days. Made by calendar/zone; stores only bisect them. No zone rules here.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"

namespace footfall {

// A local date: days since 1970-01-01 in the proleptic Gregorian calendar.
struct Day {
    std::int32_t number = 0;

    friend constexpr auto operator<=>(Day, Day) = default;
    friend constexpr Day operator+(Day day, std::int32_t days) { return {day.number + days}; }
    friend constexpr Day operator-(Day day, std::int32_t days) { return {day.number - days}; }
    friend constexpr std::int32_t operator-(Day a, Day b) { return a.number - b.number; }
};

// A run of whole local days with their edges: day `first + i` is [edges[i], edges[i + 1]). A date
// that its zone skipped has no length, so no instant lies in it.
struct LocalDays {
    Day first;
    std::vector<Instant> edges;  // one more than there are days; never falling; empty without a day

    std::size_t count() const { return edges.empty() ? 0 : edges.size() - 1; }
    Day last() const { return first + (static_cast<std::int32_t>(count()) - 1); }

    friend bool operator==(const LocalDays&, const LocalDays&) = default;
};

// All days of a zone that an event may lie in. Immutable, so it is shared without a lock.
class DayTable {
  public:
    // `edges` never falls and holds at least two; `zone` is the IANA name that is shown.
    DayTable(std::string zone, Day first, std::vector<Instant> edges);

    const std::string& zone() const { return zone_; }
    Day first() const { return first_; }
    Day last() const;

    // The local day that holds `at`, or nothing outside the table.
    std::optional<Day> day_of(Instant at) const;

    // The days `from` to `to`, both included, cut to the table; without a day if to < from.
    LocalDays days(Day from, Day to) const;

    friend bool operator==(const DayTable&, const DayTable&) = default;

  private:
    std::string zone_;
    Day first_;
    std::vector<Instant> edges_;
};

}  // namespace footfall
