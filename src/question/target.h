// Target: a group of customers by rules. Rules speak of local days of the days in force.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "calendar/day_table.h"
#include "event/entry.h"
#include "event/kind.h"

namespace footfall {

// Days `first` to `last`, both included.
struct DaysBetween {
    Day first{std::numeric_limits<std::int32_t>::min()};
    Day last{std::numeric_limits<std::int32_t>::max()};

    bool has(Day day) const { return first <= day && day <= last; }
    friend bool operator==(const DaysBetween&, const DaysBetween&) = default;
};

struct StatusRule {
    Status status = Status::active;

    friend bool operator==(const StatusRule&, const StatusRule&) = default;
};

// A trait of the customer. Texts compare as search sees them: folded. An array holds what one of
// its elements is. Numbers compare as numbers, also when written as a text; else texts by their
// bytes, so that dates as `YYYY-MM-DD` compare as dates.
struct TraitRule {
    enum class Operator : std::uint8_t {
        exists,
        is,
        contains,
        starts_with,
        less_than,
        more_than,
        between,  // two values, both included
    };

    std::string key;
    Operator op = Operator::exists;
    std::vector<std::string> values;  // one of them must hold
    bool every = false;               // all of them must

    // Whether it holds for the trait's JSON text; nothing: the customer has no such trait.
    bool holds(std::optional<std::string_view> json) const;

    friend bool operator==(const TraitRule&, const TraitRule&) = default;
};

// The first day with a counted `signup`, or the day of the latest counted `login`. Without any it
// does not hold.
struct DayRule {
    enum class Of : std::uint8_t { signed_up, last_login };

    Of of = Of::signed_up;
    DaysBetween days;

    friend bool operator==(const DayRule&, const DayRule&) = default;
};

// How many counted events of that kind, at all sites.
struct CountRule {
    Kind kind = Kind::login;
    DaysBetween days;
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

    friend bool operator==(const CountRule&, const CountRule&) = default;
};

// Opened the campaign, e-mail or notification, at any time.
struct CampaignRule {
    std::string campaign;

    friend bool operator==(const CampaignRule&, const CampaignRule&) = default;
};

// Answered the form at any time.
struct FormRule {
    std::string form;

    friend bool operator==(const FormRule&, const FormRule&) = default;
};

struct Rule {
    bool match = true;  // false: it must not hold
    std::variant<StatusRule, TraitRule, DayRule, CountRule, CampaignRule, FormRule> what;

    friend bool operator==(const Rule&, const Rule&) = default;
};

// One rule of each group holds. Without a group it is everybody.
struct Target {
    std::vector<std::vector<Rule>> groups;

    friend bool operator==(const Target&, const Target&) = default;
};

}  // namespace footfall
