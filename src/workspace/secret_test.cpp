#include "workspace/secret.h"

#include <optional>
#include <span>

#include <gtest/gtest.h>

#include "disk/simulated_disk.h"

namespace footfall::workspace {
namespace {

const std::filesystem::path path = "/data/secret";

class SecretTest : public testing::Test {
  protected:
    SecretTest() { EXPECT_TRUE(disk_.make_folder("/data")); }

    Result<Secret> load() { return load_or_make_secret(disk_, path, random_); }

    SimulatedDisk disk_;
    SystemRandom random_;
};

TEST_F(SecretTest, ItIsMadeOnceAndSurvivesAPowerCut) {
    const Secret secret = load().value();
    EXPECT_NE(secret, Secret{});
    EXPECT_EQ(load().value(), secret);
    disk_.lose_power(random_);
    EXPECT_EQ(load().value(), secret);
}

TEST_F(SecretTest, AnotherInstallationHasAnother) {
    SimulatedDisk other;
    ASSERT_TRUE(other.make_folder("/data"));
    EXPECT_NE(load().value(), load_or_make_secret(other, path, random_).value());
}

TEST_F(SecretTest, AFileOfAnotherSizeIsLeftAlone) {
    for (const std::size_t size : {0U, 31U, 33U}) {
        SimulatedDisk disk;
        ASSERT_TRUE(disk.make_folder("/data"));
        {
            auto file = disk.open(path, Disk::Open::create_new).value();
            const std::vector<std::byte> bytes(size);
            ASSERT_TRUE(file->write(0, bytes));
        }
        const auto loaded = load_or_make_secret(disk, path, random_);
        ASSERT_FALSE(loaded) << size;
        EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
        auto file = disk.open(path, Disk::Open::existing).value();
        EXPECT_EQ(file->size().value(), size);
    }
}

// A power cut at any moment leaves no secret or a whole one.
TEST_F(SecretTest, EveryFailingSyncIsSeenAndLeavesNoHalf) {
    for (unsigned nth = 1;; ++nth) {
        SimulatedDisk disk;
        ASSERT_TRUE(disk.make_folder("/data"));
        disk.fail_sync(nth);
        const auto first = load_or_make_secret(disk, path, random_);
        disk.lose_power(random_);
        const auto second = load_or_make_secret(disk, path, random_);
        ASSERT_TRUE(second) << nth;
        EXPECT_NE(second.value(), Secret{});
        if (first) {
            EXPECT_EQ(first.value(), second.value()) << nth;
            EXPECT_GT(nth, 1U);
            break;
        }
        ASSERT_LT(nth, 10U);
    }
}

}  // namespace
}  // namespace footfall::workspace
