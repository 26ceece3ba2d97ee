// One customer of the model: its entries, and what follows from them by reading all of them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calendar/day_table.h"
#include "event/entry.h"
#include "question/target.h"

namespace footfall::model {

struct ModelEvent {
    Sequence sequence;
    Event event;  // with its verdict as it is now
};

struct ModelProfile {
    std::string name, code, email, phone, contact;
    Status status = Status::active;
    std::string traits;
};

struct ModelCustomer {
    Instant created;
    std::vector<ModelEvent> events;
    std::vector<Profile> profiles;

    ModelProfile profile(const std::string& id) const;
    std::set<std::string> sites() const;
    // Of the events at `site`, or of all if it is empty.
    std::vector<std::uint64_t> by_day(Kind kind, const LocalDays& days,
                                      const std::string& site = {}) const;
    std::uint64_t count(Kind kind, const LocalDays& days, const std::string& site = {}) const;
    // Those that do not count, of that kind.
    std::uint64_t automated(Kind kind, const LocalDays& days, const std::string& site = {}) const;
    // The first of the days with such an event.
    std::optional<Day> first_day(Kind kind, const LocalDays& days, const std::string& site) const;
    // On which local days it ordered.
    std::set<Day> order_days(const DayTable& days) const;
    // Whether the rule holds, were it to match.
    bool meets(const Rule& rule, const std::string& id, const DayTable& days) const;
    std::optional<Instant> last_open() const;
    std::optional<Instant> first_activity() const;
    std::optional<Instant> last_activity() const;
};

}  // namespace footfall::model
