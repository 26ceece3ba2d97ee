#include "mail/postman.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/scripted_server.h"
#include "workspace/control_plane_testing.h"

namespace footfall::mail {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using workspace::Mail;
using workspace::MailPurpose;
using workspace::MailState;

class PostmanTest : public workspace::ControlPlaneTest {
  protected:
    ~PostmanTest() override { postman_.reset(); }

    void start(ScriptedServer& server) {
        postman_ = std::make_unique<Postman>(
            clock_, *control_,
            Postman::Options{
                {"127.0.0.1", server.port(), false, "", ""}, {"Acme", "shop@acme.example"}, {}});
    }

    void queue(const std::string& to, std::optional<Instant> until = std::nullopt) {
        const std::vector<workspace::NewMail> mails{
            {MailPurpose::code, "c1", to, "Your code", "It is 1234", until}};
        ASSERT_TRUE(control_->queue_mails(first(), mails, {}));
    }

    // Both clocks go on, and the postman looks at them.
    void pass(std::chrono::microseconds span) {
        clock_.advance(span);
        postman_->wake();
    }

    // The mail to `to`.
    Mail mail(const std::string& to) const {
        const Result<std::vector<Mail>> mails = control_->mails(first(), 100);
        if (!mails) return {};
        for (const Mail& each : *mails)
            if (each.to == to) return each;
        return {};
    }

    Mail wait_for(const std::string& to, MailState state) const {
        while (mail(to).state != state) std::this_thread::yield();
        return mail(to);
    }

    Mail wait_for_tries(const std::string& to, unsigned tries) const {
        while (mail(to).tries < tries) std::this_thread::yield();
        return mail(to);
    }

    std::unique_ptr<Postman> postman_;
};

TEST(NextTry, WaitsLongerEachTimeForADay) {
    Mail mail;
    mail.queued = Instant::from_seconds(1'000'000);
    const auto wait = [&](unsigned tries) {
        mail.tries = tries;
        return std::chrono::duration_cast<seconds>(*next_try(mail, mail.queued) - mail.queued);
    };
    EXPECT_EQ(wait(0), seconds(10));
    EXPECT_EQ(wait(1), minutes(1));
    EXPECT_EQ(wait(2), minutes(5));
    EXPECT_EQ(wait(3), minutes(30));
    EXPECT_EQ(wait(4), hours(2));
    EXPECT_EQ(wait(5), hours(6));
    EXPECT_EQ(wait(1'000'000), hours(6));
    mail.tries = 0;
    EXPECT_TRUE(next_try(mail, mail.queued + hours(24) - seconds(10)));
    EXPECT_FALSE(next_try(mail, mail.queued + hours(24) - seconds(9)));
}

TEST(NextTry, IsNotMadeOnceTheMailIsWorthless) {
    Mail mail;
    mail.queued = Instant::from_seconds(1'000'000);
    mail.until = mail.queued + minutes(10);
    EXPECT_TRUE(next_try(mail, mail.queued + minutes(10) - seconds(11)));
    EXPECT_FALSE(next_try(mail, mail.queued + minutes(10) - seconds(10)));
}

TEST_F(PostmanTest, SendsWhatIsQueuedAndForgetsItsText) {
    ScriptedServer server;
    queue("before@example.com");
    start(server);
    server.wait_for_texts(1);
    queue("after@example.com");
    const Mail sent = wait_for("after@example.com", MailState::sent);
    EXPECT_EQ(sent.tries, 1U);
    EXPECT_EQ(sent.text, "");
    EXPECT_EQ(sent.trouble, "");
    EXPECT_THAT(server.texts(), SizeIs(2));
    EXPECT_THAT(server.texts()[1], HasSubstr("\r\nSubject: Your code\r\n"));
    EXPECT_THAT(server.texts()[1], HasSubstr("\r\nIt is 1234\r\n"));
    wait_for("before@example.com", MailState::sent);
}

TEST_F(PostmanTest, ARefusedMailFailsWithTheServersWords) {
    ScriptedServer server([](std::string_view line) {
        return line.starts_with("RCPT TO:<ana@") ? "550 5.1.1 no such mailbox" : "";
    });
    start(server);
    queue("ana@example.com");
    queue("bo@example.com");
    const Mail failed = wait_for("ana@example.com", MailState::failed);
    EXPECT_EQ(failed.trouble, "550 5.1.1 no such mailbox");
    EXPECT_EQ(failed.text, "");
    wait_for("bo@example.com", MailState::sent);
}

TEST_F(PostmanTest, ADeferredMailIsTriedAgainInItsTimeAndHoldsUpNoOther) {
    std::atomic<int> tries = 0;
    ScriptedServer server([&](std::string_view line) {
        return line.starts_with("RCPT TO:<ana@") && tries++ < 2 ? "450 4.2.0 greylisted" : "";
    });
    start(server);
    queue("ana@example.com");
    const Mail deferred = wait_for_tries("ana@example.com", 1);
    EXPECT_EQ(deferred.state, MailState::queued);
    EXPECT_EQ(deferred.trouble, "450 4.2.0 greylisted");
    EXPECT_EQ(deferred.next_try, clock_.now() + seconds(10));
    pass(seconds(9));
    queue("bo@example.com");
    wait_for("bo@example.com", MailState::sent);
    EXPECT_EQ(tries, 1);
    pass(seconds(1));
    EXPECT_EQ(wait_for_tries("ana@example.com", 2).next_try, clock_.now() + minutes(1));
    pass(minutes(1));
    wait_for("ana@example.com", MailState::sent);
    EXPECT_EQ(tries, 3);
    EXPECT_THAT(server.texts(), SizeIs(2));
}

TEST_F(PostmanTest, AMailThatIsDeferredForADayFails) {
    ScriptedServer server(
        [](std::string_view line) { return line.starts_with("RCPT") ? "450 4.2.0 later" : ""; });
    start(server);
    queue("ana@example.com");
    wait_for_tries("ana@example.com", 1);
    pass(hours(24));
    const Mail failed = wait_for("ana@example.com", MailState::failed);
    EXPECT_EQ(failed.trouble, "450 4.2.0 later");
    EXPECT_EQ(failed.tries, 2U);
}

TEST_F(PostmanTest, AServerThatIsAwayIsAskedWithOneMailAndGetsAllWhenItIsBack) {
    ScriptedServer server;
    server.close();
    const std::vector<std::string> all{"a@example.com", "b@example.com", "c@example.com"};
    for (const std::string& each : all) queue(each);
    start(server);
    EXPECT_NE(wait_for_tries(all[0], 1).trouble, "");
    pass(seconds(10));
    wait_for_tries(all[1], 1);
    EXPECT_EQ(mail(all[0]).tries + mail(all[2]).tries, 1U);
    server.open();
    pass(minutes(1));
    for (const std::string& each : all) wait_for(each, MailState::sent);
    EXPECT_THAT(server.texts(), SizeIs(3));
}

TEST_F(PostmanTest, AWorthlessMailIsNotSent) {
    ScriptedServer server;
    queue("late@example.com", clock_.now() + minutes(10));
    clock_.advance(minutes(10));
    start(server);
    EXPECT_THAT(wait_for("late@example.com", MailState::failed).trouble, HasSubstr("in time"));
    EXPECT_TRUE(server.texts().empty());
}

TEST_F(PostmanTest, AMailOfAnotherSecretFailsAndHoldsUpNoOther) {
    ScriptedServer server;
    queue("ana@example.com");
    sql("UPDATE mails SET sealed = 'AAAA' || sealed");
    queue("bo@example.com");
    start(server);
    EXPECT_THAT(wait_for("ana@example.com", MailState::failed).trouble, HasSubstr("secret"));
    wait_for("bo@example.com", MailState::sent);
    EXPECT_THAT(server.texts(), SizeIs(1));
}

TEST_F(PostmanTest, WhatIsNoAddressFailsAndNeverReachesTheServer) {
    ScriptedServer server;
    start(server);
    const std::string hostile = "a@b>\r\nRCPT TO:<c@d";
    queue(hostile);
    queue("bo@example.com");
    EXPECT_THAT(wait_for(hostile, MailState::failed).trouble, HasSubstr("address"));
    wait_for("bo@example.com", MailState::sent);
    for (const std::string& line : server.lines()) EXPECT_EQ(line.find("c@d"), line.npos);
}

// It would be due again at once, and be sent for ever.
TEST_F(PostmanTest, AMailThatWasSentIsRecordedBeforeAnyOtherIsSent) {
    ScriptedServer server([&](std::string_view line) {
        if (line == "TEXT" && mail("ana@example.com").state == MailState::queued) {
            sql("ALTER TABLE mails RENAME TO gone");
        }
        return "";
    });
    queue("ana@example.com");
    queue("bo@example.com");
    start(server);
    server.wait_for_texts(1);
    server.wait_for_line("QUIT");  // it has given up on the round
    EXPECT_THAT(server.texts(), SizeIs(1));
    sql("ALTER TABLE gone RENAME TO mails");
    postman_->wake();
    wait_for("bo@example.com", MailState::sent);
    EXPECT_EQ(mail("ana@example.com").state, MailState::sent);
    EXPECT_THAT(server.texts(), SizeIs(2));
}

TEST_F(PostmanTest, ARestartGoesOnWithWhatIsQueued) {
    ScriptedServer server;
    server.close();
    start(server);
    queue("ana@example.com");
    const std::string trouble = wait_for_tries("ana@example.com", 1).trouble;
    postman_.reset();
    open();
    EXPECT_EQ(mail("ana@example.com").trouble, trouble);
    server.open();
    clock_.advance(seconds(10));
    start(server);
    wait_for("ana@example.com", MailState::sent);
}

TEST_F(PostmanTest, StopsWhileTheServerIsSilentAndKeepsTheMail) {
    ScriptedServer server(
        [](std::string_view line) { return line.starts_with("EHLO") ? "silence" : ""; });
    start(server);
    queue("ana@example.com");
    server.wait_for_line("EHLO");
    postman_.reset();
    EXPECT_EQ(mail("ana@example.com").state, MailState::queued);
    EXPECT_EQ(mail("ana@example.com").tries, 0U);
    queue("bo@example.com");  // nobody is told, and nothing breaks
}

TEST_F(PostmanTest, ManyMailsGoOverFewConnections) {
    ScriptedServer server;
    std::vector<workspace::NewMail> mails(120);
    for (std::size_t i = 0; i < mails.size(); ++i) {
        mails[i] = {MailPurpose::link, "c", "c" + std::to_string(i) + "@example.com", "s", "t", {}};
    }
    ASSERT_TRUE(control_->queue_mails(first(), mails, {}));
    start(server);
    server.wait_for_texts(mails.size());
    server.wait_for_line("QUIT");
    std::size_t connections = 0;
    for (const std::string& line : server.lines()) connections += line == "CONNECT" ? 1 : 0;
    EXPECT_EQ(connections, 1U);
}

// It is worth nothing after ten minutes, and thousands of links take longer.
TEST_F(PostmanTest, AWordDoesNotWaitForLinksToThousands) {
    std::vector<workspace::NewMail> links(300);
    for (std::size_t i = 0; i < links.size(); ++i) {
        links[i] = {MailPurpose::link, "c", "c" + std::to_string(i) + "@example.com", "s", "t", {}};
    }
    std::size_t taken = 0;
    ScriptedServer server([&](std::string_view line) {
        if (line == "TEXT" && ++taken == 3) queue("ana@example.com");
        return "";
    });
    ASSERT_TRUE(control_->queue_mails(first(), links, {}));
    start(server);
    wait_for("ana@example.com", MailState::sent);
    const std::vector<std::string> texts = server.texts();
    ASSERT_GT(texts.size(), 3U);
    EXPECT_THAT(texts[3], HasSubstr("It is 1234"));
}

}  // namespace
}  // namespace footfall::mail
