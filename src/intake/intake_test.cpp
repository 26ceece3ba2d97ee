#include "intake/intake.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "event/limits.h"
#include "intake/testing.h"

namespace footfall::intake {
namespace {

using std::chrono::seconds;
using testing::Bench;

constexpr const char* one_event = R"([{"kind":"login","customer":"a","id":"1"}])";
constexpr const char* one_call =
    R"({"batch":[{"type":"track","event":"Signed In","userId":"a","messageId":"1"}]})";

TEST(Intake, NothingIsAnsweredBeforeTheJournalHasIt) {
    Bench bench;
    bench.journal.gathers = true;
    bench.intake.take_events(bench.source, one_event, bench.note());
    bench.intake.take_events(bench.source, R"([{"kind":"nope"}])", bench.note());
    bench.intake.take_events(bench.source, "[", bench.note());
    EXPECT_TRUE(bench.answers.empty());
    bench.journal.flush();
    ASSERT_EQ(bench.answers.size(), 3U);
    EXPECT_EQ(bench.answers[0].stored(), 1);
    EXPECT_EQ(bench.answers[1].rejected(), 1U);
    EXPECT_EQ(bench.answers[2].reply.status, 400);
}

TEST(Intake, ResultsStandInTheOrderOfTheBody) {
    Bench bench;
    bench.events(R"([{"kind":"login","customer":"a","id":"dup"}])");
    const auto answer = bench.events(
        R"([{"kind":"nope","customer":"a","id":"n"},{"kind":"login","customer":"a","id":"dup"},
            {"kind":"login","customer":"a","id":"new"},7,{"kind":"login","customer":"a","id":"new"}])");
    EXPECT_EQ(
        answer.reply.body,
        R"({"success":true,"status":1,"code":200,"result":"Success","stored":1,"duplicates":2,)"
        R"("rejected":[{"index":0,"id":"n","field":"kind","reason":"unknown_kind",)"
        R"("message":"there is no such kind"},{"index":3,"id":null,"field":"",)"
        R"("reason":"not_an_object","message":"an event is a JSON object"}],)"
        R"("results":[{"index":0,"id":"n","result":"rejected"},)"
        R"({"index":1,"id":"dup","result":"duplicate"},{"index":2,"id":"new","result":"stored"},)"
        R"({"index":3,"id":null,"result":"rejected"},{"index":4,"id":"new","result":"duplicate"}]})");
    const Totals totals = bench.intake.totals();
    EXPECT_EQ(totals.stored, 2U);
    EXPECT_EQ(totals.duplicates, 2U);
    EXPECT_EQ(totals.rejected, 2U);
}

TEST(Intake, EachFamilyGetsTheRefusalThatItsClientsRetry) {
    Bench bench;
    bench.journal.refusal = Error{ErrorCode::busy, "queue is full", {}, "queue_full"};
    for (const auto& answer : {bench.events(one_event), bench.profile("a", "{}")}) {
        EXPECT_EQ(answer.reply.status, 503);
        EXPECT_EQ(answer.code(), "busy");
        ASSERT_TRUE(answer.reply.retry_after.has_value());
        EXPECT_GE(*answer.reply.retry_after, seconds(1));
        EXPECT_LE(*answer.reply.retry_after, seconds(5));
    }
    EXPECT_EQ(bench.batch(one_call).reply.status, 429);
    EXPECT_EQ(bench.single(SegmentCall::track, R"({"userId":"a","event":"x"})").reply.status, 429);
    // A wholly rejected batch waits for its dead letters too.
    EXPECT_EQ(bench.events(R"([{"kind":"nope"}])").reply.status, 503);
    // Sent again it would be no better.
    EXPECT_EQ(bench.events("[").reply.status, 400);
    EXPECT_EQ(bench.events("[]").reply.status, 200);
    EXPECT_EQ(bench.intake.totals().refusals, 5U);
    bench.journal.refusal.reset();
    EXPECT_EQ(bench.events(one_event).stored(), 1);
}

TEST(Intake, AGroupThatFailsIsRefusedAndMayBeSentAgain) {
    Bench bench;
    bench.journal.failure = Error{ErrorCode::io, "/var/secret/path: sync failed", {}, ""};
    const auto answer = bench.batch(one_call);
    EXPECT_EQ(answer.reply.status, 429);
    EXPECT_EQ(answer.reply.retry_after, seconds(60));
    EXPECT_EQ(answer.reply.body.find("secret"), std::string::npos);
    EXPECT_EQ(bench.batch(one_call).stored(), 1);
}

// A start takes seconds, so a client must not be sent away for a minute.
TEST(Intake, AStartIsWaitedForInSeconds) {
    Bench bench;
    bench.journal.refusal = Error{ErrorCode::busy, "", {}, "journal_not_open"};
    const auto answer = bench.batch(one_call);
    EXPECT_EQ(answer.reply.status, 429);
    EXPECT_LE(*answer.reply.retry_after, seconds(5));
}

TEST(Intake, ABodyThatCannotBeReadIsKeptWithoutItsKey) {
    Bench bench;
    bench.batch(R"({"writeKey":"fk_w_secret-KEY_1","batch":[)");
    ASSERT_EQ(bench.journal.entries.size(), 1U);
    const auto& letter = std::get<DeadLetter>(bench.journal.entries.front().body);
    EXPECT_EQ(letter.raw.find("secret"), std::string::npos);
    EXPECT_NE(letter.raw.find("fk_w_*"), std::string::npos);
}

TEST(Intake, WhatLastsIsAskedForLater) {
    for (const char* reason : {"disk_full", "journal_frozen"}) {
        Bench bench;
        bench.journal.refusal = Error{ErrorCode::busy, "", {}, reason};
        for (int second = 0; second < 120; second += 30) {
            const auto answer = bench.batch(one_call);
            EXPECT_EQ(answer.reply.retry_after, seconds(60)) << reason;
            EXPECT_EQ(answer.code(), reason);
            bench.clock.advance(seconds(30));
        }
        for (int i = 0; i < 20; ++i) {
            const auto answer = bench.batch(one_call);
            EXPECT_GE(*answer.reply.retry_after, seconds(270));
            EXPECT_LE(*answer.reply.retry_after, seconds(300));
            bench.clock.advance(seconds(300));
        }
        // The next trouble is a new one.
        bench.journal.refusal.reset();
        EXPECT_EQ(bench.batch(one_call).stored(), 1);
        bench.journal.refusal = Error{ErrorCode::busy, "", {}, reason};
        EXPECT_EQ(bench.batch(one_call).reply.retry_after, seconds(60));
    }
}

TEST(Intake, AnOverloadOfMinutesIsAskedForLaterToo) {
    Bench bench;
    bench.journal.refusal = Error{ErrorCode::busy, "", {}, "queue_full"};
    EXPECT_LE(*bench.batch(one_call).reply.retry_after, seconds(5));
    bench.clock.advance(seconds(119));
    EXPECT_LE(*bench.batch(one_call).reply.retry_after, seconds(5));
    bench.clock.advance(seconds(1));
    EXPECT_EQ(bench.batch(one_call).reply.retry_after, seconds(60));
}

TEST(Intake, TheWaitIsJittered) {
    Bench bench;
    bench.journal.refusal = Error{ErrorCode::busy, "", {}, "queue_full"};
    std::vector<bool> seen(6);
    for (int i = 0; i < 200; ++i) {
        seen.at(static_cast<std::size_t>(bench.batch(one_call).reply.retry_after->count())) = true;
    }
    EXPECT_EQ(seen, (std::vector<bool>{false, true, true, true, true, true}));
}

TEST(Intake, BodiesAboveTheLimitsAre413AndLeaveNothing) {
    Bench bench;
    const auto large = bench.events(std::string(limits::body_bytes_max + 1, '['));
    EXPECT_EQ(large.reply.status, 413);
    EXPECT_EQ(large.code(), "too_large");
    const auto bomb = bench.batch(testing::gzip(std::string(10 * 1024 * 1024, ' ')));
    EXPECT_EQ(bomb.reply.status, 413);
    EXPECT_EQ(bomb.code(), "too_large");
    EXPECT_TRUE(bench.journal.entries.empty());
    const auto broken = bench.events(testing::gzip(one_event).substr(0, 20));
    EXPECT_EQ(broken.reply.status, 400);
    EXPECT_EQ(broken.code(), "invalid_gzip");
    EXPECT_EQ(bench.intake.totals().unreadable_bodies, 3U);
}

TEST(Intake, DeadLettersAreCutToValidTextAndCapped) {
    Bench bench;
    std::string event = "{\"x\":\"";
    for (int i = 0; i < 3'000; ++i) event += "\xE2\x82\xAC";  // three bytes each
    event += "\xFF\"}";
    bench.events("[" + event + ",{\"y\":\"\xC3\x28\xF0\x9F\x92\"}]");
    const std::vector<DeadLetter> letters = bench.journal.all<DeadLetter>();
    ASSERT_EQ(letters.size(), 2U);
    EXPECT_LE(letters[0].raw.size(), limits::dead_letter_bytes_max);
    EXPECT_GT(letters[0].raw.size(), limits::dead_letter_bytes_max - 3);
    EXPECT_EQ(valid_utf8(letters[0].raw, 1 << 20), letters[0].raw);
    EXPECT_EQ(letters[1].raw, "{\"y\":\"\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"}");

    Bench many;
    std::string body = "[0";
    for (int i = 1; i < 1'500; ++i) body += ",0";
    EXPECT_EQ(many.events(body + "]").rejected(), 1'500U);
    EXPECT_EQ(many.journal.entries.size(), 1'000U);

    // And those of a workspace in a day, whatever they are of.
    for (int i = 0; i < 9; ++i) many.events(body + "]");
    EXPECT_EQ(many.journal.entries.size(), 10'000U);
    EXPECT_EQ(many.events("[").reply.status, 400);
    EXPECT_EQ(many.events("[0]").rejected(), 1U);
    EXPECT_EQ(many.journal.entries.size(), 10'000U);
    many.source.workspace = WorkspaceId{{9}};
    many.events("[0]");
    EXPECT_EQ(many.journal.entries.size(), 10'001U);
}

TEST(Intake, EventsAndDeadLettersOfARequestAreOneSubmission) {
    SimulatedClock clock(testing::start);
    SeededRandom random(1);
    std::vector<journal::Submission> submissions;
    Intake intake(clock, random, [&](journal::Submission submission) {
        submissions.push_back(std::move(submission));
        return Result<>();
    });
    intake.take_events({testing::workspace, Via::server_key, Instant{}, "r"},
                       R"([0,{"kind":"login","customer":"a"},0])", [](const Reply&) {});
    ASSERT_EQ(submissions.size(), 1U);
    ASSERT_EQ(submissions[0].drafts.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<Event>(submissions[0].drafts[0].body));
    EXPECT_GE(submissions[0].bytes, 3U);
}

TEST(Intake, ReadyMadeEntriesGoTheSameWay) {
    Bench bench;
    EXPECT_EQ(bench.intake.append({})->stored, 0U);
    Event event;
    event.workspace = testing::workspace;
    event.id = "1";
    event.customer = "a";
    event.via = Via::sample;
    Profile profile;
    profile.workspace = testing::workspace;
    profile.id = "2";
    profile.customer = "a";
    const Result<Counts> counts =
        bench.intake.append({event, profile, event, Forget{testing::workspace, "b", "m"}});
    ASSERT_TRUE(counts.has_value());
    EXPECT_EQ(counts->stored, 3U);
    EXPECT_EQ(counts->duplicates, 1U);
    EXPECT_EQ(counts->sequences,
              (std::vector<Sequence>{Sequence{1}, Sequence{2}, Sequence{0}, Sequence{3}}));
    EXPECT_EQ(bench.events(R"([{"kind":"login","customer":"a","id":"1"}])").duplicates(), 1);
    bench.journal.refusal = Error{ErrorCode::busy, "", {}, "disk_full"};
    EXPECT_EQ(bench.intake.append({event}).error().reason, "disk_full");
}

}  // namespace
}  // namespace footfall::intake
