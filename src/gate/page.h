// What every entry page has: the frame, the style, the policy, and text that stays text.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace footfall::gate {

// `text` so that it can stand between tags and in a quoted attribute, and is nothing but text.
std::string escaped(std::string_view text);

// What of the supplier the pages show. Texts are strangers' texts.
struct Supplier {
    std::string name;     // may be empty
    std::string color;    // `#rrggbb`, or empty
    std::string support;  // whom to call; may be empty
    std::string notice;   // of privacy; may be empty
    std::string logo;     // its address; empty: there is none
};

struct Page {
    int status = 200;
    std::string_view heading;  // HTML
    std::string_view content;  // HTML, below the heading
    std::string_view script;   // may be empty; runs if the browser likes to
    // Where the page's forms may lead, as CSP names it; empty: it has none.
    std::string_view form_targets;
};

// The whole answer. Style and script are allowed by their hashes, so that equal pages are equal
// bytes. Its title and what previews quote say the supplier, never
// the customer.
http::Response response_of(const Page& page, const Supplier& supplier);

// Sets what every answer of the gate has besides: nothing of it is cached unless a field says so
// already, no other site learns where the visitor came from, and no robot lists it.
void secure(http::Response& response, bool over_tls);

// Gives `respond` what it is given, secured.
http::Respond securing(http::Respond respond, bool over_tls);

}  // namespace footfall::gate
