// Who asks: the peer of a socket, or whom a trusted proxy speaks for.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "result.h"

namespace footfall::http {

// An IP address; IPv4 as IPv6 maps it, so that ::ffff:192.0.2.1 equals 192.0.2.1.
struct Address {
    std::array<std::uint8_t, 16> bytes{};

    bool is_v4() const;

    // An IPv4 address itself, of IPv6 its /64, which one host can fill alone.
    Address network() const;

    std::string text() const;

    friend auto operator<=>(const Address&, const Address&) = default;
};

// Reads an address, also in brackets or with a port as proxies write them.
std::optional<Address> parse_address(std::string_view text);

struct Client {
    std::string peer;
    bool secure = false;
};

// The proxies whose X-Forwarded-* fields are believed. Constant after construction.
class TrustedProxies {
  public:
    // `invalid` names the first text that is neither an address nor a CIDR block.
    static Result<TrustedProxies> parse(const std::vector<std::string>& blocks);

    bool contain(const Address& address) const;

    // From a trusted proxy the rightmost untrusted address of X-Forwarded-For, else the socket's
    // peer. An entry that is no address ends the search at the proxy that wrote it.
    Client client_of(const Address& socket_peer, const Fields& fields) const;

  private:
    struct Block {
        Address address;
        unsigned bits = 128;
    };
    std::vector<Block> blocks_;
};

}  // namespace footfall::http
