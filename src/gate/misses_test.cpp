#include "gate/misses.h"

#include <string>

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

using std::chrono::seconds;
constexpr seconds now{1'000};

TEST(Misses, FiftyAMinuteAreAnsweredThenNone) {
    Misses misses;
    for (unsigned i = 0; i < Misses::misses_max; ++i) EXPECT_TRUE(misses.allow("192.0.2.1", now));
    EXPECT_FALSE(misses.allow("192.0.2.1", now));
    EXPECT_FALSE(misses.allow("192.0.2.1", now + seconds(59)));
    EXPECT_TRUE(misses.allow("192.0.2.2", now)) << "others are not held back";
    EXPECT_TRUE(misses.allow("192.0.2.1", now + seconds(60)));
}

TEST(Misses, OneHostsAddressesOfIpv6CountTogether) {
    Misses misses;
    for (unsigned i = 0; i < Misses::misses_max; ++i) {
        EXPECT_TRUE(misses.allow("2001:db8::" + std::to_string(i + 1), now));
    }
    EXPECT_FALSE(misses.allow("2001:db8::ffff", now));
    EXPECT_TRUE(misses.allow("2001:db8:0:1::1", now));
}

// A guesser with a million addresses must not fill the memory.
TEST(Misses, BeyondSoManyNetworksAllOthersShareOneCount) {
    Misses misses;
    const auto address = [](std::size_t number) {
        return "10." + std::to_string(number >> 16) + "." + std::to_string((number >> 8) & 255) +
               "." + std::to_string(number & 255);
    };
    for (std::size_t i = 0; i < Misses::networks_max; ++i) {
        ASSERT_TRUE(misses.allow(address(i), now));
    }
    unsigned allowed = 0;
    for (std::size_t i = 0; i < 1'000; ++i) {
        allowed += misses.allow(address(Misses::networks_max + i), now) ? 1 : 0;
    }
    EXPECT_EQ(allowed, Misses::misses_max);
    EXPECT_TRUE(misses.allow(address(0), now));
    EXPECT_TRUE(misses.allow(address(Misses::networks_max), now + seconds(60)));
}

}  // namespace
}  // namespace footfall::gate
