#include "workspace/token.h"

#include <algorithm>
#include <array>
#include <span>

#include <sodium.h>

namespace footfall::workspace {

std::string make_token(Random& random) {
    std::array<unsigned char, 32> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    std::array<char, token_characters + 1> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return std::string(text.data(), token_characters);
}

bool is_token(std::string_view text) {
    return text.size() == token_characters && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> digits{};
    sodium_bin2hex(digits.data(), digits.size(), hash.data(), hash.size());
    return std::string(digits.data(), digits.size() - 1);
}

}  // namespace footfall::workspace
