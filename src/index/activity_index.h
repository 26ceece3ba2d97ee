// The activity index: what each customer did by kind, local day and site, and when it was last
// seen. Pure memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "calendar/day_table.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"
#include "index/counts.h"
#include "index/order_days.h"
#include "index/ordinal.h"
#include "index/saved.h"
#include "index/subset.h"

namespace footfall::index {

// What a count depends on of one event.
struct EventFacts {
    Sequence sequence;
    Instant occurred_at;
    Kind kind = Kind::other;
    std::string site;
    std::string campaign;
    std::string form;
    Verdict verdict = Verdict::person;
    bool by_customer = true;
};

// The time of what never was.
inline constexpr Instant never{INT64_MIN};

// The latest and earliest times of one customer's counted events; all sites, whatever the period.
struct Recency {
    std::optional<Instant> last_open;
    std::optional<Instant> last_login;
    std::optional<Instant> first_activity;  // of what the customer brought about
    std::optional<Instant> last_activity;
};

// What an event named is given by number; the names in facts are not looked at.
class ActivityIndex {
  public:
    explicit ActivityIndex(std::shared_ptr<const DayTable> days);

    const std::shared_ptr<const DayTable>& days() const { return days_; }

    void add(Ordinal ordinal, const EventFacts& event, const Named& named);

    // The verdict of an event that was added is `after`. False if the ordinal's recency may no
    // longer be true, since the event may have been its latest or earliest.
    [[nodiscard]] bool correct(Ordinal ordinal, const EventFacts& event, const Named& named,
                               Verdict after);

    void remove(Ordinal ordinal);

    // As remove(), but the counted events stay in totals.
    void forget(Ordinal ordinal);

    const Counts& counts() const { return counts_; }
    // Of customers who were forgotten, by the ordinals they had.
    const Counts& of_forgotten() const { return of_forgotten_; }

    // The first day with an event that counts, of whoever there is or was.
    std::optional<Day> first_day() const;
    // Of the kinds of `opens`, those that do not count; not by campaign or form.
    const Counts& automated_opens() const { return automated_opens_; }
    const OrderDays& order_days() const { return order_days_; }  // of all sites

    // Nothing in it for an ordinal without counted events.
    Recency recency(Ordinal ordinal) const;

    // By ordinal, `never` for those without; ordinals beyond the end have none either.
    std::span<const Instant> last_opens() const { return last_opens_; }
    std::span<const Instant> last_logins() const { return last_logins_; }
    std::span<const Instant> last_activities() const { return last_activities_; }

    // As Counts: a first part, then the further ones of the counts, of automated opens, and of who
    // was forgotten. Order days follow from these.
    std::size_t parts() const {
        return 1 + counts_.chunks() + automated_opens_.chunks() + of_forgotten_.chunks();
    }
    void save(std::size_t part, Saver& saver) const;
    void load(std::size_t part, Loader& loader);

    std::size_t memory_bytes() const;

  private:
    std::optional<Day> day_of(Instant at);
    void add_automated(Ordinal ordinal, const EventFacts& event, const Named& named);
    void take_automated(Ordinal ordinal, const EventFacts& event, const Named& named);
    std::uint64_t orders_on(Ordinal ordinal, Day day) const;

    std::shared_ptr<const DayTable> days_;
    LocalDays latest_;  // the day of the latest event that was counted
    Counts counts_;
    Counts automated_opens_;
    Counts of_forgotten_;
    OrderDays order_days_;
    std::vector<Instant> last_opens_;
    std::vector<Instant> last_logins_;
    std::vector<Instant> first_activities_;
    std::vector<Instant> last_activities_;
};

}  // namespace footfall::index
