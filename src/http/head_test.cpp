#include "http/head.h"

#include <gtest/gtest.h>

#include "http/target.h"

namespace footfall::http {
namespace {

using Outcome = HeadScanner::Outcome;

Outcome scan_whole(std::string_view bytes, std::size_t bytes_max = 1000,
                   std::size_t fields_max = 10) {
    return HeadScanner(bytes_max, fields_max).scan(bytes);
}

TEST(HeadScanner, FindsTheSameEndInAnyPieces) {
    const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest\r\n\r\n";
    const std::size_t size = bytes.find("rest");
    HeadScanner whole(1000, 10);
    EXPECT_EQ(whole.scan(bytes), Outcome::end);
    EXPECT_EQ(whole.size(), size);
    HeadScanner slow(1000, 10);
    for (std::size_t i = 0; i < size; ++i)
        ASSERT_EQ(slow.scan(bytes.substr(0, i)), Outcome::more) << i;
    EXPECT_EQ(slow.scan(bytes.substr(0, size)), Outcome::end);
    EXPECT_EQ(slow.size(), size);
}

TEST(HeadScanner, RefusesWhatParsersReadDifferently) {
    const std::string_view bad[] = {
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\n\r\n",
        " GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nA: \x01\r\n\r\n",
        "GET / HTTP/1.1\r\nA: \x7f\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\r\n",
    };
    for (const std::string_view bytes : bad) EXPECT_EQ(scan_whole(bytes), Outcome::bad) << bytes;
    EXPECT_EQ(scan_whole(std::string_view("GET /\0 HTTP/1.1\r\n\r\n", 19)), Outcome::bad);
}

TEST(HeadScanner, HoldsBothLimitsToTheByteAndTheField) {
    const std::string bytes = "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n";
    EXPECT_EQ(scan_whole(bytes, bytes.size(), 2), Outcome::end);
    EXPECT_EQ(scan_whole(bytes, bytes.size() - 1, 2), Outcome::too_large);
    EXPECT_EQ(scan_whole(bytes, bytes.size(), 1), Outcome::too_large);
}

RawHead raw_head(std::string target = "/", Fields fields = {}) {
    fields.emplace_back("host", "shop.example");
    return {"GET", std::move(target), 11, true, std::move(fields)};
}

int status_of_head(RawHead raw) {
    const auto head = check_head(std::move(raw));
    return head ? 0 : head.error().status;
}

TEST(CheckHead, RefusesSingleFieldsThatStandTwice) {
    for (const char* name : {"authorization", "content-length", "content-type", "host", "origin",
                             "transfer-encoding", "expect", "user-agent"}) {
        RawHead raw = raw_head("/", {{name, "1"}, {name, "1"}});
        EXPECT_EQ(status_of_head(std::move(raw)), 400) << name;
    }
    EXPECT_EQ(status_of_head(raw_head("/", {{"accept", "a"}, {"accept", "b"}})), 0);
}

TEST(CheckHead, JoinsCookiesAndMakesValuesText) {
    const auto head = check_head(
        raw_head("/", {{"cookie", "a=1"}, {"user-agent", "caf\xE9"}, {"cookie", "b=2"}}));
    ASSERT_TRUE(head);
    EXPECT_EQ(head->request.field("cookie"), "a=1; b=2");
    EXPECT_EQ(head->request.field("user-agent"), "caf\xEF\xBF\xBD");
    EXPECT_EQ(head->request.fields.size(), 3U);
}

TEST(CheckHead, KeepsHeadApartFromGet) {
    RawHead raw = raw_head();
    raw.method = "HEAD";
    const auto head = check_head(std::move(raw));
    ASSERT_TRUE(head);
    EXPECT_EQ(head->request.method, "GET");
    EXPECT_TRUE(head->request.head_only);
    EXPECT_FALSE(check_head(raw_head())->request.head_only);
}

TEST(CheckHead, ReadsLengthsInOneWayOnly) {
    for (const char* size : {"", "+1", "-1", "1, 1", "0x1", "1 1", "99999999999999999999"})
        EXPECT_EQ(status_of_head(raw_head("/", {{"content-length", size}})), 400) << size;
    EXPECT_EQ(check_head(raw_head("/", {{"content-length", "17"}}))->body_size, 17U);
    for (const char* coding : {"xchunked", "chunked, gzip", "gzip, chunked", "identity", ""})
        EXPECT_EQ(status_of_head(raw_head("/", {{"transfer-encoding", coding}})), 400) << coding;
    EXPECT_EQ(status_of_head(raw_head("/", {{"transfer-encoding", "Chunked"}})), 0);
    RawHead old = raw_head("/", {{"transfer-encoding", "chunked"}});
    old.version = 10;
    EXPECT_EQ(status_of_head(std::move(old)), 400);
    EXPECT_EQ(
        status_of_head(raw_head("/", {{"content-length", "1"}, {"transfer-encoding", "chunked"}})),
        400);
}

TEST(Host, IsANameOrAnAddressPerhapsWithAPort) {
    for (const char* host : {"a", "a.example", "a.example:8080", "127.0.0.1", "[::1]", "[::1]:80"})
        EXPECT_TRUE(is_host(host)) << host;
    for (const char* host :
         {"", ":80", "a b", "a/b", "member@a", "a:b", "[::1", "a%2eb", "a,b:1:2"})
        EXPECT_FALSE(is_host(host)) << host;
}

std::optional<std::string> path_of(std::string_view target) {
    const auto parsed = parse_target(target, "shop.example");
    if (!parsed) return std::nullopt;
    return parsed->path;
}

TEST(Target, IsDecodedOnce) {
    EXPECT_EQ(path_of("/a%20b/%2541"), "/a b/%41");
    EXPECT_EQ(path_of("/caf%C3%A9"), "/caf\xC3\xA9");
    const auto target = parse_target("/p?a=1+2&b=%2B&c&d=&&a=%2541&caf%C3%A9=%E9", "h");
    ASSERT_TRUE(target);
    const Fields query = {{"a", "1 2"}, {"b", "+"},   {"c", ""},
                          {"d", ""},    {"a", "%41"}, {"caf\xC3\xA9", "\xEF\xBF\xBD"}};
    EXPECT_EQ(target->query, query);
}

TEST(Target, TakesWhatBrowsersLeaveInQueries) {
    const auto target = parse_target("/p?a[]={x|y}&b=^`\\", "h");
    ASSERT_TRUE(target);
    const Fields query = {{"a[]", "{x|y}"}, {"b", "^`\\"}};
    EXPECT_EQ(target->query, query);
    EXPECT_FALSE(parse_target("/p{x}", "h"));
}

TEST(Target, RefusesTricks) {
    for (const char* text : {"",
                             "a",
                             "*",
                             "/a b",
                             "/%00",
                             "/?a=%00",
                             "/%zz",
                             "/%2",
                             "/\xC3\xA9",
                             "/?q=\xC3\xA9",
                             "/..",
                             "/a/../b",
                             "/a/.",
                             "/./a",
                             "/%2e%2e/a",
                             "/a%2f..%2fb",
                             "/%C0%AF",
                             "/%E9",
                             "/a#b",
                             "shop.example:80",
                             "ftp://shop.example/",
                             "http:///a",
                             "http://other.example/",
                             "http://member@shop.example/",
                             "http://shop.example:81/"})
        EXPECT_FALSE(path_of(text)) << text;
    EXPECT_EQ(path_of("/..a/b.."), "/..a/b..");
}

TEST(Target, MayNameTheHostItself) {
    EXPECT_EQ(path_of("http://shop.example/a?b"), "/a");
    EXPECT_EQ(path_of("http://SHOP.example"), "/");
    EXPECT_EQ(path_of("http://shop.example:80/a"), "/a");
    EXPECT_EQ(path_of("https://shop.example:443/a"), "/a");
    EXPECT_EQ(parse_target("http://[::1]:8080/a", "[::1]:8080")->path, "/a");
}

}  // namespace
}  // namespace footfall::http
