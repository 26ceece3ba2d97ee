// What is sent under a public key: it stands in pages, so whoever opens one may use it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "clock.h"
#include "event/kind.h"

namespace footfall::intake {

// Whom a token of the gate names.
struct Bearer {
    std::string customer;   // empty: nobody
    bool is_staff = false;  // a member of the workspace, who looks at what the customer would meet
};

// Staff: the rule of what a member did who was signed in to the dashboard.
inline constexpr std::string_view member_session_rule = "member_session";

// The browser that sends, with what the request says besides its body.
struct Visitor {
    std::string peer;                // its address; tells events without an id apart
    std::optional<Instant> sent_at;  // of events that do not say it themselves

    // Nobody if the token is forged, over, another workspace's, of the workspace's link, or none at
    // all. A token is all that names a customer.
    std::function<Bearer(std::string_view token)> bearer_of;
};

// Whether pages may record the kind. What the gate sees itself, and what becomes of an e-mail, is
// not theirs to say.
bool may_record(Kind kind);

// The text with the signature of every token of the gate in it masked: who has a token acts as its
// customer, and what is kept is read by people.
std::string without_tokens(std::string text);

}  // namespace footfall::intake
