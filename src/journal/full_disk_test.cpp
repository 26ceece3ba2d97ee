// The journal on a disk that fills up: at every write, and at every size of the disk.
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "disk/ballast.h"
#include "journal/group_commit.h"
#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

constexpr std::uint64_t segment_size = 64 * 1024;
constexpr std::size_t sizes[] = {100, 9'000, 30'000, 70'000};  // the last takes a larger segment
constexpr std::size_t groups = 16;

// A journal with a ballast, stepped by hand as the writer's thread does.
struct Bench : TestJournal {
    Bench() { EXPECT_TRUE(disk.make_folder(options.folder)); }

    void start() {
        commit.reset();
        ballast.emplace(disk, Ballast::Options{.file = "/data/ballast",
                                               .bytes = segment_size + 16 * 1024,
                                               .low_water_bytes = 2 * segment_size});
        options.ballast = &*ballast;
        auto opened = GroupCommit::open(disk, clock, random, options, {});
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        commit = std::move(*opened);
    }

    Result<> put(Draft one) {
        std::vector<Draft> drafts;
        drafts.push_back(std::move(one));
        std::vector<Submission> group;
        group.push_back(submission(std::move(drafts)));
        Result<> outcome = commit->write(group);
        commit->find_room();
        return outcome;
    }

    // Puts the event unless the journal would refuse it; whether it is acknowledged.
    bool keep_event(std::size_t number) {
        if (!commit->trouble().empty()) return false;
        const std::string id = std::to_string(number);
        const Result<> outcome = put(draft(id, sizes[number % std::size(sizes)]));
        if (outcome) {
            acknowledged.push_back(id);
        } else {
            EXPECT_EQ(outcome.error().reason, "disk_full") << outcome.error().message;
        }
        return outcome.has_value();
    }

    // A deletion is taken however little room there is.
    void forget() {
        const std::string customer = "forgotten " + std::to_string(acknowledged.size());
        const Result<> outcome = put({Forget{{}, customer, ""}, Draft::Fate::kept});
        ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
        acknowledged.push_back(customer);
    }

    // Everything acknowledged is there, once, in order, and nothing else.
    void expect_acknowledged() {
        const auto found = entries();
        ASSERT_TRUE(found.has_value()) << found.error().message;
        std::vector<std::string> ids;
        for (const Entry& entry : *found) {
            const auto* forget = std::get_if<Forget>(&entry.body);
            ids.push_back(forget != nullptr ? forget->customer : id_of(entry.body));
            EXPECT_EQ(entry.sequence.value, ids.size());
        }
        EXPECT_EQ(ids, acknowledged);
    }

    std::optional<Ballast> ballast;
    std::unique_ptr<GroupCommit> commit;
    std::vector<std::string> acknowledged;
};

TEST(FullDisk, at_each_write_keeps_what_was_acknowledged_and_goes_on) {
    std::uint64_t nth = 0;
    for (bool reached = true; reached;) {
        SCOPED_TRACE(++nth);
        Bench bench;
        bench.start();
        bench.disk.fail_write(nth, SimulatedDisk::Failure::full);
        reached = false;
        for (std::size_t i = 0; i < groups; ++i) {
            if (bench.keep_event(i)) continue;
            reached = true;
            EXPECT_EQ(bench.commit->trouble(), "disk_full");
            bench.commit->idle();
            EXPECT_EQ(bench.commit->trouble(), "");
            EXPECT_TRUE(bench.ballast->is_there());
            EXPECT_TRUE(bench.keep_event(i));
        }
        bench.expect_acknowledged();
        bench.commit->stop();
        bench.start();
        if (reached) {  // else it was the write of the stop's mark
            EXPECT_TRUE(bench.commit->recovery().orderly);
        }
        bench.expect_acknowledged();
        ASSERT_EQ(bench.acknowledged.size(), groups);
    }
    EXPECT_GT(nth, groups);
}

enum class Between { nothing, orderly_start, power_cut };

// So small that not even the first segment has room, up to so large that all has.
TEST(FullDisk, of_each_size_keeps_what_was_acknowledged_and_goes_on) {
    int only_read = 0;
    int filled = 0;
    int ample = 0;
    for (const Between between : {Between::nothing, Between::orderly_start, Between::power_cut}) {
        for (std::uint64_t capacity = 0; capacity < 22 * segment_size;
             capacity += capacity < 4 * segment_size ? 8'192 : 24'576) {
            SCOPED_TRACE(std::to_string(capacity) + "/" + std::to_string(int(between)));
            Bench bench;
            bench.disk.set_capacity(capacity);
            bench.start();
            std::size_t next = 0;
            while (next < groups && bench.keep_event(next)) ++next;
            const bool is_full = bench.commit->trouble() == "disk_full";
            EXPECT_TRUE(is_full || next == groups);
            if (bench.commit->is_recovered()) bench.forget();
            bench.expect_acknowledged();
            if (between == Between::orderly_start) bench.commit->stop();
            if (between == Between::power_cut) bench.disk.lose_power(bench.random);
            if (between != Between::nothing) bench.start();
            bench.expect_acknowledged();
            if (is_full) {
                bench.commit->idle();
                EXPECT_EQ(bench.commit->trouble(), "disk_full");
                EXPECT_FALSE(bench.keep_event(next));
            }
            if (!bench.commit->is_recovered()) ++only_read;
            ++(is_full ? filled : ample);

            bench.disk.set_capacity(SimulatedDisk::unlimited);
            bench.commit->idle();
            EXPECT_EQ(bench.commit->trouble(), "");
            EXPECT_TRUE(bench.commit->is_recovered());
            for (; next < groups; ++next) EXPECT_TRUE(bench.keep_event(next));
            bench.forget();
            bench.expect_acknowledged();
            bench.commit->stop();
            bench.start();
            bench.expect_acknowledged();
            if (testing::Test::HasFailure()) return;
        }
    }
    EXPECT_GT(only_read, 20);
    EXPECT_GT(filled, 100);
    EXPECT_GT(ample, 10);
}

// The free space is looked at once a second at most, and after each new segment.
TEST(FullDisk, is_seen_before_it_is_met) {
    Bench bench;
    bench.start();
    EXPECT_TRUE(bench.keep_event(0));
    bench.disk.set_capacity(2 * segment_size);
    EXPECT_TRUE(bench.keep_event(0));
    bench.clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(bench.keep_event(0));
    EXPECT_EQ(bench.commit->trouble(), "disk_full");
    EXPECT_FALSE(bench.ballast->is_there());
    bench.forget();
    bench.disk.set_capacity(SimulatedDisk::unlimited);
    bench.commit->idle();
    EXPECT_TRUE(bench.keep_event(0));
    bench.disk.set_capacity(2 * segment_size);
    while (bench.keep_event(2)) ASSERT_LT(bench.acknowledged.size(), 20U);
    EXPECT_EQ(bench.commit->trouble(), "disk_full");
}

// Without room for what a start must write the entries are read; the thread goes on by itself.
TEST(Writer, begins_without_room_and_goes_on) {
    TestJournal journal;
    {
        const auto writer = journal.opened();
        EXPECT_TRUE(keep(*writer, "a", 1'000));
        journal.disk.lose_power(journal.random);
    }
    journal.disk.set_capacity(1);
    const auto writer = journal.opened();
    EXPECT_FALSE(writer->is_recovered());
    EXPECT_EQ(writer->trouble(), "disk_full");
    EXPECT_EQ(writer->recovery().last, Sequence{1});
    EXPECT_THAT(*journal.ids(), testing::ElementsAre("a"));
    EXPECT_EQ(keep(*writer, "b").error().reason, "disk_full");
    std::vector<Draft> deletion;
    deletion.push_back({Forget{{}, "c", ""}, Draft::Fate::kept});
    EXPECT_EQ(keep(*writer, std::move(deletion)).error().reason, "disk_full");
    journal.disk.set_capacity(SimulatedDisk::unlimited);
    while (!writer->trouble().empty()) std::this_thread::yield();
    EXPECT_TRUE(writer->is_recovered());
    EXPECT_TRUE(keep(*writer, "b"));
    EXPECT_THAT(*journal.ids(), testing::ElementsAre("a", "b"));
}

// On a full disk an event is refused and a deletion is not.
TEST(Writer, takes_deletions_on_a_full_disk) {
    TestJournal journal;
    Ballast ballast(
        journal.disk,
        {.file = "/data/ballast", .bytes = segment_size, .low_water_bytes = 2 * segment_size});
    ASSERT_TRUE(journal.disk.make_folder("/data"));
    journal.options.ballast = &ballast;
    const auto writer = journal.opened();
    while (!writer->trouble().empty()) std::this_thread::yield();
    EXPECT_TRUE(keep(*writer, "a"));
    journal.disk.set_capacity(4 * segment_size);
    while (writer->trouble().empty()) std::this_thread::yield();
    EXPECT_EQ(keep(*writer, "b").error().reason, "disk_full");
    std::vector<Draft> mixed;
    mixed.push_back({Forget{{}, "c", ""}, Draft::Fate::kept});
    mixed.push_back(draft("b"));
    EXPECT_EQ(keep(*writer, std::move(mixed)).error().reason, "disk_full");
    std::vector<Draft> deletion;
    deletion.push_back({Forget{{}, "c", ""}, Draft::Fate::kept});
    EXPECT_TRUE(keep(*writer, std::move(deletion)));
    EXPECT_EQ(journal.entries()->size(), 2U);
}

}  // namespace
}  // namespace footfall::journal
