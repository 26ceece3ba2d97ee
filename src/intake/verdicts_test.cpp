#include "intake/verdicts.h"

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "intake/testing.h"

namespace footfall::intake {
namespace {

using testing::workspace;

struct VerdictsBench : testing::Bench {
    VerdictsBench() {
        Event event;
        event.workspace = workspace;
        event.id = "1";
        event.customer = "a";
        event.kind = Kind::order_submit;
        event.site = "shop";
        event.campaign = "autumn";
        event.form = "allergens";
        event.by_customer = false;
        event.occurred_at = testing::start;
        event.rule = "fetched";
        open.sequence = locked.append({event})->sequences.front();
    }

    std::vector<VerdictChange> changes() const { return journal.all<VerdictChange>(); }

    static Verdicts::Decide always(Verdict verdict, std::string rule) {
        return [=](const Opinion&) { return Opinion{verdict, rule}; };
    }

    std::mutex mutex;
    testing::JournalStore timelines{journal, mutex};
    Intake locked{clock, random, [this](journal::Submission submission) {
                      const std::lock_guard lock(mutex);
                      return journal.append(std::move(submission));
                  }};
    Verdicts verdicts{timelines, locked};
    KeptEvent open{workspace, "a", {}};
};

TEST(Verdicts, AChangeSaysWhatCountsDependOn) {
    VerdictsBench bench;
    const Result<Changed> changed = bench.verdicts.change(bench.open, Verdict::staff, "m1");
    ASSERT_TRUE(changed.has_value());
    EXPECT_EQ(changed->before, (Opinion{Verdict::person, "fetched"}));
    EXPECT_EQ(changed->now, (Opinion{Verdict::staff, "member"}));
    EXPECT_EQ(bench.changes(), (std::vector<VerdictChange>{{.workspace = workspace,
                                                            .event = bench.open.sequence,
                                                            .customer = "a",
                                                            .kind = Kind::order_submit,
                                                            .site = "shop",
                                                            .campaign = "autumn",
                                                            .form = "allergens",
                                                            .occurred_at = testing::start,
                                                            .by_customer = false,
                                                            .before = Verdict::person,
                                                            .after = Verdict::staff,
                                                            .rule = "member",
                                                            .member = "m1"}}));
}

TEST(Verdicts, WhatIsSoAlreadyIsNotAppended) {
    VerdictsBench bench;
    EXPECT_TRUE(bench.verdicts.change(bench.open, Verdict::person, "m1").has_value());
    EXPECT_TRUE(
        bench.verdicts.change(bench.open, bench.always(Verdict::person, "fetched")).has_value());
    EXPECT_TRUE(
        bench.verdicts.change(bench.open, [](const Opinion&) { return std::optional<Opinion>(); })
            .has_value());
    EXPECT_TRUE(bench.changes().empty());
    // Another rule is another opinion, of the same verdict too.
    const auto seen = bench.verdicts.change(bench.open, bench.always(Verdict::person, "seen"));
    EXPECT_EQ(seen->now.rule, "seen");
    EXPECT_EQ(bench.changes().size(), 1U);
}

TEST(Verdicts, WhatAMemberDecidedNoRuleChanges) {
    VerdictsBench bench;
    EXPECT_TRUE(bench.verdicts.change(bench.open, Verdict::scanner, "m1").has_value());
    const auto kept = bench.verdicts.change(bench.open, bench.always(Verdict::person, "engaged"));
    EXPECT_EQ(kept->now, (Opinion{Verdict::scanner, "member"}));
    EXPECT_EQ(bench.changes().size(), 1U);
    EXPECT_TRUE(bench.verdicts.change(bench.open, Verdict::person, "m2").has_value());
    EXPECT_EQ(bench.changes().back().member, "m2");
}

TEST(Verdicts, RefusesWhatTheCustomerDoesNotHave) {
    VerdictsBench bench;
    for (const KeptEvent& event :
         {KeptEvent{workspace, "a", {99}}, KeptEvent{workspace, "b", bench.open.sequence}}) {
        const Result<Changed> changed = bench.verdicts.change(event, Verdict::staff, "m1");
        ASSERT_FALSE(changed.has_value());
        EXPECT_EQ(changed.error().code, ErrorCode::not_found);
        EXPECT_EQ(changed.error().reason, "unknown_event");
    }
    bench.journal.refusal = Error{ErrorCode::busy, "", {}, "disk_full"};
    EXPECT_EQ(bench.verdicts.change(bench.open, Verdict::staff, "m1").error().reason, "disk_full");
}

TEST(Verdicts, ChangesAtOnceEachSayTrulyWhatWasBefore) {
    VerdictsBench bench;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i) {
                const auto verdict = static_cast<Verdict>(1 + (i + t) % 7);
                EXPECT_TRUE(bench.verdicts.change(bench.open, verdict, "m").has_value());
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    Verdict before = Verdict::person;
    for (const VerdictChange& change : bench.changes()) {
        EXPECT_EQ(change.before, before);
        EXPECT_NE(change.after, before);
        before = change.after;
    }
    EXPECT_GT(bench.changes().size(), 50U);
}

}  // namespace
}  // namespace footfall::intake
