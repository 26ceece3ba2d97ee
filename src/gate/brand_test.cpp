#include "gate/brand.h"

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

TEST(Brand, ColorsAreReadStrictly) {
    EXPECT_EQ(parse_color("#1a2B3c"), (Color{0x1a, 0x2b, 0x3c}));
    EXPECT_EQ(to_string(Color{0x1a, 0x2b, 0x3c}), "#1a2b3c");
    for (const std::string_view text :
         {"", "#", "1a2b3c", "#1a2b3", "#1a2b3cd", "#1a2b3g", "red", "#1a2b3;", "#fff"}) {
        EXPECT_FALSE(parse_color(text).has_value()) << text;
    }
}

TEST(Brand, ContrastIsThatOfTheGuidelines) {
    EXPECT_NEAR(contrast(white, black), 21, 0.001);
    EXPECT_NEAR(contrast(white, white), 1, 0.001);
    EXPECT_NEAR(contrast(*parse_color("#777777"), white), 4.48, 0.01);
    EXPECT_NEAR(contrast(*parse_color("#0000ff"), white), 8.59, 0.01);
}

// A supplier chooses any color; nobody but a test looks at all of them.
TEST(Brand, TextCanBeReadAndButtonsBeSeenOnEveryColor) {
    for (int red = 0; red < 256; red += 5) {
        for (int green = 0; green < 256; green += 5) {
            for (int blue = 0; blue < 256; blue += 15) {
                const Color color{static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green),
                                  static_cast<std::uint8_t>(blue)};
                ASSERT_GE(contrast(text_on(color), color), 4.5) << to_string(color);
                for (const Color& page : {page_light, page_dark}) {
                    ASSERT_GE(contrast(border_of(color, page), page), 3) << to_string(color);
                }
            }
        }
    }
}

}  // namespace
}  // namespace footfall::gate
