#include "disk/ballast.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "disk/posix_disk.h"
#include "disk/simulated_disk.h"

namespace footfall {
namespace {

constexpr std::uint64_t size = 1'000;
constexpr std::uint64_t mark = 5'000;

struct BallastTest : testing::Test {
    BallastTest() { EXPECT_TRUE(disk.make_folder("/data")); }

    std::uint64_t free() const { return *disk.free_bytes("/data"); }
    std::uint64_t kept() const { return disk.contents(options.file).size(); }

    // Lets so much be free.
    void leave(std::uint64_t bytes) {
        disk.set_capacity(SimulatedDisk::unlimited);
        disk.set_capacity(SimulatedDisk::unlimited - free() + bytes);
    }

    SimulatedDisk disk;
    Ballast::Options options{.file = "/data/ballast", .bytes = size, .low_water_bytes = mark};
};

TEST_F(BallastTest, GoesBelowTheMarkAndComesBackWithRoomToSpare) {
    leave(mark + 3 * size);
    Ballast ballast(disk, options);
    EXPECT_TRUE(ballast.is_there());
    EXPECT_EQ(kept(), size);
    EXPECT_EQ(free(), mark + 2 * size);
    leave(mark);
    ballast.check();
    EXPECT_TRUE(ballast.is_there());
    leave(mark - 1);
    ballast.check();
    EXPECT_FALSE(ballast.is_there());
    EXPECT_EQ(free(), mark - 1 + size);
    // Not for what itself gave back, nor for a little more.
    for (const std::uint64_t room : {mark, mark + size, mark + 3 * size - 1}) {
        leave(room);
        ballast.check();
        EXPECT_FALSE(ballast.is_there()) << room;
        EXPECT_EQ(free(), room);
    }
    leave(mark + 3 * size);
    ballast.check();
    EXPECT_TRUE(ballast.is_there());
    EXPECT_EQ(kept(), size);
}

TEST_F(BallastTest, IsGivenUpAtOnce) {
    Ballast ballast(disk, options);
    EXPECT_TRUE(ballast.is_there());
    ballast.give_up();
    EXPECT_FALSE(ballast.is_there());
    EXPECT_FALSE(disk.open(options.file, Disk::Open::existing));
    ballast.give_up();  // twice does nothing
    ballast.check();
    EXPECT_TRUE(ballast.is_there());
}

// Whatever a crash left, and whatever the size was before.
TEST_F(BallastTest, TakesOverTheFileOfAnEarlierRun) {
    for (const std::uint64_t left : {std::uint64_t{0}, size / 2, size, 3 * size}) {
        disk.replace(options.file, std::vector<std::byte>(left));
        leave(mark + size);  // too little to make one
        EXPECT_TRUE(Ballast(disk, options).is_there()) << left;
        EXPECT_EQ(kept(), size) << left;
        leave(mark - 1);
        EXPECT_FALSE(Ballast(disk, options).is_there()) << left;
        EXPECT_FALSE(disk.open(options.file, Disk::Open::existing)) << left;
    }
}

TEST_F(BallastTest, SurvivesALossOfPowerAtAnyTime) {
    SeededRandom random(7);
    for (int round = 0; round < 200; ++round) {
        leave(mark + 3 * size + kept());
        Ballast before(disk, options);
        if (random.next() % 2 == 0) before.give_up();
        if (random.next() % 2 == 0) before.check();
        disk.lose_power(random);
        leave(mark + 3 * size);
        const Ballast after(disk, options);
        EXPECT_TRUE(after.is_there()) << round;
        EXPECT_EQ(kept(), size) << round;
    }
}

TEST(BallastOnARealDisk, ReservesAndGivesBack) {
    std::string pattern = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    PosixDisk disk;
    Ballast ballast(disk, {.file = folder / "ballast", .bytes = 65'536, .low_water_bytes = 0});
    EXPECT_TRUE(ballast.is_there());
    EXPECT_EQ(std::filesystem::file_size(folder / "ballast"), 65'536U);
    ballast.give_up();
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace footfall
