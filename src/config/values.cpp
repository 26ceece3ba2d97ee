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
constexpr std::size_t credential_bytes_max = 255;
constexpr std::size_t address_bytes_max = 254;
constexpr std::size_t local_part_bytes_max = 64;
constexpr std::size_t mailbox_name_bytes_max = 100;

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

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Takes the `%XX` out of a user or a password.
std::optional<std::string> decode_credential(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            unsigned value = 0;
            const char* const digits = text.data() + i + 1;
            if (text.size() - i < 3) return std::nullopt;
            if (std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2) {
                return std::nullopt;
            }
            c = static_cast<char>(value);
            i += 2;
        }
        if (is_control(c)) return std::nullopt;
        decoded += c;
    }
    if (decoded.empty() || decoded.size() > credential_bytes_max) return std::nullopt;
    return decoded;
}

constexpr std::uint16_t standard_port(bool is_tls) { return is_tls ? 465 : 587; }

}  // namespace

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string encode_percent(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string encoded;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || plain.find(c) != plain.npos;
        if (is_plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += {'%', digits[byte >> 4], digits[byte & 15U]};
    }
    return encoded;
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

std::optional<MailServer> parse_mail_server(std::string_view text) {
    std::string scheme(text.substr(0, text.find("://")));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (scheme != "smtp" && scheme != "smtps") return std::nullopt;
    MailServer server;
    server.is_tls = scheme == "smtps";
    std::string_view rest = text.substr(scheme.size());
    if (!rest.starts_with("://")) return std::nullopt;
    rest.remove_prefix(3);
    if (const std::size_t at = rest.rfind('@'); at != rest.npos) {
        const std::string_view credentials = rest.substr(0, at);
        const std::size_t colon = credentials.find(':');
        if (colon == credentials.npos) return std::nullopt;
        const auto user = decode_credential(credentials.substr(0, colon));
        const auto password = decode_credential(credentials.substr(colon + 1));
        if (!user || !password) return std::nullopt;
        server.user = *user;
        server.password = *password;
        rest.remove_prefix(at + 1);
    }
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const std::optional<std::string> host = take_host(rest);
    if (!host) return std::nullopt;
    server.host = *host;
    server.port = standard_port(server.is_tls);
    if (!rest.empty()) {
        const std::optional<std::uint16_t> port = parse_port(rest);
        if (!port || *port == 0) return std::nullopt;
        server.port = *port;
    }
    return server;
}

std::string to_string(const MailServer& server) {
    std::string text = server.is_tls ? "smtps://" : "smtp://";
    if (!server.user.empty()) {
        text += encode_percent(server.user) + ":" + std::string(hidden_password) + "@";
    }
    return text + to_string(Listen{server.host, server.port});
}

bool is_mail_address(std::string_view text) {
    constexpr std::string_view marks = " <>()[]\\,;:\"";
    const std::size_t at = text.find('@');
    if (at == text.npos || at == 0 || at > local_part_bytes_max) return false;
    const std::string_view local = text.substr(0, at);
    const std::string_view domain = text.substr(at + 1);
    constexpr std::string_view edges = ".-";
    return text.size() <= address_bytes_max && !domain.empty() && domain.find('@') == domain.npos &&
           local.front() != '.' && local.back() != '.' &&
           edges.find(domain.front()) == edges.npos && edges.find(domain.back()) == edges.npos &&
           text.find("..") == text.npos && std::none_of(text.begin(), text.end(), [&](char c) {
               return is_control(c) || marks.find(c) != marks.npos;
           });
}

std::optional<Mailbox> parse_mailbox(std::string_view text) {
    Mailbox mailbox;
    text = trim(text);
    if (text.ends_with('>')) {
        const std::size_t bracket = text.find('<');
        if (bracket == text.npos) return std::nullopt;
        std::string_view name = trim(text.substr(0, bracket));
        if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) {
            name = trim(name.substr(1, name.size() - 2));
        }
        if (name.size() > mailbox_name_bytes_max || name.find('"') != name.npos ||
            std::any_of(name.begin(), name.end(), is_control)) {
            return std::nullopt;
        }
        mailbox.name = name;
        text = text.substr(bracket + 1, text.size() - bracket - 2);
    }
    if (!is_mail_address(text) || !is_ascii(text)) return std::nullopt;
    mailbox.address = text;
    return mailbox;
}

std::string to_string(const Mailbox& mailbox) {
    if (mailbox.name.empty()) return mailbox.address;
    return mailbox.name + " <" + mailbox.address + ">";
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
