// Time zones: the local days of a zone, and times as its clocks show them. Alone knows zone rules.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "calendar/date.h"
#include "calendar/day_table.h"
#include "clock.h"
#include "result.h"

namespace footfall {

// The days that events may lie in: the day tables of all zones hold these and no others.
inline constexpr Date first_table_date{2000, 1, 1};
inline constexpr Date last_table_date{2099, 12, 31};

// A zone of the IANA database of this machine. Cheap to copy; immutable, so it needs no lock.
class Zone {
  public:
    // `invalid` (field `time_zone`, reason `unknown_time_zone`) if `name` is not an IANA name such
    // as `Europe/Berlin` or `UTC`. Paths, offsets and names of this machine's own zone are not.
    static Result<Zone> load(std::string_view name);

    const std::string& name() const { return name_; }

    // The local days from first_table_date to last_table_date. A day begins when its date first
    // shows: where midnight is skipped, at the jump; where it comes twice, at the first one, so an
    // hour that is repeated across midnight belongs to the later day. A date that the zone skipped
    // altogether (Pacific/Apia 2011-12-30) is a day without length: no instant lies in it.
    DayTable days() const;

    // The date that the zone's clocks show, also outside the table.
    Day day_of(Instant at) const;

    // `YYYY-MM-DD HH:MM:SS` as the zone's clocks show it, fractions of a second cut off.
    std::string local_time(Instant at) const;

    // Seconds that the zone's clocks are ahead of UTC at `at`.
    int offset_seconds(Instant at) const;

  private:
    struct Rules;
    Zone(std::string name, std::shared_ptr<const Rules> rules);

    std::string name_;
    std::shared_ptr<const Rules> rules_;
};

// The days of a zone by its name; fails as Zone::load does.
Result<DayTable> make_day_table(std::string_view zone);

}  // namespace footfall
