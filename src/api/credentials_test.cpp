#include "api/credentials.h"

#include <gtest/gtest.h>

namespace footfall::api {
namespace {

http::Request with(http::Fields fields) {
    http::Request request;
    request.fields = std::move(fields);
    return request;
}

TEST(Credentials, AKeyComesAsBearerOrAsTheUserNameOfBasic) {
    EXPECT_EQ(key_text(with({{"authorization", "Bearer fk_w_1"}})), "fk_w_1");
    EXPECT_EQ(key_text(with({{"authorization", "bearer  fk_w_1 "}})), "fk_w_1");
    EXPECT_EQ(key_text(with({{"authorization", "Basic Zmtfd18xOg=="}})), "fk_w_1");
    EXPECT_EQ(key_text(with({{"authorization", "basic Zmtfd18xOnB3"}})), "fk_w_1");
    EXPECT_EQ(key_text(with({})), std::nullopt);
}

// An Authorization field that cannot be read must not fall back to the cookie.
TEST(Credentials, AnUnreadableAuthorizationIsAnEmptyKey) {
    EXPECT_EQ(key_text(with({{"authorization", "Basic ***"}})), "");
    EXPECT_EQ(key_text(with({{"authorization", "Digest x"}})), "");
    EXPECT_EQ(key_text(with({{"authorization", "Bearer"}})), "");
    EXPECT_EQ(key_text(with({{"authorization", "Basic " + std::string(4000, 'A')}})), "");
}

TEST(Credentials, TheSessionIsReadFromItsOwnCookieOnly) {
    EXPECT_EQ(session_token(with({{"cookie", "a=1; __Host-footfall=token; b=2"}})), "token");
    EXPECT_EQ(session_token(with({{"cookie", "__Host-footfall=token"}})), "token");
    EXPECT_EQ(session_token(with({{"cookie", "x__Host-footfall=token"}})), "");
    EXPECT_EQ(session_token(with({{"cookie", "footfall=token; =; ;;"}})), "");
    EXPECT_EQ(session_token(with({})), "");
}

TEST(Credentials, OnlyThisOriginsPagesMayChangeAnything) {
    const std::string origin = "https://footfall.example";
    EXPECT_FALSE(is_cross_site(with({}), origin));
    EXPECT_FALSE(
        is_cross_site(with({{"sec-fetch-site", "same-origin"}, {"origin", origin}}), origin));
    EXPECT_FALSE(is_cross_site(
        with({{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}}), origin));
    EXPECT_TRUE(is_cross_site(with({{"sec-fetch-site", "same-site"}}), origin));
    EXPECT_TRUE(is_cross_site(with({{"sec-fetch-site", "cross-site"}}), origin));
    EXPECT_TRUE(is_cross_site(with({{"sec-fetch-site", "none"}}), origin));
    EXPECT_TRUE(is_cross_site(
        with({{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:9090"}}), origin));
    EXPECT_TRUE(is_cross_site(with({{"host", "127.0.0.1:8080"}, {"origin", "null"}}), origin));
}

}  // namespace
}  // namespace footfall::api
