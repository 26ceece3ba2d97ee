#include "http/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::optional<std::string> head_with(std::string name, std::string value) {
    Response response;
    response.fields.emplace_back(std::move(name), std::move(value));
    AnswerShape shape;
    shape.request_id = "abc";
    return answer_head(response, shape);
}

TEST(AnswerHead, SetsWhatEveryAnswerHas) {
    AnswerShape shape;
    shape.request_id = "abc";
    shape.at = Instant::from_seconds(784'111'777);
    shape.size = 5;
    EXPECT_EQ(answer_head(Response::json(404, "hello"), shape),
              "HTTP/1.1 404 Not Found\r\n"
              "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
              "X-Request-Id: abc\r\n"
              "content-type: application/json; charset=utf-8\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Content-Length: 5\r\n\r\n");
}

// A stranger's line break in a field would write fields, or a whole answer, of their own.
TEST(AnswerHead, TakesNoControlCharacter) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
        const std::string text = std::string("x") + static_cast<char>(byte) + "y";
        EXPECT_EQ(head_with("location", text).has_value(), !control) << byte;
    }
    EXPECT_FALSE(head_with("a:b", "x"));
    EXPECT_FALSE(head_with("a\r\nb", "x"));
    EXPECT_FALSE(head_with("", "x"));
    EXPECT_TRUE(head_with("x-a_b", ""));
}

TEST(AnswerHead, KeepsTheFramingToItself) {
    for (const char* name :
         {"Content-Length", "transfer-encoding", "Connection", "Date", "x-request-id", "TRAILER"})
        EXPECT_FALSE(head_with(name, "1")) << name;
}

TEST(AnswerHead, SaysNosniffOnce) {
    EXPECT_THAT(*head_with("x-content-type-options", "nosniff"),
                Not(HasSubstr("X-Content-Type-Options")));
}

TEST(AnswerHead, SaysWhetherTheConnectionGoesOn) {
    AnswerShape shape;
    EXPECT_THAT(*answer_head({}, shape), Not(HasSubstr("Connection")));
    shape.version = 10;
    EXPECT_THAT(*answer_head({}, shape), HasSubstr("Connection: keep-alive\r\n"));
    shape.keep_alive = false;
    EXPECT_THAT(*answer_head({}, shape), HasSubstr("Connection: close\r\n"));
}

TEST(AnswerHead, GivesNoLengthWhereThereIsNoBody) {
    AnswerShape shape;
    shape.size = 0;
    for (const int status : {204, 304}) {
        Response response;
        response.status = status;
        EXPECT_FALSE(has_body(status));
        EXPECT_THAT(*answer_head(response, shape), Not(HasSubstr("Content-Length")));
    }
    for (const int status : {-1, 0, 100, 199, 600, 2000}) {
        Response response;
        response.status = status;
        EXPECT_FALSE(answer_head(response, shape)) << status;
    }
}

TEST(HttpDate, KnowsLeapDaysAndTheEpoch) {
    EXPECT_EQ(http_date({}), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(http_date({1'709'251'199'999'999}), "Thu, 29 Feb 2024 23:59:59 GMT");
}

}  // namespace
}  // namespace footfall::http
