#include "simulator/items.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "event/limits.h"

namespace footfall::simulator {

namespace {

// How a Segment client names each kind.
constexpr std::array<std::string_view, kinds.size()> track_names{
    "Order Link Opened",
    "Order Link Confirmed",
    "Order Link Verified",
    "Checkout Started",
    "Order Completed",
    "Signed In",
    "Signed Up",
    "Form Submitted",
    "Email Delivered",
    "Email Opened",
    "Email Marked as Spam",
    "Push Notification Received",
    "Push Notification Opened",
    "Something Else",
};

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string member(std::string_view name, std::string_view text) {
    return "," + quoted(name) + ":" + quoted(text);
}

std::string deep() {
    std::string text;
    for (std::size_t i = 0; i <= limits::json_depth_max; ++i) text += "[";
    return text + std::string(limits::json_depth_max + 1, ']');
}

// What is wrong with a bad item; the members that are left out or replaced by it.
enum class Wrong : std::uint8_t {
    nothing,
    no_customer,
    long_customer,
    no_time,
    no_json,
    no_utf8,
    too_deep,
    too_large,
    unknown_kind,
    unknown_field,
};

Wrong some_wrong(const Item& item, Dice& dice) {
    if (item.is_good) return Wrong::nothing;
    static constexpr std::array strict{
        Wrong::no_customer,  Wrong::long_customer, Wrong::no_time,
        Wrong::no_json,      Wrong::no_utf8,       Wrong::too_deep,
        Wrong::unknown_kind, Wrong::unknown_field, Wrong::too_large,
    };
    static constexpr std::array segment{
        Wrong::no_customer, Wrong::long_customer, Wrong::no_time,   Wrong::no_json,
        Wrong::no_utf8,     Wrong::too_deep,      Wrong::too_large,
    };
    static constexpr std::array profile{
        Wrong::no_json,
        Wrong::no_utf8,
        Wrong::too_deep,
        Wrong::unknown_field,
    };
    if (item.family == Family::segment) return dice.pick(segment);
    return item.is_profile ? dice.pick(profile) : dice.pick(strict);
}

// Letters that gzip can do little about, else a good body would pass for a bomb.
std::string some_padding(Dice& dice, std::size_t padding_max) {
    static const std::string letters = [] {
        Dice fixed(1);
        std::string text;
        for (int i = 0; i < 16'384; ++i) text += static_cast<char>('a' + fixed.below(26));
        return text;
    }();
    const std::size_t size = dice.below(padding_max + 1);
    return letters.substr(dice.below(letters.size() - size), size);
}

// `{"properties":{"n":17, …}` and what every item has behind it.
std::string begin(const Item& item, std::string_view facts, Wrong wrong, Dice& dice,
                  std::size_t padding_max) {
    std::string text = "{" + quoted(facts) + ":{\"n\":" + std::to_string(item.number);
    if (!item.order.empty()) text += member("order_id", item.order);
    if (wrong == Wrong::too_deep) text += ",\"deep\":" + deep();
    if (wrong == Wrong::too_large) {
        text += member("pad", std::string(limits::properties_bytes_max, 'p'));
    } else {
        text += member("pad", some_padding(dice, padding_max));
    }
    text += "}";
    if (wrong == Wrong::no_json) text += ",\"broken\":";
    if (wrong == Wrong::no_utf8) text += member("broken", "\xFF\xFE");
    return text;
}

// Customer and time under the names that they have in the family.
std::string whose_and_when(const Item& item, std::string_view customer_name,
                           std::string_view time_name, Wrong wrong) {
    std::string text;
    if (wrong == Wrong::long_customer) {
        text += member(customer_name, std::string(limits::customer_bytes_max + 1, 'c'));
    } else if (wrong != Wrong::no_customer) {
        text += member(customer_name, item.customer);
    }
    if (wrong == Wrong::no_time) {
        text += member(time_name, "yesterday");
    } else if (item.time) {
        text += member(time_name, time_text(*item.time));
    }
    return text;
}

std::string profile_fields(const Item& item, Dice& dice) {
    std::string text;
    const std::string number = std::to_string(item.number);
    if (dice.chance(60)) text += member("name", "\xC3\x84nne " + number);
    if (dice.chance(40)) text += member("email", "a" + number + "@example.org");
    if (dice.chance(30)) text += member("code", "K-" + number);
    if (dice.chance(10)) text += ",\"phone\":null";
    if (dice.chance(30)) text += member("status", dice.chance(50) ? "active" : "inactive");
    return text;
}

void write_strict(Item& item, Wrong wrong, Dice& dice, std::size_t padding_max) {
    item.json = begin(item, "properties", wrong, dice, padding_max);
    if (!item.id.empty()) item.json += member("id", item.id);
    item.json += member("kind", wrong == Wrong::unknown_kind ? "gossip" : to_string(item.kind));
    item.json += whose_and_when(item, "customer", "time", wrong);
    if (dice.chance(30)) item.json += member("site", "site-" + std::to_string(dice.below(3)));
    if (wrong == Wrong::unknown_field) item.json += member("colour", "red");
    item.json += "}";
}

void write_profile(Item& item, Wrong wrong, Dice& dice, std::size_t padding_max) {
    item.time.reset();
    item.json = begin(item, "traits", wrong, dice, padding_max) + profile_fields(item, dice);
    if (wrong == Wrong::unknown_field) item.json += member("colour", "red");
    item.json += "}";
}

void write_segment(Item& item, Wrong wrong, Dice& dice, std::size_t padding_max) {
    if (item.is_profile) {
        item.call = intake::SegmentCall::identify;
        std::string facts = begin(item, "traits", wrong, dice, padding_max);
        // Inside the traits, before what may be broken behind them.
        facts.insert(facts.find("}"), profile_fields(item, dice));
        item.json = facts;
    } else {
        item.call = intake::SegmentCall::track;
        item.json = begin(item, "properties", wrong, dice, padding_max);
        item.json += member("event", track_names[position(item.kind)]);
    }
    item.json += member("type", to_string(item.call));
    if (!item.id.empty()) item.json += member("messageId", item.id);
    item.json += whose_and_when(item, "userId", "timestamp", wrong) + "}";
}

}  // namespace

std::string time_text(Instant at) {
    using std::chrono::floor;
    const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(at.us)};
    const auto midnight = floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss clock(time - midnight);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld.%06ldZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                  clock.seconds().count(), clock.subseconds().count());
    return text.data();
}

void write_item(Item& item, Dice& dice, std::size_t padding_max) {
    const Wrong wrong = some_wrong(item, dice);
    if (item.family == Family::segment) {
        write_segment(item, wrong, dice, padding_max);
    } else if (item.is_profile) {
        write_profile(item, wrong, dice, padding_max);
    } else {
        write_strict(item, wrong, dice, padding_max);
    }
}

}  // namespace footfall::simulator
