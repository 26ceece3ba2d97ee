#include "journal/packed_segment.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/salvage.h"
#include "journal/sidecar.h"
#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

// Four segments and more, each with many groups; texts that neither compress away nor not at all.
struct PackedSegments : testing::Test {
    static constexpr int entries = 200;

    PackedSegments() {
        journal.options.segment_bytes = 256 * 1024;
        auto writer = journal.opened();
        for (int i = 0; i < entries; ++i) {
            std::vector<Draft> drafts{draft(std::to_string(i))};
            auto& event = std::get<Event>(drafts[0].body);
            while (event.properties.size() < 6'000) {
                event.properties += std::to_string(journal.random.next()) + "     ";
            }
            EXPECT_TRUE(keep(*writer, std::move(drafts)));
        }
        writer->stop();
        plain = journal.entries().value();
    }

    std::uint64_t size(int segment) {
        return (*journal.disk.open(journal.segment(segment), Disk::Open::existing))->size().value();
    }

    int pack_all() {
        Packer packer(journal.disk, journal.options.folder);
        int packed = 0;
        while (packer.pack_one(journal.clock.now()).value()) ++packed;
        return packed;
    }

    TestJournal journal;
    std::vector<Entry> plain;
};

TEST_F(PackedSegments, hold_the_same_entries_in_less_room) {
    const std::uint64_t before = size(1);
    const auto sealed = sealed_segments(journal.disk, journal.options.folder).value();
    const int packed = pack_all();
    ASSERT_EQ(packed, static_cast<int>(sealed.size()) - 2);
    EXPECT_LT(size(1), before * 3 / 4);
    EXPECT_EQ(pack_all(), 0);
    EXPECT_EQ(journal.entries().value(), plain);
    for (const std::uint64_t from : {2U, 50U, 101U, 199U}) {
        const auto some = journal.entries({from}).value();
        ASSERT_EQ(some.size(), entries - from + 1);
        EXPECT_EQ(some.front(), plain[from - 1]);
    }
    // A start and its writer go on, sidecars stay good.
    const auto again = sealed_segments(journal.disk, journal.options.folder).value();
    ASSERT_EQ(again.size(), sealed.size());
    EXPECT_EQ(again[0].end, sealed[0].end);
    auto writer = journal.opened();
    EXPECT_EQ(writer->recovery().last, Sequence{entries});
    EXPECT_TRUE(keep(*writer, "more"));
    writer->stop();
    EXPECT_EQ(journal.entries()->size(), plain.size() + 1);
}

TEST_F(PackedSegments, are_packed_beside_their_writer) {
    auto writer = journal.opened();
    Packer packer(journal.disk, journal.options.folder);
    for (int i = 0; i < 300; ++i) {
        ASSERT_TRUE(keep(*writer, "more " + std::to_string(i), 3'000));
        ASSERT_TRUE(packer.pack_one(journal.clock.now()).has_value());
        if (i % 50 != 0) continue;
        EXPECT_EQ(journal.entries()->size(), plain.size() + 1 + static_cast<std::size_t>(i));
    }
}

TEST_F(PackedSegments, stay_as_they_are_where_they_are_damaged) {
    auto file = journal.disk.open(journal.segment(1), Disk::Open::existing);
    const std::vector<std::byte> garbage(10, std::byte{7});
    ASSERT_TRUE((*file)->write(9'000, garbage));
    const std::uint64_t before = size(1);
    EXPECT_GE(pack_all(), 1);
    EXPECT_EQ(size(1), before);
}

// One that cannot be read does not keep the others from being packed.
TEST_F(PackedSegments, stay_as_they_are_where_they_cannot_be_read) {
    const std::uint64_t before = size(1);
    journal.disk.fail_reads(journal.segment(1));
    Packer packer(journal.disk, journal.options.folder);
    EXPECT_TRUE(packer.pack_one(journal.clock.now()).value());
    EXPECT_EQ(size(1), before);
}

// Whatever fails, and if then the power goes, the journal is what it was.
TEST_F(PackedSegments, outlive_failures_and_a_loss_of_power) {
    int failures = 0;
    for (std::uint64_t nth = 1; nth <= 12; ++nth) {
        for (const int what : {0, 1, 2, 3}) {
            SimulatedDisk& disk = journal.disk;
            if (what == 0) disk.fail_sync(nth);
            if (what == 1) disk.fail_write(nth, SimulatedDisk::Failure::io);
            if (what == 2) disk.fail_write(nth, SimulatedDisk::Failure::full);
            if (!Packer(disk, journal.options.folder).pack_one(journal.clock.now())) {
                ++failures;
                EXPECT_THAT(disk.list(journal.options.folder).value(),
                            testing::Not(testing::Contains(testing::EndsWith("packed.new"))));
            }
            disk.lose_power(journal.random);
            ASSERT_EQ(journal.entries().value(), plain) << what << ' ' << nth;
        }
    }
    EXPECT_GT(failures, 3);
    ASSERT_TRUE(journal.opened()->recovery().orderly);
}

// What a flipped bit hides is a block at most, and it is always found.
TEST_F(PackedSegments, with_a_flipped_bit_lose_no_more_than_a_block) {
    ASSERT_GE(pack_all(), 1);
    auto file = journal.disk.open(journal.segment(1), Disk::Open::existing);
    std::vector<std::byte> good(size(1));
    ASSERT_EQ((*file)->read(0, good).value(), good.size());
    SeededRandom random(5);
    const auto cases = 120;
    int healed = 0;
    int found = 0;
    for (int i = 0; i < cases; ++i) {
        // Half of them where header and tables are.
        const std::uint64_t range = i % 2 == 0 ? good.size() : 120;
        const std::uint64_t at =
            i % 4 == 1 ? good.size() - 1 - random.next() % range : random.next() % range;
        std::vector<std::byte> bad = good;
        bad[at] ^= std::byte{1} << (random.next() % 8);
        ASSERT_TRUE((*file)->write(0, bad));
        std::vector<Entry> left;
        std::uint64_t lost = 0;
        const auto take = [&](SequenceRange range_, std::span<const Entry> some) -> Result<> {
            left.insert(left.end(), some.begin(), some.end());
            lost += range_.count() - some.size();
            return {};
        };
        const auto damaged = [](const Damage&) -> Result<> { return {}; };
        const auto pass =
            salvage(journal.disk, journal.options.folder, {1}, {entries}, take, damaged);
        ASSERT_TRUE(pass.has_value()) << at << ": " << pass.error().message;
        ASSERT_EQ(left.size() + lost, plain.size()) << at;
        const bool is_whole = journal.entries().has_value();
        if (is_whole) {
            EXPECT_EQ(left, plain) << at;
            ++healed;
        } else {
            ++found;
        }
        // A block, and the groups that stand across its ends.
        EXPECT_LE(lost, packed_block_bytes / 6'000 + 3) << at;
        for (const Entry& entry : left) {
            ASSERT_EQ(entry, plain[entry.sequence.value - 1]) << at;
        }
    }
    std::cout << "packed segments: " << cases << " flips, " << found << " found, " << healed
              << " without loss\n";
    EXPECT_GT(found, cases / 4);
    EXPECT_GT(healed, cases / 8);
}

}  // namespace
}  // namespace footfall::journal
