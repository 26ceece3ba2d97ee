// The replies of intake, as JSON text.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/admission.h"
#include "result.h"

namespace footfall::intake {

// What goes back to the client: always one JSON object.
struct Reply {
    int status = 200;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;
};

enum class Outcome : std::uint8_t { stored, duplicate, rejected };

// One event's line in a receipt.
struct Line {
    std::string id;  // empty: null
    Outcome outcome = Outcome::stored;
    bool clock_future = false;
    Rejection rejection;
};

// 200: what became of each event, in the order of the body.
Reply receipt(const std::vector<Line>& lines);

// An error of the whole request: its reason, message and field.
Reply problem(int status, const Error& error, std::string_view request_id);

}  // namespace footfall::intake
