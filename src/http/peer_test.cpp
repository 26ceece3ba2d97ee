#include "http/peer.h"

#include <gtest/gtest.h>

namespace footfall::http {
namespace {

Address address(std::string_view text) {
    const auto parsed = parse_address(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Address{});
}

TEST(Address, IsReadInTheFormsOfProxies) {
    EXPECT_EQ(address("192.0.2.1").text(), "192.0.2.1");
    EXPECT_EQ(address("192.0.2.1:80").text(), "192.0.2.1");
    EXPECT_EQ(address("::ffff:192.0.2.1").text(), "192.0.2.1");
    EXPECT_EQ(address("[2001:db8::1]:80").text(), "2001:db8::1");
    EXPECT_EQ(address("[2001:db8::1]").text(), "2001:db8::1");
    EXPECT_EQ(address("2001:DB8::1").text(), "2001:db8::1");
    for (const char* text : {"", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[::1",
                             "[::1]x", "::1::", "fe80::1%lo", "1.2.3.4 "})
        EXPECT_FALSE(parse_address(text)) << text;
}

TEST(Address, OfOneIpv6NetworkIsOnePeer) {
    EXPECT_EQ(address("2001:db8::1").network(), address("2001:db8::ffff:1").network());
    EXPECT_NE(address("2001:db8::1").network(), address("2001:db8:0:1::1").network());
    EXPECT_NE(address("192.0.2.1").network(), address("192.0.2.2").network());
}

TEST(TrustedProxies, HoldBlocksToTheBit) {
    const auto proxies = TrustedProxies::parse({"10.1.2.0/23", "192.0.2.7", "2001:db8::/33"});
    ASSERT_TRUE(proxies);
    for (const char* text : {"10.1.2.0", "10.1.3.255", "192.0.2.7", "2001:db8:7fff::1"})
        EXPECT_TRUE(proxies->contain(address(text))) << text;
    for (const char* text : {"10.1.1.255", "10.1.4.0", "192.0.2.6", "2001:db8:8000::1", "::"})
        EXPECT_FALSE(proxies->contain(address(text))) << text;
    EXPECT_TRUE(TrustedProxies::parse({"0.0.0.0/0"})->contain(address("8.8.8.8")));
    EXPECT_FALSE(TrustedProxies::parse({"0.0.0.0/0"})->contain(address("2001:db8::1")));
    for (const char* text : {"", "a", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::/129", "/8"}) {
        const auto refused = TrustedProxies::parse({text});
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    }
}

struct Case {
    const char* socket_peer;
    Fields fields;
    const char* peer;
    bool secure;
};

TEST(TrustedProxies, BelieveOnlyWhatAProxyWrote) {
    const auto proxies = TrustedProxies::parse({"127.0.0.1", "10.0.0.0/8"});
    ASSERT_TRUE(proxies);
    const Case cases[] = {
        {"203.0.113.9",
         {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-proto", "https"}},
         "203.0.113.9",
         false},
        {"127.0.0.1", {}, "127.0.0.1", false},
        {"127.0.0.1",
         {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-proto", "https"}},
         "192.0.2.1",
         true},
        // The left of the list is what the client claims.
        {"127.0.0.1", {{"x-forwarded-for", "1.1.1.1, 192.0.2.1"}}, "192.0.2.1", false},
        {"127.0.0.1", {{"x-forwarded-for", "1.1.1.1,192.0.2.1 , 10.0.0.3"}}, "192.0.2.1", false},
        {"127.0.0.1",
         {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-for", "10.0.0.3"}},
         "192.0.2.1",
         false},
        {"127.0.0.1", {{"x-forwarded-for", "10.0.0.4, 10.0.0.3"}}, "10.0.0.4", false},
        {"127.0.0.1", {{"x-forwarded-for", "192.0.2.1, garbage, 10.0.0.3"}}, "10.0.0.3", false},
        {"127.0.0.1", {{"x-forwarded-for", ""}}, "127.0.0.1", false},
        {"127.0.0.1", {{"x-forwarded-for", "[2001:db8::1]:99"}}, "2001:db8::1", false},
        {"127.0.0.1", {{"x-forwarded-proto", "https, http"}}, "127.0.0.1", false},
        {"127.0.0.1", {{"x-forwarded-proto", "http, https"}}, "127.0.0.1", true},
    };
    for (const Case& given : cases) {
        const Client client = proxies->client_of(address(given.socket_peer), given.fields);
        EXPECT_EQ(client.peer, given.peer) << given.fields.size();
        EXPECT_EQ(client.secure, given.secure) << given.peer;
    }
}

}  // namespace
}  // namespace footfall::http
