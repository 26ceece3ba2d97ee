// The closed list of event kinds, and what each one counts as.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace footfall {

// The numbers stand in the journal: never change or reuse one.
enum class Kind : std::uint8_t {
    link_open = 1,
    confirmation = 2,
    verification = 3,
    checkout_start = 4,
    order_submit = 5,
    login = 6,
    signup = 7,
    form_response = 8,
    email_delivered = 9,
    email_open = 10,
    email_spam = 11,
    notification_delivered = 12,
    notification_open = 13,
    other = 14,
};

struct KindFacts {
    Kind kind;
    std::string_view name;  // as on the wire
    bool by_customer;       // false: never moves Recent activity, whatever the mapping says
};

// Every kind, in the order of its number.
inline constexpr std::array<KindFacts, 14> kinds{{
    {Kind::link_open, "link_open", true},
    {Kind::confirmation, "confirmation", true},
    {Kind::verification, "verification", true},
    {Kind::checkout_start, "checkout_start", true},
    {Kind::order_submit, "order_submit", true},
    {Kind::login, "login", true},
    {Kind::signup, "signup", true},
    {Kind::form_response, "form_response", true},
    {Kind::email_delivered, "email_delivered", false},
    {Kind::email_open, "email_open", true},
    {Kind::email_spam, "email_spam", true},
    {Kind::notification_delivered, "notification_delivered", false},
    {Kind::notification_open, "notification_open", true},
    {Kind::other, "other", true},
}};

// 0 for the first kind, kinds.size() - 1 for the last.
constexpr std::size_t position(Kind kind) { return static_cast<std::size_t>(kind) - 1; }

constexpr const KindFacts& facts(Kind kind) { return kinds[position(kind)]; }

constexpr std::string_view to_string(Kind kind) { return facts(kind).name; }

constexpr std::optional<Kind> parse_kind(std::string_view name) {
    for (const KindFacts& entry : kinds) {
        if (entry.name == name) return entry.kind;
    }
    return std::nullopt;
}

constexpr std::optional<Kind> kind_from_number(std::uint64_t number) {
    if (number < 1 || number > kinds.size()) return std::nullopt;
    return static_cast<Kind>(number);
}

// A set of kinds.
class Kinds {
  public:
    constexpr Kinds() = default;
    constexpr Kinds(std::initializer_list<Kind> members) {
        for (const Kind kind : members) add(kind);
    }

    constexpr void add(Kind kind) { bits_ |= bit_of(kind); }
    constexpr bool has(Kind kind) const { return (bits_ & bit_of(kind)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }

    friend constexpr bool operator==(const Kinds&, const Kinds&) = default;

  private:
    static constexpr std::uint32_t bit_of(Kind kind) { return std::uint32_t{1} << position(kind); }

    std::uint32_t bits_ = 0;
};

// What counts as activity unless the workspace says otherwise.
inline constexpr Kinds default_activity_set{Kind::login, Kind::form_response, Kind::email_open,
                                            Kind::email_spam, Kind::notification_open};

// What machines bring about as well as persons: scanners, previews, the proxies of mail programs.
inline constexpr Kinds opens{Kind::link_open, Kind::email_open, Kind::notification_open};

// Deliveries are not what a customer did: they may not be in an activity set.
constexpr bool may_be_activity(Kind kind) { return facts(kind).by_customer; }

}  // namespace footfall
