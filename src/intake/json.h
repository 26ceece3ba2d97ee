// JSON of one event: parsing it whole, writing parts of it again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "intake/admission.h"
#include "intake/split.h"

namespace footfall::intake {

namespace dom = simdjson::dom;

// Parses all of the piece, behind which simdjson::SIMDJSON_PADDING bytes can be read, within the
// limits of one event. `object` is valid until the next call on the same thread.
std::optional<Rejection> parse_object(const Piece& piece, dom::object& object);

// The value of the first member of that name.
std::optional<dom::element> member(dom::object object, std::string_view name);
std::optional<dom::object> object_member(dom::object object, std::string_view name);

// A string, or nothing; and a string or an integer as text, or nothing.
std::optional<std::string_view> string_of(dom::element element);
std::optional<std::string> text_of(dom::element element);

// The first of the members that is text and not empty; integers count as text.
template <class... Names>
std::string text_member(dom::object object, const Names&... names) {
    std::string text;
    const auto look = [&](std::string_view name) {
        const std::optional<dom::element> element = member(object, name);
        if (!element) return false;
        text = text_of(*element).value_or(std::string());
        return !text.empty();
    };
    static_cast<void>((look(names) || ...));
    return text;
}

enum class KeyOrder : std::uint8_t { as_sent, sorted };

// Appends the value without space. Of members with the same name the first stays.
void write_json(dom::element element, KeyOrder order, std::string& out);

// The same for an object; leaves out the members for which `leaves_out` is true.
template <class LeavesOut>
std::string write_object(dom::object object, KeyOrder order, LeavesOut leaves_out);

// Appends `text`, which is UTF-8, as a JSON string.
void write_string(std::string_view text, std::string& out);

// Members in the order asked for, each name once.
std::vector<std::pair<std::string_view, dom::element>> members_of(dom::object object,
                                                                  KeyOrder order);

template <class LeavesOut>
std::string write_object(dom::object object, KeyOrder order, LeavesOut leaves_out) {
    std::string out = "{";
    for (const auto& [name, value] : members_of(object, order)) {
        if (leaves_out(name)) continue;
        if (out.size() > 1) out += ',';
        write_string(name, out);
        out += ':';
        write_json(value, order, out);
    }
    out += '}';
    return out;
}

}  // namespace footfall::intake
