#include "workspace/seal.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <sodium.h>

#include "assert.h"

namespace footfall::workspace {

namespace {

constexpr std::array<char, crypto_kdf_CONTEXTBYTES> context{'f', 'o', 'o', 't', 's', 'e', 'a', 'l'};
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Seal::Seal(const Secret& secret, SealPurpose purpose) {
    static_assert(std::tuple_size_v<decltype(key_)> == crypto_secretbox_KEYBYTES);
    static_assert(std::tuple_size_v<Secret> == crypto_kdf_KEYBYTES);
    const int derived = crypto_kdf_derive_from_key(
        key_.data(), key_.size(), static_cast<unsigned>(purpose), context.data(),
        reinterpret_cast<const unsigned char*>(secret.data()));
    ASSERT(derived == 0);
}

std::string Seal::close(std::string_view text, Random& random) const {
    std::vector<unsigned char> box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES +
                                   text.size());
    random.fill(std::as_writable_bytes(std::span(box).first(crypto_secretbox_NONCEBYTES)));
    const int closed = crypto_secretbox_easy(box.data() + crypto_secretbox_NONCEBYTES,
                                             bytes_of(text), text.size(), box.data(), key_.data());
    ASSERT(closed == 0);
    std::string sealed(sodium_base64_ENCODED_LEN(box.size(), variant), '\0');
    sodium_bin2base64(sealed.data(), sealed.size(), box.data(), box.size(), variant);
    sealed.pop_back();  // the zero at its end
    return sealed;
}

std::optional<std::string> Seal::open(std::string_view sealed) const {
    constexpr std::size_t least = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    std::vector<unsigned char> box(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(box.data(), box.size(), sealed.data(), sealed.size(), nullptr, &size,
                          nullptr, variant) != 0 ||
        size < least) {
        return std::nullopt;
    }
    std::string text(size - least, '\0');
    if (crypto_secretbox_open_easy(
            reinterpret_cast<unsigned char*>(text.data()), box.data() + crypto_secretbox_NONCEBYTES,
            size - crypto_secretbox_NONCEBYTES, box.data(), key_.data()) != 0) {
        return std::nullopt;
    }
    return text;
}

}  // namespace footfall::workspace
