#include "journal/sidecar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

struct Sidecars : testing::Test {
    // Several segments, the last one in use.
    void SetUp() override {
        auto writer = journal.opened();
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(keep(*writer, std::to_string(i), 10'000));
        writer->stop();
        auto found = sealed_segments(journal.disk, folder());
        ASSERT_TRUE(found.has_value());
        sealed = *found;
        ASSERT_GE(sealed.size(), 3U);
    }

    const std::filesystem::path& folder() const { return journal.options.folder; }

    auto read(const SealedSegment& segment) {
        return read_sidecar(journal.disk, folder(), segment, "ids");
    }

    TestJournal journal;
    std::vector<SealedSegment> sealed;
};

TEST_F(Sidecars, know_the_sealed_segments) {
    Sequence before;
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        EXPECT_EQ(sealed[i].number, i + 1);
        EXPECT_EQ(sealed[i].range.first, next(before));
        before = sealed[i].range.last;
    }
    EXPECT_LT(before, Sequence{20});
}

// What cannot be told from its header and the next one's is read, not guessed.
TEST_F(Sidecars, are_not_of_segments_with_a_damaged_neighbour) {
    auto file = journal.disk.open(journal.segment(2), Disk::Open::existing);
    ASSERT_TRUE((*file)->write(20, bytes_of("x")));
    const auto found = sealed_segments(journal.disk, folder());
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->size(), sealed.size() - 2);
    for (const SealedSegment& segment : *found) EXPECT_GT(segment.number, 2U);
    ASSERT_TRUE(journal.disk.remove(journal.segment(3)));
    EXPECT_EQ(sealed_segments(journal.disk, folder())->size(), sealed.size() - 3);
}

TEST_F(Sidecars, give_back_what_was_written) {
    EXPECT_EQ(read(sealed[0]), std::nullopt);
    EXPECT_FALSE(has_sidecar(journal.disk, folder(), sealed[0], "ids"));
    for (const std::string_view content : {"some content", "", "another, longer than the first"}) {
        ASSERT_TRUE(write_sidecar(journal.disk, folder(), sealed[0], "ids", bytes_of(content)));
        EXPECT_EQ(read(sealed[0]), bytes_of(content));
        EXPECT_TRUE(has_sidecar(journal.disk, folder(), sealed[0], "ids"));
    }
    EXPECT_EQ(read(sealed[1]), std::nullopt);
    EXPECT_EQ(read_sidecar(journal.disk, folder(), sealed[0], "orders"), std::nullopt);
    // A start and a reader go on as if it were not there.
    EXPECT_EQ(journal.ids()->size(), 20U);
    EXPECT_EQ(journal.opened()->recovery().last, Sequence{20});
}

TEST_F(Sidecars, of_another_journal_do_not_count) {
    ASSERT_TRUE(write_sidecar(journal.disk, folder(), sealed[0], "ids", bytes_of("content")));
    SealedSegment other = sealed[0];
    other.end[3] ^= std::byte{1};
    EXPECT_EQ(read(other), std::nullopt);
    other = sealed[0];
    ++other.range.last.value;
    EXPECT_EQ(read(other), std::nullopt);
}

TEST_F(Sidecars, with_any_flipped_bit_or_length_do_not_count) {
    ASSERT_TRUE(write_sidecar(journal.disk, folder(), sealed[0], "ids", bytes_of("content")));
    const auto path = folder() / "0000000001.ids";
    auto file = journal.disk.open(path, Disk::Open::existing);
    std::vector<std::byte> good((*file)->size().value());
    ASSERT_EQ((*file)->read(0, good).value(), good.size());
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::vector<std::byte> bad = good;
        bad[bit / 8] ^= std::byte{1} << (bit % 8);
        ASSERT_TRUE((*file)->write(0, bad));
        EXPECT_EQ(read(sealed[0]), std::nullopt) << bit;
    }
    for (std::size_t length = 0; length < good.size(); ++length) {
        ASSERT_TRUE((*file)->truncate(0));
        ASSERT_TRUE((*file)->write(0, std::span(good).first(length)));
        EXPECT_EQ(read(sealed[0]), std::nullopt) << length;
    }
    good.push_back(std::byte{0});
    ASSERT_TRUE((*file)->write(0, good));
    EXPECT_EQ(read(sealed[0]), std::nullopt);
    // The next one takes its place, also where an earlier attempt broke off.
    ASSERT_TRUE(journal.disk.open(path.string() + ".new", Disk::Open::create_new));
    ASSERT_TRUE(write_sidecar(journal.disk, folder(), sealed[0], "ids", bytes_of("again")));
    EXPECT_EQ(read(sealed[0]), bytes_of("again"));
}

}  // namespace
}  // namespace footfall::journal
