#include "workspace/portal_url.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "config/values.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t url_bytes_max = 2'000;

constexpr std::string_view place_of_order = "{order}";

bool is_plain(char c) {
    constexpr std::string_view not_plain = "\"<>\\^`{|}";
    return c > 0x20 && c < 0x7F && not_plain.find(c) == not_plain.npos;
}

// An address of http or https without credentials, as browsers write it, or nothing.
std::optional<std::string> parse_url(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == url.npos || url.size() > url_bytes_max ||
        !std::all_of(url.begin(), url.end(), is_plain)) {
        return std::nullopt;
    }
    const std::size_t end = std::min(url.find_first_of("/?#", scheme + 3), url.size());
    // Refuses credentials, and every scheme but the two.
    const std::optional<std::string> origin = config::parse_origin(url.substr(0, end));
    if (!origin) return std::nullopt;
    return *origin + std::string(url.substr(end));
}

}  // namespace

Result<std::string> check_portal_url(std::string_view text) {
    const std::string_view url = config::trim(text);
    if (url.empty()) return std::string();
    const std::optional<std::string> parsed = parse_url(url);
    if (parsed && parsed->find('#') == parsed->npos) return *parsed;
    return fail(ErrorCode::invalid,
                "Give an address that begins with https:// or http://, without # and user name.",
                "portal_url", "invalid_url");
}

Result<std::string> check_order_url(std::string_view text) {
    const std::string_view url = config::trim(text);
    if (url.empty()) return std::string();
    const std::size_t place = url.find(place_of_order);
    if (place != url.npos) {
        // What stands before the order must name the host in full.
        const std::string_view before = url.substr(0, place);
        const std::string_view behind = url.substr(place + place_of_order.size());
        const std::size_t scheme = before.find("://");
        const bool is_behind_host =
            scheme != before.npos && before.find_first_of("/?#", scheme + 3) != before.npos;
        const std::optional<std::string> parsed = parse_url(before);
        if (is_behind_host && parsed && std::all_of(behind.begin(), behind.end(), is_plain) &&
            url.size() <= url_bytes_max) {
            return *parsed + std::string(url.substr(place));
        }
    }
    return fail(ErrorCode::invalid,
                "Give an address that begins with https:// or http:// and holds {order} once, "
                "behind the host.",
                "order_url", "invalid_url");
}

std::optional<std::string> url_of_order(std::string_view url, std::string_view order) {
    const std::size_t place = url.find(place_of_order);
    if (place == url.npos || order.empty() || order == "." || order == "..") return std::nullopt;
    return std::string(url.substr(0, place)) + config::encode_percent(order) +
           std::string(url.substr(place + place_of_order.size()));
}

}  // namespace footfall::workspace
