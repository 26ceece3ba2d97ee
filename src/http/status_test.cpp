#include "http/status.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/utf8.h"

namespace footfall::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const Response& response) { return std::get<std::string>(response.body); }

std::string field_of(const Response& response, std::string_view name) {
    for (const auto& [field_name, value] : response.fields)
        if (field_name == name) return value;
    return {};
}

TEST(Status, EveryErrorCodeHasItsStatus) {
    EXPECT_EQ(status_of(ErrorCode::invalid), 400);
    EXPECT_EQ(status_of(ErrorCode::unauthenticated), 401);
    EXPECT_EQ(status_of(ErrorCode::forbidden), 403);
    EXPECT_EQ(status_of(ErrorCode::not_found), 404);
    EXPECT_EQ(status_of(ErrorCode::conflict), 409);
    EXPECT_EQ(status_of(ErrorCode::too_large), 413);
    EXPECT_EQ(status_of(ErrorCode::busy), 503);
    EXPECT_EQ(status_of(ErrorCode::unavailable), 503);
    EXPECT_EQ(status_of(ErrorCode::io), 500);
    EXPECT_EQ(status_of(ErrorCode::corrupt), 500);
}

TEST(Problem, NamesCodeMessageFieldAndRequest) {
    const Response response =
        problem({ErrorCode::invalid, "from is after to", "from", "invalid_range"}, "abc");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(field_of(response, "content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(text_of(response),
              R"({"error":{"code":"invalid_range","message":"from is after to","field":"from"},)"
              R"("request_id":"abc"})");
}

TEST(Problem, WithoutReasonHasTheWordOfItsCode) {
    EXPECT_EQ(text_of(problem({ErrorCode::not_found, "no such customer", "", ""}, "abc")),
              R"({"error":{"code":"not_found","message":"no such customer","field":null},)"
              R"("request_id":"abc"})");
}

// A path or a statement in an answer tells a stranger of the machine.
TEST(Problem, TellsNothingOfTheInsideInA5xx) {
    for (const ErrorCode code :
         {ErrorCode::io, ErrorCode::corrupt, ErrorCode::busy, ErrorCode::unavailable}) {
        const Response response = problem({code, "/var/lib/secret: EIO", "", ""}, "abc");
        EXPECT_GE(response.status, 500);
        EXPECT_THAT(text_of(response), Not(HasSubstr("secret")));
        EXPECT_THAT(text_of(response), HasSubstr("abc"));
    }
}

TEST(Problem, CarriesRetryAfterWhereTryingAgainHelps) {
    EXPECT_EQ(field_of(problem({ErrorCode::busy, "", "", ""}, "a", 270), "retry-after"), "270");
    EXPECT_EQ(field_of(problem({ErrorCode::busy, "", "", ""}, "a"), "retry-after"), "5");
    EXPECT_EQ(field_of(problem({ErrorCode::unavailable, "", "", ""}, "a"), "retry-after"), "5");
    EXPECT_EQ(field_of(problem({ErrorCode::io, "", "", ""}, "a"), "retry-after"), "");
    EXPECT_EQ(field_of(problem({ErrorCode::forbidden, "", "", ""}, "a", 9), "retry-after"), "9");
}

TEST(Refusal, HasTheShapeOfAProblem) {
    EXPECT_EQ(text_of(refusal(431, "abc")),
              R"({"error":{"code":"header_too_large","message":"the header is too large",)"
              R"("field":null},"request_id":"abc"})");
    std::set<std::string> bodies;
    for (const int status : {400, 405, 408, 413, 417, 431, 500, 503})
        bodies.insert(text_of(refusal(status, "abc")));
    EXPECT_EQ(bodies.size(), 8U);
    EXPECT_THAT(text_of(refusal(499, "abc")), HasSubstr("\"refused\""));
}

TEST(JsonString, EscapesWhatWouldEndOrBreakIt) {
    EXPECT_EQ(json_string(""), R"("")");
    EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
    EXPECT_EQ(json_string(std::string_view("\0\n\x1f\x7f", 4)), R"("\u0000\u000a\u001f\u007f")");
    EXPECT_EQ(json_string("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
}

TEST(JsonString, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(json_string("a\xFF"
                          "b"),
              "\"a\xEF\xBF\xBD"
              "b\"");
    EXPECT_EQ(json_string("\xC3"), "\"\xEF\xBF\xBD\"");
    // A quote behind a torn character must not be swallowed with it.
    EXPECT_EQ(json_string("\xE2\x82\""), "\"\xEF\xBF\xBD\xEF\xBF\xBD\\\"\"");
}

// Against the definition: every code point by its own encoding, computed the long way.
TEST(Utf8, KnowsEveryCodePointAndNoSurrogate) {
    for (unsigned point = 0; point <= 0x110010; ++point) {
        std::string text;
        const auto add = [&text](unsigned byte) { text += static_cast<char>(byte); };
        if (point < 0x80) {
            add(point);
        } else if (point < 0x800) {
            add(0xC0 | point >> 6U), add(0x80 | (point & 0x3FU));
        } else if (point < 0x10000) {
            add(0xE0 | point >> 12U), add(0x80 | (point >> 6U & 0x3FU)),
                add(0x80 | (point & 0x3FU));
        } else {
            add(0xF0 | point >> 18U), add(0x80 | (point >> 12U & 0x3FU));
            add(0x80 | (point >> 6U & 0x3FU)), add(0x80 | (point & 0x3FU));
        }
        const bool is_character = point < 0x110000 && !(point >= 0xD800 && point < 0xE000);
        ASSERT_EQ(utf8_length(text), is_character ? text.size() : 0) << point;
        if (text.size() > 1) {
            ASSERT_EQ(utf8_length(text.substr(0, text.size() - 1)), 0U) << point;
        }
    }
}

TEST(Utf8, RefusesOverlongForms) {
    EXPECT_FALSE(is_utf8("\xC0\xAF"));
    EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));
    EXPECT_FALSE(is_utf8("\xF0\x80\x80\xAF"));
    EXPECT_FALSE(is_utf8("\x80"));
    EXPECT_TRUE(is_utf8(""));
}

}  // namespace
}  // namespace footfall::http
