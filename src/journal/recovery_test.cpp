#include "journal/recovery.h"

#include <algorithm>
#include <atomic>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/frame.h"
#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

// What was sent, and of it what was acknowledged; a submission is named by its number.
struct Ledger {
    std::uint64_t sent = 0;
    std::set<std::uint64_t> acknowledged;
    std::mutex mutex;  // guards `acknowledged`
};

std::string name_of(std::uint64_t submission, std::uint64_t part, std::uint64_t parts) {
    return std::to_string(submission) + "/" + std::to_string(part) + "/" + std::to_string(parts);
}

// Sends one submission of random size; its outcome goes into the ledger.
void send_one(Writer& writer, Ledger& ledger, Random& random) {
    const std::uint64_t number = ledger.sent++;
    const std::uint64_t parts = 1 + random.next() % 4;
    std::vector<Draft> drafts;
    for (std::uint64_t part = 0; part < parts; ++part) {
        const std::size_t padding =
            random.next() % 8 == 0 ? random.next() % 30'000 : random.next() % 1'000;
        drafts.push_back(draft(name_of(number, part, parts), padding));
    }
    Submission made = submission(std::move(drafts));
    made.done = [&ledger, number](Submission&, const Result<>& outcome) {
        if (!outcome) return;
        const std::lock_guard guard(ledger.mutex);
        ledger.acknowledged.insert(number);
    };
    (void)writer.append(std::move(made));
}

// Everything acknowledged is there, whole submissions only, each once, in the order sent, and
// nothing that was never sent.
void check(TestJournal& journal, const Ledger& ledger, const std::string& where) {
    const auto ids = journal.ids();
    ASSERT_TRUE(ids.has_value()) << where << ": " << ids.error().message;
    std::vector<std::uint64_t> kept;
    for (std::size_t i = 0; i < ids->size();) {
        const std::uint64_t number = std::stoull((*ids)[i]);
        const std::uint64_t parts = std::stoull((*ids)[i].substr((*ids)[i].rfind('/') + 1));
        ASSERT_LE(i + parts, ids->size()) << where;
        for (std::uint64_t part = 0; part < parts; ++part) {
            ASSERT_EQ((*ids)[i + part], name_of(number, part, parts)) << where;
        }
        kept.push_back(number);
        i += parts;
    }
    ASSERT_TRUE(std::ranges::is_sorted(kept)) << where;
    ASSERT_EQ(std::ranges::adjacent_find(kept), kept.end()) << where << ": kept twice";
    ASSERT_TRUE(kept.empty() || kept.back() < ledger.sent) << where;
    ASSERT_TRUE(std::ranges::includes(kept, ledger.acknowledged)) << where << ": lost";
}

// Random submissions and power cuts in the middle of them, on one journal whose damage adds up.
// `cycles` lives, after each of which all acknowledged entries must be there.
void live_and_die(std::uint64_t seed, int cycles, std::uint64_t& acknowledged) {
    TestJournal journal(seed);
    SeededRandom random(seed * 977 + 1);
    Ledger ledger;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        const std::string where =
            "seed " + std::to_string(seed) + " cycle " + std::to_string(cycle);
        journal.disk.fail_sync(0);
        auto writer = journal.open();
        ASSERT_TRUE(writer.has_value()) << where << ": " << writer.error().message;
        check(journal, ledger, where);
        if (testing::Test::HasFatalFailure()) return;
        const std::uint64_t count = random.next() % 30;
        for (std::uint64_t i = 0; i < count; ++i) {
            send_one(**writer, ledger, random);
            if (random.next() % 4 == 0) wait_for_all(**writer);  // waits for those before
        }
        switch (random.next() % 8) {
            case 0:  // an orderly stop, then the cut
                writer->reset();
                break;
            case 1:  // a sync fails first, and the next start comes without a cut
                journal.disk.fail_sync(1 + random.next() % 4);
                send_one(**writer, ledger, random);
                wait_for_all(**writer);
                continue;
            case 2:  // the cut meets the start
                writer->reset();
                journal.disk.fail_sync(1 + random.next() % 6);
                (void)journal.open();
                break;
            default:
                break;
        }
        journal.disk.cut_power(random);
        writer->reset();
        journal.disk.restore_power();
    }
    journal.disk.fail_sync(0);
    const auto writer = journal.open();
    ASSERT_TRUE(writer.has_value()) << "seed " << seed << ": " << writer.error().message;
    check(journal, ledger, "seed " + std::to_string(seed) + " at the end");
    acknowledged += ledger.acknowledged.size();
}

TEST(Recovery, keeps_what_was_acknowledged_through_power_cuts) {
    std::uint64_t acknowledged = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        live_and_die(seed, 6, acknowledged);
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(acknowledged, 5'000U);  // a rig that acknowledged nothing proves nothing
}

// The control: on a disk that lies about its syncs the same cuts must lose something, else the rig
// has no teeth.
TEST(Recovery, loses_on_a_disk_that_lies) {
    int lost = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        TestJournal journal(seed);
        SeededRandom random(seed);
        const auto writer = journal.opened();
        EXPECT_TRUE(keep(*writer, "a"));
        journal.disk.lie_about_syncs();
        EXPECT_TRUE(keep(*writer, "b", 3'000));
        journal.disk.lose_power(random);
        const auto ids = journal.ids();
        ASSERT_TRUE(ids.has_value());
        if (ids->size() == 1) ++lost;
    }
    EXPECT_GT(lost, 5);
    EXPECT_LT(lost, 20);
}

// The first failed sync freezes: that group is not acknowledged, nothing after it is accepted, no
// sync follows, and what the next start finds is what was acknowledged or attempted.
TEST(Recovery, survives_each_failing_sync) {
    for (const bool cut_power : {false, true}) {
        for (std::uint64_t nth = 1; nth <= 20; ++nth) {
            const std::string where = "sync " + std::to_string(nth);
            TestJournal journal(nth);
            SeededRandom random(nth);
            Ledger ledger;
            {
                int discarded = 0;
                Hooks hooks;
                hooks.discard = [&](std::span<const Entry>) { ++discarded; };
                auto writer = journal.opened(hooks);
                journal.disk.fail_sync(nth);
                while (writer->trouble().empty()) {
                    send_one(*writer, ledger, random);
                    wait_for_all(*writer);
                    ASSERT_LT(ledger.sent, 1'000U);
                }
                const std::uint64_t syncs = journal.disk.syncs();
                EXPECT_EQ(writer->trouble(), "journal_frozen");
                const auto refused = keep(*writer, "refused");
                ASSERT_FALSE(refused.has_value());
                EXPECT_EQ(refused.error().code, ErrorCode::busy);
                EXPECT_EQ(refused.error().reason, "journal_frozen");
                EXPECT_EQ(discarded, 1) << where;
                EXPECT_EQ(ledger.acknowledged.size() + 1, ledger.sent) << where;
                if (cut_power) journal.disk.lose_power(random);
                writer.reset();
                EXPECT_EQ(journal.disk.syncs(), syncs) << where << ": synced again";
            }
            check(journal, ledger, where);
            {
                const auto writer = journal.open();
                ASSERT_TRUE(writer.has_value()) << where << ": " << writer.error().message;
                EXPECT_FALSE((*writer)->recovery().orderly) << where;
                check(journal, ledger, where);
                // What the start kept must be on the disk by now, not only in the page cache.
                const auto before = *journal.ids();
                send_one(**writer, ledger, random);
                wait_for_all(**writer);
                journal.disk.lose_power(random);
                const auto after = *journal.ids();
                ASSERT_GE(after.size(), before.size()) << where;
                EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin())) << where;
                check(journal, ledger, where);
            }
            EXPECT_TRUE(journal.open().has_value()) << where;
            if (HasFatalFailure()) return;
        }
    }
}

// The mark of an orderly stop may be in the page cache only. What the next start appends behind it
// must not become unreadable with it.
TEST(Recovery, does_not_trust_a_stop_whose_sync_failed) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        TestJournal journal(seed);
        SeededRandom random(seed);
        auto writer = journal.opened();
        // Moves the mark through the sectors.
        ASSERT_TRUE(keep(*writer, "a", seed * 50));
        journal.disk.fail_sync(1);
        writer.reset();
        writer = journal.opened();
        ASSERT_TRUE(keep(*writer, "b", 1'000));
        journal.disk.lose_power(random);
        writer.reset();
        const auto ids = journal.ids();
        ASSERT_TRUE(ids.has_value()) << seed << ": " << ids.error().message;
        EXPECT_THAT(*ids, ElementsAre("a", "b")) << seed;
    }
}

// The start itself may be cut at any of its own syncs, again and again.
TEST(Recovery, may_fail_at_any_sync_of_its_own) {
    for (std::uint64_t nth = 1; nth <= 6; ++nth) {
        TestJournal journal(nth);
        SeededRandom random(nth);
        std::vector<std::string> kept;
        for (int round = 0; round < 10; ++round) {
            journal.disk.fail_sync(nth);
            (void)journal.open();
            if (round % 2 == 0) journal.disk.lose_power(random);
            journal.disk.fail_sync(0);
            const auto writer = journal.open();
            ASSERT_TRUE(writer.has_value()) << nth << ": " << writer.error().message;
            kept.push_back(std::to_string(round));
            ASSERT_TRUE(keep(**writer, kept.back(), 20'000));
            journal.disk.lose_power(random);
            ASSERT_EQ(*journal.ids(), kept) << nth;
        }
    }
}

// A footer says that there is a next segment. A start may see that one by a name that is not on the
// disk yet, of a start before it that failed or died in between; it must not seal in front of it.
TEST(Recovery, seals_only_before_a_segment_that_stays) {
    for (std::uint64_t first = 1; first <= 6; ++first) {
        for (std::uint64_t second = 1; second <= 6; ++second) {
            for (std::uint64_t seed = 1; seed <= 8; ++seed) {
                TestJournal journal(seed);
                SeededRandom random(seed);
                ASSERT_TRUE(keep(*journal.opened(), "a"));
                auto writer = journal.opened();
                ASSERT_TRUE(keep(*writer, "b"));
                journal.disk.lose_power(random);
                writer.reset();
                journal.disk.fail_sync(first);
                (void)journal.open();
                journal.disk.fail_sync(second);
                (void)journal.open();
                journal.disk.lose_power(random);
                const auto opened = journal.open();
                ASSERT_TRUE(opened.has_value())
                    << first << ", " << second << ": " << opened.error().message;
                ASSERT_THAT(*journal.ids(), ElementsAre("a", "b")) << first << ", " << second;
            }
        }
    }
}

// A journal of one segment, its groups' ends known: `a`, `b`, …, each alone in a group.
struct Small {
    explicit Small(std::initializer_list<const char*> names) {
        const auto writer = journal.opened();
        for (const char* name : names) {
            ids.emplace_back(name);
            EXPECT_TRUE(keep(*writer, ids.back(), 300));
            ends.push_back(end());
        }
        SeededRandom random(1);
        journal.disk.lose_power(random);  // a disorderly end, without a mark
        bytes = journal.disk.contents(journal.segment(1));
        bytes.resize(ends.back() + 2'000);
    }

    std::size_t end() const {
        const Bytes now = journal.disk.contents(journal.segment(1));
        const auto last = std::find_if(now.rbegin(), now.rend(),
                                       [](std::byte byte) { return byte != std::byte{}; });
        return static_cast<std::size_t>(now.rend() - last);
    }

    void put(const Bytes& changed) { journal.disk.replace(journal.segment(1), changed); }

    TestJournal journal;
    std::vector<std::string> ids;
    std::vector<std::size_t> ends;
    Bytes bytes;
};

// 100 % of the flips in acknowledged bytes are detected, given one more group behind them.
TEST(Damage, of_a_single_bit_is_never_silent) {
    Small small({"a", "b", "c"});
    for (std::size_t bit = 0; bit < small.bytes.size() * 8; ++bit) {
        // All bits up to the last group, of the rest of the file one in 13.
        if (bit >= small.ends[1] * 8 && bit % 13 != 0) continue;
        Bytes damaged = small.bytes;
        damaged[bit / 8] ^= std::byte{1} << (bit % 8);
        small.put(damaged);
        const auto ids = small.journal.ids();
        if (bit < small.ends[1] * 8) {
            ASSERT_FALSE(ids.has_value()) << "bit " << bit;
            ASSERT_EQ(ids.error().code, ErrorCode::corrupt) << "bit " << bit;
            if (bit % 7 != 0) continue;
            const auto writer = small.journal.open();
            ASSERT_FALSE(writer.has_value()) << "bit " << bit;
            ASSERT_EQ(writer.error().code, ErrorCode::corrupt) << "bit " << bit;
            ASSERT_EQ(small.journal.disk.contents(small.journal.segment(1)), damaged);
        } else {
            ASSERT_TRUE(ids.has_value()) << "bit " << bit << ": " << ids.error().message;
            const bool in_last_group = bit < small.ends[2] * 8;
            ASSERT_EQ(ids->size(), in_last_group ? 2U : 3U) << "bit " << bit;
        }
    }
}

TEST(Damage, names_segment_offset_and_sequences) {
    Small small({"a", "b", "c", "d"});
    Bytes damaged = small.bytes;
    damaged[small.ends[0] + 100] ^= std::byte{1};
    small.put(damaged);
    const auto writer = small.journal.open();
    ASSERT_FALSE(writer.has_value());
    EXPECT_THAT(writer.error().message,
                HasSubstr("/data/journal/0000000001.segment: segment 1, offset " +
                          std::to_string(small.ends[0]) + ", sequences 2 to 3: "));
}

TEST(Damage, in_the_tail_is_cut_off_and_counted) {
    Small small({"a", "b", "c"});
    for (std::size_t size = small.ends[1]; size < small.ends[2]; size += 11) {
        for (const bool garbage : {false, true}) {
            Small torn({"a", "b", "c"});
            Bytes bytes = torn.bytes;
            // Torn off at `size`; behind it lie zeroes, or garbage.
            SeededRandom random(size);
            for (std::size_t i = size; i < bytes.size(); ++i) {
                bytes[i] = garbage ? static_cast<std::byte>(random.next()) : std::byte{};
            }
            torn.put(bytes);
            const auto writer = torn.journal.open();
            ASSERT_TRUE(writer.has_value()) << size << ": " << writer.error().message;
            const Recovery& recovery = (*writer)->recovery();
            EXPECT_FALSE(recovery.orderly);
            EXPECT_EQ(recovery.last, Sequence{2});
            if (garbage) {
                EXPECT_GT(recovery.torn_bytes, 1'900U);
            }
            if (!garbage) {
                EXPECT_LE(recovery.torn_bytes, size - torn.ends[1]);
            }
            EXPECT_TRUE(keep(**writer, "d"));
            EXPECT_THAT(*torn.journal.ids(), ElementsAre("a", "b", "d"));
        }
    }
}

// Sectors of one write may land in any order: the group's own terminator is no later group's.
TEST(Damage, may_leave_the_terminator_of_a_torn_group) {
    Small small({"a", "b", "c"});
    Bytes bytes = small.bytes;
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(small.ends[1]),
              bytes.begin() + static_cast<std::ptrdiff_t>(small.ends[1] + 200), std::byte{});
    small.put(bytes);
    const auto writer = small.journal.open();
    ASSERT_TRUE(writer.has_value()) << writer.error().message;
    EXPECT_THAT(*small.journal.ids(), ElementsAre("a", "b"));
    EXPECT_GT((*writer)->recovery().torn_bytes, 0U);
}

TEST(Damage, by_a_group_gone_or_twice_is_found) {
    Small small({"a", "b", "c", "d"});
    const auto at = [&](std::size_t group) {
        return small.bytes.begin() + static_cast<std::ptrdiff_t>(small.ends[group]);
    };
    const auto is_corrupt = [&](Bytes bytes) {
        bytes.resize(small.bytes.size());
        small.put(bytes);
        const auto ids = small.journal.ids();
        return !ids && ids.error().code == ErrorCode::corrupt && !small.journal.open();
    };
    Bytes gone(small.bytes.begin(), at(0));
    gone.insert(gone.end(), at(1), at(3));
    EXPECT_TRUE(is_corrupt(gone));
    Bytes twice(small.bytes.begin(), at(1));
    twice.insert(twice.end(), at(0), at(3));
    EXPECT_TRUE(is_corrupt(twice));
}

// Three segments, the first two of them sealed.
struct Large {
    Large() {
        const auto writer = journal.opened();
        while (journal.disk.contents(journal.segment(3)).empty()) {
            ids.push_back(std::to_string(ids.size()));
            EXPECT_TRUE(keep(*writer, ids.back(), 5'000));
        }
        for (int i = 1; i <= 3; ++i) segments.push_back(journal.disk.contents(journal.segment(i)));
    }

    // Neither a start nor a reader takes it.
    bool is_corrupt() {
        const auto ids_now = journal.ids();
        const auto writer = journal.open();
        return !ids_now && ids_now.error().code == ErrorCode::corrupt && !writer &&
               writer.error().code == ErrorCode::corrupt;
    }

    TestJournal journal;
    std::vector<std::string> ids;
    std::vector<Bytes> segments;
};

TEST(Damage, by_a_missing_segment_is_found) {
    for (int missing = 1; missing <= 3; ++missing) {
        Large large;
        ASSERT_TRUE(large.journal.disk.remove(large.journal.segment(missing)));
        EXPECT_TRUE(large.is_corrupt()) << missing;
    }
}

TEST(Damage, by_doubled_and_swapped_segments_is_found) {
    for (int from = 1; from <= 3; ++from) {
        for (int to = 1; to <= 4; ++to) {
            if (from == to) continue;
            Large large;
            large.journal.disk.replace(large.journal.segment(to),
                                       large.segments[static_cast<std::size_t>(from - 1)]);
            EXPECT_TRUE(large.is_corrupt()) << from << " as " << to;
        }
    }
    Large large;
    large.journal.disk.replace(large.journal.segment(1), large.segments[1]);
    large.journal.disk.replace(large.journal.segment(2), large.segments[0]);
    EXPECT_TRUE(large.is_corrupt());
}

// A segment of another journal has its own chain.
TEST(Damage, by_a_foreign_segment_is_found) {
    Large large;
    TestJournal other(99);
    {
        const auto writer = other.opened();
        for (const std::string& id : large.ids) EXPECT_TRUE(keep(*writer, id, 5'000));
    }
    for (int i = 1; i <= 2; ++i) {
        Large damaged;
        damaged.journal.disk.replace(damaged.journal.segment(i),
                                     other.disk.contents(other.segment(i)));
        EXPECT_TRUE(damaged.is_corrupt()) << i;
    }
}

TEST(Damage, of_a_sealed_segment_is_found_by_a_reader) {
    Large large;
    SeededRandom random(5);
    for (int round = 0; round < 1'000; ++round) {
        const std::size_t which = random.next() % 2;
        Bytes bytes = large.segments[which];
        const std::size_t entries_end = bytes.size() - footer_bytes;
        bytes[random.next() % entries_end] ^= std::byte{1} << (random.next() % 8);
        large.journal.disk.replace(large.journal.segment(static_cast<int>(which) + 1), bytes);
        const auto ids = large.journal.ids();
        ASSERT_FALSE(ids.has_value()) << round;
        EXPECT_EQ(ids.error().code, ErrorCode::corrupt);
        large.journal.disk.replace(large.journal.segment(static_cast<int>(which) + 1),
                                   large.segments[which]);
    }
    EXPECT_EQ(*large.journal.ids(), large.ids);
}

// The footer repeats what the entries say: of the last but one it is made anew, of an older one it
// is damage.
TEST(Damage, of_a_footer_is_found_or_healed) {
    for (std::size_t which = 0; which < 2; ++which) {
        Large large;
        Bytes bytes = large.segments[which];
        bytes[bytes.size() - 10] ^= std::byte{1};
        const auto path = large.journal.segment(static_cast<int>(which) + 1);
        large.journal.disk.replace(path, bytes);
        const auto writer = large.journal.open();
        EXPECT_EQ(writer.has_value(), which == 1);
        if (writer) {
            EXPECT_EQ(large.journal.disk.contents(path), large.segments[which]);
        }
        EXPECT_EQ(*large.journal.ids(), large.ids);
    }
}

TEST(Damage, by_files_that_only_look_like_segments_is_found) {
    TestJournal journal;
    EXPECT_TRUE(keep(*journal.opened(), "a"));
    journal.disk.replace(journal.options.folder / "notes.txt", Bytes(3));
    EXPECT_TRUE(journal.open().has_value());
    journal.disk.replace(journal.options.folder / "1.segment", Bytes(3));
    const auto writer = journal.open();
    ASSERT_FALSE(writer.has_value());
    EXPECT_EQ(writer.error().code, ErrorCode::corrupt);
    journal.disk.replace(journal.segment(2), {});  // empty, where a header must be
    EXPECT_FALSE(journal.ids().has_value());
}

// A spare is no content, whatever it holds.
TEST(Recovery, ignores_an_old_spare) {
    TestJournal journal;
    EXPECT_TRUE(keep(*journal.opened(), "a"));
    journal.disk.replace(journal.options.folder / "spare.new",
                         journal.disk.contents(journal.segment(1)));
    EXPECT_TRUE(keep(*journal.opened(), "b", 60'000));
    EXPECT_THAT(*journal.ids(), ElementsAre("a", "b"));
}

// Entries of a later version's types are kept and counted, never lost or refused.
TEST(Recovery, skips_unknown_entries_and_counts_them) {
    TestJournal journal;
    SegmentHeader header;
    header.segment = 1;
    header.epoch = 3;
    header.begins = true;
    header.first = {1};
    header.first_group = 1;
    GroupBuffer group;
    group.add({1}, {1}, draft("a").body);
    Event later;
    later.kind = static_cast<Kind>(200);
    group.add({2}, {1}, later);
    ChainHash hash{};
    const auto sealed = group.seal(header, {}, {2}, {1}, {0, 1, false, {}}, hash);
    const auto head = encode_header(header);
    Bytes bytes(head.begin(), head.end());
    bytes.insert(bytes.end(), sealed.begin(), sealed.end());
    bytes.resize(64 * 1024);
    ASSERT_TRUE(journal.disk.make_folder(journal.options.folder));
    journal.disk.replace(journal.segment(1), bytes);
    EXPECT_TRUE(keep(*journal.opened(), "c"));
    std::vector<std::string> ids;
    const auto pass = read(journal.disk, journal.options.folder, {}, last_possible,
                           [&](SequenceRange, std::span<const Entry> entries) -> Result<> {
                               for (const Entry& entry : entries) ids.push_back(id_of(entry.body));
                               return {};
                           });
    ASSERT_TRUE(pass.has_value()) << pass.error().message;
    EXPECT_THAT(ids, ElementsAre("a", "c"));
    EXPECT_EQ(pass->unknown_entries, 1U);
    EXPECT_EQ(pass->last, Sequence{3});
}

}  // namespace
}  // namespace footfall::journal
