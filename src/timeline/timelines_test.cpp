#include "timeline/timelines.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "disk/simulated_disk.h"
#include "random.h"
#include "timeline/reading.h"

namespace footfall::timeline {
namespace {

const WorkspaceId here{{1}};
const WorkspaceId elsewhere{{2}};

// A journal that can be read again, timelines on a disk of their own, and what they must say.
class TimelinesTest : public testing::Test {
  protected:
    TimelinesTest() { open(); }

    void open() {
        timelines_ = std::make_unique<Timelines>(
            Options{.disk = &disk_,
                    .folder = "/timelines",
                    .run_entries = 40,
                    .run_bytes = 1'000'000,
                    .waiting_max = 3},
            [this](Sequence from, Sequence to, const store::TakeRange& take) -> Result<> {
                ++reads_;
                for (const auto& [range, entries] : journal_) {
                    if (range.last < from || to < range.first) continue;
                    FOOTFALL_CHECK(take(range, entries));
                }
                return {};
            });
    }

    std::uint64_t below(std::uint64_t count) { return random_.next() % count; }

    void add(std::uint64_t count) {
        std::vector<Entry> entries;
        const Sequence first = next(last_);
        for (std::uint64_t i = 0; i < count; ++i) {
            last_ = next(last_);
            entries.push_back({last_, {}, some_body()});
        }
        journal_.emplace_back(SequenceRange{first, last_}, std::move(entries));
        timelines_->add(journal_.back().first, journal_.back().second);
    }

    EntryBody some_body() {
        if (below(12) == 0 && !events_.empty()) {
            auto changed = events_.begin();
            std::advance(changed, static_cast<std::ptrdiff_t>(below(events_.size())));
            VerdictChange change;
            change.workspace = changed->second.workspace;
            change.customer = changed->second.customer;
            change.event = changed->first;
            change.after = below(2) == 0 ? Verdict::staff : Verdict::person;
            change.rule = "rule " + std::to_string(below(3));
            changed->second.verdict = change.after;
            changed->second.rule = change.rule;
            return change;
        }
        Event event;
        event.workspace = below(5) == 0 ? elsewhere : here;
        event.customer = "c" + std::to_string(below(4) * below(4));
        event.kind = static_cast<Kind>(1 + below(6));
        event.occurred_at = Instant::from_seconds(
            static_cast<std::int64_t>(below(6) == 0 ? below(1'000) : last_.value * 3));
        event.site = below(2) == 0 ? "shop" : "";
        event.name = below(3) == 0 ? "Name " + std::to_string(below(30)) : "";
        event.order = event.kind == Kind::order_submit ? std::to_string(last_.value) : "";
        event.verdict = below(4) == 0 ? Verdict::scanner : Verdict::person;
        event.campaign = below(3) == 0 ? "spring" : "";
        event.form = below(5) == 0 ? "survey" : "";
        event.by_customer = below(3) > 0;
        events_[last_] = event;
        return event;
    }

    std::vector<TimelineRow> wanted(const WorkspaceId& workspace, const TimelineQuestion& question,
                                    Sequence since) const {
        std::vector<TimelineRow> rows;
        for (const auto& [sequence, event] : events_) {
            if (event.workspace != workspace || event.customer != question.customer) continue;
            if (sequence < since || (!question.automated && !counts(event.verdict))) continue;
            if (question.event && sequence != *question.event) continue;
            const auto& kinds = question.kinds;
            if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), event.kind) == kinds.end())
                continue;
            if (question.after &&
                std::pair(event.occurred_at, sequence) >=
                    std::pair(question.after->occurred_at, question.after->sequence)) {
                continue;
            }
            rows.push_back({.sequence = sequence,
                            .kind = event.kind,
                            .name = event.name,
                            .occurred_at = event.occurred_at,
                            .site = event.site,
                            .order = event.order,
                            .verdict = event.verdict,
                            .rule = event.rule,
                            .campaign = event.campaign,
                            .form = event.form,
                            .by_customer = event.by_customer});
        }
        std::sort(rows.begin(), rows.end(), [](const TimelineRow& a, const TimelineRow& b) {
            return std::pair(a.occurred_at, a.sequence) > std::pair(b.occurred_at, b.sequence);
        });
        if (rows.size() > question.rows_max + 1) rows.resize(question.rows_max + 1);
        return rows;
    }

    TimelineQuestion some_question() {
        TimelineQuestion question;
        question.customer = "c" + std::to_string(below(10));
        question.rows_max = 1 + below(20);
        question.automated = below(2) == 0;
        for (std::uint64_t i = below(3); i > 0; --i) {
            question.kinds.push_back(static_cast<Kind>(1 + below(6)));
        }
        if (below(4) == 0) question.event = Sequence{below(last_.value + 2)};
        if (below(2) == 0) {
            question.after = {.occurred_at = Instant::from_seconds(
                                  static_cast<std::int64_t>(below(last_.value * 3 + 1))),
                              .sequence = {below(last_.value + 2)}};
        }
        return question;
    }

    // Everything that is asked is as it should be; what is damaged on the way is made again.
    void check(int questions) {
        for (int i = 0; i < questions; ++i) {
            const TimelineQuestion question = some_question();
            const WorkspaceId& workspace = below(4) == 0 ? elsewhere : here;
            const Sequence since{below(3) == 0 ? below(last_.value + 1) : 0};
            const CustomerKey key(workspace, question.customer);
            for (int attempt = 0;; ++attempt) {
                ASSERT_LT(attempt, 100);
                const auto view = timelines_->view(key);
                if (!view) {
                    ASSERT_EQ(view.error().reason, "catching_up");
                    ASSERT_TRUE(timelines_->tend().value());
                    continue;
                }
                PageReading reading(key, since, question);
                const auto rows = reading.rows(*view);
                if (!rows) {
                    ASSERT_EQ(rows.error().code, ErrorCode::corrupt) << rows.error().message;
                    ASSERT_NE(reading.damaged(), nullptr);
                    timelines_->distrust(*reading.damaged(), rows.error().message);
                    continue;
                }
                ASSERT_EQ(*rows, wanted(workspace, question, since));
                break;
            }
        }
    }

    void tend_all() {
        while (timelines_->tend().value()) {
        }
    }

    std::vector<std::string> files() const { return disk_.list("/timelines").value(); }

    SeededRandom random_{20261122};
    SimulatedDisk disk_;
    std::vector<std::pair<SequenceRange, std::vector<Entry>>> journal_;
    std::map<Sequence, Event> events_;  // as they stand now
    Sequence last_;
    int reads_ = 0;
    std::unique_ptr<Timelines> timelines_;
};

TEST_F(TimelinesTest, AreRightWhileRunsFillAreWrittenAndMerged) {
    for (int round = 0; round < 120; ++round) {
        add(1 + below(30));
        if (below(3) == 0) (void)timelines_->tend().value();
        if (below(8) == 0) timelines_->seal();
        check(6);
    }
    tend_all();
    check(200);
    EXPECT_EQ(timelines_->last(), last_);
}

TEST_F(TimelinesTest, SavedOnesAreTakenAndTheOthersRemoved) {
    std::vector<RunName> names;
    for (int round = 0; round < 40; ++round) {
        add(1 + below(60));
        if (below(2) == 0) (void)timelines_->tend().value();
        if (below(3) == 0) {
            tend_all();
            timelines_->seal();
            names = timelines_->save(last_).value();
            ASSERT_TRUE(timelines_->remove_others(names));
        }
        if (below(4) != 0) continue;
        // A start: what came after the names is read from the journal.
        open();
        timelines_->restore(names);
        for (const auto& [range, entries] : journal_) timelines_->add(range, entries);
        const int reads = reads_;
        check(20);
        EXPECT_EQ(reads_, reads) << "all named runs were there";
    }
    tend_all();
    check(100);
    timelines_->seal();
    names = timelines_->save(last_).value();
    ASSERT_TRUE(timelines_->remove_others(names));
    EXPECT_EQ(files().size(), names.size());
}

TEST_F(TimelinesTest, WhatIsDamagedOrGoneIsMadeAgain) {
    for (int round = 0; round < 60; ++round) {
        add(10);
        tend_all();
    }
    timelines_->seal();
    const auto names = timelines_->save(last_).value();
    ASSERT_GT(names.size(), 8u);
    std::map<std::filesystem::path, std::vector<std::byte>> whole;
    for (const std::string& file : files()) {
        whole["/timelines/" + file] = disk_.contents("/timelines/" + file);
    }
    for (int round = 0; round < 150; ++round) {
        auto damaged = whole.begin();
        std::advance(damaged, static_cast<std::ptrdiff_t>(below(whole.size())));
        std::vector<std::byte> bytes = damaged->second;
        if (below(10) == 0) {
            ASSERT_TRUE(disk_.remove(damaged->first));
        } else {
            bytes[below(bytes.size())] ^= static_cast<std::byte>(1 + below(255));
            disk_.replace(damaged->first, bytes);
        }
        open();
        timelines_->restore(names);
        check(15);
        tend_all();
        check(5);
        for (const std::string& file : files()) ASSERT_TRUE(disk_.remove("/timelines/" + file));
        for (const auto& [path, contents] : whole) disk_.replace(path, contents);
    }
    EXPECT_GT(reads_, 20);
}

TEST_F(TimelinesTest, WithoutRoomTheyWaitInMemoryUpToABound) {
    disk_.set_capacity(0);
    add(1'000);
    for (int i = 0; i < 20; ++i) add(50);
    EXPECT_FALSE(timelines_->tend().has_value());
    EXPECT_EQ(timelines_->view({here, "c1"}).error().reason, "catching_up");
    disk_.set_capacity(SimulatedDisk::unlimited);
    tend_all();
    check(50);
}

TEST_F(TimelinesTest, AnotherJournalIsReadAgain) {
    add(200);
    tend_all();
    timelines_->distrust_all();
    EXPECT_FALSE(timelines_->view({here, "c1"}).has_value());
    tend_all();
    check(50);
}

TEST_F(TimelinesTest, OneRangeMayBeLongerThanARun) {
    add(1'000);
    add(1);
    tend_all();
    check(50);
}

}  // namespace
}  // namespace footfall::timeline
