#include "api/credentials.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <sodium.h>

#include "http/cookie.h"

namespace footfall::api {

namespace {

bool starts_with_word(std::string_view text, std::string_view word) {
    if (text.size() <= word.size() || text[word.size()] != ' ') return false;
    return std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
        return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
    });
}

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

// The user name of Basic credentials (RFC 7617), or empty.
std::string basic_user(std::string_view encoded) {
    std::array<unsigned char, 1024> bytes{};
    std::size_t length = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), encoded.data(), encoded.size(), nullptr,
                          &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return {};
    }
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), length);
    return std::string(text.substr(0, text.find(':')));
}

}  // namespace

std::optional<std::string> key_text(const http::Request& request) {
    const std::string_view field = request.field("authorization");
    if (field.empty()) return std::nullopt;
    if (starts_with_word(field, "bearer")) return trimmed(field.substr(7));
    if (starts_with_word(field, "basic")) return basic_user(trimmed(field.substr(6)));
    return std::string();
}

std::string session_token(const http::Request& request) {
    return http::cookie(request, session_cookie);
}

bool is_cross_site(const http::Request& request, std::string_view origin) {
    const std::string_view site = request.field("sec-fetch-site");
    if (!site.empty() && site != "same-origin") return true;
    const std::string_view from = request.field("origin");
    if (from.empty() || from == origin) return false;
    // Behind no proxy, the address that the browser was given is as good as the public one.
    const std::string here =
        (request.secure ? "https://" : "http://") + std::string(request.field("host"));
    return from != here;
}

}  // namespace footfall::api
