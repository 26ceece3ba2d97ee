#include "observe/log.h"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "observe/request_id.h"

namespace footfall::observe {
namespace {

const Instant at{1'795'340'467'123'456};

std::string value_of(std::string_view value) {
    const std::string text = line(at, Level::info, "api", "said", {{"key", value}});
    const std::string start = "2026-11-22T09:41:07.123Z info api said key=";
    EXPECT_TRUE(text.starts_with(start)) << text;
    return text.substr(start.size());
}

TEST(Log, ALineHasTimeLevelAreaMessageAndFields) {
    EXPECT_EQ(line(at, Level::warning, "journal", "disk is full", {{"free", 12}, {"path", "/x"}}),
              "2026-11-22T09:41:07.123Z warning journal disk is full free=12 path=/x");
    EXPECT_EQ(line(Instant{-1}, Level::error, "a", "b"), "1969-12-31T23:59:59.999Z error a b");
}

TEST(Log, ValuesAreQuotedWhereTheyMustBe) {
    EXPECT_EQ(value_of("plain"), "plain");
    EXPECT_EQ(value_of("東京"), "東京");
    EXPECT_EQ(value_of(""), "\"\"");
    EXPECT_EQ(value_of("two words"), "\"two words\"");
    EXPECT_EQ(value_of("a=b"), "\"a=b\"");
    EXPECT_EQ(value_of("say \"hi\" \\"), "\"say \\\"hi\\\" \\\\\"");
}

// A stranger's text must not forge a second line, nor drive the operator's terminal.
TEST(Log, NothingLeavesTheLine) {
    EXPECT_EQ(value_of("a\nb\r\tc"), "a\\u000ab\\u000d\\u0009c");
    EXPECT_EQ(value_of("\x1b[31m"), "\\u001b[31m");
    EXPECT_EQ(value_of(std::string_view("\0x", 2)), "\\u0000x");
    EXPECT_EQ(value_of("\xC2\x9B"
                       "31m"),
              "\\u009b31m");
    EXPECT_EQ(value_of("\x7F"), "\\u007f");
    EXPECT_EQ(value_of("a\u2028b\u202Ec\uFEFF"), "a\\u2028b\\u202ec\\ufeff");
    EXPECT_EQ(line(at, Level::info, "a\n", "b\n", {{"c\n", "d\n"}}),
              "2026-11-22T09:41:07.123Z info a\\u000a b\\u000a c\\u000a=d\\u000a");
}

TEST(Log, BytesThatAreNotUtf8AreReplaced) {
    EXPECT_EQ(value_of("\xFF"), "\\ufffd");
    EXPECT_EQ(value_of("\xC0\x8A"), "\\ufffd\\ufffd");             // an overlong line end
    EXPECT_EQ(value_of("\xED\xA0\x80"), "\\ufffd\\ufffd\\ufffd");  // half a surrogate pair
    EXPECT_EQ(value_of("\xF4\x90\x80\x80"), "\\ufffd\\ufffd\\ufffd\\ufffd");
    EXPECT_EQ(value_of("\xE6\x9D"), "\\ufffd\\ufffd");
    EXPECT_EQ(value_of("😀"), "😀");
}

TEST(Log, QuotedIsAJsonString) {
    EXPECT_EQ(quoted("plain"), "\"plain\"");
    EXPECT_EQ(quoted("a\"\\\n\xFF"), "\"a\\\"\\\\\\u000a\\ufffd\"");
}

TEST(Log, OnlyTheLevelSetAndAboveAreWritten) {
    testing::internal::CaptureStderr();
    debug("test", "hidden");
    info("test", "shown %s {}", {{"a", "{}"}});
    set_level(Level::error);
    warning("test", "hidden");
    error("test", "shown too");
    set_level(Level::info);
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(text.find("hidden"), std::string::npos);
    EXPECT_NE(text.find(" info test shown %s {} a={}\n"), std::string::npos) << text;
    EXPECT_NE(text.find(" error test shown too\n"), std::string::npos) << text;
}

TEST(RequestId, IsTwentyFourDigitsAndNew) {
    SystemRandom random;
    std::set<std::string> ids;
    for (int i = 0; i < 1'000; ++i) {
        const std::string id = make_request_id(random);
        ASSERT_EQ(id.size(), 24U);
        ASSERT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
        ASSERT_TRUE(ids.insert(id).second);
    }
}

}  // namespace
}  // namespace footfall::observe
