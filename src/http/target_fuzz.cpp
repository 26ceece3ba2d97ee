// A target means what another, simple decoder reads in it, and never names another host.
#include <cstdint>
#include <string>
#include <string_view>

#include "assert.h"
#include "http/target.h"
#include "http/utf8.h"

namespace footfall::http {
namespace {

int digit(char c) {
    constexpr std::string_view lower = "0123456789abcdef";
    constexpr std::string_view upper = "0123456789ABCDEF";
    const std::size_t at = lower.find(c) != lower.npos ? lower.find(c) : upper.find(c);
    return at == upper.npos ? -1 : static_cast<int>(at);
}

std::string decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] == '%') {
            ASSERT(i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0, text);
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

Fields decoded_query(std::string_view text) {
    Fields query;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
        query.emplace_back(to_utf8(decoded(pair.substr(0, equals), true)),
                           to_utf8(decoded(value, true)));
    }
    return query;
}

void check(std::string_view text) {
    const std::optional<Target> target = parse_target(text, "shop.example");
    if (!text.starts_with('/')) {
        // Only a target that names this very host may be anything but a path.
        ASSERT(!target || parse_target(text, "shop.example:80").has_value() ||
               parse_target(text, "shop.example:443").has_value());
        return;
    }
    const std::string own = "http://shop.example" + std::string(text);
    const std::string foreign = "http://shop.example.org" + std::string(text);
    ASSERT(!parse_target(foreign, "shop.example"));
    if (!target) return;
    const std::size_t mark = std::min(text.find('?'), text.size());
    ASSERT(target->path == decoded(text.substr(0, mark), false), text);
    std::string joined;
    for (const std::string& segment : target->segments) joined += '/' + segment;
    ASSERT(joined == target->path, text);
    ASSERT(target->query == decoded_query(text.substr(std::min(mark + 1, text.size()))), text);
    ASSERT(is_utf8(target->path) && target->path.find('\0') == std::string::npos);
    const std::string closed = target->path + '/';
    ASSERT(closed.find("/../") == closed.npos && closed.find("/./") == closed.npos, text);
    if (const std::optional<Target> absolute = parse_target(own, "shop.example")) {
        ASSERT(absolute->path == target->path && absolute->query == target->query);
    }
}

void check_host(std::string_view text) {
    if (!is_host(text)) return;
    ASSERT(!text.empty() && text.find_first_of("@/?#\\%\" <>\r\n\t") == text.npos, text);
    ASSERT(text.find('\0') == text.npos);
}

}  // namespace
}  // namespace footfall::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    footfall::http::check(text);
    footfall::http::check_host(text);
    return 0;
}
