#include "workspace/throttle.h"

#include <string>

#include <gtest/gtest.h>

namespace footfall::workspace {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Time = Throttle::Time;

TEST(Throttle, FiveFailuresAreFreeThenTheWaitDoubles) {
    Throttle throttle;
    const Time now = seconds(1'000);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(throttle.begin("a", "192.0.2.1", now));
        EXPECT_EQ(throttle.wait("a", "192.0.2.1", now), Time(0));
    }
    Time at = now;
    for (const int wait : {1, 2, 4, 8}) {
        ASSERT_TRUE(throttle.begin("a", "192.0.2.1", at));
        EXPECT_EQ(throttle.wait("a", "192.0.2.1", at), seconds(wait));
        EXPECT_FALSE(throttle.begin("a", "192.0.2.2", at));
        EXPECT_FALSE(throttle.begin("a", "192.0.2.1", at + seconds(wait) - Time(1)));
        EXPECT_TRUE(throttle.wait("b", "192.0.2.1", at) == Time(0)) << "others do not wait";
        at += seconds(wait);
    }
}

TEST(Throttle, AttemptsWhileWaitingDoNotProlongTheWait) {
    Throttle throttle;
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(throttle.begin("a", "192.0.2.1", seconds(1)));
    for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(throttle.begin("a", "192.0.2.1", seconds(1)));
    EXPECT_TRUE(throttle.begin("a", "192.0.2.1", seconds(2)));
}

TEST(Throttle, NoWaitIsLongerThanAMinuteAndAllIsForgotten) {
    Throttle throttle;
    Time now = seconds(0);
    for (int i = 0; i < 10'000; ++i, now += seconds(1)) (void)throttle.begin("a", "192.0.2.1", now);
    EXPECT_LE(throttle.wait("a", "192.0.2.1", now), minutes(1));
    now += minutes(60);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(throttle.begin("a", "192.0.2.1", now));
}

TEST(Throttle, SuccessClearsTheAccountOnly) {
    Throttle throttle;
    const Time now = seconds(1);
    for (int i = 0; i < 30; ++i) {
        ASSERT_TRUE(throttle.begin("a", "192.0.2.1", now)) << i;
        throttle.succeed("a", "192.0.2.1", now);
    }
    // Someone with an account of their own must not wash their address clean with it.
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(throttle.begin("victim" + std::to_string(i), "192.0.2.1", now));
        if (throttle.begin("own", "192.0.2.1", now)) throttle.succeed("own", "192.0.2.1", now);
    }
    EXPECT_GT(throttle.wait("another", "192.0.2.1", now), Time(0));
    EXPECT_EQ(throttle.wait("another", "192.0.2.2", now), Time(0));
}

TEST(Throttle, ANetworkOfIpv6IsOneAddress) {
    Throttle throttle;
    int passed = 0;
    for (int i = 0; i < 50; ++i) {
        const std::string ip = "2001:db8:0:1::" + std::to_string(i);
        passed += throttle.begin("a" + std::to_string(i), ip, seconds(1)) ? 1 : 0;
    }
    EXPECT_EQ(passed, 21);
    EXPECT_EQ(throttle.wait("x", "2001:db8:0:2::1", seconds(1)), Time(0));
    EXPECT_EQ(throttle.wait("x", "::ffff:192.0.2.1", seconds(1)), Time(0));
}

TEST(Throttle, AllTogetherWaitALittle) {
    Throttle throttle;
    int passed = 0;
    for (int i = 0; i < 1'000; ++i) {
        const std::string name = std::to_string(i);
        passed += throttle.begin(name, "192.0.2." + name, seconds(1)) ? 1 : 0;
    }
    EXPECT_EQ(passed, 101);
    EXPECT_GT(throttle.wait("new", "198.51.100.1", seconds(1)), Time(0));
    EXPECT_LE(throttle.wait("new", "198.51.100.1", seconds(1)), seconds(1));
}

// More accounts and addresses than are kept: those that fail the most must not be forgotten first.
TEST(Throttle, ManyAccountsDoNotMakeItForgetTheOneThatIsGuessed) {
    Throttle throttle;
    Time now = seconds(1);
    int guesses = 0;
    int others = 0;
    for (int i = 0; i < 12'000; ++i, now += seconds(2)) {
        const std::string name = std::to_string(i) + std::string(1'000, 'x');
        others += throttle.begin(name, "h" + name, now) ? 1 : 0;
        guesses += throttle.begin("a", "192.0.2.1", now + seconds(1)) ? 1 : 0;
    }
    EXPECT_GT(others, 11'000);
    EXPECT_GT(guesses, 300);
    EXPECT_LT(guesses, 24'000 / 60 + 20);
}

}  // namespace
}  // namespace footfall::workspace
