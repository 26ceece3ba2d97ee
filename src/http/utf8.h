// UTF-8: tells text from other bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace footfall::http {

// The bytes of the character that `text` begins with; 0 if it begins with none (overlong forms,
// surrogates and code points above U+10FFFF are none).
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

// `text` with U+FFFD for each byte that belongs to no character.
std::string to_utf8(std::string_view text);

}  // namespace footfall::http
