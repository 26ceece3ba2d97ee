#include "intake/names.h"

#include <algorithm>
#include <array>
#include <functional>

namespace footfall::intake {

namespace {

struct Row {
    std::string_view name;  // normalised
    Kind kind;
    bool by_customer = true;
};

// In byte order of the names. docs/intake.md lists them for users.
constexpr std::array rows{
    Row{"account created", Kind::other},
    Row{"account deleted", Kind::other, false},
    Row{"account removed user", Kind::other, false},
    Row{"begin checkout", Kind::checkout_start},
    Row{"bounce", Kind::other, false},
    Row{"bounced", Kind::other, false},
    Row{"checkout started", Kind::checkout_start},
    Row{"completed order", Kind::order_submit},
    Row{"email bounced", Kind::other, false},
    Row{"email complained", Kind::email_spam},
    Row{"email delivered", Kind::email_delivered},
    Row{"email marked as spam", Kind::email_spam},
    Row{"email opened", Kind::email_open},
    Row{"email processed", Kind::other, false},
    Row{"form submission", Kind::form_response},
    Row{"form submit", Kind::form_response},
    Row{"form submitted", Kind::form_response},
    Row{"install attributed", Kind::other, false},
    Row{"logged in", Kind::login},
    Row{"login", Kind::login},
    Row{"notification clicked", Kind::notification_open},
    Row{"notification delivered", Kind::notification_delivered},
    Row{"notification opened", Kind::notification_open},
    Row{"notification will display", Kind::notification_delivered},
    Row{"order completed", Kind::order_submit},
    Row{"order link confirmed", Kind::confirmation},
    Row{"order link opened", Kind::link_open},
    Row{"order link verified", Kind::verification},
    Row{"order placed", Kind::order_submit},
    Row{"order refunded", Kind::other, false},
    Row{"order submitted", Kind::order_submit},
    Row{"os notification opened", Kind::notification_open},
    Row{"os notification received", Kind::notification_delivered},
    Row{"processed", Kind::other, false},
    Row{"purchase", Kind::order_submit},
    Row{"push notification bounced", Kind::other, false},
    Row{"push notification opened", Kind::notification_open},
    Row{"push notification received", Kind::notification_delivered},
    Row{"push notification tapped", Kind::notification_open},
    Row{"refunded", Kind::other, false},
    Row{"sign up", Kind::signup},
    Row{"signed in", Kind::login},
    Row{"signed up", Kind::signup},
    Row{"started order", Kind::checkout_start},
    Row{"survey sent", Kind::form_response},
    Row{"trial ended", Kind::other, false},
    Row{"user logged in", Kind::login},
    Row{"user signed in", Kind::login},
    Row{"user signed up", Kind::signup},
};
static_assert(std::ranges::is_sorted(rows, std::ranges::less(), &Row::name));

constexpr bool is_separator(char c) {
    return std::string_view(" _-.:/").find(c) != std::string_view::npos;
}
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string normalise(std::string_view name) {
    std::string out;
    out.reserve(name.size() + 4);
    char before = ' ';
    for (const char c : name) {
        const bool gap = is_separator(c) || (is_upper(c) && is_lower_or_digit(before));
        if (gap && !out.empty() && out.back() != ' ') out += ' ';
        if (!is_separator(c)) out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        before = c;
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

Meaning meaning_of(std::string_view name) {
    const std::string wanted = normalise(name);
    const auto* const row =
        std::ranges::lower_bound(rows, std::string_view(wanted), std::ranges::less(), &Row::name);
    if (row == rows.end() || row->name != wanted) return {};
    return {row->kind, row->by_customer && facts(row->kind).by_customer};
}

}  // namespace footfall::intake
