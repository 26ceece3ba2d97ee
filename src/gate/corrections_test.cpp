#include "gate/corrections.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "intake/testing.h"

namespace footfall::gate {
namespace {

using intake::testing::workspace;

const Standing seen{Verdict::person, rule::seen};
const Standing engaged{Verdict::person, rule::engaged};
const Standing twin{Verdict::scanner, rule::twin_open};

// The timelines, unless they are being made again; it may take its time.
class DoubtfulStore final : public store::Store {
  public:
    DoubtfulStore(const store::Store& timelines, SimulatedClock& clock)
        : timelines_(timelines), clock_(clock) {}

    Result<Table> answer(const Question& question) const override {
        ++asked;
        clock_.advance(takes);
        const auto* const timeline = std::get_if<TimelineQuestion>(&question);
        if (timeline != nullptr && timeline->customer == doubted) {
            return fail(ErrorCode::unavailable, "being made again", "", "catching_up");
        }
        return timelines_.answer(question);
    }
    Result<> apply(SequenceRange, std::span<const Entry>) override { return {}; }
    Result<> set_days(const WorkspaceId&, DayTable) override { return {}; }
    std::shared_ptr<const DayTable> days(const WorkspaceId&) const override { return nullptr; }
    Result<std::vector<bool>> kept(std::span<const store::EntryKey>) const override {
        return std::vector<bool>();
    }
    store::Progress progress() const override { return {}; }
    Result<store::Fingerprint> fingerprint(const WorkspaceId&) const override {
        return store::Fingerprint();
    }

    std::string doubted;
    std::chrono::seconds takes{0};
    mutable std::atomic<std::size_t> asked = 0;

  private:
    const store::Store& timelines_;
    SimulatedClock& clock_;
};

// Opens that the judge has forgotten, so that corrections say themselves what these are now.
struct CorrectionsTest : ::testing::Test {
    Correction open(const std::string& customer, Standing standing) {
        Event event;
        event.workspace = workspace;
        event.kind = Kind::link_open;
        event.family = Family::gate;
        event.id = std::to_string(++opens);
        event.customer = customer;
        event.rule = rule::fetched;
        const Sequence sequence = intake.append({event})->sequences.front();
        return {opens, workspace, customer, sequence, standing};
    }

    std::vector<std::string> made() {
        const std::lock_guard lock(mutex);
        std::vector<std::string> changes;
        for (const auto& change : bench.journal.all<VerdictChange>()) {
            changes.push_back(change.customer + " " + change.rule);
        }
        return changes;
    }

    void refuse(std::optional<Error> refusal) {
        const std::lock_guard lock(mutex);
        bench.journal.refusal = std::move(refusal);
    }

    intake::testing::Bench bench;
    std::mutex mutex;
    intake::testing::JournalStore timelines{bench.journal, mutex};
    DoubtfulStore store{timelines, bench.clock};
    intake::Intake intake{bench.clock, bench.random, [this](journal::Submission submission) {
                              const std::lock_guard lock(mutex);
                              return bench.journal.append(std::move(submission));
                          }};
    intake::Verdicts verdicts{store, intake};
    Judge judge{bench.random};
    std::atomic<bool> is_loaded = true;
    std::atomic<std::size_t> looks_whether_loaded = 0;
    std::uint64_t opens = 0;
    Corrections corrections{bench.clock, verdicts, judge, [this] {
                                ++looks_whether_loaded;
                                return is_loaded.load();
                            }};
};

TEST_F(CorrectionsTest, NothingIsAskedBeforeTheStoreIsFilled) {
    is_loaded = false;
    corrections.add({open("a", twin), open("b", seen)});
    while (looks_whether_loaded < 10) bench.clock.advance(Corrections::again_after);
    EXPECT_EQ(store.asked, 0U);
    is_loaded = true;
    while (made().size() < 2) bench.clock.advance(Corrections::again_after);
}

TEST_F(CorrectionsTest, WhatTheJournalRefusesWaits) {
    const Correction correction = open("a", twin);
    refuse(Error{ErrorCode::busy, "the disk is full", "", "disk_full"});
    corrections.add({correction});
    while (store.asked == 0) std::this_thread::yield();
    refuse(std::nullopt);
    while (made().empty()) bench.clock.advance(Corrections::again_after);
    EXPECT_EQ(made(), std::vector<std::string>{"a twin_open"});
}

TEST_F(CorrectionsTest, ADoubtOfOneCustomerKeepsNoOther) {
    store.doubted = "a";
    corrections.add({open("a", twin), open("b", seen), open("c", engaged)});
    while (made().size() < 2) std::this_thread::yield();
    corrections.finish();
    EXPECT_EQ(made().size(), 2U) << "what cannot be made at the end is not";
}

TEST_F(CorrectionsTest, TheEndMakesWhatWaits) {
    is_loaded = false;
    std::vector<Correction> many;
    for (int i = 0; i < 200; ++i) many.push_back(open("c" + std::to_string(i), seen));
    corrections.add(many);
    is_loaded = true;
    corrections.finish();
    EXPECT_EQ(made().size(), 200U);
    corrections.add({open("late", seen)});
    corrections.finish();
    EXPECT_EQ(made().size(), 200U);
}

TEST_F(CorrectionsTest, AStopDoesNotTakeForEver) {
    is_loaded = false;
    store.takes = std::chrono::seconds(1);
    std::vector<Correction> many;
    for (int i = 0; i < 200; ++i) many.push_back(open("c" + std::to_string(i), seen));
    corrections.add(many);
    is_loaded = true;
    corrections.finish();
    EXPECT_GE(made().size(), 1U);
    EXPECT_LT(made().size(), 50U);
}

TEST_F(CorrectionsTest, OfOneOpenTheNewestIsMade) {
    is_loaded = false;
    Correction correction = open("a", twin);
    corrections.add({correction});
    correction.standing = engaged;
    corrections.add({correction});
    is_loaded = true;
    corrections.finish();
    ASSERT_FALSE(made().empty());
    EXPECT_EQ(made().back(), "a engaged");
}

TEST_F(CorrectionsTest, WhoIsForgottenIsNotWaitedFor) {
    Correction correction = open("a", twin);
    correction.customer = "nobody";
    corrections.add({correction});
    while (store.asked == 0) std::this_thread::yield();
    corrections.finish();
    EXPECT_EQ(store.asked, 1U);
    EXPECT_TRUE(made().empty());
}

TEST_F(CorrectionsTest, AsManyWaitAsTheJudgeRemembers) {
    is_loaded = false;
    Correction gone{
        .open = 0, .workspace = workspace, .customer = "x", .event = {}, .standing = {}};
    std::vector<Correction> many;
    for (std::size_t i = 1; i < Corrections::waiting_max; ++i) {
        gone.open = 1'000 + i;
        many.push_back(gone);
    }
    corrections.add(many);
    corrections.add({open("at the bound", seen)});
    corrections.add({open("one past it", seen)});
    is_loaded = true;
    corrections.finish();
    EXPECT_EQ(made(), std::vector<std::string>{"at the bound seen"});
}

}  // namespace
}  // namespace footfall::gate
