// Nobody waits for the journal longer than half a second, and what it does not take is counted.
#include "gate/recorder.h"

#include <future>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "intake/testing.h"

namespace footfall::gate {
namespace {

using intake::testing::Bench;
using std::chrono::milliseconds;

Event event_of(const std::string& id) {
    Event event;
    event.workspace = intake::testing::workspace;
    event.kind = Kind::link_open;
    event.family = Family::gate;
    event.via = Via::gate;
    event.id = id;
    event.customer = "c";
    event.occurred_at = intake::testing::start;
    return event;
}

class RecorderTest : public testing::Test {
  protected:
    // Gives what ends when the visitor may go on.
    std::future<void> record(const std::string& id) {
        auto gone_on = std::make_shared<std::promise<void>>();
        std::future<void> future = gone_on->get_future();
        recorder_.record(
            {event_of(id)},
            [this](const Result<intake::Counts>& outcome) {
                const std::lock_guard lock(mutex_);
                outcomes_.push_back(outcome);
            },
            [gone_on] { gone_on->set_value(); });
        return future;
    }

    std::optional<Unrecorded> unrecorded() const {
        return recorder_.unrecorded(intake::testing::workspace);
    }

    Bench bench_;
    std::mutex mutex_;
    std::vector<Result<intake::Counts>> outcomes_;  // guarded by mutex_
    Recorder recorder_{bench_.clock, bench_.intake};
};

TEST_F(RecorderTest, AVisitorGoesOnOnceTheEventIsKept) {
    record("a").get();
    ASSERT_EQ(outcomes_.size(), 1U);
    EXPECT_EQ(outcomes_.front()->sequences, std::vector<Sequence>{{1}});
    EXPECT_EQ(bench_.journal.all<Event>().size(), 1U);
    record("a").get();
    EXPECT_EQ(outcomes_.back()->duplicates, 1U);
    EXPECT_FALSE(unrecorded().has_value()) << "a duplicate is kept already";
    EXPECT_FALSE(recorder_.last_unrecorded().has_value());
    bool went_on = false;
    recorder_.record({}, {}, [&] { went_on = true; });
    EXPECT_TRUE(went_on);
}

TEST_F(RecorderTest, AJournalThatRefusesOrFailsLosesTheEventAlone) {
    bench_.journal.refusal = Error{ErrorCode::busy, "the disk is full", "", "disk_full"};
    record("a").get();
    bench_.clock.advance(std::chrono::seconds(5));
    record("b").get();
    bench_.journal.refusal.reset();
    bench_.clock.advance(std::chrono::seconds(5));
    bench_.journal.failure = Error{ErrorCode::io, "the sync failed", "", "journal_frozen"};
    record("c").get();
    record("d").get();
    ASSERT_TRUE(unrecorded().has_value());
    EXPECT_EQ(unrecorded()->events, 3U);
    EXPECT_EQ(unrecorded()->first, intake::testing::start);
    EXPECT_EQ(unrecorded()->last, intake::testing::start + std::chrono::seconds(10));
    EXPECT_EQ(recorder_.last_unrecorded(), unrecorded()->last);
    EXPECT_FALSE(recorder_.unrecorded(WorkspaceId{{9}}).has_value()) << "others lost nothing";
}

// A disk that hangs answers neither yes nor no.
TEST_F(RecorderTest, ASlowJournalKeepsNobodyLongerThanTheBound) {
    bench_.journal.gathers = true;
    std::future<void> first = record("a");
    bench_.clock.advance(Recorder::wait_max - milliseconds(1));
    std::future<void> second = record("b");
    EXPECT_EQ(first.wait_for(milliseconds(50)), std::future_status::timeout);
    bench_.clock.advance(milliseconds(1));
    first.get();
    EXPECT_EQ(unrecorded()->events, 1U) << "for all that is known by now";
    EXPECT_EQ(second.wait_for(milliseconds(50)), std::future_status::timeout);
    EXPECT_TRUE(outcomes_.empty());
    bench_.journal.flush();
    second.get();
    EXPECT_EQ(outcomes_.size(), 2U);
    EXPECT_FALSE(unrecorded().has_value()) << "it was kept after all";
    EXPECT_FALSE(recorder_.last_unrecorded().has_value());
}

}  // namespace
}  // namespace footfall::gate
