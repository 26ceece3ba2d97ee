#include "http/answer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "http/status.h"

namespace footfall::http {

namespace {

constexpr std::string_view server_fields[] = {
    "connection",        "content-length", "date",    "x-request-id",
    "transfer-encoding", "keep-alive",     "trailer", "upgrade"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_name_character(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

bool is_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), is_name_character);
}

bool is_value(std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

bool names(std::string_view name, std::string_view lower_name) {
    return std::equal(name.begin(), name.end(), lower_name.begin(), lower_name.end(),
                      [](char a, char b) { return lower(a) == b; });
}

bool is_server_field(std::string_view name) {
    return std::any_of(std::begin(server_fields), std::end(server_fields),
                       [name](std::string_view own) { return names(name, own); });
}

// Every field of every answer passes here.
bool append_field(std::string& out, std::string_view name, std::string_view value) {
    if (!is_name(name) || !is_value(value)) return false;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
    return true;
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::optional<std::string> answer_head(const Response& response, const AnswerShape& shape) {
    if (response.status < 200 || response.status > 599) return std::nullopt;
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    bool right = append_field(out, "Date", http_date(shape.at)) &&
                 append_field(out, "X-Request-Id", shape.request_id);
    bool nosniff = false;
    for (const auto& [name, value] : response.fields) {
        nosniff = nosniff || names(name, "x-content-type-options");
        right = right && !is_server_field(name) && append_field(out, name, value);
    }
    if (!nosniff) right = right && append_field(out, "X-Content-Type-Options", "nosniff");
    if (has_body(response.status) && shape.size)
        right = right && append_field(out, "Content-Length", std::to_string(*shape.size));
    if (has_body(response.status) && shape.chunked)
        right = right && append_field(out, "Transfer-Encoding", "chunked");
    if (!shape.keep_alive)
        right = right && append_field(out, "Connection", "close");
    else if (shape.version == 10)
        right = right && append_field(out, "Connection", "keep-alive");
    if (!right) return std::nullopt;
    out += "\r\n";
    return out;
}

std::string http_date(Instant at) {
    constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(at.us)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    char text[64];
    std::snprintf(
        text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
        weekdays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return text;
}

}  // namespace footfall::http
