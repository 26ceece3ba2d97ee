#include "http/peer.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace footfall::http {

namespace {

constexpr std::size_t v4_offset = 12;  // of an IPv4 address in its mapped form

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The entries of all fields of that name, as one list.
std::vector<std::string_view> list_of(const Fields& fields, std::string_view name) {
    std::vector<std::string_view> entries;
    for (const auto& [field_name, value] : fields) {
        if (field_name != name) continue;
        std::string_view rest = value;
        while (true) {
            const std::size_t comma = rest.find(',');
            entries.push_back(trimmed(rest.substr(0, comma)));
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return entries;
}

bool agree(const Address& a, const Address& b, unsigned bits) {
    for (std::size_t i = 0; i < a.bytes.size() && bits > 0; ++i) {
        const unsigned taken = std::min(bits, 8U);
        if (((a.bytes[i] ^ b.bytes[i]) & (0xFF00U >> taken) & 0xFFU) != 0) return false;
        bits -= taken;
    }
    return true;
}

}  // namespace

bool Address::is_v4() const {
    constexpr std::uint8_t prefix[v4_offset] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(std::begin(prefix), std::end(prefix), bytes.begin());
}

Address Address::network() const {
    Address network = *this;
    if (!is_v4()) std::fill(network.bytes.begin() + 8, network.bytes.end(), std::uint8_t{0});
    return network;
}

std::string Address::text() const {
    char text[INET6_ADDRSTRLEN] = {};
    const bool v4 = is_v4();
    inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data() + (v4 ? v4_offset : 0), text, sizeof text);
    return text;
}

std::optional<Address> parse_address(std::string_view text) {
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        if (text.size() > end + 1 && text[end + 1] != ':') return std::nullopt;
        text = text.substr(1, end - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    const std::string name(text);
    Address address;
    if (inet_pton(AF_INET6, name.c_str(), address.bytes.data()) == 1) return address;
    if (inet_pton(AF_INET, name.c_str(), address.bytes.data() + v4_offset) != 1)
        return std::nullopt;
    address.bytes[10] = address.bytes[11] = 0xFF;
    return address;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& blocks) {
    TrustedProxies proxies;
    for (const std::string& text : blocks) {
        const std::string_view view = text;
        const std::size_t slash = view.find('/');
        const std::optional<Address> address = parse_address(view.substr(0, slash));
        unsigned bits = address && address->is_v4() ? 32 : 128;
        const unsigned bits_max = bits;
        bool right = address.has_value();
        if (right && slash != std::string_view::npos) {
            const char* end = view.data() + view.size();
            const auto [stop, error] = std::from_chars(view.data() + slash + 1, end, bits);
            right = error == std::errc() && stop == end && bits <= bits_max;
        }
        if (!right)
            return fail(ErrorCode::invalid, "not an address or a CIDR block: " + text,
                        "trusted_proxies", "invalid_address");
        proxies.blocks_.push_back({*address, address->is_v4() ? bits + 96 : bits});
    }
    return proxies;
}

bool TrustedProxies::contain(const Address& address) const {
    return std::any_of(blocks_.begin(), blocks_.end(), [&address](const Block& block) {
        return agree(block.address, address, block.bits);
    });
}

Client TrustedProxies::client_of(const Address& socket_peer, const Fields& fields) const {
    if (!contain(socket_peer)) return {socket_peer.text(), false};
    Address peer = socket_peer;
    const std::vector<std::string_view> hops = list_of(fields, "x-forwarded-for");
    for (auto hop = hops.rbegin(); hop != hops.rend() && contain(peer); ++hop) {
        const std::optional<Address> address = parse_address(*hop);
        if (!address) break;
        peer = *address;
    }
    // The nearest proxy writes last; what stands before it may come from a stranger.
    const std::vector<std::string_view> schemes = list_of(fields, "x-forwarded-proto");
    const bool secure =
        !schemes.empty() && (schemes.back() == "https" || schemes.back() == "HTTPS");
    return {peer.text(), secure};
}

}  // namespace footfall::http
