// What kind of picture bytes are.
#pragma once

#include <string_view>

namespace footfall::workspace {

// `image/png`, `image/jpeg`, `image/gif` or `image/webp`, as the first bytes say; empty for
// anything else, such as SVG, which may hold scripts.
std::string_view image_type(std::string_view bytes);

}  // namespace footfall::workspace
