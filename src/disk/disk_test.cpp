#include <cstdlib>
#include <functional>
#include <set>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "disk/posix_disk.h"
#include "disk/simulated_disk.h"

namespace footfall {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string text_of(const File& file, std::uint64_t offset, std::size_t size) {
    std::string text(size, '?');
    const auto got = file.read(offset, std::as_writable_bytes(std::span(text)));
    if (!got) return "error: " + got.error().message;
    text.resize(*got);
    return text;
}

ErrorCode code_of(const auto& result) {
    EXPECT_FALSE(result.has_value());
    return result ? ErrorCode::invalid : result.error().code;
}

// Removed with all that is in it.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = (fs::temp_directory_path() / "footfall-disk-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { fs::remove_all(path_); }

    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

struct RealDisk {
    TemporaryFolder temporary;
    PosixDisk disk;
    fs::path folder = temporary.path() / "data" / "journal";
};

struct MemoryDisk {
    SimulatedDisk disk;
    fs::path folder = "/data/journal";
};

template <class T>
class DiskContract : public testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(setup_.disk.make_folder(setup_.folder)); }

    Disk& disk() { return setup_.disk; }
    fs::path at(const char* name) const { return setup_.folder / name; }
    const fs::path& folder() const { return setup_.folder; }

    std::unique_ptr<File> made(const char* name, std::string_view text = {}) {
        auto file = disk().open(at(name), Disk::Open::create_new);
        EXPECT_TRUE(file.has_value());
        EXPECT_TRUE((*file)->write(0, bytes_of(text)));
        return std::move(*file);
    }

    T setup_;
};

using Disks = testing::Types<RealDisk, MemoryDisk>;
TYPED_TEST_SUITE(DiskContract, Disks);

TYPED_TEST(DiskContract, reads_what_it_wrote) {
    const auto file = this->made("a", "hello world");
    EXPECT_EQ(text_of(*file, 0, 11), "hello world");
    EXPECT_EQ(text_of(*file, 6, 100), "world");
    EXPECT_EQ(text_of(*file, 11, 1), "");
    EXPECT_EQ(text_of(*file, 1000, 1), "");
    EXPECT_TRUE(file->write(6, bytes_of("there")));
    EXPECT_TRUE(file->sync());
    const auto again = this->disk().open(this->at("a"), Disk::Open::existing);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(text_of(**again, 0, 100), "hello there");
}

TYPED_TEST(DiskContract, fills_a_gap_with_zeroes) {
    const auto file = this->made("a", "x");
    EXPECT_TRUE(file->write(3, bytes_of("y")));
    EXPECT_EQ(text_of(*file, 0, 9), std::string("x\0\0y", 4));
}

TYPED_TEST(DiskContract, allocates_zeroes_and_never_shrinks) {
    const auto file = this->made("a", "abc");
    EXPECT_TRUE(file->allocate(100'000));
    EXPECT_EQ(*file->size(), 100'000U);
    EXPECT_EQ(text_of(*file, 0, 5), std::string("abc\0\0", 5));
    EXPECT_EQ(text_of(*file, 99'999, 5), std::string(1, '\0'));
    EXPECT_TRUE(file->allocate(10));
    EXPECT_EQ(*file->size(), 100'000U);
}

// What was cut off must not come back when the file grows again.
TYPED_TEST(DiskContract, truncates_for_good) {
    const auto file = this->made("a", "abcdef");
    EXPECT_TRUE(file->truncate(2));
    EXPECT_EQ(*file->size(), 2U);
    EXPECT_TRUE(file->allocate(6));
    EXPECT_EQ(text_of(*file, 0, 6), std::string("ab\0\0\0\0", 6));
}

TYPED_TEST(DiskContract, says_when_a_file_is_missing_or_there) {
    EXPECT_EQ(code_of(this->disk().open(this->at("a"), Disk::Open::existing)),
              ErrorCode::not_found);
    const auto file = this->made("a");
    const auto twice = this->disk().open(this->at("a"), Disk::Open::create_new);
    EXPECT_EQ(code_of(twice), ErrorCode::conflict);
    EXPECT_THAT(twice.error().message, HasSubstr(this->at("a").string()));
    EXPECT_EQ(code_of(this->disk().open(this->folder() / "none" / "a", Disk::Open::create_new)),
              ErrorCode::not_found);
    EXPECT_EQ(code_of(this->disk().remove(this->at("b"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(this->disk().rename(this->at("b"), this->at("c"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(this->disk().list(this->folder() / "none")), ErrorCode::not_found);
    EXPECT_EQ(code_of(this->disk().sync_folder(this->folder() / "none")), ErrorCode::not_found);
}

TYPED_TEST(DiskContract, lists_files_in_byte_order) {
    for (const char* name : {"b", "a", "C", "10", "9"}) this->made(name);
    ASSERT_TRUE(this->disk().make_folder(this->folder() / "inner"));
    EXPECT_THAT(*this->disk().list(this->folder()), ElementsAre("10", "9", "C", "a", "b"));
    EXPECT_THAT(*this->disk().list(this->folder() / "inner"), IsEmpty());
}

TYPED_TEST(DiskContract, makes_a_folder_twice) {
    EXPECT_TRUE(this->disk().make_folder(this->folder()));
    EXPECT_TRUE(this->disk().sync_folder(this->folder()));
}

TYPED_TEST(DiskContract, renames_over_a_file) {
    this->made("old", "old");
    const auto file = this->made("new", "new!");
    EXPECT_TRUE(this->disk().rename(this->at("new"), this->at("old")));
    EXPECT_THAT(*this->disk().list(this->folder()), ElementsAre("old"));
    EXPECT_EQ(text_of(**this->disk().open(this->at("old"), Disk::Open::existing), 0, 9), "new!");
    EXPECT_TRUE(file->write(0, bytes_of("NEW")));  // open files follow
    EXPECT_EQ(text_of(**this->disk().open(this->at("old"), Disk::Open::existing), 0, 9), "NEW!");
}

TYPED_TEST(DiskContract, keeps_a_removed_file_for_those_who_have_it_open) {
    const auto file = this->made("a", "still");
    EXPECT_TRUE(this->disk().remove(this->at("a")));
    EXPECT_THAT(*this->disk().list(this->folder()), IsEmpty());
    EXPECT_EQ(text_of(*file, 0, 9), "still");
}

TYPED_TEST(DiskContract, locks_a_folder_once) {
    auto lock = this->disk().lock(this->folder());
    ASSERT_TRUE(lock.has_value());
    const auto second = this->disk().lock(this->folder());
    EXPECT_EQ(code_of(second), ErrorCode::conflict);
    EXPECT_THAT(second.error().message, HasSubstr("in use"));
    lock->reset();
    EXPECT_TRUE(this->disk().lock(this->folder()).has_value());
}

TYPED_TEST(DiskContract, knows_its_free_bytes) {
    EXPECT_GT(*this->disk().free_bytes(this->folder()), 0U);
    EXPECT_EQ(code_of(this->disk().free_bytes(this->folder() / "none")), ErrorCode::not_found);
}

TEST(PosixDisk, keeps_files_from_other_users) {
    const TemporaryFolder folder;
    PosixDisk disk;
    ASSERT_TRUE(disk.open(folder.path() / "a", Disk::Open::create_new).has_value());
    struct stat facts{};
    ASSERT_EQ(::stat((folder.path() / "a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(PosixDisk, calls_a_full_device_full) {
    PosixDisk disk;
    const auto file = disk.open("/dev/full", Disk::Open::existing);
    if (!file) GTEST_SKIP() << "no /dev/full here: " << file.error().message;
    const auto written = (*file)->write(0, bytes_of("x"));
    ASSERT_EQ(code_of(written), ErrorCode::busy);
    EXPECT_EQ(written.error().reason, "disk_full");
    EXPECT_THAT(written.error().message, HasSubstr("/dev/full"));
}

constexpr std::size_t sector = SimulatedDisk::sector_bytes;

// Loses the power of `rounds` disks, each prepared by `prepare`, and gives what became of "/d/a".
std::set<std::string> after_power_loss(int rounds,
                                       const std::function<void(SimulatedDisk&)>& prepare) {
    std::set<std::string> found;
    for (int round = 0; round < rounds; ++round) {
        SimulatedDisk disk;
        EXPECT_TRUE(disk.make_folder("/d"));
        prepare(disk);
        SeededRandom random(static_cast<std::uint64_t>(round));
        disk.lose_power(random);
        const auto file = disk.open("/d/a", Disk::Open::existing);
        if (!file) {
            found.insert("none");
        } else {
            found.insert(text_of(**file, 0, 4 * sector));
        }
    }
    return found;
}

TEST(SimulatedDisk, keeps_what_was_synced) {
    const auto found = after_power_loss(50, [](SimulatedDisk& disk) {
        const auto file = *disk.open("/d/a", Disk::Open::create_new);
        ASSERT_TRUE(file->write(0, bytes_of("kept")));
        ASSERT_TRUE(file->sync());
        ASSERT_TRUE(disk.sync_folder("/d"));
    });
    EXPECT_THAT(found, ElementsAre("kept"));
}

TEST(SimulatedDisk, may_forget_a_name_without_a_sync_of_its_folder) {
    const auto found = after_power_loss(50, [](SimulatedDisk& disk) {
        const auto file = *disk.open("/d/a", Disk::Open::create_new);
        ASSERT_TRUE(file->write(0, bytes_of("kept")));
        ASSERT_TRUE(file->sync());
    });
    EXPECT_THAT(found, ElementsAre("kept", "none"));
}

TEST(SimulatedDisk, may_forget_a_rename) {
    const auto found = after_power_loss(50, [](SimulatedDisk& disk) {
        for (const char* name : {"/d/a", "/d/b"}) {
            const auto file = *disk.open(name, Disk::Open::create_new);
            ASSERT_TRUE(file->write(0, bytes_of(name)));
            ASSERT_TRUE(file->sync());
        }
        ASSERT_TRUE(disk.sync_folder("/d"));
        ASSERT_TRUE(disk.rename("/d/b", "/d/a"));
    });
    EXPECT_THAT(found, ElementsAre("/d/a", "/d/b"));
}

TEST(SimulatedDisk, tears_an_unsynced_write_at_sectors) {
    const auto found = after_power_loss(400, [](SimulatedDisk& disk) {
        const auto file = *disk.open("/d/a", Disk::Open::create_new);
        ASSERT_TRUE(file->write(0, bytes_of(std::string(3 * sector, 'o'))));
        ASSERT_TRUE(file->sync());
        ASSERT_TRUE(disk.sync_folder("/d"));
        ASSERT_TRUE(file->write(0, bytes_of(std::string(3 * sector, 'n'))));
    });
    EXPECT_EQ(found.size(), 8U);  // each of three sectors old or new
    for (const std::string& text : found) {
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(text.substr(i * sector, sector), std::string(sector, text[i * sector]));
        }
    }
}

// As Linux does: after a failed sync the data is there to be read, and no later sync saves it.
TEST(SimulatedDisk, forgets_after_a_failed_sync) {
    const auto found = after_power_loss(1, [](SimulatedDisk& disk) {
        const auto file = *disk.open("/d/a", Disk::Open::create_new);
        ASSERT_TRUE(file->truncate(4 * sector));
        ASSERT_TRUE(file->sync());
        ASSERT_TRUE(disk.sync_folder("/d"));
        disk.fail_sync(2);
        ASSERT_TRUE(file->sync());
        ASSERT_TRUE(file->write(0, bytes_of(std::string(4 * sector, 'n'))));
        ASSERT_EQ(code_of(file->sync()), ErrorCode::io);
        EXPECT_EQ(text_of(*file, 0, 1), "n");
        EXPECT_TRUE(file->sync());
    });
    EXPECT_NE(*found.begin(), std::string(4 * sector, 'n'));
}

TEST(SimulatedDisk, is_dead_to_open_files_after_a_loss_of_power) {
    SimulatedDisk disk;
    ASSERT_TRUE(disk.make_folder("/d"));
    const auto file = *disk.open("/d/a", Disk::Open::create_new);
    ASSERT_TRUE(disk.sync_folder("/d"));
    const auto lock = *disk.lock("/d");
    SeededRandom random(1);
    disk.cut_power(random);
    EXPECT_EQ(code_of(file->write(0, bytes_of("x"))), ErrorCode::io);
    EXPECT_EQ(code_of(file->sync()), ErrorCode::io);
    EXPECT_EQ(code_of(file->size()), ErrorCode::io);
    EXPECT_EQ(code_of(disk.list("/d")), ErrorCode::io);
    EXPECT_EQ(code_of(disk.rename("/d/a", "/d/b")), ErrorCode::io);
    EXPECT_EQ(code_of(disk.lock("/d")), ErrorCode::io);
    disk.restore_power();
    EXPECT_TRUE(disk.lock("/d").has_value());
    EXPECT_EQ(code_of(file->size()), ErrorCode::io);
}

TEST(SimulatedDisk, fills_up_and_empties) {
    SimulatedDisk disk(1000);
    ASSERT_TRUE(disk.make_folder("/d"));
    const auto file = *disk.open("/d/a", Disk::Open::create_new);
    EXPECT_TRUE(file->allocate(1000));
    EXPECT_EQ(*disk.free_bytes("/d"), 0U);
    EXPECT_TRUE(file->write(0, bytes_of(std::string(1000, 'x'))));  // reserved, so it fits
    const auto full = file->write(1000, bytes_of("y"));
    ASSERT_EQ(code_of(full), ErrorCode::busy);
    EXPECT_EQ(full.error().reason, "disk_full");
    EXPECT_EQ(code_of(file->allocate(1001)), ErrorCode::busy);
    EXPECT_TRUE(disk.remove("/d/a"));
    EXPECT_EQ(*disk.free_bytes("/d"), 1000U);
}

TEST(SimulatedDisk, fails_the_nth_write_half_done) {
    SimulatedDisk disk;
    ASSERT_TRUE(disk.make_folder("/d"));
    const auto file = *disk.open("/d/a", Disk::Open::create_new);
    disk.fail_write(2, SimulatedDisk::Failure::full);
    EXPECT_TRUE(file->write(0, bytes_of("1111")));
    EXPECT_EQ(code_of(file->write(4, bytes_of("2222"))), ErrorCode::busy);
    EXPECT_EQ(text_of(*file, 0, 9), "111122");
    EXPECT_TRUE(file->write(4, bytes_of("3333")));
}

}  // namespace
}  // namespace footfall
