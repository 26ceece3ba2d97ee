#include "question/question.h"

#include <gtest/gtest.h>

namespace footfall {
namespace {

TEST(ParseActivitySort, KnowsEveryKeyOfARowAndNothingElse) {
    EXPECT_EQ(parse_activity_sort("id"), ActivitySort::id);
    EXPECT_EQ(parse_activity_sort("name"), ActivitySort::name);
    EXPECT_EQ(parse_activity_sort("code"), ActivitySort::code);
    EXPECT_EQ(parse_activity_sort("email"), ActivitySort::email);
    EXPECT_EQ(parse_activity_sort("status"), ActivitySort::status);
    EXPECT_EQ(parse_activity_sort("last_click"), ActivitySort::last_click);
    EXPECT_EQ(parse_activity_sort("views"), ActivitySort::views);
    EXPECT_EQ(parse_activity_sort("trend"), ActivitySort::trend);
    EXPECT_EQ(parse_activity_sort("confirmed"), ActivitySort::confirmed);
    EXPECT_EQ(parse_activity_sort("verified"), ActivitySort::verified);
    EXPECT_EQ(parse_activity_sort("checkout"), ActivitySort::checkout);
    EXPECT_EQ(parse_activity_sort("orders"), ActivitySort::orders);
    EXPECT_EQ(parse_activity_sort("recent_activity"), ActivitySort::recent_activity);
    EXPECT_EQ(parse_activity_sort(""), std::nullopt);
    EXPECT_EQ(parse_activity_sort("-views"), std::nullopt);
    EXPECT_EQ(parse_activity_sort("Views"), std::nullopt);
    EXPECT_EQ(parse_activity_sort("views "), std::nullopt);
}

}  // namespace
}  // namespace footfall
