// Splitting gives parts of the text in their order; of valid JSON, what a parser finds there.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "assert.h"
#include "event/limits.h"
#include "intake/split.h"

namespace footfall::intake {
namespace {

namespace dom = simdjson::dom;

std::size_t depth_of(dom::element element) {
    std::size_t deepest = 0;
    dom::array array;
    dom::object object;
    if (!element.get(array)) {
        for (const dom::element item : array) deepest = std::max(deepest, depth_of(item));
        return deepest + 1;
    }
    if (!element.get(object)) {
        for (const auto& member : object) deepest = std::max(deepest, depth_of(member.value));
        return deepest + 1;
    }
    return 0;
}

// The piece is that value and nothing else.
void check_piece(const Piece& piece, dom::element element) {
    dom::parser parser;
    dom::element alone;
    const simdjson::padded_string padded(piece.bytes);
    ASSERT(!parser.parse(padded).get(alone), piece.bytes);
    ASSERT(simdjson::minify(alone) == simdjson::minify(element), piece.bytes);
    ASSERT(piece.depth == depth_of(element), piece.bytes);
}

// Pieces lie in the text, one after the other, without space around them.
void check_place(std::string_view text, std::string_view piece, const char*& end) {
    ASSERT(piece.data() >= end && piece.data() + piece.size() <= text.data() + text.size());
    end = piece.data() + piece.size();
    if (piece.empty()) return;
    constexpr std::string_view space = " \t\r\n";
    ASSERT(space.find(piece.front()) == space.npos && space.find(piece.back()) == space.npos);
}

void check_array(std::string_view text, dom::element* valid) {
    const auto pieces = split_array(text);
    const char* end = text.data();
    if (pieces) {
        for (const Piece& piece : *pieces) check_place(text, piece.bytes, end);
    }
    dom::array array;
    if (valid == nullptr || valid->get(array) || array.size() > limits::batch_events_max) return;
    ASSERT(pieces && pieces->size() == array.size(), text);
    std::size_t i = 0;
    for (const dom::element item : array) check_piece((*pieces)[i++], item);
}

void check_object(std::string_view text, dom::element* valid) {
    const auto members = split_object(text);
    const auto single = split_single(text);
    const char* end = text.data();
    if (members) {
        for (const auto& [name, piece] : *members) {
            ASSERT(name.data() > end && name.data() + name.size() <= text.data() + text.size());
            end = name.data() + name.size();
            check_place(text, piece.bytes, end);
        }
        ASSERT(single, text);
    }
    dom::object object;
    if (valid == nullptr || valid->get(object)) return;
    ASSERT(single && members && members->size() == object.size(), text);
    check_piece(*single, *valid);
    std::size_t i = 0;
    for (const auto& member : object) check_piece((*members)[i++].second, member.value);
}

void check_lines(std::string_view text) {
    const auto lines = split_lines(text);
    ASSERT(lines || lines.error().reason == "too_many_events");
    if (!lines) return;
    const char* end = text.data();
    for (const Piece& line : *lines) {
        check_place(text, line.bytes, end);
        ASSERT(!line.bytes.empty() && line.bytes.find('\n') == line.bytes.npos);
    }
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    const simdjson::padded_string padded(text);
    const bool is_valid = !parser.parse(padded).get(root);
    footfall::intake::check_array(text, is_valid ? &root : nullptr);
    footfall::intake::check_object(text, is_valid ? &root : nullptr);
    footfall::intake::check_lines(text);
    return 0;
}
