#include "intake/receipt.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "intake/json.h"

namespace footfall::intake {

namespace {

// About what one event's line takes.
constexpr std::size_t line_bytes = 80;

void write_number(std::size_t number, std::string& out) {
    std::array<char, 20> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
}

void write_id(const std::string& id, std::string& out) {
    out += ",\"id\":";
    if (id.empty()) {
        out += "null";
    } else {
        write_string(id, out);
    }
}

std::string_view word(Outcome outcome) {
    switch (outcome) {
        case Outcome::stored:
            return "stored";
        case Outcome::duplicate:
            return "duplicate";
        case Outcome::rejected:
            return "rejected";
    }
    return {};
}

void write_rejected(std::size_t index, const Line& line, std::string& out) {
    out += "{\"index\":";
    write_number(index, out);
    write_id(line.id, out);
    out += ",\"field\":";
    write_string(line.rejection.field, out);
    out += ",\"reason\":";
    write_string(line.rejection.reason, out);
    out += ",\"message\":";
    write_string(line.rejection.message, out);
    out += '}';
}

void write_result(std::size_t index, const Line& line, std::string& out) {
    out += "{\"index\":";
    write_number(index, out);
    write_id(line.id, out);
    out += ",\"result\":\"";
    out += word(line.outcome);
    out += line.clock_future && line.outcome != Outcome::rejected ? "\",\"note\":\"clock_future\"}"
                                                                  : "\"}";
}

}  // namespace

Reply receipt(const std::vector<Line>& lines) {
    std::size_t stored = 0;
    std::size_t duplicates = 0;
    std::string rejected;
    std::string results;
    results.reserve(lines.size() * line_bytes);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].outcome == Outcome::stored) ++stored;
        if (lines[i].outcome == Outcome::duplicate) ++duplicates;
        if (lines[i].outcome == Outcome::rejected) {
            if (!rejected.empty()) rejected += ',';
            write_rejected(i, lines[i], rejected);
        }
        if (i > 0) results += ',';
        write_result(i, lines[i], results);
    }
    std::string body;
    body.reserve(results.size() + rejected.size() + line_bytes * 3);
    body += R"({"success":true,"status":1,"code":200,"result":"Success","stored":)";
    write_number(stored, body);
    body += ",\"duplicates\":";
    write_number(duplicates, body);
    body.append(",\"rejected\":[").append(rejected);
    body.append("],\"results\":[").append(results).append("]}");
    return Reply{200, std::move(body), std::nullopt};
}

Reply problem(int status, const Error& error, std::string_view request_id) {
    std::string body = "{\"error\":{\"code\":";
    write_string(error.reason, body);
    body += ",\"message\":";
    write_string(error.message, body);
    body += ",\"field\":";
    if (error.field.empty()) {
        body += "null";
    } else {
        write_string(error.field, body);
    }
    body += "},\"request_id\":";
    write_string(request_id, body);
    body += '}';
    return Reply{status, std::move(body), std::nullopt};
}

}  // namespace footfall::intake
