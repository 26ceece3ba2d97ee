#include "config/values.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstddef>
#include <netinet/in.h>
#include <system_error>

namespace footfall::config {

namespace {

constexpr std::size_t host_bytes_max = 253;

// 4 or 6 for an address of that family, else 0.
int family_of(const std::string& text) {
    if (text.find('\0') != text.npos) return 0;  // inet_pton would read up to there
    in6_addr address{};
    if (inet_pton(AF_INET, text.c_str(), &address) == 1) return 4;
    return inet_pton(AF_INET6, text.c_str(), &address) == 1 ? 6 : 0;
}

bool is_host_name(std::string_view text) {
    if (text.empty() || text.size() > host_bytes_max || text.front() == '-') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_';
    });
}

// Takes a host off the start of `text`; brackets of an IPv6 address are left out.
std::optional<std::string> take_host(std::string_view& text) {
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == text.npos) return std::nullopt;
        std::string host(text.substr(1, end - 1));
        text.remove_prefix(end + 1);
        if (family_of(host) != 6) return std::nullopt;
        return host;
    }
    const std::size_t end = std::min(text.find(':'), text.size());
    std::string host(text.substr(0, end));
    text.remove_prefix(end);
    if (!is_host_name(host)) return std::nullopt;
    return host;
}

// The port that `:PORT` writes.
std::optional<std::uint16_t> parse_port(std::string_view text) {
    if (!text.starts_with(':')) return std::nullopt;
    const std::optional<std::uint64_t> port = parse_number(text.substr(1));
    if (!port || *port > 65'535) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

}  // namespace

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Listen> parse_listen(std::string_view text) {
    const std::optional<std::string> host = take_host(text);
    if (!host) return std::nullopt;
    const std::optional<std::uint16_t> port = parse_port(text);
    if (!port) return std::nullopt;
    return Listen{*host, *port};
}

std::string to_string(const Listen& listen) {
    const bool brackets = listen.host.find(':') != std::string::npos;
    return (brackets ? "[" + listen.host + "]" : listen.host) + ":" + std::to_string(listen.port);
}

std::optional<std::string> parse_origin(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool secure = lower.starts_with("https://");
    if (!secure && !lower.starts_with("http://")) return std::nullopt;
    const std::string_view scheme = secure ? "https://" : "http://";
    std::string_view rest = std::string_view(lower).substr(scheme.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const std::optional<std::string> host = take_host(rest);
    if (!host) return std::nullopt;
    const std::uint16_t standard = secure ? 443 : 80;
    std::uint16_t port = standard;
    if (!rest.empty()) {
        const std::optional<std::uint16_t> parsed = parse_port(rest);
        if (!parsed || *parsed == 0) return std::nullopt;
        port = *parsed;
    }
    std::string origin = std::string(scheme) + to_string(Listen{*host, port});
    if (port == standard) origin.resize(origin.rfind(':'));
    return origin;
}

bool is_address_block(std::string_view text) {
    const std::size_t slash = text.find('/');
    const int family = family_of(std::string(text.substr(0, slash)));
    if (family == 0) return false;
    if (slash == text.npos) return true;
    const std::optional<std::uint64_t> bits = parse_number(text.substr(slash + 1));
    return bits && *bits <= (family == 4 ? 32U : 128U);
}

}  // namespace footfall::config
