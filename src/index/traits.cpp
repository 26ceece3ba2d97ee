#include "index/traits.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace footfall::index {
namespace {

constexpr int depth_max = 64;

void append_utf8(std::uint32_t character, std::string& out) {
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | character >> 6);
        put(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        put(0xE0 | character >> 12);
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    } else {
        put(0xF0 | character >> 18);
        put(0x80 | (character >> 12 & 0x3F));
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    }
}

// Walks over JSON text; every function moves past what it took, or says no.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                      text_[at_] == '\n' || text_[at_] == '\r')) {
            ++at_;
        }
    }

    bool take(char wanted) {
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    bool at_end() const { return at_ == text_.size(); }

    std::optional<std::string> string() {
        if (!take('"')) return std::nullopt;
        std::string value;
        while (at_ < text_.size()) {
            const char byte = text_[at_++];
            if (byte == '"') return value;
            if (byte != '\\') {
                value.push_back(byte);
            } else if (!escape(value)) {
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    // The value's own text.
    std::optional<std::string> value() {
        const std::size_t begin = at_;
        if (!skip_value(0) || at_ == begin) return std::nullopt;
        return std::string(text_.substr(begin, at_ - begin));
    }

  private:
    std::optional<std::uint32_t> hex4() {
        if (text_.size() - at_ < 4) return std::nullopt;
        std::uint32_t number = 0;
        for (int i = 0; i < 4; ++i) {
            const char digit = text_[at_++];
            number <<= 4;
            if (digit >= '0' && digit <= '9') {
                number |= static_cast<std::uint32_t>(digit - '0');
            } else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f') {
                number |= static_cast<std::uint32_t>((digit | 0x20) - 'a' + 10);
            } else {
                return std::nullopt;
            }
        }
        return number;
    }

    bool escape(std::string& out) {
        if (at_ >= text_.size()) return false;
        static constexpr std::string_view names = "\"\\/bfnrt";
        static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        const char name = text_[at_++];
        if (const std::size_t which = names.find(name); which != std::string_view::npos) {
            out.push_back(meanings[which]);
            return true;
        }
        if (name != 'u') return false;
        std::optional<std::uint32_t> character = hex4();
        if (!character) return false;
        if (*character >= 0xD800 && *character < 0xDC00 && text_.substr(at_, 2) == "\\u") {
            at_ += 2;
            const std::optional<std::uint32_t> low = hex4();
            if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
            character = 0x10000 + ((*character - 0xD800) << 10) + (*low - 0xDC00);
        } else if (*character >= 0xD800 && *character <= 0xDFFF) {
            character = 0xFFFD;
        }
        append_utf8(*character, out);
        return true;
    }

    bool skip_value(int depth) {
        if (depth > depth_max || at_ >= text_.size()) return false;
        if (text_[at_] == '"') return string().has_value();
        if (text_[at_] == '{') return skip_members(depth, '}');
        if (text_[at_] == '[') return skip_members(depth, ']');
        const std::size_t end = text_.find_first_of(",]} \t\n\r", at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
        return true;
    }

    bool skip_members(int depth, char close) {
        ++at_;
        skip_blanks();
        if (take(close)) return true;
        while (true) {
            skip_blanks();
            if (close == '}') {
                if (!string()) return false;
                skip_blanks();
                if (!take(':')) return false;
                skip_blanks();
            }
            if (!skip_value(depth + 1)) return false;
            skip_blanks();
            if (take(close)) return true;
            if (!take(',')) return false;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

void append_quoted(std::string_view text, std::string& out) {
    static constexpr char digits[] = "0123456789abcdef";
    out.push_back('"');
    for (const char byte : text) {
        const auto code = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\') {
            out.push_back('\\');
            out.push_back(byte);
        } else if (code < 0x20) {
            out += "\\u00";
            out.push_back(digits[code >> 4]);
            out.push_back(digits[code & 0xF]);
        } else {
            out.push_back(byte);
        }
    }
    out.push_back('"');
}

}  // namespace

std::optional<std::map<std::string, std::string>> split_object(std::string_view text) {
    Scanner scanner(text);
    std::map<std::string, std::string> members;
    scanner.skip_blanks();
    if (!scanner.take('{')) return std::nullopt;
    scanner.skip_blanks();
    bool closed = scanner.take('}');
    while (!closed) {
        scanner.skip_blanks();
        std::optional<std::string> key = scanner.string();
        scanner.skip_blanks();
        if (!key || !scanner.take(':')) return std::nullopt;
        scanner.skip_blanks();
        std::optional<std::string> value = scanner.value();
        if (!value) return std::nullopt;
        members.insert_or_assign(std::move(*key), std::move(*value));
        scanner.skip_blanks();
        closed = scanner.take('}');
        if (!closed && !scanner.take(',')) return std::nullopt;
    }
    scanner.skip_blanks();
    if (!scanner.at_end()) return std::nullopt;
    return members;
}

std::string join_object(const std::map<std::string, std::string>& members) {
    std::string text = "{";
    for (const auto& [key, value] : members) {
        if (text.size() > 1) text.push_back(',');
        append_quoted(key, text);
        text.push_back(':');
        text += value;
    }
    text.push_back('}');
    return text;
}

}  // namespace footfall::index
