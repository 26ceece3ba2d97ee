#include "gate/brand.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace footfall::gate {

namespace {

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

double linear(std::uint8_t channel) {
    const double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(const Color& color) {
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

}  // namespace

std::optional<Color> parse_color(std::string_view text) {
    if (text.size() != 7 || text.front() != '#') return std::nullopt;
    unsigned channels[3] = {};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto high = digit(text[1 + 2 * i]);
        const auto low = digit(text[2 + 2 * i]);
        if (!high || !low) return std::nullopt;
        channels[i] = *high * 16 + *low;
    }
    return Color{static_cast<std::uint8_t>(channels[0]), static_cast<std::uint8_t>(channels[1]),
                 static_cast<std::uint8_t>(channels[2])};
}

std::string to_string(const Color& color) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "#";
    for (const std::uint8_t channel : {color.red, color.green, color.blue}) {
        text += digits[channel >> 4];
        text += digits[channel & 15];
    }
    return text;
}

double contrast(const Color& a, const Color& b) {
    const double one = luminance(a) + 0.05;
    const double other = luminance(b) + 0.05;
    return std::max(one, other) / std::min(one, other);
}

Color text_on(const Color& background) {
    return contrast(background, white) >= contrast(background, black) ? white : black;
}

Color border_of(const Color& button, const Color& page) {
    return contrast(button, page) >= 3 ? button : text_on(page);
}

}  // namespace footfall::gate
