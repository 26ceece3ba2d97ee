#include "mail/smtp.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/scripted_server.h"

namespace footfall::mail {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Kind = Outcome::Kind;

constexpr const char* text = "Subject: x\r\n\r\nbody\r\n.\r\n..dots\r\n";

Smtp::Options options(const ScriptedServer& server) {
    return {{"127.0.0.1", server.port(), false, "", ""}, {}, "acme.example"};
}

Outcome send(Smtp& smtp, const std::string& to = "ana@example.com") {
    return smtp.send("shop@acme.example", to, text);
}

// Answers `reply` to the lines that begin with `begin`.
ScriptedServer::Script replying(std::string begin, std::string reply) {
    return [begin = std::move(begin), reply = std::move(reply)](std::string_view line) {
        return line.starts_with(begin) ? reply : std::string();
    };
}

std::size_t count(const ScriptedServer& server, std::string_view begin) {
    const auto lines = server.lines();
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(),
                      [&](const std::string& line) { return line.starts_with(begin); }));
}

TEST(Smtp, SendsSeveralMailsOverOneConnection) {
    ScriptedServer server;
    {
        Smtp smtp(options(server));
        EXPECT_EQ(send(smtp).kind, Kind::sent);
        EXPECT_EQ(send(smtp, "bo@example.com").kind, Kind::sent);
        EXPECT_EQ(server.texts(), (std::vector<std::string>{text, text}));
    }
    server.wait_for_line("QUIT");
    EXPECT_THAT(server.lines(),
                ElementsAre("CONNECT", "EHLO acme.example", "MAIL FROM:<shop@acme.example>",
                            "RCPT TO:<ana@example.com>", "DATA", "MAIL FROM:<shop@acme.example>",
                            "RCPT TO:<bo@example.com>", "DATA", "QUIT"));
}

TEST(Smtp, ARefusedMailHasTheServersWordsAndTheNextOneIsSent) {
    ScriptedServer server(replying("RCPT TO:<ana@", "550-5.1.1 No such\r\n550 mailbox <ana>\a"));
    Smtp smtp(options(server));
    const Outcome refused = send(smtp);
    EXPECT_EQ(refused.kind, Kind::refused);
    EXPECT_EQ(refused.words, "550 5.1.1 No such mailbox <ana> ");
    EXPECT_EQ(send(smtp, "bo@example.com").kind, Kind::sent);
}

TEST(Smtp, TellsForGoodFromForNow) {
    const std::vector<std::pair<ScriptedServer::Script, Kind>> cases{
        {replying("RCPT", "452 4.2.2 mailbox full"), Kind::deferred},
        {replying("DATA", "451 not now"), Kind::deferred},
        {replying("TEXT", "451 4.7.1 greylisted"), Kind::deferred},
        {replying("DATA", "554 no"), Kind::refused},
        {replying("TEXT", "554 5.7.1 spam"), Kind::refused},
        // What is wrong with these is not the mail.
        {replying("CONNECT", "554 go away"), Kind::unreachable},
        {replying("CONNECT", "421 too many connections"), Kind::unreachable},
        {replying("MAIL", "550 sender refused"), Kind::unreachable},
        {replying("MAIL", "451 later"), Kind::unreachable},
        {replying("RCPT", "421 closing"), Kind::unreachable},
        {replying("RCPT", "drop"), Kind::unreachable},
        {replying("DATA", "drop"), Kind::unreachable},
        {replying("CONNECT", "drop"), Kind::unreachable},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        ScriptedServer server(cases[i].first);
        Smtp smtp(options(server));
        const Outcome outcome = send(smtp);
        EXPECT_EQ(outcome.kind, cases[i].second) << i << ": " << outcome.words;
        EXPECT_FALSE(outcome.words.empty()) << i;
        EXPECT_TRUE(server.texts().empty()) << i;
    }
}

TEST(Smtp, WhereNobodyListensItSaysSo) {
    ScriptedServer server;
    server.close();
    Smtp smtp(options(server));
    const Outcome outcome = send(smtp);
    EXPECT_EQ(outcome.kind, Kind::unreachable);
    EXPECT_FALSE(outcome.words.empty());
    server.open();
    EXPECT_EQ(send(smtp).kind, Kind::sent);
}

// Whether the server has it is not known, so that whoever sends again must know that it may.
TEST(Smtp, AConnectionThatBreaksAfterTheTextIsNotUsedAgainAtOnce) {
    ScriptedServer server(replying("TEXT", "drop"));
    Smtp smtp(options(server));
    EXPECT_EQ(send(smtp).kind, Kind::unreachable);
    EXPECT_EQ(count(server, "DATA"), 1U);
}

TEST(Smtp, AServerThatEndsTheConnectionAfterAMailGetsTheNextOneOverAnother) {
    for (const char* const reply : {"421 enough", "drop"}) {
        int mails = 0;
        ScriptedServer server([&](std::string_view line) -> std::string {
            return line.starts_with("MAIL") && mails++ == 1 ? reply : "";
        });
        Smtp smtp(options(server));
        EXPECT_EQ(send(smtp).kind, Kind::sent);
        EXPECT_EQ(send(smtp).kind, Kind::sent) << reply;
        EXPECT_EQ(count(server, "CONNECT"), 2U);
    }
}

TEST(Smtp, SignsInWhereItIsToldTo) {
    ScriptedServer server;
    Smtp::Options with_user = options(server);
    with_user.server.user = "me@acme.example";
    with_user.server.password = "secret";
    Smtp smtp(with_user);
    EXPECT_EQ(send(smtp).kind, Kind::sent);
    EXPECT_EQ(count(server, "AUTH PLAIN"), 1U);
}

TEST(Smtp, AFailedSignInIsNoFaultOfTheMail) {
    ScriptedServer server(replying("AUTH", "535 5.7.8 wrong password"));
    Smtp::Options with_user = options(server);
    with_user.server.user = "me";
    with_user.server.password = "secret";
    Smtp smtp(with_user);
    const Outcome outcome = send(smtp);
    EXPECT_EQ(outcome.kind, Kind::unreachable);
    EXPECT_EQ(outcome.words, "535 5.7.8 wrong password");
}

// The name leads to this machine, but does not say so.
TEST(Smtp, APasswordNeverGoesToAnotherMachineInTheOpen) {
    ScriptedServer server;
    Smtp::Options with_user = options(server);
    with_user.server = {"mail.localhost", server.port(), false, "me", "secret"};
    Smtp smtp(with_user);
    EXPECT_EQ(send(smtp).kind, Kind::unreachable);
    EXPECT_THAT(server.lines(), Contains(StartsWith("EHLO")));
    EXPECT_THAT(server.lines(), Each(Not(HasSubstr("AUTH"))));
}

TEST(Smtp, StopsWhereverTheServerIsSilent) {
    for (const char* const begin : {"CONNECT", "EHLO", "RCPT", "TEXT"}) {
        ScriptedServer server(replying(begin, "silence"));
        Smtp smtp(options(server));
        Outcome outcome;
        std::thread sender([&] { outcome = send(smtp); });
        server.wait_for_line(std::string_view(begin) == "TEXT" ? "DATA" : begin);
        smtp.stop();
        sender.join();
        EXPECT_EQ(outcome.kind, Kind::stopped) << begin;
        EXPECT_EQ(send(smtp).kind, Kind::stopped);
    }
}

TEST(Smtp, StopsWhereTheServerDoesNotSayGoodbye) {
    ScriptedServer server(replying("QUIT", "silence"));
    Smtp smtp(options(server));
    EXPECT_EQ(send(smtp).kind, Kind::sent);
    std::thread leaving([&] { smtp.hang_up(); });
    server.wait_for_line("QUIT");
    smtp.stop();
    leaving.join();
}

TEST(Smtp, TheServersWordsAreCutAndOnOneLine) {
    ScriptedServer server(replying("RCPT", "550 " + std::string(495, 'x') + "üü \xFF tail"));
    Smtp smtp(options(server));
    const Outcome outcome = send(smtp);
    EXPECT_EQ(outcome.kind, Kind::refused);
    EXPECT_EQ(outcome.words, "550 " + std::string(495, 'x'));
}

}  // namespace
}  // namespace footfall::mail
