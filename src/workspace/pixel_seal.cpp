#include "workspace/pixel_seal.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "assert.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t nonce_bytes = crypto_secretbox_NONCEBYTES;
constexpr int base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

template <std::size_t Size>
void derive(std::array<unsigned char, Size>& key, std::uint64_t number, const Secret& secret) {
    static_assert(crypto_kdf_KEYBYTES == std::tuple_size_v<Secret>);
    const int made =
        crypto_kdf_derive_from_key(key.data(), key.size(), number, "ffpixels",
                                   reinterpret_cast<const unsigned char*>(secret.data()));
    ASSERT(made == 0);
}

void add(const std::string& text, std::string& out) {
    ASSERT(text.size() <= 0xffff, text.size());
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size() & 0xff);
    out += text;
}

bool take(std::string_view& bytes, std::string& text) {
    if (bytes.size() < 2) return false;
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                             static_cast<unsigned char>(bytes[1]);
    bytes.remove_prefix(2);
    if (bytes.size() < size) return false;
    text = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return true;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

PixelSeal::PixelSeal(const Secret& secret) {
    derive(box_key_, 1, secret);
    derive(nonce_key_, 2, secret);
}

// The nonce is a keyed hash of what it seals, so it comes again only with the same text.
std::string PixelSeal::seal(const PixelClaims& claims) const {
    std::string plain(claims.workspace.bytes.begin(), claims.workspace.bytes.end());
    add(claims.customer, plain);
    add(claims.campaign, plain);
    add(claims.message, plain);
    std::string sealed(nonce_bytes + crypto_secretbox_MACBYTES + plain.size(), '\0');
    crypto_generichash(bytes_of(sealed), nonce_bytes, bytes_of(std::string_view(plain)),
                       plain.size(), nonce_key_.data(), nonce_key_.size());
    crypto_secretbox_easy(bytes_of(sealed) + nonce_bytes, bytes_of(std::string_view(plain)),
                          plain.size(), bytes_of(sealed), box_key_.data());
    std::string text(sodium_base64_ENCODED_LEN(sealed.size(), base64), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(sealed), sealed.size(), base64);
    text.pop_back();  // the null at its end
    return text;
}

std::optional<PixelClaims> PixelSeal::open(std::string_view text) const {
    std::string sealed(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(bytes_of(sealed), sealed.size(), text.data(), text.size(), nullptr, &size,
                          &end, base64) != 0 ||
        end != text.data() + text.size() || size < nonce_bytes + crypto_secretbox_MACBYTES) {
        return std::nullopt;
    }
    std::string plain(size - nonce_bytes - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(bytes_of(plain), bytes_of(sealed) + nonce_bytes,
                                   size - nonce_bytes, bytes_of(sealed), box_key_.data()) != 0) {
        return std::nullopt;
    }
    PixelClaims claims;
    std::string_view rest = plain;
    if (rest.size() < claims.workspace.bytes.size()) return std::nullopt;
    std::copy_n(rest.begin(), claims.workspace.bytes.size(), claims.workspace.bytes.begin());
    rest.remove_prefix(claims.workspace.bytes.size());
    if (!take(rest, claims.customer) || !take(rest, claims.campaign) ||
        !take(rest, claims.message) || !rest.empty()) {
        return std::nullopt;
    }
    return claims;
}

}  // namespace footfall::workspace
