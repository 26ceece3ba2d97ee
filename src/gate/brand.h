// The supplier's color, and what can be read on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace footfall::gate {

struct Color {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    friend bool operator==(const Color&, const Color&) = default;
};

inline constexpr Color white{255, 255, 255};
inline constexpr Color black{0, 0, 0};
inline constexpr Color page_light{255, 255, 255};
inline constexpr Color page_dark{21, 24, 29};
inline constexpr Color standard_brand{65, 82, 200};

// `#rrggbb`, and back.
std::optional<Color> parse_color(std::string_view text);
std::string to_string(const Color& color);

// By WCAG 2: from 1 to 21.
double contrast(const Color& a, const Color& b);

// Black or white, whichever can be read better on it: at least 4.5 to 1 on every color.
Color text_on(const Color& background);

// A border that tells a button of that color from the page behind it: 3 to 1 at least.
Color border_of(const Color& button, const Color& page);

}  // namespace footfall::gate
