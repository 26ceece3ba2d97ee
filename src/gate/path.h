// The addresses of the entry pages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace footfall::gate {

// What of a link is asked for.
enum class Part : std::uint8_t {
    entry,  // /l/{token}
    seen,   // /l/{token}/seen
    logo,   // /l/{token}/logo
};

struct Path {
    std::string token;  // has a token's form
    Part part = Part::entry;
};

// Whether the path belongs to links, right or not.
bool is_link_path(std::string_view path);

// What a decoded path leads to; a slash at its end does not matter. Nothing if there is no text of
// a token's form in it, or something unknown behind it.
std::optional<Path> parse_path(std::string_view path);

}  // namespace footfall::gate
