#include "store/snapshot_file.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "disk/simulated_disk.h"
#include "random.h"

namespace footfall::store {
namespace {

struct SnapshotFiles : testing::Test {
    SnapshotFiles() { EXPECT_TRUE(disk.make_folder("/s")); }

    Result<> write(const std::vector<std::string>& given) {
        FOOTFALL_TRY(writer, SnapshotWriter::begin(disk, path));
        for (const std::string& block : given) FOOTFALL_CHECK(writer.add(block));
        return writer.finish();
    }

    Result<std::vector<std::string>> read(std::size_t count) {
        FOOTFALL_TRY(reader, SnapshotReader::open(disk, path));
        std::vector<std::string> read(count);
        for (std::string& block : read) FOOTFALL_CHECK(reader.next(block));
        FOOTFALL_CHECK(reader.end());
        return read;
    }

    SimulatedDisk disk;
    SeededRandom random{7};
    const std::filesystem::path path = "/s/a.snapshot";
    const std::vector<std::string> blocks{"one", "", std::string(100'000, 'x')};
};

TEST_F(SnapshotFiles, GiveBackWhatWasWritten) {
    EXPECT_EQ(read(0).error().code, ErrorCode::not_found);
    ASSERT_TRUE(write(blocks));
    EXPECT_EQ(read(3).value(), blocks);
    EXPECT_EQ(read(2).error().code, ErrorCode::corrupt);
    EXPECT_EQ(read(4).error().code, ErrorCode::corrupt);
    ASSERT_TRUE(write({"another"}));
    EXPECT_EQ(read(1).value(), std::vector<std::string>{"another"});
}

TEST_F(SnapshotFiles, SayOfAnyFlippedBitAndOfAnyMissingEndThatTheyAreDamaged) {
    ASSERT_TRUE(write({"one", "", "three"}));
    const std::vector<std::byte> good = disk.contents(path);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::vector<std::byte> bad = good;
        bad[bit / 8] ^= std::byte{1} << (bit % 8);
        disk.replace(path, bad);
        ASSERT_FALSE(read(3)) << bit;
    }
    for (std::size_t size = 0; size < good.size(); ++size) {
        disk.replace(path, std::span(good).first(size));
        ASSERT_FALSE(read(3)) << size;
    }
}

// Whatever fails, and whenever the power goes: it is the one before, this one, or none that counts.
TEST_F(SnapshotFiles, StayAsTheyWereUntilTheNextOneIsWhole) {
    ASSERT_TRUE(write({"before", "b", "c"}));
    ASSERT_TRUE(disk.sync_folder("/s"));
    int failures = 0;
    for (std::uint64_t nth = 1; nth <= 12; ++nth) {
        for (const int what : {0, 1, 2}) {
            if (what == 0) disk.fail_sync(nth);
            if (what > 0) {
                disk.fail_write(
                    nth, what == 1 ? SimulatedDisk::Failure::io : SimulatedDisk::Failure::full);
            }
            const bool was_written = write(blocks).has_value();
            if (!was_written) {
                ++failures;
                EXPECT_EQ(disk.list("/s").value(), std::vector<std::string>{"a.snapshot"});
            }
            if (nth % 2 == 0) disk.lose_power(random);
            const auto kept = read(3);
            ASSERT_TRUE(kept.has_value()) << what << ' ' << nth << ' ' << kept.error().message;
            EXPECT_TRUE(kept->front() == "before" || *kept == blocks);
        }
    }
    EXPECT_GT(failures, 10);
}

}  // namespace
}  // namespace footfall::store
