#include "observe/request_id.h"

#include <array>
#include <cstddef>

namespace footfall::observe {

std::string make_request_id(Random& random) {
    constexpr const char* digits = "0123456789abcdef";
    std::array<std::byte, 12> bytes{};
    random.fill(bytes);
    std::string id;
    id.reserve(2 * bytes.size());
    for (const std::byte byte : bytes) {
        id += digits[std::to_integer<unsigned>(byte >> 4)];
        id += digits[std::to_integer<unsigned>(byte & std::byte{15})];
    }
    return id;
}

}  // namespace footfall::observe
