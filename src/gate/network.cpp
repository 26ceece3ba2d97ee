#include "gate/network.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "http/peer.h"

namespace footfall::gate {

namespace {

constexpr std::int64_t day_us = 86'400'000'000;

struct Block {
    std::array<std::uint8_t, 16> bytes;
    unsigned bits;
};

// Of IANA's special-purpose registries, what a proxy or a house uses. IPv4 as IPv6 maps it.
constexpr std::array<Block, 9> not_public{{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127}, 104},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10}, 104},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 172, 16}, 108},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 168}, 112},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 169, 254}, 112},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0}, 104},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 127},  // :: and ::1
    {{0xfc}, 7},
    {{0xfe, 0x80}, 10},
}};

bool is_in(const std::array<std::uint8_t, 16>& bytes, const Block& block) {
    const unsigned whole = block.bits / 8;
    if (!std::equal(bytes.begin(), bytes.begin() + whole, block.bytes.begin())) return false;
    const unsigned rest = block.bits % 8;
    return rest == 0 || (bytes[whole] ^ block.bytes[whole]) >> (8 - rest) == 0;
}

}  // namespace

std::string to_string(const Network& network) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = digits[network.hash >> (60 - 4 * i) & 0xf];
    }
    return text;
}

Networks::Networks(Random& random) : random_(random) {}

Network Networks::of(std::string_view peer, Instant at) {
    const std::optional<http::Address> address = http::parse_address(peer);
    std::array<std::uint8_t, 16> bytes{};
    Network network;
    if (address) {
        bytes = address->bytes;
        network.is_public = std::none_of(not_public.begin(), not_public.end(),
                                         [&](const Block& block) { return is_in(bytes, block); });
        const std::ptrdiff_t kept = address->is_v4() ? 15 : 6;
        std::fill(bytes.begin() + kept, bytes.end(), std::uint8_t{0});
    }
    const std::int64_t day = at.us / day_us;
    const std::lock_guard lock(mutex_);
    if (!has_key_ || day != day_) {
        random_.fill(std::as_writable_bytes(std::span(key_)));
        day_ = day;
        has_key_ = true;
    }
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), bytes.data(), bytes.size(), key_.data());
    for (const unsigned char byte : hash) network.hash = network.hash << 8 | byte;
    return network;
}

}  // namespace footfall::gate
