// Log lines for the operator, on stderr.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "clock.h"

namespace footfall::observe {

enum class Level : std::uint8_t { debug, info, warning, error };

// A named value of a line.
struct Field {
    Field(std::string_view key_, std::string_view value_) : key(key_), value(value_) {}
    Field(std::string_view key_, const char* value_) : key(key_), value(value_) {}
    Field(std::string_view key_, const std::string& value_) : key(key_), value(value_) {}
    Field(std::string_view key_, std::integral auto value_)
        : key(key_), value(std::to_string(value_)) {}

    std::string_view key;
    std::string value;
};

using Fields = std::initializer_list<Field>;

// Writes one line, if `level` is at least the one set. Never secrets, never personal data.
// Thread-safe; lines do not mix.
void log(Level level, std::string_view area, std::string_view message, Fields fields = {});

inline void debug(std::string_view area, std::string_view message, Fields fields = {}) {
    log(Level::debug, area, message, fields);
}
inline void info(std::string_view area, std::string_view message, Fields fields = {}) {
    log(Level::info, area, message, fields);
}
inline void warning(std::string_view area, std::string_view message, Fields fields = {}) {
    log(Level::warning, area, message, fields);
}
inline void error(std::string_view area, std::string_view message, Fields fields = {}) {
    log(Level::error, area, message, fields);
}

// `info` until it is set. Thread-safe.
void set_level(Level level);

// The line that log() writes, without its end: `time level area message key=value`. Whatever
// strangers sent stays on the one line: control characters, bytes that are not UTF-8 and
// characters that reorder text are escaped, values with spaces are quoted as in JSON.
std::string line(Instant at, Level level, std::string_view area, std::string_view message,
                 Fields fields = {});

// `text` as a JSON string in its quotes, escaped in the same way.
std::string quoted(std::string_view text);

}  // namespace footfall::observe
