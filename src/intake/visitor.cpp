#include "intake/visitor.h"

#include <cstddef>

namespace footfall::intake {

namespace {

constexpr Kinds not_from_pages{Kind::link_open, Kind::confirmation, Kind::verification,
                               Kind::email_delivered, Kind::email_spam};

// base64url of {"alg":"HS256","typ":"JWT"}, which every token of the gate begins with.
constexpr std::string_view header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

}  // namespace

bool may_record(Kind kind) { return !not_from_pages.has(kind); }

std::string without_tokens(std::string text) {
    for (std::size_t at = text.find(header); at != std::string::npos; at = text.find(header, at)) {
        at += header.size();
        while (at < text.size() && is_token_character(text[at])) ++at;
        if (at == text.size() || text[at] != '.') continue;
        for (++at; at < text.size() && is_token_character(text[at]); ++at) text[at] = '*';
    }
    return text;
}

}  // namespace footfall::intake
