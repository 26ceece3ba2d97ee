#include "api/json_text.h"

#include <array>
#include <charconv>
#include <string_view>

#include <boost/json.hpp>

namespace footfall::api {

namespace {

namespace json = boost::json;

void append(const json::value& value, std::string& text);

void append(double number, std::string& text) {
    // As many digits as the largest number has before its point.
    std::array<char, 400> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                            std::chars_format::fixed);
    text.append(digits.data(), end);
}

void append(const json::array& array, std::string& text) {
    text += '[';
    for (const json::value& element : array) {
        if (&element != array.data()) text += ',';
        append(element, text);
    }
    text += ']';
}

void append(const json::object& object, std::string& text) {
    text += '{';
    for (const auto& member : object) {
        if (&member != object.begin()) text += ',';
        text += json::serialize(member.key());
        text += ':';
        append(member.value(), text);
    }
    text += '}';
}

void append(const json::value& value, std::string& text) {
    if (const auto* object = value.if_object()) return append(*object, text);
    if (const auto* array = value.if_array()) return append(*array, text);
    if (const auto* number = value.if_double()) return append(*number, text);
    text += json::serialize(value);
}

}  // namespace

std::string json_text(const json::value& value) {
    std::string text;
    append(value, text);
    return text;
}

}  // namespace footfall::api
