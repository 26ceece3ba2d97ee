#include "api/json_text.h"

#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace footfall::api {
namespace {

namespace json = boost::json;

TEST(JsonText, WritesFractionsWithoutExponents) {
    EXPECT_EQ(json_text(json::value(46.65)), "46.65");
    EXPECT_EQ(json_text(json::value(-0.6)), "-0.6");
    EXPECT_EQ(json_text(json::value(100.0)), "100");
    EXPECT_EQ(json_text(json::value(0.0)), "0");
    EXPECT_EQ(json_text(json::value(1e300)).size(), 301U);
    EXPECT_EQ(json_text(json::value(1e-7)), "0.0000001");
}

TEST(JsonText, IsTheSameValue) {
    const std::string text =
        R"({"a":[1,-2,18446744073709551615,true,null,"x\"\u0001é"],"b":{},"c":[],"\n":0.1})";
    const json::value value = json::parse(text);
    EXPECT_EQ(json::parse(json_text(value)), value);
    json::object third{{"third", 1.0 / 3.0}};
    EXPECT_EQ(json::parse(json_text(third)), json::value(third));
}

}  // namespace
}  // namespace footfall::api
