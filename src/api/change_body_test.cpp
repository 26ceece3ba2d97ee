#include "api/change_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::api {
namespace {

using testing::ElementsAre;

Result<ChangeBody> body(const std::string& text) { return ChangeBody::of(text, {"a", "b"}); }

ChangeBody good(const std::string& text) { return body(text).value(); }

template <class T>
std::string fault(const Result<T>& refused) {
    if (refused) return "none";
    return refused.error().field + " " + refused.error().reason;
}

TEST(ChangeBody, IsAnObjectOfKnownFields) {
    EXPECT_TRUE(body("{}"));
    EXPECT_TRUE(body(R"({"a": null, "b": [[{}]]})"));
    for (const std::string text : {"", "[]", "null", "\"a\"", "{", "{} {}", "{\"a\": \"\xFF\"}"}) {
        EXPECT_EQ(fault(body(text)), " invalid_json") << text;
    }
    EXPECT_EQ(fault(body(R"({"a": 1, "c": 2})")), "c unknown_field");
}

TEST(ChangeBody, WhatIsAbsentStaysAndNullClears) {
    const ChangeBody none = good("{}");
    EXPECT_EQ(none.text("a").value(), std::nullopt);
    EXPECT_EQ(none.flag("a").value(), std::nullopt);
    EXPECT_EQ(none.texts("a").value(), std::nullopt);
    EXPECT_EQ(none.number("a", 0, 9).value(), std::nullopt);
    EXPECT_EQ(none.time("a").value(), std::nullopt);
    EXPECT_FALSE(none.text_or_null("a").value().has_value());
    EXPECT_FALSE(none.number_or_null("a", 0, 9).value().has_value());
    EXPECT_FALSE(none.time_or_null("a").value().has_value());
    const ChangeBody null = good(R"({"a": null})");
    const auto is_cleared = [](const auto& said) { return said.value() && !*said.value(); };
    EXPECT_TRUE(is_cleared(null.text_or_null("a")));
    EXPECT_TRUE(is_cleared(null.number_or_null("a", 0, 9)));
    EXPECT_TRUE(is_cleared(null.time_or_null("a")));
    EXPECT_EQ(fault(null.text("a")), "a wrong_type");
    EXPECT_EQ(fault(null.flag("a")), "a wrong_type");
    EXPECT_EQ(fault(null.texts("a")), "a wrong_type");
    EXPECT_EQ(fault(null.number("a", 0, 9)), "a wrong_type");
    EXPECT_EQ(fault(null.time("a")), "a wrong_type");
}

TEST(ChangeBody, ValuesAreOfTheirType) {
    EXPECT_EQ(good(R"({"a": "x"})").text("a").value(), "x");
    EXPECT_EQ(good(R"({"a": "x"})").text_or_null("a").value().value(), "x");
    EXPECT_EQ(good(R"({"a": false})").flag("a").value(), false);
    EXPECT_THAT(good(R"({"a": ["x", ""]})").texts("a").value().value(), ElementsAre("x", ""));
    EXPECT_EQ(fault(good(R"({"a": 1})").text("a")), "a wrong_type");
    EXPECT_EQ(fault(good(R"({"a": 1})").text_or_null("a")), "a wrong_type");
    EXPECT_EQ(fault(good(R"({"a": "yes"})").flag("a")), "a wrong_type");
    EXPECT_EQ(fault(good(R"({"a": "x"})").texts("a")), "a wrong_type");
    EXPECT_EQ(fault(good(R"({"a": ["x", 1]})").texts("a")), "a wrong_type");
}

TEST(ChangeBody, NumbersAreWholeAndWithinTheirBounds) {
    const auto number = [](const std::string& text) {
        return good("{\"a\": " + text + "}").number("a", 1, 9);
    };
    EXPECT_EQ(number("1").value(), 1U);
    EXPECT_EQ(number("9").value(), 9U);
    for (const std::string text :
         {"0", "10", "-1", "-9223372036854775808", "9223372036854775807", "18446744073709551615"}) {
        EXPECT_EQ(fault(number(text)), "a invalid_number") << text;
    }
    for (const std::string text : {"1.5", "1e2", "99999999999999999999", "\"1\"", "true"}) {
        EXPECT_EQ(fault(number(text)), "a wrong_type") << text;
    }
    EXPECT_EQ(good("{\"a\": 9}").number_or_null("a", 1, 9).value().value(), 9U);
    EXPECT_EQ(fault(good("{\"a\": 0}").number_or_null("a", 1, 9)), "a invalid_number");
}

TEST(ChangeBody, TimesAreThoseOfRfc3339) {
    const auto time = [](const std::string& text) {
        return good("{\"a\": \"" + text + "\"}").time_or_null("a");
    };
    EXPECT_EQ(time("2026-11-22T10:41:07.5+01:00").value().value(),
              (Instant{1'795'340'467'500'000}));
    for (const std::string text : {"", "2026-11-22", "2026-11-22T10:41:07", "1969-12-31T23:59:59Z",
                                   "2026-02-30T00:00:00Z"}) {
        EXPECT_EQ(fault(time(text)), "a invalid_time") << text;
    }
    EXPECT_EQ(fault(good("{\"a\": 1795340467}").time("a")), "a wrong_type");
}

}  // namespace
}  // namespace footfall::api
