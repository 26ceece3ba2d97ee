// The hash of maps that are asked by text without a copy of it.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace footfall::index {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>()(text);
    }
};

}  // namespace footfall::index
