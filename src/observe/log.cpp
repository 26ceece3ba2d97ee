#include "observe/log.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <optional>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace footfall::observe {

namespace {

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

spdlog::level::level_enum to_spdlog(Level level) {
    constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                spdlog::level::err};
    return levels[static_cast<std::size_t>(level)];
}

spdlog::logger& logger() {
    static spdlog::logger instance = [] {
        spdlog::logger made("footfall", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made.set_pattern("%v");
        made.set_level(spdlog::level::info);
        return made;
    }();
    return instance;
}

// A character of UTF-8.
struct Character {
    char32_t code = 0;
    std::size_t size = 1;
};

// The character at the start of `text`, or nothing if its bytes are not valid UTF-8.
std::optional<Character> decode(std::string_view text) {
    const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return Character{first, 1};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) return std::nullopt;
    char32_t code = first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return std::nullopt;
        code = code << 6 | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < least[size] || code > 0x10FFFF || surrogate) return std::nullopt;
    return Character{code, size};
}

// Whether a terminal or a viewer would do something else than show the character: controls, line
// and paragraph separators, marks that reorder text, the byte-order mark.
bool is_hidden(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

void append_escaped(std::string& out, std::string_view text, bool quoted) {
    while (!text.empty()) {
        const std::optional<Character> character = decode(text);
        const std::size_t size = character ? character->size : 1;
        if (!character) {
            out += "\\ufffd";
        } else if (is_hidden(character->code)) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x",
                          static_cast<unsigned>(character->code & 0xFFFFU));
            out += escape;
        } else {
            if (quoted && (text.front() == '"' || text.front() == '\\')) out += '\\';
            out += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
}

void append_value(std::string& out, std::string_view value) {
    const bool quoted = value.empty() || value.find_first_of(" \"=\\") != value.npos;
    if (quoted) out += '"';
    append_escaped(out, value, quoted);
    if (quoted) out += '"';
}

std::string utc_text(Instant at) {
    using std::chrono::floor;
    const auto us = std::chrono::microseconds(at.us);
    const auto days = floor<std::chrono::days>(us);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(us - days).count();
    char text[48];
    const int size =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()},
                      unsigned{date.month()}, unsigned{date.day()},
                      static_cast<int>(ms / 3'600'000), static_cast<int>(ms / 60'000 % 60),
                      static_cast<int>(ms / 1'000 % 60), static_cast<int>(ms % 1'000));
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::string line(Instant at, Level level, std::string_view area, std::string_view message,
                 Fields fields) {
    std::string text = utc_text(at);
    text += ' ';
    text += level_names[static_cast<std::size_t>(level)];
    text += ' ';
    append_escaped(text, area, false);
    text += ' ';
    append_escaped(text, message, false);
    for (const Field& field : fields) {
        text += ' ';
        append_escaped(text, field.key, false);
        text += '=';
        append_value(text, field.value);
    }
    return text;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    append_escaped(out, text, true);
    return out += '"';
}

void log(Level level, std::string_view area, std::string_view message, Fields fields) {
    spdlog::logger& to = logger();
    if (!to.should_log(to_spdlog(level))) return;
    try {
        to.log(to_spdlog(level),
               spdlog::string_view_t(line(SystemClock().now(), level, area, message, fields)));
    } catch (const std::exception&) {
        // A line that cannot be written must not stop what it speaks of.
        std::fputs("a log line could not be written\n", stderr);
    }
}

void set_level(Level level) { logger().set_level(to_spdlog(level)); }

}  // namespace footfall::observe
