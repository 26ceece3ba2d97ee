#include "gate/portal.h"

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

TEST(Portal, TheTokenJoinsTheQuery) {
    for (const auto& [url, address] : {
             std::pair("https://shop.example", "https://shop.example?footfall=a.b.c"),
             std::pair("https://shop.example/", "https://shop.example/?footfall=a.b.c"),
             std::pair("https://shop.example/in?lang=de",
                       "https://shop.example/in?lang=de&footfall=a.b.c"),
             std::pair("https://shop.example/in?", "https://shop.example/in?footfall=a.b.c"),
             std::pair("https://shop.example/in?a=1&",
                       "https://shop.example/in?a=1&footfall=a.b.c"),
             std::pair("https://shop.example/#/cart", "https://shop.example/?footfall=a.b.c#/cart"),
             std::pair("http://10.0.0.1:8080/x", "http://10.0.0.1:8080/x?footfall=a.b.c"),
             std::pair("", "/sample-portal/?footfall=a.b.c"),
         }) {
        EXPECT_EQ(portal_address(url, "a.b.c"), address) << url;
    }
}

// What settings refuse must lead nowhere even if it got in another way.
TEST(Portal, NothingButAWebAddressLeadsAnywhere) {
    for (const std::string_view url :
         {"javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", "ftp://x",
          "https:/evil", "https://a.example/\r\nset-cookie: a=b", "https://a.example/ b", "HTTPS",
          " https://a.example"}) {
        EXPECT_EQ(portal_address(url, "a.b.c"), "") << url;
    }
}

TEST(Portal, FormsMayLeadOnToItsScheme) {
    EXPECT_EQ(form_targets(""), "'self'");
    EXPECT_EQ(form_targets("https://shop.example/a;b"), "'self' https:");
    EXPECT_EQ(form_targets("http://shop.example"), "'self' http: https:");
}

}  // namespace
}  // namespace footfall::gate
