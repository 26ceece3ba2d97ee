// The activity index: counts per kind, local day and customer in dense columns. Pure memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "calendar/day_table.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"
#include "index/customer_directory.h"

namespace footfall::index {

// What a count depends on of one event.
struct EventFacts {
    Sequence sequence;
    Instant occurred_at;
    Kind kind = Kind::other;
    std::string site;
    Verdict verdict = Verdict::person;
    bool by_customer = true;
};

// Counts over ordinals: a byte each, and what does not fit beside it.
class Column {
  public:
    void increment(Ordinal ordinal);
    void decrement(Ordinal ordinal);  // the count is above 0
    void clear(Ordinal ordinal);

    std::uint32_t at(Ordinal ordinal) const;

    // Adds every ordinal's count to `sums`, which has a place for each.
    void add_to(std::span<std::uint64_t> sums) const;

  private:
    std::vector<std::uint8_t> low_;
    std::unordered_map<Ordinal, std::uint32_t> wraps_;  // of 256 each
};

// The columns of every (kind, local day) with counted events, under one day table.
class Columns {
  public:
    explicit Columns(std::shared_ptr<const DayTable> days);

    const std::shared_ptr<const DayTable>& days() const { return days_; }

    void add(Ordinal ordinal, const EventFacts& event);

    // Takes an event away that was added.
    void remove(Ordinal ordinal, const EventFacts& event);

    void clear(Ordinal ordinal);

    // Adds the counts of `period` to `sums`, one for each ordinal.
    void sum(Kind kind, const LocalDays& period, std::span<std::uint64_t> sums) const;

    std::uint64_t count(Kind kind, Day day, Ordinal ordinal) const;

    // Every count above 0 of the ordinals below `ordinals`.
    void for_each(Ordinal ordinals,
                  const std::function<void(Kind, Day, Ordinal, std::uint64_t)>& take) const;

  private:
    const Column* find(Kind kind, Day day) const;

    std::shared_ptr<const DayTable> days_;
    // By kind, then by days since the table's first; grows to the last day used.
    std::array<std::vector<std::unique_ptr<Column>>, kinds.size()> columns_;
};

// The latest and earliest times of one customer's counted events; all sites, whatever the period.
struct Recency {
    std::optional<Instant> last_open;
    std::optional<Instant> first_activity;  // of what the customer brought about
    std::optional<Instant> last_activity;
};

class ActivityIndex {
  public:
    explicit ActivityIndex(std::shared_ptr<const DayTable> days);

    void add(Ordinal ordinal, const EventFacts& event);

    // The verdict of an event that was added is `after`. False if the ordinal's recency may no
    // longer be true, since the event may have been its latest or earliest.
    [[nodiscard]] bool correct(Ordinal ordinal, const EventFacts& event, Verdict after);

    void remove(Ordinal ordinal);

    const Columns& columns() const { return columns_; }

    // Nothing in it for an ordinal without counted events.
    Recency recency(Ordinal ordinal) const {
        return ordinal < recency_.size() ? recency_[ordinal] : Recency();
    }

  private:
    Columns columns_;
    std::vector<Recency> recency_;
};

}  // namespace footfall::index
