#include "gate/visit.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <sodium.h>

#include "assert.h"
#include "gate/id.h"

namespace footfall::gate {

namespace {

constexpr std::size_t id_bytes = 16;
constexpr std::size_t link_bytes = 8;
constexpr std::chrono::minutes clock_tolerance{5};
constexpr char key_context[crypto_kdf_CONTEXTBYTES + 1] = "visits__";

// As it is sealed. Another meaning of these bytes needs another `key_context`.
struct Plain {
    std::array<unsigned char, id_bytes> id{};
    std::array<unsigned char, link_bytes> link{};
    std::array<unsigned char, 8> begun{};  // the microseconds, most significant byte first
    unsigned char flags = 0;
};
static_assert(sizeof(Plain) == id_bytes + link_bytes + 8 + 1);

constexpr unsigned char confirmed_flag = 1;
constexpr unsigned char verified_flag = 2;

constexpr std::size_t sealed_bytes =
    crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + sizeof(Plain);

template <std::size_t bytes>
std::string hex(const std::array<unsigned char, bytes>& from) {
    std::array<char, 2 * bytes + 1> digits{};
    sodium_bin2hex(digits.data(), digits.size(), from.data(), from.size());
    return digits.data();
}

template <std::size_t bytes>
std::array<unsigned char, bytes> from_hex(std::string_view digits) {
    std::array<unsigned char, bytes> out{};
    std::size_t length = 0;
    const int failed = sodium_hex2bin(out.data(), out.size(), digits.data(), digits.size(), nullptr,
                                      &length, nullptr);
    ASSERT(failed == 0 && length == bytes, digits);
    return out;
}

}  // namespace

Visit begin_visit(std::string_view link, Instant now, Random& random) {
    Visit visit;
    visit.id = make_id(random);
    visit.link = link;
    visit.begun = now;
    return visit;
}

VisitSeal::VisitSeal(const workspace::Secret& secret) {
    static_assert(crypto_secretbox_KEYBYTES == 32 && crypto_kdf_KEYBYTES == 32);
    ASSERT(sodium_init() >= 0);
    ASSERT(crypto_kdf_derive_from_key(key_.data(), key_.size(), 1, key_context,
                                      reinterpret_cast<const unsigned char*>(secret.data())) == 0);
}

std::string VisitSeal::seal(const Visit& visit, Random& random) const {
    Plain plain;
    plain.id = from_hex<id_bytes>(visit.id);
    plain.link = from_hex<link_bytes>(visit.link);
    for (std::size_t i = 0; i < plain.begun.size(); ++i) {
        plain.begun[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(visit.begun.us) >>
                                                    (8 * (plain.begun.size() - 1 - i)));
    }
    plain.flags = static_cast<unsigned char>((visit.is_confirmed ? confirmed_flag : 0) |
                                             (visit.is_verified ? verified_flag : 0));
    std::array<unsigned char, crypto_secretbox_NONCEBYTES> nonce{};
    random.fill(std::as_writable_bytes(std::span(nonce)));
    std::array<unsigned char, sealed_bytes> sealed{};
    std::memcpy(sealed.data(), nonce.data(), nonce.size());
    crypto_secretbox_easy(sealed.data() + nonce.size(),
                          reinterpret_cast<const unsigned char*>(&plain), sizeof plain,
                          nonce.data(), key_.data());
    std::array<char,
               sodium_base64_ENCODED_LEN(sealed_bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)>
        text{};
    sodium_bin2base64(text.data(), text.size(), sealed.data(), sealed.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text.data();
}

std::optional<Visit> VisitSeal::open(std::string_view text, std::string_view link,
                                     Instant now) const {
    std::array<unsigned char, sealed_bytes> sealed{};
    std::size_t length = 0;
    if (sodium_base642bin(sealed.data(), sealed.size(), text.data(), text.size(), nullptr, &length,
                          nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length != sealed_bytes) {
        return std::nullopt;
    }
    Plain plain;
    if (crypto_secretbox_open_easy(
            reinterpret_cast<unsigned char*>(&plain), sealed.data() + crypto_secretbox_NONCEBYTES,
            sealed_bytes - crypto_secretbox_NONCEBYTES, sealed.data(), key_.data()) != 0) {
        return std::nullopt;
    }
    std::uint64_t begun = 0;
    for (const unsigned char byte : plain.begun) begun = begun << 8 | byte;
    Visit visit{.id = hex(plain.id),
                .link = hex(plain.link),
                .begun = {static_cast<std::int64_t>(begun)},
                .is_confirmed = (plain.flags & confirmed_flag) != 0,
                .is_verified = (plain.flags & verified_flag) != 0};
    if (visit.link != link || now - visit.begun >= visit_life ||
        visit.begun - now > clock_tolerance) {
        return std::nullopt;
    }
    return visit;
}

std::string visit_cookie_text(std::string_view sealed, bool over_tls) {
    std::string text = std::string(visit_cookie) + "=" + std::string(sealed) +
                       "; Path=/l/; HttpOnly; SameSite=Lax";
    if (over_tls) text += "; Secure";
    return text;
}

}  // namespace footfall::gate
