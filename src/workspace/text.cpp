#include "workspace/text.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "config/values.h"
#include "event/limits.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t email_bytes_max = 254;
constexpr std::size_t name_bytes_max = email_bytes_max;

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

bool is_email_character(char c) {
    constexpr std::string_view marks = "!#$%&'*+/=?^_`{|}~.-@";
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
}

}  // namespace

bool is_utf8(std::string_view text) {
    const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char first = byte(i);
        if (first < 0x80) {
            ++i;
            continue;
        }
        const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || text.size() - i < size) return false;
        char32_t code = first & (0x7FU >> size);
        for (std::size_t j = 1; j < size; ++j) {
            if ((byte(i + j) & 0xC0U) != 0x80) return false;
            code = code << 6 | (byte(i + j) & 0x3FU);
        }
        constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
        if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            return false;
        }
        i += size;
    }
    return true;
}

std::optional<std::string> fold_email(std::string_view text) {
    std::string email(trim(text));
    std::transform(email.begin(), email.end(), email.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::size_t at = email.find('@');
    const bool sound = email.size() <= email_bytes_max && at != email.npos && at > 0 &&
                       at + 1 < email.size() && email.find('@', at + 1) == email.npos &&
                       email[at + 1] != '.' && email.back() != '.' &&
                       std::all_of(email.begin(), email.end(), is_email_character);
    if (!sound) return std::nullopt;
    return email;
}

Result<std::string> check_name(std::string_view text) {
    const std::string_view name = trim(text);
    const bool sound = !name.empty() && name.size() <= name_bytes_max && is_utf8(name) &&
                       std::none_of(name.begin(), name.end(), config::is_control);
    if (!sound) {
        return fail(ErrorCode::invalid, "Give a name of 1 to 254 bytes on one line.", "name",
                    "invalid_name");
    }
    return std::string(name);
}

Result<> check_id(std::string_view text, std::string_view field) {
    const bool sound = !text.empty() && text.size() <= limits::text_bytes_max && is_utf8(text) &&
                       text.find('\0') == text.npos;
    if (sound) return {};
    return fail(ErrorCode::invalid,
                "Give an id of 1 to " + std::to_string(limits::text_bytes_max) + " bytes.",
                std::string(field), "invalid_id");
}

}  // namespace footfall::workspace
