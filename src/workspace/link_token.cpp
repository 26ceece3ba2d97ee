#include "workspace/link_token.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "workspace/links.h"

namespace footfall::workspace {

std::string make_link_token(Random& random) {
    constexpr std::string_view digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // The last multiple of 62 that a byte reaches: those above would make some digits likelier.
    constexpr unsigned bound = 256 / digits.size() * digits.size();
    std::string token;
    while (token.size() < link_token_characters) {
        std::array<std::byte, 32> bytes{};
        random.fill(bytes);
        for (const std::byte byte : bytes) {
            const auto value = std::to_integer<unsigned>(byte);
            if (value < bound && token.size() < link_token_characters) {
                token += digits[value % digits.size()];
            }
        }
    }
    return token;
}

}  // namespace footfall::workspace
