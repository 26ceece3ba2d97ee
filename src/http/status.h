// Status codes, and the one place where an Error becomes an answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "result.h"

namespace footfall::http {

int status_of(ErrorCode code);

// Of a status that nobody gave a phrase: `Unknown`.
std::string_view reason_phrase(int status);

// {"error":{"code","message","field"},"request_id"}. `code` is the error's reason, or the word of
// its ErrorCode; a 5xx says nothing of the message. `busy` and `unavailable` always carry a
// Retry-After, of 5 seconds if `retry_after` gives none; another status may be put in its place.
Response problem(const Error& error, std::string_view request_id,
                 std::optional<int> retry_after = std::nullopt);

// The same shape for a request refused by its status alone, as the server does before any handler.
Response refusal(int status, std::string_view request_id);

// `text` as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

}  // namespace footfall::http
