// Tokens: secrets that a browser or a client holds, and the hashes that the database holds.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "random.h"

namespace footfall::workspace {

inline constexpr std::size_t token_characters = 43;

// 256 random bits as base64url without padding.
std::string make_token(Random& random);

// Whether it has a token's form.
bool is_token(std::string_view text);

// SHA-256 as 64 lower-case hexadecimal digits. A token is random, so it needs no salt.
std::string sha256(std::string_view text);

}  // namespace footfall::workspace
