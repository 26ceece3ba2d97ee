#include "journal/writer.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <latch>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "disk/posix_disk.h"
#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Writer, keeps_and_a_reader_finds_it) {
    TestJournal journal;
    const auto writer = journal.opened();
    EXPECT_EQ(writer->recovery().segments, 0U);
    EXPECT_TRUE(writer->recovery().orderly);
    EXPECT_TRUE(keep(*writer, "a"));
    EXPECT_EQ(writer->last(), Sequence{1});
    std::vector<Draft> two;
    two.push_back(draft("b"));
    two.push_back(draft("c"));
    EXPECT_TRUE(keep(*writer, std::move(two)));
    EXPECT_EQ(writer->last(), Sequence{3});
    EXPECT_THAT(*journal.ids(), ElementsAre("a", "b", "c"));  // beside the writer
}

TEST(Writer, goes_on_after_an_orderly_stop) {
    TestJournal journal;
    for (int round = 0; round < 5; ++round) {
        const auto writer = journal.opened();
        EXPECT_TRUE(writer->recovery().orderly);
        EXPECT_EQ(writer->recovery().last.value, static_cast<std::uint64_t>(round));
        EXPECT_EQ(writer->recovery().entries, static_cast<std::uint64_t>(round));
        EXPECT_EQ(writer->recovery().torn_bytes, 0U);
        EXPECT_TRUE(keep(*writer, std::to_string(round)));
    }
    EXPECT_THAT(*journal.ids(), ElementsAre("0", "1", "2", "3", "4"));
    EXPECT_THAT(*journal.disk.list(journal.options.folder),
                ElementsAre("0000000001.segment", "spare.new"));
}

TEST(Writer, gives_back_every_type_of_entry) {
    TestJournal journal;
    WorkspaceId workspace;
    workspace.bytes.fill(7);
    Profile profile;
    profile.workspace = workspace;
    profile.email = "a@example.com";
    VerdictChange change;
    change.event = {1};
    change.after = Verdict::scanner;
    std::vector<Draft> drafts;
    drafts.push_back(draft("event"));
    drafts.push_back({profile, Draft::Fate::kept});
    drafts.push_back({change, Draft::Fate::kept});
    drafts.push_back({Forget{workspace, "c", "m"}, Draft::Fate::kept});
    drafts.push_back({DeadLetter{workspace, Family::segment, "i", "f", "r", "raw"}});
    const std::vector<Draft> sent = drafts;
    EXPECT_TRUE(keep(*journal.opened(), std::move(drafts)));
    const auto entries = journal.entries();
    ASSERT_TRUE(entries.has_value());
    ASSERT_EQ(entries->size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
        EXPECT_EQ((*entries)[i].body, sent[i].body) << i;
        EXPECT_EQ((*entries)[i].sequence.value, i + 1);
    }
}

TEST(Writer, never_lets_the_time_of_receipt_fall) {
    TestJournal journal;
    const Instant start = journal.clock.now();
    {
        const auto writer = journal.opened();
        EXPECT_TRUE(keep(*writer, "a"));
        journal.clock.jump(start - std::chrono::hours(2));
        EXPECT_TRUE(keep(*writer, "b"));
    }
    {
        const auto writer = journal.opened();  // still behind, after a restart
        EXPECT_TRUE(keep(*writer, "c"));
        journal.clock.jump(start + std::chrono::hours(1));
        EXPECT_TRUE(keep(*writer, "d"));
    }
    std::vector<std::int64_t> seconds;
    const auto entries = journal.entries();
    for (const Entry& entry : *entries) {
        seconds.push_back((entry.received_at.us - start.us) / 1'000'000);
    }
    EXPECT_THAT(seconds, ElementsAre(0, 0, 0, 3600));
}

TEST(Writer, keeps_only_what_admission_leaves) {
    TestJournal journal;
    std::vector<std::string> applied;
    std::vector<SequenceRange> ranges;
    Hooks hooks;
    hooks.admit = [](std::span<Submission*> group) {
        for (Submission* submission : group) {
            for (Draft& one : submission->drafts) {
                const std::string& id = id_of(one.body);
                if (id.starts_with("duplicate")) one.fate = Draft::Fate::duplicate;
                if (id == "refuse") {
                    submission->refusal = Error{ErrorCode::busy, "later", {}, "projection"};
                }
            }
        }
    };
    hooks.apply = [&](SequenceRange range, std::span<const Entry> entries) {
        ranges.push_back(range);
        EXPECT_EQ(range.count(), entries.size());
        for (const Entry& entry : entries) applied.push_back(id_of(entry.body));
    };
    hooks.discard = [](std::span<const Entry>) { FAIL() << "nothing failed"; };
    const auto writer = journal.opened(hooks);
    std::vector<Draft> drafts;
    for (const char* id : {"a", "duplicate 1", "b"}) drafts.push_back(draft(id));
    EXPECT_TRUE(keep(*writer, std::move(drafts)));
    EXPECT_TRUE(keep(*writer, "duplicate 2"));
    const auto refused = keep(*writer, "refuse");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().reason, "projection");
    EXPECT_TRUE(keep(*writer, "c"));
    EXPECT_THAT(applied, ElementsAre("a", "b", "c"));
    EXPECT_THAT(*journal.ids(), ElementsAre("a", "b", "c"));
    ASSERT_EQ(ranges.size(), 4U);
    EXPECT_EQ(ranges[0], (SequenceRange{{1}, {2}}));
    EXPECT_TRUE(ranges[1].empty());
    EXPECT_TRUE(ranges[2].empty());
    EXPECT_EQ(ranges[3], (SequenceRange{{3}, {3}}));
}

TEST(Writer, answers_after_sync_and_apply) {
    TestJournal journal;
    std::vector<std::string> order;
    std::uint64_t syncs_at_admit = 0;
    Hooks hooks;
    hooks.admit = [&](std::span<Submission*>) {
        order.push_back("admit");
        syncs_at_admit = journal.disk.syncs();
    };
    hooks.apply = [&](SequenceRange, std::span<const Entry> entries) {
        order.push_back("apply");
        EXPECT_EQ(id_of(entries[0].body), "a");
        EXPECT_EQ(journal.disk.syncs(), syncs_at_admit + 1);
    };
    const auto writer = journal.opened(hooks);
    std::promise<void> answered;
    Submission made = submission({});
    made.drafts.push_back(draft("a"));
    made.done = [&](Submission& back, const Result<>& outcome) {
        order.push_back("done");
        EXPECT_TRUE(outcome.has_value());
        EXPECT_EQ(back.drafts.at(0).fate, Draft::Fate::kept);
        answered.set_value();
    };
    ASSERT_TRUE(writer->append(std::move(made)));
    answered.get_future().wait();
    EXPECT_THAT(order, ElementsAre("admit", "apply", "done"));
}

// What arrives while a group is in flight shares the next sync.
TEST(Writer, groups_what_waits) {
    TestJournal journal;
    std::latch held(1);
    std::latch reached(1);
    std::vector<std::size_t> groups;
    Hooks hooks;
    hooks.admit = [&](std::span<Submission*> group) {
        groups.push_back(group.size());
        if (groups.size() == 1) {
            reached.count_down();
            held.wait();
        }
    };
    journal.options.group_bytes_max = 10;
    const auto writer = journal.opened(hooks);
    std::vector<std::future<Result<>>> outcomes;
    outcomes.push_back(send(*writer, {}));
    reached.wait();
    for (int i = 0; i < 25; ++i) outcomes.push_back(send(*writer, {}));
    Submission large = submission({});
    large.bytes = 50;  // larger than a group may be: alone
    large.done = [](Submission&, const Result<>&) {};
    ASSERT_TRUE(writer->append(std::move(large)));
    outcomes.push_back(send(*writer, {}));
    held.count_down();
    for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
    EXPECT_THAT(groups, ElementsAre(1, 10, 10, 5, 1, 1));
}

// A batch that the queue could never hold would be refused for ever.
TEST(Writer, takes_one_submission_larger_than_its_queue) {
    TestJournal journal;
    journal.options.queue_bytes_max = 1;
    const auto writer = journal.opened({});
    Submission large;
    large.bytes = 1000;
    std::promise<Result<>> outcome;
    large.done = [&](Submission&, Result<> result) { outcome.set_value(std::move(result)); };
    ASSERT_TRUE(writer->append(std::move(large)));
    EXPECT_TRUE(outcome.get_future().get());
}

TEST(Writer, bounds_its_queue) {
    TestJournal journal;
    std::latch held(1);
    std::latch reached(1);
    Hooks hooks;
    hooks.admit = [&, first = true](std::span<Submission*>) mutable {
        if (std::exchange(first, false)) reached.count_down();
        held.wait();
    };
    journal.options.queue_bytes_max = 3;
    const auto writer = journal.opened(hooks);
    auto in_flight = send(*writer, {});
    reached.wait();
    std::vector<std::future<Result<>>> waiting;
    for (int i = 0; i < 3; ++i) waiting.push_back(send(*writer, {}));
    const auto refused = keep(*writer, "one too many");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
    EXPECT_EQ(refused.error().reason, "queue_full");
    held.count_down();
    EXPECT_TRUE(in_flight.get());
    for (auto& outcome : waiting) EXPECT_TRUE(outcome.get());
    EXPECT_TRUE(keep(*writer, "room again"));
}

TEST(Writer, finishes_its_queue_when_it_stops) {
    TestJournal journal;
    const auto writer = journal.opened();
    std::vector<std::future<Result<>>> outcomes;
    for (int i = 0; i < 100; ++i) {
        std::vector<Draft> drafts;
        drafts.push_back(draft(std::to_string(i)));
        outcomes.push_back(send(*writer, std::move(drafts)));
    }
    writer->stop();
    for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
    EXPECT_EQ(journal.ids()->size(), 100U);
    const auto late = keep(*writer, "late");
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().reason, "stopping");
    writer->stop();  // twice does nothing
}

TEST(Writer, takes_many_submitters) {
    TestJournal journal;
    std::atomic<std::uint64_t> applied{0};
    Hooks hooks;
    hooks.apply = [&](SequenceRange range, std::span<const Entry>) { applied += range.count(); };
    const auto writer = journal.opened(hooks);
    constexpr int threads = 8;
    constexpr int each = 200;
    {
        std::vector<std::jthread> submitters;
        for (int thread = 0; thread < threads; ++thread) {
            submitters.emplace_back([&, thread] {
                for (int i = 0; i < each; ++i) {
                    const std::string id = std::to_string(thread) + ":" + std::to_string(i);
                    EXPECT_TRUE(keep(*writer, id, 50));
                    // An acknowledged entry is in the very next pass, beside the writer.
                    if (i % 50 == 0) {
                        const auto ids = journal.ids();
                        ASSERT_TRUE(ids.has_value()) << ids.error().message;
                        EXPECT_NE(std::ranges::find(*ids, id), ids->end());
                    }
                }
            });
        }
    }
    EXPECT_EQ(applied, static_cast<std::uint64_t>(threads * each));
    writer->stop();
    const auto ids = journal.ids();
    ASSERT_TRUE(ids.has_value()) << ids.error().message;
    EXPECT_EQ(std::set<std::string>(ids->begin(), ids->end()).size(), threads * each * 1U);
    std::vector<int> next(threads, 0);  // each one's own order is kept
    for (const std::string& id : *ids) {
        const auto colon = id.find(':');
        EXPECT_EQ(std::stoi(id.substr(colon + 1)), next[std::stoul(id)]++);
    }
}

TEST(Writer, goes_on_to_further_segments) {
    TestJournal journal;
    std::vector<std::string> expected;
    for (int round = 0; round < 3; ++round) {
        const auto writer = journal.opened();
        for (int i = 0; i < 100; ++i) {
            expected.push_back(std::to_string(round * 100 + i));
            EXPECT_TRUE(keep(*writer, expected.back(), 3000));
        }
    }
    EXPECT_EQ(*journal.ids(), expected);
    EXPECT_GE(journal.disk.list(journal.options.folder)->size(), 15U);
    // Sealed ones give back what they did not need.
    EXPECT_LT(journal.disk.contents(journal.segment(1)).size(), journal.options.segment_bytes);
}

// Every amount of room that can be left in a segment when the next group comes.
TEST(Writer, never_lets_a_group_cross_segments) {
    for (std::size_t room = 0; room < 400; room += 7) {
        TestJournal journal;
        {
            const auto writer = journal.opened();
            EXPECT_TRUE(keep(*writer, "filler", journal.options.segment_bytes - 300 - room));
            EXPECT_TRUE(keep(*writer, "next"));
        }
        EXPECT_THAT(*journal.ids(), ElementsAre("filler", "next")) << room;
        const auto writer = journal.opened();
        EXPECT_TRUE(writer->recovery().orderly) << room;
    }
}

TEST(Writer, makes_a_larger_segment_for_a_large_submission) {
    TestJournal journal;
    {
        const auto writer = journal.opened();
        EXPECT_TRUE(keep(*writer, "small"));
        std::vector<Draft> large;
        for (int i = 0; i < 10; ++i) large.push_back(draft(std::to_string(i), 100'000));
        EXPECT_TRUE(keep(*writer, std::move(large)));
        EXPECT_TRUE(keep(*writer, "after"));
    }
    EXPECT_EQ(journal.ids()->size(), 12U);
    EXPECT_GT(journal.disk.contents(journal.segment(2)).size(), 1'000'000U);
    const auto writer = journal.opened();
    EXPECT_EQ(writer->recovery().entries, 12U);
    EXPECT_TRUE(writer->recovery().orderly);
}

// A segment begun with a large group as the very last one must be found as well.
TEST(Writer, reopens_a_larger_segment) {
    TestJournal journal;
    EXPECT_TRUE(keep(*journal.opened(), "large", 500'000));
    EXPECT_TRUE(keep(*journal.opened(), "after"));
    EXPECT_THAT(*journal.ids(), ElementsAre("large", "after"));
}

TEST(Writer, lets_only_one_in) {
    TestJournal journal;
    const auto writer = journal.opened();
    const auto second = journal.open();
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_THAT(second.error().message, HasSubstr("in use by another process"));
    EXPECT_THAT(second.error().message, HasSubstr("/data/journal"));
    EXPECT_TRUE(keep(*writer, "undisturbed"));
}

// A full disk refuses before anything is kept, and is forgotten by itself once there is room.
TEST(Writer, waits_out_a_full_disk) {
    TestJournal journal;
    journal.disk.set_capacity(200 * 1024);  // two segments and the spare
    std::vector<std::string> discarded;
    Hooks hooks;
    hooks.discard = [&](std::span<const Entry> entries) {
        for (const Entry& entry : entries) discarded.push_back(id_of(entry.body));
    };
    auto writer = journal.opened(hooks);
    std::vector<std::string> kept;
    Result<> outcome;
    while (outcome) {
        const std::string id = std::to_string(kept.size());
        outcome = keep(*writer, id, 10'000);
        if (outcome) kept.push_back(id);
        ASSERT_LT(kept.size(), 100U);
    }
    EXPECT_EQ(outcome.error().code, ErrorCode::busy);
    EXPECT_EQ(outcome.error().reason, "disk_full");
    EXPECT_EQ(writer->trouble(), "disk_full");
    EXPECT_THAT(discarded, ElementsAre(std::to_string(kept.size())));
    EXPECT_EQ(*journal.ids(), kept);
    journal.disk.set_capacity(SimulatedDisk::unlimited);
    while (!writer->trouble().empty()) std::this_thread::yield();
    EXPECT_TRUE(keep(*writer, "again"));
    kept.push_back("again");
    writer.reset();
    EXPECT_EQ(*journal.ids(), kept);
    EXPECT_TRUE(journal.opened()->recovery().orderly);
}

TEST(Writer, opens_on_a_full_disk_while_the_segment_has_room) {
    TestJournal journal;
    EXPECT_TRUE(keep(*journal.opened(), "a"));
    ASSERT_TRUE(journal.disk.remove(journal.options.folder / "spare.new"));
    journal.disk.set_capacity(1);
    const auto writer = journal.opened();
    EXPECT_TRUE(keep(*writer, "b"));
    EXPECT_FALSE(keep(*writer, "c", 100'000));
    EXPECT_EQ(writer->trouble(), "disk_full");
}

// Half a group must never stay in front of a good one.
TEST(Writer, takes_back_a_short_write) {
    for (const std::uint64_t nth : {1U, 3U, 5U, 6U}) {  // groups, a header, a footer
        TestJournal journal;
        std::vector<std::string> kept;
        {
            const auto writer = journal.opened();
            journal.disk.fail_write(nth, SimulatedDisk::Failure::full);
            for (int i = 0; i < 8; ++i) {
                while (!writer->trouble().empty()) std::this_thread::yield();
                const std::string id = std::to_string(i);
                const auto outcome = keep(*writer, id, i % 2 == 0 ? 30'000 : 100);
                if (outcome) {
                    kept.push_back(id);
                } else {
                    EXPECT_EQ(outcome.error().reason, "disk_full") << nth;
                }
            }
        }
        // The nth write may also have been a header, whose segment is then made anew.
        EXPECT_EQ(kept.size(), 7U) << nth;
        EXPECT_EQ(*journal.ids(), kept) << nth;
        EXPECT_TRUE(journal.opened()->recovery().orderly) << nth;
    }
}

TEST(Writer, freezes_at_a_write_that_fails_otherwise) {
    TestJournal journal;
    const auto writer = journal.opened();
    EXPECT_TRUE(keep(*writer, "a"));
    journal.disk.fail_write(1, SimulatedDisk::Failure::io);
    EXPECT_FALSE(keep(*writer, "b"));
    EXPECT_EQ(writer->trouble(), "journal_frozen");
    EXPECT_FALSE(keep(*writer, "c"));
    writer->stop();
    EXPECT_THAT(*journal.ids(), ElementsAre("a"));
}

// Without the mark, damage in the last group could not be told from a torn write.
TEST(Writer, marks_an_idle_second) {
    TestJournal journal;
    const auto writer = journal.opened();
    EXPECT_TRUE(keep(*writer, "a"));
    const std::uint64_t syncs = journal.disk.syncs();
    while (journal.disk.syncs() == syncs) std::this_thread::yield();
    std::vector<std::byte> bytes = journal.disk.contents(journal.segment(1));
    bytes.at(100) ^= std::byte{1};
    journal.disk.replace(journal.segment(1), bytes);
    const auto ids = journal.ids();
    ASSERT_FALSE(ids.has_value());
    EXPECT_EQ(ids.error().code, ErrorCode::corrupt);
}

TEST(Reader, gives_a_range) {
    TestJournal journal;
    {
        const auto writer = journal.opened();
        for (int i = 1; i <= 90; ++i) EXPECT_TRUE(keep(*writer, std::to_string(i), 3000));
    }
    for (std::uint64_t from = 0; from <= 91; ++from) {
        for (const std::uint64_t to : {std::uint64_t{0}, from, from + 25, std::uint64_t{1000}}) {
            const auto entries = journal.entries({from}, {to});
            ASSERT_TRUE(entries.has_value());
            const std::uint64_t first = std::max<std::uint64_t>(from, 1);
            const std::uint64_t last = std::min<std::uint64_t>(to, 90);
            ASSERT_EQ(entries->size(), last < first ? 0 : last - first + 1) << from << " " << to;
            if (!entries->empty()) {
                EXPECT_EQ(entries->front().sequence.value, first);
                EXPECT_EQ(entries->back().sequence.value, last);
            }
        }
    }
}

TEST(Reader, ends_when_the_taker_fails) {
    TestJournal journal;
    EXPECT_TRUE(keep(*journal.opened(), "a"));
    const auto pass = read(journal.disk, journal.options.folder, {}, last_possible,
                           [](SequenceRange, std::span<const Entry>) -> Result<> {
                               return fail(ErrorCode::unavailable, "not now");
                           });
    ASSERT_FALSE(pass.has_value());
    EXPECT_EQ(pass.error().code, ErrorCode::unavailable);
}

TEST(Reader, finds_nothing_where_nothing_is) {
    TestJournal journal;
    EXPECT_THAT(*journal.entries(), IsEmpty());
    journal.opened();
    EXPECT_THAT(*journal.entries(), IsEmpty());
}

// All of it once on real files, across segments and orderly stops.
TEST(Writer, works_on_a_real_disk) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "footfall-journal-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    PosixDisk disk;
    SystemClock clock;
    SystemRandom random;
    Options options;
    options.folder = folder / "data" / "journal";
    options.segment_bytes = 64 * 1024;
    for (int round = 0; round < 3; ++round) {
        auto writer = Writer::open(disk, clock, random, options, {});
        ASSERT_TRUE(writer.has_value()) << writer.error().message;
        EXPECT_EQ((*writer)->recovery().last.value, static_cast<std::uint64_t>(round) * 50);
        const auto second = Writer::open(disk, clock, random, options, {});
        ASSERT_FALSE(second.has_value());
        EXPECT_EQ(second.error().code, ErrorCode::conflict);
        for (int i = 0; i < 50; ++i) EXPECT_TRUE(keep(**writer, std::to_string(i), 2000));
    }
    std::uint64_t count = 0;
    const auto pass = read(disk, options.folder, {}, last_possible,
                           [&](SequenceRange range, std::span<const Entry>) -> Result<> {
                               count += range.count();
                               return {};
                           });
    ASSERT_TRUE(pass.has_value()) << pass.error().message;
    EXPECT_EQ(count, 150U);
    EXPECT_EQ(pass->last, Sequence{150});
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace footfall::journal
