// The sample's customers: who they are, and on which days they come and how far they go.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calendar/day_table.h"
#include "sample/sample.h"

namespace footfall::sample {

// How far a customer goes on a day.
enum class Visit : std::uint8_t { none, browse, checkout, order };

struct Person {
    std::string id;
    std::string name;
    std::string code;   // empty: none
    std::string email;  // empty: none
    std::string phone;
    std::string contact;
    std::string price_group;
    std::string site;
    bool signs_up = false;  // came by a sign-up of their own
    bool verifies = false;  // strict entry
    bool logs_in = false;
    bool gets_mail = false;
    bool scanned = false;                // a mail scanner or a chat opens the link first
    std::int32_t joins = 0;              // the position of the day among the days shown
    std::optional<std::int32_t> leaves;  // inactive from that day on
    std::array<Visit, days_shown> visits{};
};

// 0 is Monday.
constexpr int weekday(Day day) { return ((day.number + 3) % 7 + 7) % 7; }

// All customers, in the order in which they joined; `first` is the first day shown.
std::vector<Person> make_people(std::uint64_t seed, Day first);

}  // namespace footfall::sample
