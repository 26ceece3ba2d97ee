#include "sample/people.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "sample/dice.h"
#include "sample/names.h"

namespace footfall::sample {

namespace {

enum class Habit : std::uint8_t { silent, browses, stops_at_checkout, orders, went_quiet };

constexpr std::array habit_weights{8, 18, 10, 54, 10};

constexpr std::array<std::string_view, 3> sites{"portal", "mobile", "wholesale"};
constexpr std::array site_weights{70, 20, 10};
constexpr std::array<std::string_view, 5> mailboxes{"orders", "info", "office", "kitchen", "hello"};

// Most of the trade rests at weekends.
bool rests(Day day, Dice& dice) {
    const int at = weekday(day);
    if (at < 5) return false;
    return dice.chance_permille(at == 5 ? 860 : 940);
}

// The days of somebody who orders at a rhythm of their own, which wavers by a day or two.
void plan_orders(Person& person, Day first, std::int32_t last_day, Dice& dice) {
    const std::int64_t days = dice.between(3, 6);
    const std::int64_t rhythm = days * (dice.chance_permille(400) ? 3 : 1);
    std::int64_t at = person.joins + 1 + dice.below(rhythm + 1);
    while (at <= last_day) {
        const Day day = first + static_cast<std::int32_t>(at);
        if (rests(day, dice)) {
            ++at;
            continue;
        }
        // Now and then the order stays in the cart.
        person.visits[static_cast<std::size_t>(at)] =
            dice.chance_permille(930) ? Visit::order : Visit::checkout;
        at += std::max<std::int64_t>(1, rhythm + dice.between(-1, 2));
    }
}

void plan_looks(Person& person, Day first, std::int32_t last_day, std::int64_t permille,
                Visit furthest, Dice& dice) {
    for (std::int32_t at = person.joins + 1; at <= last_day; ++at) {
        Visit& visit = person.visits[static_cast<std::size_t>(at)];
        if (visit != Visit::none || rests(first + at, dice)) continue;
        if (!dice.chance_permille(permille)) continue;
        visit = furthest == Visit::checkout && dice.chance_permille(450) ? Visit::checkout
                                                                         : Visit::browse;
    }
}

void plan_visits(Person& person, Day first, Dice& dice) {
    std::int32_t last_day = days_shown - 1;
    if (person.leaves) last_day = *person.leaves - 1;
    switch (static_cast<Habit>(dice.pick(habit_weights))) {
        case Habit::silent:
            break;
        case Habit::browses:
            plan_looks(person, first, last_day, dice.between(40, 300), Visit::browse, dice);
            break;
        case Habit::stops_at_checkout:
            plan_looks(person, first, last_day, dice.between(60, 250), Visit::checkout, dice);
            break;
        case Habit::went_quiet:
            last_day =
                std::min(last_day, days_shown - static_cast<std::int32_t>(dice.between(30, 75)));
            [[fallthrough]];
        case Habit::orders:
            plan_orders(person, first, last_day, dice);
            plan_looks(person, first, last_day, dice.between(80, 300), Visit::browse, dice);
            break;
    }
}

Person make_person(std::uint64_t seed, std::int64_t number, const BusinessName& name, Day first) {
    Dice dice(mix(seed, 0x706572736F6E, static_cast<std::uint64_t>(number)));
    Person person;
    const std::string digits = std::to_string(1'000 + number);
    person.id = "customer-" + digits;
    person.name = name.text;
    if (dice.chance_permille(860)) person.code = "C-" + digits;
    if (dice.chance_permille(910)) {
        person.email = std::string(mailboxes[static_cast<std::size_t>(dice.below(5))]) + "@" +
                       name.latin + ".example";
    }
    // 01632 960000 to 960999 are numbers that nobody has.
    if (dice.chance_permille(400)) {
        person.phone = "+44 1632 960" + std::to_string(100 + dice.below(900));
    }
    if (dice.chance_permille(550)) {
        person.contact = contact_name(static_cast<std::uint64_t>(dice.below(1'000)));
    }
    person.price_group = std::string(1, static_cast<char>('A' + dice.below(4)));
    person.site = sites[dice.pick(site_weights)];
    person.verifies = dice.chance_permille(300);
    person.logs_in = dice.chance_permille(450);
    person.gets_mail = !person.email.empty() && dice.chance_permille(930);
    person.scanned = dice.chance_permille(40);
    if (dice.chance_permille(200)) {
        person.joins = static_cast<std::int32_t>(dice.between(1, days_shown - 8));
        person.signs_up = dice.chance_permille(650);
    }
    if (dice.chance_permille(60)) {
        person.leaves = static_cast<std::int32_t>(dice.between(person.joins + 1, days_shown - 1));
    }
    plan_visits(person, first, dice);
    return person;
}

}  // namespace

std::vector<Person> make_people(std::uint64_t seed, Day first) {
    const std::vector<BusinessName> names = business_names(seed, customers);
    std::vector<Person> people;
    people.reserve(customers);
    for (std::size_t i = 0; i < customers; ++i) {
        people.push_back(make_person(seed, static_cast<std::int64_t>(i), names[i], first));
    }
    std::stable_sort(people.begin(), people.end(),
                     [](const Person& a, const Person& b) { return a.joins < b.joins; });
    return people;
}

}  // namespace footfall::sample
