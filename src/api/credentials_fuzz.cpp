// A session is read from its own cookie among any others, a key as it was sent, and nothing that a
// browser says of another site passes.
#include <cstdint>
#include <string>
#include <string_view>

#include <fuzzer/FuzzedDataProvider.h>
#include <sodium.h>

#include "api/credentials.h"
#include "assert.h"

namespace footfall::api {
namespace {

http::Request with(std::string name, std::string value) {
    http::Request request;
    request.fields.emplace_back(std::move(name), std::move(value));
    return request;
}

void check_cookies(const std::string& cookies) {
    const std::string token = session_token(with("cookie", cookies));
    ASSERT(token.find(';') == token.npos, token);
    if (!token.empty()) {
        const std::string pair = std::string(session_cookie) + "=" + token;
        ASSERT(cookies.find(pair) != cookies.npos, cookies);
        ASSERT(token.back() != ' ' && token.back() != '\t', token);
    }
    // Those of other names before and behind it change nothing.
    if (cookies.find(session_cookie) != cookies.npos) return;
    ASSERT(token.empty());
    const std::string own = std::string(session_cookie) + "=a-token_1";
    for (const std::string& all :
         {cookies + ";" + own, own + ";" + cookies, cookies + "; \t" + own + " ; " + cookies}) {
        ASSERT(session_token(with("cookie", all)) == "a-token_1", all);
    }
    ASSERT(session_token(with("x-cookie", own)).empty());
}

void check_keys(const std::string& text) {
    const auto plain = key_text(with("authorization", text));
    ASSERT(plain.has_value() == !text.empty());
    if (text.size() > 700) return;
    std::string encoded(sodium_base64_ENCODED_LEN(text.size(), sodium_base64_VARIANT_ORIGINAL), 0);
    sodium_bin2base64(encoded.data(), encoded.size(),
                      reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    encoded.pop_back();
    const auto basic = key_text(with("authorization", "Basic " + encoded));
    ASSERT(basic == text.substr(0, text.find(':')), encoded);
}

void check_origins(const std::string& site, const std::string& origin) {
    constexpr std::string_view own = "https://footfall.example";
    http::Request request = with("sec-fetch-site", site);
    ASSERT(is_cross_site(request, own) == (!site.empty() && site != "same-origin"), site);
    request = with("origin", origin);
    request.fields.emplace_back("host", "footfall.example:8080");
    const bool same = origin.empty() || origin == own || origin == "http://footfall.example:8080";
    ASSERT(is_cross_site(request, own) == !same, origin);
}

}  // namespace
}  // namespace footfall::api

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    footfall::api::check_cookies(text);
    footfall::api::check_keys(text);
    footfall::api::check_origins(text, text);
    return 0;
}
