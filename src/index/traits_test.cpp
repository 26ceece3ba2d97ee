#include "index/traits.h"

#include <string>

#include <gtest/gtest.h>

namespace footfall::index {
namespace {

std::string rejoined(std::string_view text) {
    const auto members = split_object(text);
    return members ? join_object(*members) : "nothing";
}

TEST(Traits, ComeBackInByteOrderWithTheirValuesAsWritten) {
    EXPECT_EQ(rejoined("{}"), "{}");
    EXPECT_EQ(rejoined(" { \"b\" : 1.50 , \"a\":{\"x\": [1, \"}\"]}, \"Z\":true } "),
              R"({"Z":true,"a":{"x": [1, "}"]},"b":1.50})");
}

TEST(Traits, TakeEscapedAndPlainKeysAsOne) {
    EXPECT_EQ(rejoined(R"({"a":1,"\u0061":2})"), R"({"a":2})");
    EXPECT_EQ(rejoined(R"({"\ud83d\ude00":1})"), "{\"\U0001F600\":1}");
    EXPECT_EQ(rejoined(R"({"q\"\\\n":1})"), R"({"q\"\\\u000a":1})");
}

TEST(Traits, AreNothingInTextThatIsNoObject) {
    for (const char* text : {"", "[]", "1", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1}x",
                             "{\"a\":[1}", "{\"a\\x\":1}", "{\"a\":\"", "{\"\\ud800\\u0041\":1}"}) {
        EXPECT_EQ(rejoined(text), "nothing") << text;
    }
}

// Text that nests without end must not exhaust the stack.
TEST(Traits, AreNothingBeyondTheDepthAllowed) {
    const auto nested = [](std::size_t depth) {
        return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    EXPECT_EQ(rejoined(nested(64)), nested(64));
    EXPECT_EQ(rejoined(nested(66)), "nothing");
    EXPECT_EQ(rejoined(nested(1'000'000)), "nothing");
}

}  // namespace
}  // namespace footfall::index
