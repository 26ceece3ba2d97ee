#include "intake/json.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "assert.h"
#include "event/limits.h"

namespace footfall::intake {

namespace {

// Beyond limits::json_depth_max, which split.h has counted exactly; simdjson does not count empty
// arrays and objects.
constexpr std::size_t parser_depth = limits::json_depth_max + 2;

dom::parser& thread_parser() {
    thread_local dom::parser parser = [] {
        dom::parser made;
        const simdjson::error_code failed = made.allocate(limits::event_bytes_max, parser_depth);
        ASSERT(!failed, "simdjson: " << failed);
        return made;
    }();
    return parser;
}

template <class Number>
void write_number(Number number, std::string& out) {
    char digits[32];
    const auto written = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, written.ptr);
}

}  // namespace

std::optional<Rejection> parse_object(const Piece& piece, dom::object& object) {
    if (piece.bytes.size() > limits::event_bytes_max) {
        return Rejection{{},
                         "too_large",
                         "an event has at most " + std::to_string(limits::event_bytes_max) +
                             " bytes; this one has " + std::to_string(piece.bytes.size())};
    }
    if (piece.depth > limits::json_depth_max) {
        return Rejection{{},
                         "too_deep",
                         "an event is nested at most " + std::to_string(limits::json_depth_max) +
                             " deep; this one is " + std::to_string(piece.depth)};
    }
    dom::element root;
    const simdjson::error_code failed =
        thread_parser().parse(piece.bytes.data(), piece.bytes.size(), false).get(root);
    if (failed) return Rejection{{}, "invalid_json", simdjson::error_message(failed)};
    if (root.get(object)) return Rejection{{}, "not_an_object", "an event is a JSON object"};
    return std::nullopt;
}

std::optional<dom::element> member(dom::object object, std::string_view name) {
    dom::element element;
    if (object.at_key(name).get(element)) return std::nullopt;
    return element;
}

std::optional<dom::object> object_member(dom::object object, std::string_view name) {
    dom::object inner;
    const std::optional<dom::element> element = member(object, name);
    if (!element || element->get(inner)) return std::nullopt;
    return inner;
}

std::optional<std::string_view> string_of(dom::element element) {
    std::string_view text;
    if (element.get(text)) return std::nullopt;
    return text;
}

std::optional<std::string> text_of(dom::element element) {
    if (const auto text = string_of(element)) return std::string(*text);
    std::string digits;
    if (element.type() == dom::element_type::INT64) {
        write_number(std::int64_t(element), digits);
    } else if (element.type() == dom::element_type::UINT64) {
        write_number(std::uint64_t(element), digits);
    } else {
        return std::nullopt;
    }
    return digits;
}

std::vector<std::pair<std::string_view, dom::element>> members_of(dom::object object,
                                                                  KeyOrder order) {
    std::vector<std::pair<std::string_view, dom::element>> members;
    for (const dom::key_value_pair pair : object) members.emplace_back(pair.key, pair.value);
    if (members.size() < 2) return members;

    // Names are the stranger's choice: sorting cannot be made slow as a hash table can.
    std::vector<std::size_t> by_name(members.size());
    for (std::size_t i = 0; i < by_name.size(); ++i) by_name[i] = i;
    std::stable_sort(by_name.begin(), by_name.end(), [&](std::size_t a, std::size_t b) {
        return members[a].first < members[b].first;
    });
    by_name.erase(std::unique(by_name.begin(), by_name.end(),
                              [&](std::size_t a, std::size_t b) {
                                  return members[a].first == members[b].first;
                              }),
                  by_name.end());
    if (order == KeyOrder::as_sent) {
        if (by_name.size() == members.size()) return members;
        std::sort(by_name.begin(), by_name.end());
    }
    std::vector<std::pair<std::string_view, dom::element>> chosen;
    chosen.reserve(by_name.size());
    for (const std::size_t i : by_name) chosen.push_back(members[i]);
    return chosen;
}

void write_json(dom::element element, KeyOrder order, std::string& out) {
    switch (element.type()) {
        case dom::element_type::ARRAY: {
            out += '[';
            bool first = true;
            for (const dom::element item : dom::array(element)) {
                if (!first) out += ',';
                first = false;
                write_json(item, order, out);
            }
            out += ']';
            break;
        }
        case dom::element_type::OBJECT:
            out +=
                write_object(dom::object(element), order, [](std::string_view) { return false; });
            break;
        case dom::element_type::INT64:
            write_number(std::int64_t(element), out);
            break;
        case dom::element_type::UINT64:
            write_number(std::uint64_t(element), out);
            break;
        case dom::element_type::DOUBLE:
            write_number(double(element), out);
            break;
        case dom::element_type::STRING:
            write_string(std::string_view(element), out);
            break;
        case dom::element_type::BOOL:
            out += bool(element) ? "true" : "false";
            break;
        case dom::element_type::NULL_VALUE:
            out += "null";
            break;
    }
}

void write_string(std::string_view text, std::string& out) {
    constexpr std::string_view hex = "0123456789abcdef";
    const auto is_plain = [](char c) {
        return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
    };
    out += '"';
    while (!text.empty()) {
        const auto special = std::find_if_not(text.begin(), text.end(), is_plain);
        const auto plain = static_cast<std::size_t>(special - text.begin());
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const char c = text.front();
        text.remove_prefix(1);
        out += '\\';
        switch (c) {
            case '"':
            case '\\':
                out += c;
                break;
            case '\n':
                out += 'n';
                break;
            case '\r':
                out += 'r';
                break;
            case '\t':
                out += 't';
                break;
            default:
                out += "u00";
                out += hex[static_cast<unsigned char>(c) >> 4U];
                out += hex[static_cast<unsigned char>(c) & 0xFU];
        }
    }
    out += '"';
}

}  // namespace footfall::intake
