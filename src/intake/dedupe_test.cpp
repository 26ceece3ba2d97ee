#include "intake/dedupe.h"

#include <chrono>
#include <rapidcheck.h>
#include <string>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "intake/testing.h"

namespace footfall::intake {
namespace {

using std::chrono::hours;
using testing::Bench;
using testing::start;
using testing::workspace;

Event login(std::string id, std::optional<Instant> raw_time = std::nullopt) {
    Event event;
    event.workspace = workspace;
    event.kind = Kind::login;
    event.id = std::move(id);
    event.customer = "a";
    event.raw_time = raw_time;
    event.occurred_at = raw_time.value_or(start);
    return event;
}

Event order(std::string id, std::string order_id) {
    Event event = login(std::move(id));
    event.kind = Kind::order_submit;
    event.order = std::move(order_id);
    return event;
}

// "stored", "duplicate" or the reason of a refusal.
std::string fate(Bench& bench, Event event) {
    const Result<Counts> counts = bench.intake.append({std::move(event)});
    if (!counts) return counts.error().reason;
    return counts->stored == 1 ? "stored" : "duplicate";
}

void persist(Bench& bench) { bench.store.persisted = bench.store.applied; }

// Goes on by `days`, one event a day, so that the window moves.
void pass_days(Bench& bench, int days) {
    for (int i = 0; i < days; ++i) {
        bench.clock.advance(hours(24));
        persist(bench);
        EXPECT_EQ(fate(bench, login("day " + std::to_string(bench.clock.now().us))), "stored");
    }
}

TEST(HashSet, HoldsExactlyWhatWasAdded) {
    SeededRandom random(3);
    HashSet set;
    std::vector<Hash128> hashes;
    for (int i = 0; i < 20'000; ++i) {
        // Few distinct high words, so that probing runs long.
        const Hash128 hash{random.next() % 64, random.next() | 1U};
        EXPECT_FALSE(set.contains(hash));
        EXPECT_TRUE(set.add(hash));
        EXPECT_FALSE(set.add(hash));
        hashes.push_back(hash);
        if (i > 2'000) break;
    }
    for (const Hash128& hash : hashes) EXPECT_TRUE(set.contains(hash));
    EXPECT_EQ(set.size(), hashes.size());
    EXPECT_FALSE(set.contains({1, 2}));
}

TEST(HashSet, RoomForACountNeedsNoGrowth) {
    SeededRandom random(3);
    HashSet set(5'000);
    for (int i = 0; i < 5'000; ++i) EXPECT_TRUE(set.add({random.next(), random.next() | 1U}));
    EXPECT_EQ(set.size(), 5'000U);
}

TEST(HashSet, HoldsNothingOnceItIsCleared) {
    HashSet set;
    set.clear();
    for (std::uint64_t i = 1; i <= 3'000; ++i) EXPECT_TRUE(set.add({i, i}));
    set.clear();
    EXPECT_EQ(set.size(), 0U);
    for (std::uint64_t i = 1; i <= 3'000; ++i) {
        set.prefetch({i, i});
        EXPECT_FALSE(set.contains({i, i}));
        EXPECT_TRUE(set.add({i, i}));
    }
}

TEST(HashSet, IsClearedOfFewAfterMany) {
    HashSet set;
    for (std::uint64_t i = 1; i <= 100'000; ++i) set.add({i, i});
    set.clear();
    for (int round = 0; round < 3; ++round) {
        for (std::uint64_t i = 1; i <= 10; ++i) EXPECT_TRUE(set.add({i, i}));
        EXPECT_EQ(set.size(), 10U);
        set.clear();
        EXPECT_FALSE(set.contains({1, 1}));
        EXPECT_FALSE(set.remove({2, 2}));
    }
}

TEST(Dedupe, AnIdIsScopedByWorkspaceAndFamily) {
    Bench bench;
    EXPECT_EQ(fate(bench, login("x")), "stored");
    EXPECT_EQ(fate(bench, login("x")), "duplicate");
    Event other_family = login("x");
    other_family.family = Family::segment;
    EXPECT_EQ(fate(bench, other_family), "stored");
    EXPECT_EQ(fate(bench, other_family), "duplicate");
    Event other_workspace = login("x");
    other_workspace.workspace.bytes[15] = 9;
    EXPECT_EQ(fate(bench, other_workspace), "stored");
    Event other_body = login("x");
    other_body.customer = "somebody else";
    EXPECT_EQ(fate(bench, other_body), "duplicate");
}

TEST(Dedupe, AProfileSharesTheIdsOfItsFamily) {
    Bench bench;
    Profile profile;
    profile.workspace = workspace;
    profile.id = "x";
    profile.customer = "a";
    EXPECT_EQ(bench.intake.append({profile})->stored, 1U);
    EXPECT_EQ(bench.intake.append({profile})->duplicates, 1U);
    EXPECT_EQ(fate(bench, login("x")), "duplicate");
}

// Each id and order is noted once and goes with its own entry, whatever stands between them.
TEST(Dedupe, AGroupOfAllKindsIsKnownAfterwards) {
    Bench bench;
    Profile profile;
    profile.workspace = workspace;
    profile.id = "profile";
    profile.customer = "a";
    Event order = login("order");
    order.kind = Kind::order_submit;
    order.order = "o-1";
    Event derived = login("derived");
    derived.id_derived = true;
    std::vector<EntryBody> bodies{
        DeadLetter{}, login("first"), login("first"), order, Forget{workspace, "b", "m"},
        profile,      derived};
    for (int i = 0; i < 50; ++i) bodies.push_back(login(std::to_string(i)));
    const Result<Counts> counts = bench.intake.append(bodies);
    EXPECT_EQ(counts->stored, 56U);
    EXPECT_EQ(counts->duplicates, 1U);
    const Result<Counts> again = bench.intake.append(bodies);
    EXPECT_EQ(again->stored, 2U);  // the dead letter and the forgetting
    EXPECT_EQ(again->duplicates, 55U);
    Event same_order = order;
    same_order.id = "another";
    EXPECT_EQ(fate(bench, same_order), "duplicate");
    EXPECT_EQ(fate(bench, login("another")), "stored");
    EXPECT_EQ(bench.dedupe.ids(), 54U);
}

TEST(Dedupe, OneBatchAndOneGroupKeepTheFirst) {
    Bench bench;
    const Result<Counts> counts = bench.intake.append({login("x"), login("y"), login("x")});
    EXPECT_EQ(counts->stored, 2U);
    EXPECT_EQ(counts->duplicates, 1U);

    bench.journal.gathers = true;
    const std::string body = R"([{"kind":"login","customer":"a","id":"z"}])";
    bench.intake.take_events(bench.source, body, bench.note());
    bench.intake.take_events(bench.source, body, bench.note());
    EXPECT_TRUE(bench.answers.empty());  // no reply before the first copy is durable
    bench.journal.flush();
    ASSERT_EQ(bench.answers.size(), 2U);
    EXPECT_EQ(bench.answers[0].stored(), 1);
    EXPECT_EQ(bench.answers[1].duplicates(), 1);
}

// Else the retry is called a duplicate and the event is lost.
TEST(Dedupe, AFailedGroupLeavesNothingBehind) {
    Bench bench;
    Event derived = login("d");
    derived.id_derived = true;
    bench.journal.failure = Error{ErrorCode::io, "sync failed", {}, "journal_frozen"};
    EXPECT_FALSE(bench.intake.append({login("x"), order("y", "O-1"), derived}).has_value());
    EXPECT_TRUE(bench.journal.entries.empty());
    EXPECT_EQ(bench.intake.append({login("x"), order("y", "O-1"), derived})->stored, 3U);
    EXPECT_EQ(bench.intake.append({login("x"), order("y", "O-1"), derived})->duplicates, 3U);
}

TEST(Dedupe, AnOrderCountsOnceForEverWhateverTheFamily) {
    Bench bench;
    EXPECT_EQ(bench.intake.append({order("1", "O-1"), order("2", "O-1")})->stored, 1U);
    Event segment = order("3", "O-1");
    segment.family = Family::segment;
    EXPECT_EQ(fate(bench, segment), "duplicate");
    EXPECT_EQ(fate(bench, order("1", "O-2")), "duplicate");  // a known id with another order
    EXPECT_EQ(fate(bench, order("4", "O-2")), "stored");
    Event other_workspace = order("5", "O-1");
    other_workspace.workspace.bytes[15] = 9;
    EXPECT_EQ(fate(bench, other_workspace), "stored");
    // Only submissions are told apart by it, and only with an order id.
    Event checkout = order("6", "O-1");
    checkout.kind = Kind::checkout_start;
    EXPECT_EQ(fate(bench, checkout), "stored");
    EXPECT_EQ(fate(bench, order("7", "")), "stored");
    EXPECT_EQ(fate(bench, order("8", "")), "stored");
    pass_days(bench, 30);
    EXPECT_EQ(fate(bench, order("9", "O-1")), "duplicate");
}

TEST(Dedupe, DerivedIdsAreHonouredForTenSeconds) {
    Bench bench;
    const std::string body = R"([{"kind":"login","customer":"a"}])";
    EXPECT_EQ(bench.events(body).stored(), 1);
    EXPECT_TRUE(bench.last().json.at("results").at(0).at("id").is_null());
    EXPECT_EQ(bench.events(R"([{ "customer":"a", "id":"", "kind":"login" }])").duplicates(), 1);
    EXPECT_EQ(bench.events(R"([{"kind":"login","customer":"b"}])").stored(), 1);
    bench.clock.advance(std::chrono::milliseconds(9'999));
    EXPECT_EQ(bench.events(body).duplicates(), 1);
    bench.clock.jump(start - hours(1));  // the wall clock is no matter
    EXPECT_EQ(bench.events(body).duplicates(), 1);
    bench.clock.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(bench.events(body).stored(), 1);
    // An id that is a derived one's text is another id.
    Event sent = login(bench.journal.all<Event>().front().id);
    EXPECT_EQ(fate(bench, sent), "stored");
}

TEST(Dedupe, AfterTheWindowTheStoreDecidesByOwnTime) {
    Bench bench;
    const Instant own = start - hours(1);
    EXPECT_EQ(fate(bench, login("x", own)), "stored");
    pass_days(bench, 7);
    EXPECT_EQ(bench.store.lookups, 0U);
    EXPECT_EQ(fate(bench, login("x", own)), "duplicate");
    EXPECT_EQ(bench.store.lookups, 0U);  // still in the set
    pass_days(bench, 1);
    EXPECT_GT(bench.dedupe.edge(), own);
    EXPECT_EQ(fate(bench, login("x", own)), "duplicate");
    EXPECT_EQ(bench.store.lookups, 1U);
    EXPECT_EQ(fate(bench, login("new", own)), "stored");
    EXPECT_EQ(bench.store.lookups, 2U);
    EXPECT_EQ(fate(bench, login("new", own)), "duplicate");  // now in the set by its receipt
    EXPECT_EQ(bench.store.lookups, 2U);
}

TEST(Dedupe, OneLookupAGroup) {
    Bench bench;
    EXPECT_EQ(fate(bench, login("x", start)), "stored");
    pass_days(bench, 9);
    const Instant own = start + hours(1);
    EXPECT_EQ(bench.intake
                  .append({login("1", own), login("x", start), login("2", own), login("1", own),
                           login("no time")})
                  ->stored,
              3U);
    EXPECT_EQ(bench.store.lookups, 1U);
    EXPECT_EQ(bench.store.looked_up, 4U);
}

TEST(Dedupe, AStoreThatCannotAnswerRefusesOnlyWhatNeedsIt) {
    Bench bench;
    EXPECT_EQ(fate(bench, login("x", start)), "stored");
    pass_days(bench, 9);
    bench.store.answers = false;
    bench.journal.gathers = true;
    const auto event = [](const char* id, const char* time) {
        return std::string(R"({"kind":"login","customer":"a","id":")") + id + R"(","time":")" +
               time + "\"}";
    };
    bench.intake.take_events(
        bench.source,
        "[" + event("new", "2026-03-11T09:00:00Z") + "," + event("x", "2026-03-02T10:00:00Z") + "]",
        bench.note());
    bench.intake.take_events(bench.source, "[" + event("new", "2026-03-11T09:00:00Z") + "]",
                             bench.note());
    bench.journal.flush();
    ASSERT_EQ(bench.answers.size(), 2U);
    EXPECT_EQ(bench.answers[0].reply.status, 503);
    EXPECT_EQ(bench.answers[0].reply.retry_after, std::chrono::seconds(60));
    // What was refused is no first copy.
    EXPECT_EQ(bench.answers[1].stored(), 1);
    bench.store.answers = true;
    bench.journal.gathers = false;
    EXPECT_EQ(fate(bench, login("x", start)), "duplicate");
}

TEST(Dedupe, AnIdStaysUntilItsOwnTimeIsPastTheEdgeToo) {
    Bench bench;
    const Instant ahead = start + hours(24);
    EXPECT_EQ(fate(bench, login("x", ahead)), "stored");
    pass_days(bench, 8);
    EXPECT_LE(bench.dedupe.edge(), ahead);
    EXPECT_EQ(fate(bench, login("x", ahead)), "duplicate");
    pass_days(bench, 1);
    EXPECT_EQ(bench.store.lookups, 0U);
    EXPECT_EQ(fate(bench, login("x", ahead)), "duplicate");
    EXPECT_EQ(bench.store.lookups, 1U);
}

TEST(Dedupe, AnOwnTimeMoreThanADayAheadIsNotUsed) {
    Bench bench;
    const Instant ahead = start + hours(24 * 365 * 10);
    EXPECT_EQ(fate(bench, login("x", ahead)), "stored");
    EXPECT_EQ(fate(bench, login("x", ahead)), "duplicate");
    const std::uint64_t before = bench.dedupe.ids();
    pass_days(bench, 9);
    EXPECT_EQ(bench.dedupe.ids(), before + 9 - 2);  // two days have left, that of "x" among them
}

TEST(Dedupe, AnIdStaysUntilTheStoreHasItPersisted) {
    Bench bench;
    EXPECT_EQ(fate(bench, login("x", start)), "stored");
    for (int day = 0; day < 20; ++day) {
        bench.clock.advance(hours(24));
        EXPECT_EQ(fate(bench, login("day " + std::to_string(day))), "stored");
    }
    EXPECT_EQ(bench.dedupe.ids(), 21U);
    EXPECT_EQ(fate(bench, login("x", start)), "duplicate");
    EXPECT_EQ(bench.store.lookups, 0U);
    bench.store.persisted = Sequence{1};
    bench.clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(fate(bench, login("one more")), "stored");
    EXPECT_EQ(bench.dedupe.ids(), 21U);  // one came, one left
}

TEST(Dedupe, TooManyIdsShortenTheWindowByWholeDays) {
    Bench bench({hours(7 * 24), 100});
    for (int day = 0; day < 4; ++day) {
        for (int i = 0; i < 60; ++i) {
            EXPECT_EQ(fate(bench,
                           login(std::to_string(day) + "-" + std::to_string(i), bench.clock.now())),
                      "stored");
        }
        persist(bench);
        bench.clock.advance(hours(24));
    }
    EXPECT_LE(bench.dedupe.ids(), 120U);
    EXPECT_EQ(fate(bench, login("0-0", start)), "duplicate");
    EXPECT_EQ(bench.store.lookups, 1U);
    EXPECT_EQ(fate(bench, login("3-59", start + hours(72))), "duplicate");
}

TEST(Dedupe, RestoringTheJournalGivesTheSameDecisions) {
    Bench bench;
    Event derived = login("d");
    derived.id_derived = true;
    EXPECT_EQ(fate(bench, order("old", "O-1")), "stored");
    pass_days(bench, 10);
    EXPECT_EQ(bench.intake.append({login("x"), derived, order("y", "O-2")})->stored, 3U);

    Bench restarted;
    restarted.clock.advance(hours(240) + std::chrono::seconds(4));
    persist(bench);
    restarted.store.persisted = bench.store.persisted;
    restarted.store.ids = bench.store.ids;
    for (const Entry& entry : bench.journal.entries) restarted.dedupe.restore(entry);
    EXPECT_EQ(restarted.dedupe.edge(), bench.dedupe.edge());
    EXPECT_EQ(restarted.dedupe.ids(), bench.dedupe.ids());
    EXPECT_EQ(fate(restarted, login("x")), "duplicate");
    EXPECT_EQ(fate(restarted, order("z", "O-1")), "duplicate");
    EXPECT_EQ(fate(restarted, order("z", "O-2")), "duplicate");
    EXPECT_EQ(fate(restarted, derived), "duplicate");
    restarted.clock.advance(std::chrono::seconds(6));
    EXPECT_EQ(fate(restarted, derived), "stored");
    EXPECT_EQ(fate(restarted, login("new")), "stored");
}

TEST(Dedupe, ClockJumpsDoubleNothing) {
    for (const hours jump : {hours(-24 * 30), hours(-2), hours(2), hours(24 * 365 * 10)}) {
        Bench bench;
        EXPECT_EQ(fate(bench, login("x", start)), "stored");
        EXPECT_EQ(fate(bench, order("o", "O-1")), "stored");
        persist(bench);
        bench.clock.jump(start + jump);
        EXPECT_EQ(fate(bench, login("y", start)), "stored");
        EXPECT_EQ(fate(bench, login("x", start)), "duplicate") << jump.count();
        bench.clock.jump(start);
        EXPECT_EQ(fate(bench, login("x", start)), "duplicate") << jump.count();
        EXPECT_EQ(fate(bench, login("y", start)), "duplicate") << jump.count();
        EXPECT_EQ(fate(bench, order("p", "O-1")), "duplicate") << jump.count();
    }
}

TEST(Dedupe, AnotherSecretGivesOtherHashesButTheSameDecisions) {
    SimulatedClock clock(start);
    testing::FakeStore store;
    DedupeSecret secret{};
    secret[31] = std::byte{1};
    Dedupe dedupe(clock, secret, store);
    dedupe.restore({Sequence{1}, start, login("x")});
    journal::Submission submission;
    submission.drafts = {{login("x")},
                         {login("y")},
                         {Forget{workspace, "a", "m"}},
                         {DeadLetter{}},
                         {VerdictChange{}}};
    std::vector<journal::Submission*> group{&submission};
    dedupe.admit(group);
    EXPECT_EQ(submission.drafts[0].fate, journal::Draft::Fate::duplicate);
    for (std::size_t i = 1; i < 5; ++i) {
        EXPECT_EQ(submission.drafts[i].fate, journal::Draft::Fate::kept) << i;
    }
}

TEST(Dedupe, ARefusedSubmissionIsLeftAlone) {
    Bench bench;
    journal::Submission refused;
    refused.drafts = {{login("x")}};
    refused.refusal = Error{ErrorCode::busy, "", {}, "queue_full"};
    journal::Submission good;
    good.drafts = {{login("x")}};
    std::vector<journal::Submission*> group{&refused, &good};
    bench.dedupe.admit(group);
    EXPECT_EQ(good.drafts[0].fate, journal::Draft::Fate::kept);
}

// Over weeks, with retries of any age, nothing with an own time counts twice or is lost.
RC_GTEST_PROP(DedupeProperty, EveryEventWithAnOwnTimeCountsOnce, ()) {
    Bench bench({hours(3 * 24), 50});
    const auto ids = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
    std::vector<std::optional<Event>> sent(ids);
    std::size_t distinct = 0;
    const auto steps = *rc::gen::inRange(1, 120);
    for (int step = 0; step < steps; ++step) {
        const auto pick = *rc::gen::inRange<std::size_t>(0, ids);
        if (!sent[pick]) {
            const hours late(*rc::gen::inRange(-20, 24 * 10));
            sent[pick] = login(std::to_string(pick), bench.clock.now() - late);
            ++distinct;
        }
        if (*rc::gen::inRange(0, 10) == 0) {
            bench.journal.failure = Error{ErrorCode::io, "", {}, "journal_frozen"};
            RC_ASSERT(!bench.intake.append({*sent[pick]}).has_value());
        }
        RC_ASSERT(bench.intake.append({*sent[pick]}).has_value());
        RC_ASSERT(bench.journal.all<Event>().size() == distinct);
        if (*rc::gen::inRange(0, 4) == 0) persist(bench);
        bench.clock.advance(hours(*rc::gen::inRange(0, 30)));
    }
}

}  // namespace
}  // namespace footfall::intake
