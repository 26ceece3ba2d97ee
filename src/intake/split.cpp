#include "intake/split.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "event/limits.h"

namespace footfall::intake {

namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// What may begin or end a value, or part it from the next.
constexpr bool is_mark(char c) {
    constexpr auto marks = [] {
        std::array<bool, 256> made{};
        for (const char mark : {'"', '{', '[', '}', ']', ','}) {
            made[static_cast<unsigned char>(mark)] = true;
        }
        return made;
    }();
    return marks[static_cast<unsigned char>(c)];
}

// Where the next quote or backslash stands, from `at` on; no less than the text's size if there is
// none. Most bytes of a body are in strings, so it looks at eight at once.
std::size_t find_quote(std::string_view text, std::size_t at) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t ones = 0x0101010101010101;
    // A byte's highest bit where it is zero; beyond the first such byte it may be wrong.
    const auto zeros = [](std::uint64_t word) { return (word - ones) & ~word & ones << 7; };
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        const std::uint64_t found = zeros(word ^ ones * '"') | zeros(word ^ ones * '\\');
        if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
    while (at < text.size() && text[at] != '"' && text[at] != '\\') ++at;
    return at;
}

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    bool at_end() {
        while (position_ < text_.size() && is_space(text_[position_])) ++position_;
        return position_ == text_.size();
    }

    // The next byte; there is one.
    char next() const { return text_[position_]; }

    // Whether the next byte after space is `c`; then goes past it.
    bool take(char c) {
        if (at_end() || text_[position_] != c) return false;
        ++position_;
        return true;
    }

    // Up to the comma or the closing bracket that ends the value, or the end of the text. Nothing
    // if the text ends within the value.
    std::optional<Piece> value() {
        at_end();
        const std::size_t begin = position_;
        std::size_t depth = 0;
        std::size_t deepest = 0;
        for (; position_ < text_.size(); ++position_) {
            const char c = text_[position_];
            if (!is_mark(c)) continue;
            if (c == '"') {
                if (!skip_string()) return std::nullopt;
            } else if (c == '{' || c == '[') {
                deepest = std::max(deepest, ++depth);
            } else if (c == '}' || c == ']') {
                if (depth == 0) break;
                --depth;
            } else if (c == ',' && depth == 0) {
                break;
            }
        }
        if (depth > 0) return std::nullopt;
        std::size_t end = position_;
        while (end > begin && is_space(text_[end - 1])) --end;
        return Piece{text_.substr(begin, end - begin), deepest};
    }

    // From the opening bracket, which is next, to the one that closes it.
    std::optional<Piece> bracketed() {
        const std::size_t begin = position_;
        std::size_t depth = 0;
        std::size_t deepest = 0;
        for (; position_ < text_.size(); ++position_) {
            const char c = text_[position_];
            if (c == '"') {
                if (!skip_string()) return std::nullopt;
            } else if (c == '{' || c == '[') {
                deepest = std::max(deepest, ++depth);
            } else if ((c == '}' || c == ']') && --depth == 0) {
                ++position_;
                return Piece{text_.substr(begin, position_ - begin), deepest};
            }
        }
        return std::nullopt;
    }

    // A string's bytes between its quotes.
    std::optional<std::string_view> string() {
        if (at_end() || text_[position_] != '"') return std::nullopt;
        const std::size_t begin = position_ + 1;
        if (!skip_string()) return std::nullopt;
        return text_.substr(begin, position_++ - begin);
    }

  private:
    // From the opening quote to the closing one.
    bool skip_string() {
        ++position_;
        while (true) {
            position_ = find_quote(text_, position_);
            if (position_ >= text_.size()) return false;
            if (text_[position_] == '"') return true;
            position_ += 2;
        }
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

tl::unexpected<Error> unreadable(std::string message) {
    return fail(ErrorCode::invalid, std::move(message), {}, "invalid_json");
}

tl::unexpected<Error> too_many() {
    return fail(ErrorCode::too_large,
                "more than " + std::to_string(limits::batch_events_max) + " events in one body", {},
                "too_many_events");
}

}  // namespace

Result<std::vector<Piece>> split_array(std::string_view text) {
    Scanner scanner(text);
    if (!scanner.take('[')) return unreadable("the body is not an array");
    std::vector<Piece> pieces;
    if (!scanner.take(']')) {
        do {
            const std::optional<Piece> piece = scanner.value();
            if (!piece) return unreadable("the body ends within an event");
            if (pieces.size() == limits::batch_events_max) return too_many();
            pieces.push_back(*piece);
        } while (scanner.take(','));
        if (!scanner.take(']')) return unreadable("the array of events is not closed");
    }
    if (!scanner.at_end()) return unreadable("there is more after the array of events");
    return pieces;
}

Result<std::vector<Piece>> split_lines(std::string_view text) {
    std::vector<Piece> pieces;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
        while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
        if (line.empty()) continue;
        if (pieces.size() == limits::batch_events_max) return too_many();
        const std::optional<Piece> scanned = Scanner(line).value();
        pieces.push_back({line, scanned ? scanned->depth : 0});
    }
    return pieces;
}

Result<std::vector<std::pair<std::string_view, Piece>>> split_object(std::string_view text) {
    Scanner scanner(text);
    if (!scanner.take('{')) return unreadable("the body is not an object");
    std::vector<std::pair<std::string_view, Piece>> members;
    if (!scanner.take('}')) {
        do {
            const std::optional<std::string_view> name = scanner.string();
            if (!name || !scanner.take(':')) return unreadable("the body is not a JSON object");
            const std::optional<Piece> piece = scanner.value();
            if (!piece) return unreadable("the body ends within a value");
            members.emplace_back(*name, *piece);
        } while (scanner.take(','));
        if (!scanner.take('}')) return unreadable("the body's object is not closed");
    }
    if (!scanner.at_end()) return unreadable("there is more after the body's object");
    return members;
}

Result<Piece> split_single(std::string_view text) {
    Scanner scanner(text);
    if (scanner.at_end() || scanner.next() != '{') return unreadable("the body is not an object");
    const std::optional<Piece> piece = scanner.bracketed();
    if (!piece) return unreadable("the body ends within the event");
    if (!scanner.at_end()) return unreadable("there is more after the event");
    return *piece;
}

}  // namespace footfall::intake
