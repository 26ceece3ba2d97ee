// The pictures of the challenge: simple things, each drawn with a few strokes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace footfall::gate {

struct Picture {
    std::string_view word;     // what it shows: lower case, letters alone
    std::string_view strokes;  // elements of SVG on a field of 64 by 64
};

// No two have the same word, and none looks like another.
std::span<const Picture> pictures();

// The drawing as an SVG element in the colour of the text around it. It names the picture nowhere.
std::string drawing(const Picture& picture);

// Whether that is the picture's word, as people write it: case and blanks do not matter.
bool is_word(const Picture& picture, std::string_view text);

}  // namespace footfall::gate
