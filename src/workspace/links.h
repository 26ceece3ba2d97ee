// Order links, what the gate does with whoever opens one, and the mails that carry them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "event/ids.h"
#include "result.h"
#include "workspace/ids.h"

namespace footfall::workspace {

// A customer's order link, or the workspace's own, whose `customer` is empty.
struct Link {
    std::string customer;
    std::string token;           // 22 characters of base62; empty: it was revoked, or is unreadable
    bool is_unreadable = false;  // it works, but was sealed with another secret than the one now
    bool is_blocked = false;     // the gate lets nobody through, and says so
    Instant made;                // when the token was
    std::optional<Instant> last_sent;  // when the mail server took it, or a sample kept it

    friend bool operator==(const Link&, const Link&) = default;
};

// Where a token leads.
struct LinkTarget {
    WorkspaceId workspace;
    std::string customer;  // empty: the workspace's link
    std::string id;        // 16 hexadecimal digits that name the token without giving it away
    bool is_blocked = false;

    friend bool operator==(const LinkTarget&, const LinkTarget&) = default;
};

inline constexpr std::size_t link_token_characters = 22;  // of base62: 130 bits

// A workspace as its visitors meet it.
struct Shop {
    std::string name;
    bool is_sample = false;

    friend bool operator==(const Shop&, const Shop&) = default;
};

// A picture of the supplier, as it was given.
struct Logo {
    std::string type;  // `image/png`, `image/jpeg`, `image/gif` or `image/webp`: as its bytes say
    std::string bytes;

    friend bool operator==(const Logo&, const Logo&) = default;
};

// What the workspace's entry pages say and do.
struct GateSettings {
    std::string portal_url;  // http or https, without credentials and fragment; empty: none yet
    std::string order_url;   // of an order, with {order} for its number; empty: none
    bool is_strict = false;  // Strict Security Mode
    unsigned repeat_window_s = 30;        // opens of one browser within it are one; 0 to 3600
    std::string brand_name;               // empty: the workspace's
    std::string brand_color;              // `#rrggbb`; empty: Footfall's
    std::string support;                  // whom a visitor may call, one line; may be empty
    std::string notice;                   // of privacy, for visitors; may be empty
    std::vector<std::string> origins;     // of pages that may use the public key
    std::string mail_subject;             // of a link; with {customer}, {supplier} and {link}
    std::string mail_text;                // must hold {link}
    std::optional<Instant> logo_changed;  // nothing: there is no logo

    friend bool operator==(const GateSettings&, const GateSettings&) = default;
};

// What is absent stays.
struct GateChange {
    std::optional<std::string> portal_url;
    std::optional<std::string> order_url;
    std::optional<bool> is_strict;
    std::optional<unsigned> repeat_window_s;
    std::optional<std::string> brand_name;
    std::optional<std::string> brand_color;
    std::optional<std::string> support;
    std::optional<std::string> notice;
    std::optional<std::vector<std::string>> origins;
    std::optional<std::string> mail_subject;
    std::optional<std::string> mail_text;
};

inline constexpr std::size_t logo_bytes_max = 64 * 1024;
inline constexpr std::size_t origins_max = 20;
inline constexpr std::size_t mail_subject_bytes_max = 200;
inline constexpr std::size_t mail_text_bytes_max = 10'000;

// The numbers stand in the database: never change or reuse one.
enum class MailPurpose : std::uint8_t { link = 1, code = 2 };
enum class MailState : std::uint8_t {
    queued = 1,
    sent = 2,    // the mail server took it
    failed = 3,  // refused for good, tried for too long, or its link was renewed meanwhile
    kept = 4,    // of a sample workspace: never sent, but shown in its outbox
    held = 5,    // one of many that are queued together; nobody sees it
};

std::string_view to_string(MailPurpose purpose);
std::string_view to_string(MailState state);

// Of those that are listed.
std::optional<MailState> parse_mail_state(std::string_view name);

struct NewMail {
    MailPurpose purpose = MailPurpose::link;
    std::string customer;
    std::string to;
    std::string subject;
    std::string text;
    std::optional<Instant> until;    // worthless afterwards, so it is not tried any more
    std::string shown_subject = {};  // without a link, as lists show it; empty: the subject
};

// Gives the next of many mails that are queued together; empty at the end.
using NextMails = std::function<Result<std::vector<NewMail>>()>;

// What makes a request to queue mails one that can be repeated: asked again under the same key, it
// is not done again, and answered as it was.
struct Sending {
    std::string key;    // of the asker's making
    std::string asked;  // a digest: another one under the same key is a mistake
    // The answer, once `next` has given all: how many mails there are. Kept for a day; it holds
    // nobody's name.
    std::function<std::string(std::size_t queued)> answer;
};

struct PastSending {
    std::string asked;
    std::string answer;
};

// Which of a workspace's mails are listed.
struct MailFilter {
    std::optional<MailState> state;
    std::optional<std::uint64_t> before;  // only those with a smaller number
};

// How many are in each state.
struct MailCounts {
    std::size_t queued = 0;
    std::size_t sent = 0;
    std::size_t failed = 0;
    std::size_t kept = 0;

    friend bool operator==(const MailCounts&, const MailCounts&) = default;
};

struct Mail {
    std::uint64_t number = 0;  // rises with each mail
    WorkspaceId workspace;
    MailPurpose purpose = MailPurpose::link;
    MailState state = MailState::queued;
    std::string customer;
    std::string to;
    std::string subject;
    std::string text;  // empty once it was sent or has failed: it holds a secret
    bool is_unreadable =
        false;            // subject and text were sealed with another secret than the one now
    std::string trouble;  // what the mail server said last
    Instant queued;
    Instant next_try;
    unsigned tries = 0;
    std::optional<Instant> until;

    friend bool operator==(const Mail&, const Mail&) = default;
};

}  // namespace footfall::workspace
