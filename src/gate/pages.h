// The entry pages: what a visitor reads at each step, and where nothing leads on.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "gate/challenges.h"
#include "gate/page.h"
#include "http/message.h"

namespace footfall::gate {

// What forms need, wherever they stand.
struct Way {
    std::string action;  // the link's own path
    std::string visit;   // sealed, for browsers that keep no cookie
    std::string form_targets;
};

// Greets the customer by name, if there is one, or whoever comes by the workspace's link.
struct Welcome {
    std::string customer;  // name; may be empty
    bool is_of_workspace = false;
    bool is_back = false;  // has been here before
};

http::Response welcome_page(const Supplier& supplier, const Way& way, const Welcome& welcome);

// `einkauf@hoffmann.de` as `e…@hoffmann.de`.
std::string masked_email(std::string_view email);

// Four pictures, and a field for who cannot see them. `is_wrong`: the last try was.
http::Response challenge_page(const Supplier& supplier, const Way& way, const Offer& offer,
                              std::string_view email, bool is_wrong);

// Why there is no challenge to answer, and what can be done.
enum class Setback : std::uint8_t {
    no_more_tries,
    too_late,
    not_mailed,  // the mail could not be queued
    too_many,    // mails; for `wait`
    not_ready,   // the server does not know the customer yet
    preview,     // a member looks, and nothing is mailed to the customer
};
http::Response setback_page(const Supplier& supplier, const Way& way, Setback setback,
                            std::chrono::seconds wait = {});

// Where the way ends.
enum class Stop : std::uint8_t {
    inactive,       // the customer is
    blocked,        // the link is
    no_email,       // strict, and there is nobody to write to
    no_mail,        // strict, and the server sends no mail
    personal_only,  // strict, and by the workspace's link
    not_open,       // there is no portal yet
};
http::Response stop_page(const Supplier& supplier, Stop stop);

// For a token that leads nowhere: the same bytes whatever it is.
http::Response unknown_page();

// For a network that asked for too many of these: the same bytes, too.
http::Response throttled_page();

// The gate itself cannot go on for now.
http::Response trouble_page();

}  // namespace footfall::gate
