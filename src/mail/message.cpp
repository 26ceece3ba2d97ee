#include "mail/message.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "calendar/date.h"
#include "config/values.h"
#include "http/utf8.h"

namespace footfall::mail {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t text_line_max = 76;  // RFC 2045
constexpr std::size_t encoded_word_max =
    60;  // at most 75 by RFC 2047; leaves room for a field's name

bool is_printable_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

// Text for a header field: on one line.
std::string single_line(std::string_view text) {
    std::string line = http::to_utf8(text);
    std::replace_if(line.begin(), line.end(), config::is_control, ' ');
    return line;
}

// `text` as encoded words, each on a line of its own and of whole characters.
std::string encoded_words(std::string_view text) {
    constexpr std::string_view begin = "=?UTF-8?Q?";
    constexpr std::string_view end = "?=";
    std::string words(begin);
    std::size_t word_bytes = begin.size();
    while (!text.empty()) {
        const std::size_t size = std::max<std::size_t>(http::utf8_length(text), 1);
        std::string character;
        for (const char c : text.substr(0, size)) {
            if (c == ' ') {
                character += '_';
            } else if (is_alphanumeric(c)) {
                character += c;
            } else {
                append_escaped(character, c);
            }
        }
        text.remove_prefix(size);
        if (word_bytes + character.size() + end.size() > encoded_word_max) {
            words += end;
            words += line_end;
            words += ' ';
            words += begin;
            word_bytes = begin.size();
        }
        words += character;
        word_bytes += character.size();
    }
    words += end;
    return words;
}

std::string subject_field(std::string_view subject) {
    const std::string line = single_line(subject);
    const bool is_plain = is_printable_ascii(line) && line.size() <= encoded_word_max &&
                          line.find("=?") == line.npos && !line.starts_with(' ') &&
                          !line.ends_with(' ');
    return is_plain ? line : encoded_words(line);
}

std::string from_field(const config::Mailbox& from) {
    if (from.name.empty()) return from.address;
    const std::string name = single_line(from.name);
    std::string field;
    if (is_printable_ascii(name) && name.size() <= encoded_word_max &&
        name.find("=?") == name.npos) {
        field = "\"";
        for (const char c : name) {
            if (c == '"' || c == '\\') field += '\\';
            field += c;
        }
        field += '"';
    } else {
        field = encoded_words(name);
    }
    return field + std::string(line_end) + " <" + from.address + ">";
}

// `Mon, 23 Nov 2026 08:43:57 +0000`.
std::string date_field(Instant at) {
    constexpr std::array<const char*, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::int64_t day_s = 86'400;
    const std::int64_t seconds = at.us / 1'000'000;
    const Day day{static_cast<std::int32_t>(seconds / day_s)};
    const auto of_day = static_cast<int>(seconds % day_s);
    const Date date = to_date(day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %d %s %d %02d:%02d:%02d +0000",
                  weekdays[static_cast<std::size_t>(weekday_of(day)) - 1], date.day,
                  months[date.month - 1U], date.year, of_day / 3'600, of_day / 60 % 60,
                  of_day % 60);
    return text.data();
}

// One line of the text, as lines of quoted-printable.
void append_line(std::string& out, std::string_view line) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_last = i + 1 == line.size();
        const bool is_blank = c == ' ' || c == '\t';
        std::string piece;
        if ((c > ' ' && c <= '~' && c != '=') || (is_blank && !is_last)) {
            piece = c;
        } else {
            append_escaped(piece, c);
        }
        // Room for the `=` of a soft line end, also where this is the last character.
        if (used + piece.size() + 1 > text_line_max) {
            out += '=';
            out += line_end;
            used = 0;
        }
        out += piece;
        used += piece.size();
    }
    out += line_end;
}

std::string body(std::string_view raw) {
    const std::string text = http::to_utf8(raw);
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find_first_of(line_end, begin), text.size());
        append_line(out, std::string_view(text).substr(begin, end - begin));
        begin = end + (text.compare(end, 2, line_end) == 0 ? 2 : 1);
    }
    return out;
}

}  // namespace

Result<std::string> write_message(const Message& message) {
    if (!config::is_mail_address(message.to) || !http::is_utf8(message.to)) {
        return fail(ErrorCode::invalid, "This is no e-mail address.", "to", "invalid_email");
    }
    const std::string& from = message.from.address;
    std::string out;
    const auto field = [&out](std::string_view name, std::string_view value) {
        out += name;
        out += ": ";
        out += value;
        out += line_end;
    };
    field("From", from_field(message.from));
    field("To", message.to);
    field("Subject", subject_field(message.subject));
    field("Date", date_field(message.date));
    field("Message-ID", "<" + message.id + from.substr(from.find('@')) + ">");
    field("MIME-Version", "1.0");
    field("Content-Type", "text/plain; charset=utf-8");
    field("Content-Transfer-Encoding", "quoted-printable");
    field("Auto-Submitted", "auto-generated");
    out += line_end;
    out += body(message.text);
    return out;
}

}  // namespace footfall::mail
