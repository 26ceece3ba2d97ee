#include "gate/pictures.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

TEST(Pictures, AreManyAndNoTwoAreAlike) {
    EXPECT_GE(pictures().size(), 24U);
    std::set<std::string_view> words;
    std::set<std::string_view> strokes;
    for (const Picture& picture : pictures()) {
        words.insert(picture.word);
        strokes.insert(picture.strokes);
        EXPECT_TRUE(std::all_of(picture.word.begin(), picture.word.end(), [](char c) {
            return c >= 'a' && c <= 'z';
        })) << picture.word;
    }
    EXPECT_EQ(words.size(), pictures().size());
    EXPECT_EQ(strokes.size(), pictures().size());
}

// Whoever reads the page's source must not be better off than who looks at it.
TEST(Pictures, TheDrawingNamesNothing) {
    for (const Picture& picture : pictures()) {
        const std::string markup = drawing(picture);
        EXPECT_EQ(markup.find(picture.word), std::string::npos) << markup;
        EXPECT_EQ(markup.find("<title"), std::string::npos);
        EXPECT_EQ(markup.find(" id="), std::string::npos);
        EXPECT_LT(markup.size(), 700U) << picture.word;
    }
}

TEST(Pictures, AWordIsReadAsPeopleWriteIt) {
    const Picture& anchor = pictures().front();
    ASSERT_EQ(anchor.word, "anchor");
    for (const std::string_view text :
         {"anchor", "Anchor", "ANCHOR", "  anchor ", "\tanchor\r\n"}) {
        EXPECT_TRUE(is_word(anchor, text)) << text;
    }
    for (const std::string_view text :
         {"", " ", "ancho", "anchors", "an chor", "ànchor", "apple"}) {
        EXPECT_FALSE(is_word(anchor, text)) << text;
    }
}

}  // namespace
}  // namespace footfall::gate
