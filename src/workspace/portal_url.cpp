#include "workspace/portal_url.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "config/values.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t url_bytes_max = 2'000;

bool is_plain(char c) {
    constexpr std::string_view not_plain = "\"<>\\^`{|}#";
    return c > 0x20 && c < 0x7F && not_plain.find(c) == not_plain.npos;
}

}  // namespace

Result<std::string> check_portal_url(std::string_view text) {
    const std::string_view url = config::trim(text);
    if (url.empty()) return std::string();
    const std::size_t scheme = url.find("://");
    if (scheme != url.npos && url.size() <= url_bytes_max &&
        std::all_of(url.begin(), url.end(), is_plain)) {
        const std::size_t end = std::min(url.find_first_of("/?", scheme + 3), url.size());
        // Refuses credentials, and every scheme but the two.
        const std::optional<std::string> origin = config::parse_origin(url.substr(0, end));
        if (origin) return *origin + std::string(url.substr(end));
    }
    return fail(ErrorCode::invalid,
                "Give an address that begins with https:// or http://, without # and user name.",
                "portal_url", "invalid_url");
}

}  // namespace footfall::workspace
