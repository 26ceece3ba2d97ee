#include "gate/id.h"

#include <cstddef>
#include <cstdint>

#include "workspace/token.h"

namespace footfall::gate {

namespace {

constexpr std::size_t digits_max = 32;

}  // namespace

std::string make_id(Random& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id;
    while (id.size() < digits_max) {
        std::uint64_t bits = random.next();
        for (int i = 0; i < 16; ++i, bits >>= 4) id += digits[bits & 15];
    }
    return id;
}

std::string derived_id(std::string_view what, std::string_view from) {
    return workspace::sha256(std::string(what) + ":" + std::string(from)).substr(0, digits_max);
}

}  // namespace footfall::gate
