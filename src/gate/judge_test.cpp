#include "gate/judge.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "gate/agent.h"

namespace footfall::gate {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::chrono::hours start{1'000};
constexpr std::string_view chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36";
constexpr std::string_view safari =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

const Standing fetched{Verdict::person, rule::fetched};
const Standing engaged{Verdict::person, rule::engaged};
const Standing twin{Verdict::scanner, rule::twin_open};
const Standing several{Verdict::scanner, rule::several_links};

struct Opening {
    std::string link = "a";
    std::chrono::microseconds at{};
    std::uint64_t network = 1;
    std::string_view agent = chrome;
    std::string visit = {};  // empty: a new one
    Kind kind = Kind::link_open;
    seconds window{30};
};

struct Bench {
    Judgement judge_only(const Opening& opening) {
        http::Request request;
        request.method = "GET";
        request.fields = {{"user-agent", std::string(opening.agent)}};
        const std::string visit =
            opening.visit.empty() ? "new " + std::to_string(++visits) : opening.visit;
        return judge.judge({.workspace = WorkspaceId{{1}},
                            .customer = "customer of " + opening.link,
                            .link = opening.link,
                            .kind = opening.kind,
                            .visit = visit,
                            .is_visit_known = !opening.visit.empty(),
                            .request = request,
                            .network = {opening.network, opening.network != 0},
                            .repeat_window = opening.window,
                            .at = start + opening.at});
    }

    Judgement open(const Opening& opening) {
        Judgement judgement = judge_only(opening);
        if (!judgement.is_repeat) {
            EXPECT_FALSE(judge.recorded(judgement.open, {++events}).has_value());
        }
        return judgement;
    }

    SeededRandom random{1};
    Judge judge{random};
    std::uint64_t events = 0;
    std::uint64_t visits = 0;
};

TEST(Judge, ThreeLinksOfOneNetworkAreAScannersTenSecondsAreNot) {
    for (const bool is_within : {true, false}) {
        Bench bench;
        const Judgement first = bench.open({.link = "a"});
        bench.open({.link = "b", .at = seconds(5)});
        const Judgement third =
            bench.open({.link = "c", .at = seconds(10) - milliseconds(is_within ? 1 : 0)});
        EXPECT_EQ(third.standing, is_within ? several : fetched);
        EXPECT_EQ(bench.judge.standing(first.open), is_within ? several : fetched);
        ASSERT_EQ(third.corrections.size(), is_within ? 2U : 0U);
        if (!is_within) continue;
        EXPECT_EQ(third.corrections[1], (Correction{.open = first.open,
                                                    .workspace = WorkspaceId{{1}},
                                                    .customer = "customer of a",
                                                    .event = {1},
                                                    .standing = several}));
    }
}

TEST(Judge, OneLinkManyTimesIsNotSeveral) {
    Bench bench;
    for (int i = 0; i < 50; ++i) {
        const Judgement judgement = bench.open({.at = milliseconds(i), .window = seconds(0)});
        EXPECT_EQ(judgement.standing, fetched);
        EXPECT_FALSE(judgement.is_repeat);
    }
    EXPECT_EQ(bench.open({.link = "b", .at = milliseconds(60)}).standing, fetched);
    EXPECT_EQ(bench.open({.link = "c", .at = milliseconds(70)}).standing, several);
}

TEST(Judge, TheEarlierTwinIsTheScannerWithinFifteenSeconds) {
    for (const bool is_within : {true, false}) {
        Bench bench;
        const Judgement first = bench.open({.network = 1, .agent = chrome});
        const Judgement second = bench.open(
            {.at = seconds(15) - milliseconds(is_within ? 1 : 0), .network = 2, .agent = safari});
        EXPECT_EQ(second.standing, fetched);
        EXPECT_EQ(bench.judge.standing(first.open), is_within ? twin : fetched);
        EXPECT_EQ(second.corrections.size(), is_within ? 1U : 0U);
    }
}

TEST(Judge, TwinsNeedAnotherNetworkAndAnotherSystem) {
    for (const Opening& other : std::vector<Opening>{
             {.at = seconds(1), .network = 2, .agent = chrome},  // another network alone
             {.at = seconds(1), .network = 1, .agent = safari},  // another system alone
             {.at = seconds(1), .network = 2, .agent = "x"},     // no system is named
             {.at = seconds(1), .network = 0, .agent = safari},  // a network that says nothing
             {.link = "b", .at = seconds(1), .network = 2, .agent = safari}}) {
        Bench bench;
        const Judgement first = bench.open({});
        EXPECT_EQ(bench.open(other).standing, fetched);
        EXPECT_EQ(bench.judge.standing(first.open), fetched);
    }
}

// The correction waits for the event's sequence.
TEST(Judge, WhatChangesBeforeTheOpenIsRecordedIsToldWhenItIs) {
    Bench bench;
    const Judgement first = bench.judge_only({.visit = "v"});
    EXPECT_FALSE(bench.judge.engaged("a", "v").has_value());
    const std::optional<Correction> correction = bench.judge.recorded(first.open, {9});
    ASSERT_TRUE(correction.has_value());
    EXPECT_EQ(correction->event, Sequence{9});
    EXPECT_EQ(bench.judge.standing(first.open), engaged);
}

TEST(Judge, FartherOnlyGoesForward) {
    Bench bench;
    const Judgement first = bench.open({.visit = "v"});
    EXPECT_TRUE(bench.judge.seen("a", "v").has_value());
    EXPECT_FALSE(bench.judge.seen("a", "v").has_value());
    EXPECT_TRUE(bench.judge.engaged("a", "v").has_value());
    EXPECT_FALSE(bench.judge.engaged("a", "v").has_value());
    EXPECT_FALSE(bench.judge.seen("a", "v").has_value());
    EXPECT_EQ(bench.judge.standing(first.open), engaged);
    EXPECT_FALSE(bench.judge.seen("a", "of nobody").has_value());
    EXPECT_FALSE(bench.judge.engaged("of nobody", "v").has_value());
}

TEST(Judge, WhoEngagedStaysAPersonWhateverFollows) {
    Bench bench;
    const Judgement first = bench.open({.visit = "v"});
    EXPECT_TRUE(bench.judge.engaged("a", "v").has_value());
    EXPECT_TRUE(bench.open({.link = "b", .at = seconds(1)}).corrections.empty());
    EXPECT_EQ(bench.open({.link = "c", .at = seconds(2)}).corrections.size(), 1U);
    EXPECT_EQ(bench.open({.at = seconds(3), .network = 2, .agent = safari}).standing, twin);
    EXPECT_EQ(bench.judge.standing(first.open), engaged);
}

TEST(Judge, ARepeatOfWhatWasLostIsNone) {
    Bench bench;
    const Judgement first = bench.judge_only({});
    EXPECT_TRUE(bench.judge_only({.at = seconds(1)}).is_repeat);
    bench.judge.lost(first.open);
    const Judgement again = bench.open({.at = seconds(2)});
    EXPECT_FALSE(again.is_repeat);
    EXPECT_EQ(bench.open({.at = seconds(3)}).open, again.open);
}

TEST(Judge, BrowsersWithCookiesAreToldApartBehindOneAddress) {
    Bench bench;
    EXPECT_FALSE(bench.open({.visit = "one"}).is_repeat);
    EXPECT_FALSE(bench.open({.at = seconds(1), .visit = "two"}).is_repeat);
    EXPECT_TRUE(bench.open({.at = seconds(2), .visit = "one"}).is_repeat);
    EXPECT_FALSE(bench.open({.link = "b", .at = seconds(3), .visit = "one"}).is_repeat);
    // Another sort of event is no repeat: the link leads on again.
    EXPECT_FALSE(bench.open({.at = seconds(4), .visit = "one", .kind = Kind::other}).is_repeat);
}

TEST(Judge, AWindowOfNothingMakesEachAnOpen) {
    Bench bench;
    EXPECT_FALSE(bench.open({.visit = "v", .window = seconds(0)}).is_repeat);
    EXPECT_FALSE(bench.open({.visit = "v", .window = seconds(0)}).is_repeat);
}

TEST(Judge, PixelsOfManyMailsInOneOfficeArePersons) {
    Bench bench;
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(bench
                      .open({.link = "mail " + std::to_string(i),
                             .at = milliseconds(i),
                             .kind = Kind::email_open})
                      .standing,
                  fetched);
    }
}

TEST(Judge, OfAMailWhatFetchesPicturesIsAMachine) {
    for (const std::string_view agent :
         {"Mozilla/5.0",
          "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com "
          "GoogleImageProxy)",
          "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"}) {
        Bench bench;
        const Judgement mail = bench.open({.agent = agent, .kind = Kind::email_open});
        EXPECT_EQ(mail.standing, (Standing{Verdict::machine_open, rule::image_proxy})) << agent;
    }
    Bench bench;
    EXPECT_EQ(bench.open({.agent = "curl/8.0", .kind = Kind::email_open}).standing,
              (Standing{Verdict::machine_open, rule::machine_agent}));
    EXPECT_EQ(bench.open({.link = "b", .agent = "Slackbot 1.0", .kind = Kind::email_open}).standing,
              (Standing{Verdict::machine_open, rule::preview_agent}));
}

TEST(Judge, ForgetsAfterAnHourAndTheOldestWhenThereAreTooMany) {
    Bench bench;
    const Judgement first = bench.open({.visit = "v"});
    EXPECT_TRUE(bench.judge.standing(first.open).has_value());
    bench.open({.link = "b", .at = std::chrono::hours(1) - milliseconds(1)});
    EXPECT_TRUE(bench.judge.standing(first.open).has_value());
    const Judgement second = bench.open({.link = "c", .at = std::chrono::hours(1)});
    EXPECT_FALSE(bench.judge.standing(first.open).has_value());
    EXPECT_FALSE(bench.judge.engaged("a", "v").has_value());
    for (std::size_t i = 0; i < judged_hits_max - 1; ++i) {
        bench.open({.link = "d", .at = std::chrono::hours(1), .network = 0, .window = seconds(0)});
    }
    EXPECT_TRUE(bench.judge.standing(second.open).has_value());
    bench.open({.link = "e", .at = std::chrono::hours(1)});
    EXPECT_FALSE(bench.judge.standing(second.open).has_value());
}

// Threads may come in another order than they looked at the clock.
TEST(Judge, WhoComesAMomentTooLateIsStillARepeat) {
    Bench bench;
    bench.open({.at = milliseconds(1), .visit = "v"});
    EXPECT_TRUE(bench.open({.at = milliseconds(0), .visit = "v"}).is_repeat);
    EXPECT_FALSE(bench.open({.at = seconds(30) + milliseconds(1), .visit = "v"}).is_repeat);
}

TEST(Judge, IsThreadSafe) {
    Bench bench;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            http::Request request;
            request.fields = {{"user-agent", std::string(chrome)}};
            for (int i = 0; i < 2'000; ++i) {
                const std::string link = std::to_string(i % 7);
                const std::string visit = std::to_string(t) + " " + std::to_string(i);
                const Judgement judgement =
                    bench.judge.judge({.workspace = {},
                                       .customer = "c",
                                       .link = link,
                                       .visit = visit,
                                       .request = request,
                                       .network = {static_cast<std::uint64_t>(i % 3), true},
                                       .at = start + seconds(i)});
                if (judgement.is_repeat) continue;
                (void)bench.judge.recorded(judgement.open, {judgement.open});
                (void)bench.judge.engaged(link, visit);
                EXPECT_EQ(bench.judge.standing(judgement.open), engaged);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST(Agents, WordsAreLookedForWhole) {
    EXPECT_EQ(agent_of("Mozilla/5.0 (compatible; somebot)"), Agent::machine);
    EXPECT_EQ(agent_of("Mozilla/5.0 (compatible; SOMEBOT/1)"), Agent::machine);
    EXPECT_EQ(agent_of("Mozilla/5.0 (Linux; Android 11; Bottega)"), Agent::browser);
    EXPECT_EQ(agent_of("Mozilla/5.0 (Linux; Android 11; CUBOT)"), Agent::browser);
    EXPECT_EQ(agent_of("curl/8"), Agent::machine);
    EXPECT_EQ(agent_of("curling club browser"), Agent::browser);
    EXPECT_EQ(agent_of("Java/Jbed"), Agent::browser);
    EXPECT_EQ(agent_of("Java/21"), Agent::machine);
    EXPECT_EQ(agent_of(""), Agent::browser);
    EXPECT_EQ(agent_of("Mozilla/5.0"), Agent::bare);
    EXPECT_EQ(agent_of(std::string(100'000, 'x') + "bot"), Agent::browser);
    EXPECT_EQ(system_of("Mozilla/4.0 (compatible; Microsoft)"), System::unknown);
}

}  // namespace
}  // namespace footfall::gate
