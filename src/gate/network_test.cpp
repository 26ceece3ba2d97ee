#include "gate/network.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

const Instant noon = Instant::from_seconds(20'000 * 86'400 + 43'200);

struct Bench {
    Network of(std::string_view peer) { return networks.of(peer, noon); }

    SeededRandom random{1};
    Networks networks{random};
};

TEST(Networks, TheLastPartsOfAnAddressDoNotMatter) {
    Bench bench;
    EXPECT_EQ(bench.of("192.0.2.1"), bench.of("192.0.2.255"));
    EXPECT_NE(bench.of("192.0.2.1").hash, bench.of("192.0.3.1").hash);
    EXPECT_EQ(bench.of("192.0.2.1"), bench.of("::ffff:192.0.2.9"));
    EXPECT_EQ(bench.of("2001:db8:1:2::3"), bench.of("2001:db8:1:ffff::"));
    EXPECT_NE(bench.of("2001:db8:1::").hash, bench.of("2001:db8:2::").hash);
}

TEST(Networks, TheHashIsAnotherOneOnAnotherDayAndInAnotherProcess) {
    Bench bench;
    const Network before = bench.of("192.0.2.1");
    EXPECT_EQ(bench.networks.of("192.0.2.1", noon + std::chrono::hours(11)), before);
    EXPECT_NE(bench.networks.of("192.0.2.1", noon + std::chrono::hours(12)).hash, before.hash);
    // The old day's key is gone.
    EXPECT_NE(bench.of("192.0.2.1").hash, before.hash);
    SeededRandom random(2);
    EXPECT_NE(Networks(random).of("192.0.2.1", noon).hash, before.hash);
}

TEST(Networks, WhatIsBehindAProxyOrInTheHouseIsNotPublic) {
    Bench bench;
    for (const char* const peer :
         {"127.0.0.1", "127.255.0.1", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.1",
          "192.168.1.1", "169.254.0.1", "0.0.0.0", "::1", "::", "fc00::1", "fdff::1", "fe80::1",
          "febf::1", "", "unknown", "192.0.2.300"}) {
        EXPECT_FALSE(bench.of(peer).is_public) << peer;
    }
    for (const char* const peer :
         {"126.0.0.1", "128.0.0.1", "9.255.255.255", "11.0.0.0", "172.15.0.1", "172.32.0.1",
          "192.167.1.1", "192.169.1.1", "169.253.0.1", "8.8.8.8", "2001:db8::1", "fec0::1",
          "fbff::1", "::2", "[2001:db8::1]:443"}) {
        EXPECT_TRUE(bench.of(peer).is_public) << peer;
    }
}

TEST(Networks, SixteenDigitsSayNothingOfTheAddress) {
    EXPECT_EQ(to_string(Network{0x0123456789abcdef, true}), "0123456789abcdef");
    EXPECT_EQ(to_string(Network{0, true}), "0000000000000000");
    Bench bench;
    std::set<std::string> texts;
    for (int i = 0; i < 256; ++i) {
        texts.insert(to_string(bench.of("192.0." + std::to_string(i) + ".7")));
    }
    EXPECT_EQ(texts.size(), 256U);
    for (const std::string& text : texts) EXPECT_EQ(text.size(), 16U);
}

}  // namespace
}  // namespace footfall::gate
