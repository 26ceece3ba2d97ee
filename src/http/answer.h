// The head of an answer, written in one place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "clock.h"
#include "http/message.h"

namespace footfall::http {

// What the server knows of an answer beside the Response.
struct AnswerShape {
    std::string_view request_id;
    Instant at;
    bool keep_alive = true;
    int version = 11;                 // of the request
    bool chunked = false;             // the body's length is not known
    std::optional<std::size_t> size;  // of the body, sent or (HEAD) not
};

// May an answer of that status carry a body?
bool has_body(int status);

// The status line and all fields up to the empty line. Nothing if a field cannot stand in an
// answer: CR, LF, NUL or another control character in it, a name that is no token, one that the
// server sets itself; or if the status is not from 200 to 599.
std::optional<std::string> answer_head(const Response& response, const AnswerShape& shape);

// `Sun, 06 Nov 1994 08:49:37 GMT`
std::string http_date(Instant at);

}  // namespace footfall::http
