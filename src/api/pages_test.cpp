#include "api/pages.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

http::Request asked(http::Fields fields) {
    http::Request request;
    request.method = "OPTIONS";
    request.fields = std::move(fields);
    return request;
}

TEST(Pages, ABrowserThatAsksIsToldWhatItMaySend) {
    const http::Response answer = preflight(
        asked({{"origin", "https://portal.example"},
               {"access-control-request-method", "POST"},
               {"access-control-request-headers", "Authorization,x-evil, X-Retry-Count"}}));
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(answer.fields,
                Contains(Pair("access-control-allow-origin", "https://portal.example")));
    EXPECT_THAT(answer.fields,
                Contains(Pair("access-control-allow-headers", "authorization, x-retry-count")));
    EXPECT_THAT(answer.fields, Contains(Pair("access-control-allow-methods", "POST")));
    EXPECT_THAT(answer.fields, Not(Contains(Key("access-control-allow-credentials"))));
}

TEST(Pages, WhoeverIsNoBrowserIsToldTheMethods) {
    const http::Response answer = preflight(asked({}));
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(answer.fields, Contains(Pair("allow", "POST, OPTIONS")));
    EXPECT_THAT(answer.fields, Not(Contains(Key("access-control-allow-origin"))));
}

TEST(Pages, AnAnswerIsSharedWithItsOriginAlone) {
    http::Response answer;
    share(answer, "");
    EXPECT_TRUE(answer.fields.empty());
    share(answer, "https://portal.example");
    EXPECT_THAT(answer.fields,
                Contains(Pair("access-control-allow-origin", "https://portal.example")));
    EXPECT_THAT(answer.fields, Contains(Pair("access-control-expose-headers", "Retry-After")));
    EXPECT_THAT(answer.fields, Contains(Pair("vary", "Origin")));
}

const workspace::KeyId key{{1}};

TEST(Pace, HasMuchAtOnceAndMoreInTime) {
    Pace pace;
    for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(pace.take(key, "192.0.2.1", 100, seconds(1)));
    EXPECT_FALSE(pace.take(key, "192.0.2.1", 100, seconds(1)));
    EXPECT_FALSE(pace.take(key, "192.0.2.1", 100, seconds(1) + milliseconds(49)));
    EXPECT_TRUE(pace.take(key, "192.0.2.1", 100, seconds(1) + milliseconds(51)));
    EXPECT_FALSE(pace.take(key, "192.0.2.1", 100, seconds(1) + milliseconds(51)));
}

TEST(Pace, LargeBodiesWeighMore) {
    Pace pace;
    constexpr std::size_t five_mib = 5 * 1024 * 1024;
    int taken = 0;
    while (pace.take(key, "192.0.2.1", five_mib, seconds(1))) ++taken;
    EXPECT_EQ(taken, 3);
}

TEST(Pace, IsOfAKeyAndANetwork) {
    Pace pace;
    while (pace.take(key, "2001:db8::1", 0, seconds(1))) {
    }
    EXPECT_FALSE(pace.take(key, "2001:db8::2", 0, seconds(1)));
    EXPECT_TRUE(pace.take(key, "2001:db8:0:1::2", 0, seconds(1)));
    EXPECT_TRUE(pace.take(key, "192.0.2.1", 0, seconds(1)));
    EXPECT_TRUE(pace.take(workspace::KeyId{{2}}, "2001:db8::1", 0, seconds(1)));
}

// Many who send at once must neither fill the memory nor be refused for it.
TEST(Pace, TakesFromMoreSendersThanItRemembers) {
    Pace pace;
    for (int i = 0; i < 25'000; ++i) {
        const std::string peer = "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256);
        EXPECT_TRUE(pace.take(key, peer, 0, seconds(1))) << peer;
    }
}

}  // namespace
}  // namespace footfall::api
