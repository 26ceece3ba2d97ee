// Reading the times that clients send.
#pragma once

#include <optional>
#include <string_view>

#include "clock.h"

namespace footfall::intake {

// The instant that `text` names as RFC 3339 or ISO 8601 do: date, `T`, `t` or a space, time with
// seconds, at most 9 digits of a fraction (cut to microseconds), then `Z`, `z`, `±HH:MM`, `±HHMM`
// or `±HH`; of the years 1970 to 2099. Nothing if it is anything else: a date alone, a time
// without its offset, second 60.
std::optional<Instant> parse_time(std::string_view text);

}  // namespace footfall::intake
