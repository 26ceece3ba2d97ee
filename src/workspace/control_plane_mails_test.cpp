#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

class Mails : public ControlPlaneTest {
  protected:
    static NewMail to(const std::string& customer, MailPurpose purpose = MailPurpose::link) {
        NewMail mail;
        mail.purpose = purpose;
        mail.customer = customer;
        mail.to = customer + "@example.com";
        mail.subject = "Your link";
        mail.text = "https://a.example/l/x";
        return mail;
    }
    void queue(const WorkspaceId& workspace, const std::vector<NewMail>& mails) {
        EXPECT_TRUE(control_->queue_mails(workspace, mails, {}));
    }
    Mail next() const { return control_->next_mail().value().value(); }

    // Two pieces of two mails each; `between` is called before the second one.
    static NextMails pieces(std::function<Result<>()> between) {
        return [between, given = 0]() mutable -> Result<std::vector<NewMail>> {
            if (given == 2) return std::vector<NewMail>();
            if (given == 1) FOOTFALL_CHECK(between());
            const std::string piece = std::to_string(++given);
            return std::vector<NewMail>{to("a" + piece), to("b" + piece)};
        };
    }
};

TEST_F(Mails, AreDueUntilTheyAreSent) {
    queue(first(), {to("a"), to("b", MailPurpose::code)});
    open();
    const Mail word = next();  // although it was queued last
    EXPECT_EQ(word.purpose, MailPurpose::code);
    EXPECT_TRUE(
        control_->mail_tried(word.number, "451 later", clock_.now() + std::chrono::seconds(10)));
    const Mail link = next();
    EXPECT_EQ(link.to, "a@example.com");
    EXPECT_EQ(link.text, "https://a.example/l/x");
    EXPECT_TRUE(control_->mail_tried(link.number, "", std::nullopt));
    EXPECT_FALSE(control_->next_mail().value());
    clock_.advance(std::chrono::seconds(10));
    const Mail later = next();
    EXPECT_EQ(later.tries, 1U);
    EXPECT_EQ(later.trouble, "451 later");
    EXPECT_TRUE(control_->mail_tried(later.number, "550 unknown", std::nullopt));
    const std::vector<Mail> all = control_->mails(first(), 10).value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].state, MailState::failed);
    EXPECT_EQ(all[0].text, "");
    EXPECT_EQ(all[1].state, MailState::sent);
}

// Who was not written to must not look as if they were.
TEST_F(Mails, AreSentOnceTheServerTookThem) {
    for (const char* customer : {"a", "b", "c"}) EXPECT_TRUE(control_->link(first(), customer));
    queue(first(), {to("a"), to("b"), to("c", MailPurpose::code)});
    const auto last_sent = [&](const char* customer) {
        return control_->link(first(), customer)->last_sent;
    };
    EXPECT_TRUE(control_->mail_tried(next().number, "", std::nullopt));  // the word
    EXPECT_TRUE(
        control_->mail_tried(next().number, "451 later", clock_.now() + std::chrono::seconds(10)));
    EXPECT_TRUE(control_->mail_tried(next().number, "550 unknown", std::nullopt));
    for (const char* customer : {"a", "b", "c"}) EXPECT_FALSE(last_sent(customer)) << customer;
    clock_.advance(std::chrono::seconds(10));
    EXPECT_TRUE(control_->mail_tried(next().number, "", std::nullopt));
    EXPECT_EQ(last_sent("a"), clock_.now());
    EXPECT_FALSE(last_sent("b"));
}

// What it holds leads nowhere.
TEST_F(Mails, OfALinkThatIsRenewedAreNotSent) {
    EXPECT_TRUE(control_->link(first(), "a"));
    queue(first(), {to("a"), to("b"), to("a", MailPurpose::code)});
    EXPECT_TRUE(control_->mail_tried(next().number, "", std::nullopt));  // the word
    const Mail on_its_way = next();
    EXPECT_EQ(on_its_way.to, "a@example.com");
    EXPECT_TRUE(control_->rotate_link(first(), "a", {}));
    EXPECT_EQ(next().to, "b@example.com");
    const Mail failed = control_->mails(first(), 1, {MailState::failed, {}})->front();
    EXPECT_EQ(failed.number, on_its_way.number);
    EXPECT_EQ(failed.text, "");
    EXPECT_NE(failed.trouble, "");
    // It was too late; but it is the old link that was sent.
    EXPECT_TRUE(control_->mail_tried(on_its_way.number, "", std::nullopt));
    EXPECT_EQ(control_->mails(first(), 1, {MailState::sent, on_its_way.number + 1})->front().number,
              on_its_way.number);
    EXPECT_FALSE(control_->link(first(), "a")->last_sent);
    EXPECT_TRUE(control_->block_link(first(), "b", true, {}));
    EXPECT_EQ(next().to, "b@example.com");
    EXPECT_TRUE(control_->revoke_link(first(), "b", {}));
    EXPECT_FALSE(control_->next_mail().value());
}

TEST_F(Mails, AreListedByStateAndPieceByPiece) {
    queue(first(), {to("a"), to("b"), to("c"), to("d")});
    EXPECT_TRUE(control_->mail_tried(next().number, "550 unknown", std::nullopt));
    EXPECT_TRUE(control_->mail_tried(next().number, "550 unknown", std::nullopt));
    EXPECT_TRUE(control_->mail_tried(next().number, "", std::nullopt));
    const auto listed = [&](std::size_t most, std::optional<MailState> state,
                            std::optional<std::uint64_t> before) {
        std::string customers;
        const std::vector<Mail> mails = control_->mails(first(), most, {state, before}).value();
        for (const Mail& mail : mails) customers += mail.customer;
        return customers;
    };
    EXPECT_EQ(listed(10, {}, {}), "dcba");
    EXPECT_EQ(listed(2, {}, {}), "dc");
    EXPECT_EQ(listed(2, {}, 3), "ba");
    EXPECT_EQ(listed(10, {}, 1), "");
    EXPECT_EQ(listed(10, MailState::failed, {}), "ba");
    EXPECT_EQ(listed(10, MailState::failed, 2), "a");
    EXPECT_EQ(control_->mail_counts(first()).value(),
              (MailCounts{.queued = 1, .sent = 1, .failed = 2, .kept = 0}));
    EXPECT_EQ(control_->mail_counts(add_sample().id).value(), MailCounts());
}

// However many were sent since.
TEST_F(Mails, ThatFailedAreKeptBesideTenThousandThatWereSent) {
    queue(first(), std::vector<NewMail>(10'002, to("a")));
    sql("UPDATE mails SET state = 2; UPDATE mails SET state = 3 WHERE number = 1;");
    queue(first(), {to("b")});
    EXPECT_EQ(control_->mail_counts(first()).value(),
              (MailCounts{.queued = 1, .sent = 10'000, .failed = 1, .kept = 0}));
}

TEST_F(Mails, AreNotInTheFileAsText) {
    NewMail mail = to("a");
    mail.subject = "Order at https://a.example/l/secret1";
    mail.shown_subject = "Order at https://a.example/l/…";
    mail.text = "Or at https://a.example/l/secret2\nsoon";
    queue(first(), {mail, to("b", MailPurpose::code)});
    const WorkspaceId sample = add_sample().id;
    queue(sample, {mail});
    std::ifstream in(file(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    EXPECT_NE(bytes.find("a@example.com"), bytes.npos);
    EXPECT_EQ(bytes.find("/l/secret"), bytes.npos);
    EXPECT_EQ(bytes.find("https://a.example/l/x"), bytes.npos);

    const Mail word = next();
    EXPECT_EQ(word.text, "https://a.example/l/x");
    EXPECT_TRUE(control_->mail_tried(word.number, "", std::nullopt));
    const Mail link = next();
    EXPECT_EQ(link.subject, mail.subject);
    EXPECT_EQ(link.text, mail.text);
    const Mail kept = control_->mails(sample, 1)->front();
    EXPECT_EQ(kept.subject, mail.shown_subject);
    EXPECT_EQ(kept.text, mail.text);
}

TEST_F(Mails, OfAnotherSecretAreUnreadable) {
    queue(first(), {to("a")});
    const WorkspaceId sample = add_sample().id;
    queue(sample, {to("a")});
    secret_.fill(std::byte{1});
    open();
    EXPECT_TRUE(next().is_unreadable);
    EXPECT_EQ(next().text, "");
    EXPECT_TRUE(control_->mails(sample, 1)->front().is_unreadable);
}

TEST_F(Mails, OfAnEarlierVersionAreSealedAndSent) {
    queue(first(), {to("a")});
    sql("UPDATE mails SET subject = 'Your link', body = 'https://a.example/l/y', sealed = ''");
    open();
    EXPECT_EQ(sql("SELECT body FROM mails"), "");
    EXPECT_EQ(next().subject, "Your link");
    EXPECT_EQ(next().text, "https://a.example/l/y");
}

TEST_F(Mails, OfManyPiecesAreQueuedOnceTheLastIsThere) {
    const auto between = [&]() -> Result<> {
        EXPECT_EQ(sql("SELECT count(*) FROM mails"), "2");
        EXPECT_FALSE(control_->next_mail().value());
        EXPECT_TRUE(control_->mails(first(), 10)->empty());
        // Others get in between, and take nothing away.
        queue(first(), {to("c", MailPurpose::code)});
        EXPECT_TRUE(control_->mail_tried(next().number, "", std::nullopt));
        return {};
    };
    bool is_told = false;
    control_->when_mails_queued([&] { is_told = true; });
    EXPECT_EQ(control_->queue_mails(first(), pieces(between), {}).value(), 4U);
    EXPECT_TRUE(is_told);
    EXPECT_EQ(next().to, "a1@example.com");
    EXPECT_EQ(control_->mails(first(), 10)->size(), 5U);
    const std::vector<AuditRow> rows = control_->audit_rows(first(), 10).value();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].detail, R"({"customers":"4"})");
}

TEST_F(Mails, AreQueuedOnceForEachKey) {
    const auto nothing = []() -> Result<> { return {}; };
    const auto answer = [](std::size_t queued) { return std::to_string(queued) + " are queued"; };
    const Sending sending{"k1", "digest", answer};
    EXPECT_FALSE(control_->past_sending(first(), "k1").value());
    EXPECT_EQ(control_->queue_mails(first(), pieces(nothing), {}, &sending).value(), 4U);
    for (int start = 0; start < 2; ++start) {
        const std::optional<PastSending> past = control_->past_sending(first(), "k1").value();
        ASSERT_TRUE(past);
        EXPECT_EQ(past->asked, "digest");
        EXPECT_EQ(past->answer, "4 are queued");
        const Result<std::size_t> again =
            control_->queue_mails(first(), pieces(nothing), {}, &sending);
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().reason, "already_sent");
        EXPECT_EQ(sql("SELECT count(*) FROM mails"), "4");
        open();
    }
    // Keys are of one workspace, and of one day.
    EXPECT_FALSE(control_->past_sending(add_sample().id, "k1").value());
    clock_.advance(std::chrono::hours(24) + std::chrono::seconds(1));
    EXPECT_FALSE(control_->past_sending(first(), "k1").value());
    EXPECT_EQ(control_->queue_mails(first(), pieces(nothing), {}, &sending).value(), 4U);
    EXPECT_EQ(sql("SELECT count(*) FROM sendings"), "1");
    // What failed is not remembered.
    const Sending other{"k2", "digest", answer};
    const auto fails = [&]() -> Result<> { return fail(ErrorCode::unavailable, "Ask again."); };
    EXPECT_FALSE(control_->queue_mails(first(), pieces(fails), {}, &other));
    EXPECT_FALSE(control_->past_sending(first(), "k2").value());
}

TEST_F(Mails, OfManyPiecesAreNoneIfOneFails) {
    const auto fails = [&]() -> Result<> { return fail(ErrorCode::unavailable, "Ask again."); };
    EXPECT_EQ(control_->queue_mails(first(), pieces(fails), {}).error().message, "Ask again.");
    EXPECT_EQ(sql("SELECT count(*) FROM mails"), "0");
    EXPECT_TRUE(control_->audit_rows(first(), 10)->empty());
}

TEST_F(Mails, OfManyPiecesAreNoneAfterACrash) {
    const auto crashes = [&]() -> Result<> {
        sql("ALTER TABLE mails RENAME TO gone");
        return fail(ErrorCode::unavailable, "The disk is gone.");
    };
    EXPECT_FALSE(control_->queue_mails(first(), pieces(crashes), {}));
    sql("ALTER TABLE gone RENAME TO mails");
    EXPECT_EQ(sql("SELECT count(*) FROM mails"), "2");
    EXPECT_FALSE(control_->next_mail().value());
    open();
    EXPECT_EQ(sql("SELECT count(*) FROM mails"), "0");
}

TEST_F(Mails, OfManyPiecesOfASampleAreKept) {
    const WorkspaceId sample = add_sample().id;
    EXPECT_TRUE(control_->link(sample, "b2"));
    const auto nothing = []() -> Result<> { return {}; };
    EXPECT_EQ(control_->queue_mails(sample, pieces(nothing), {}).value(), 4U);
    EXPECT_FALSE(control_->next_mail().value());
    EXPECT_EQ(control_->mails(sample, 10)->front().state, MailState::kept);
    EXPECT_EQ(control_->link(sample, "b2")->last_sent, clock_.now());
}

TEST_F(Mails, OfASampleAreKeptAndNeverDue) {
    const WorkspaceId sample = add_sample().id;
    std::vector<NewMail> many(250, to("a"));
    queue(sample, many);
    EXPECT_FALSE(control_->next_mail().value());
    const std::vector<Mail> kept = control_->mails(sample, 1'000).value();
    EXPECT_EQ(kept.size(), 200U);
    EXPECT_EQ(kept.front().state, MailState::kept);
    EXPECT_GT(kept[0].number, kept[1].number);
    EXPECT_TRUE(control_->mails(first(), 10)->empty());
    EXPECT_TRUE(control_->remove_workspace(sample, {}));
    EXPECT_EQ(sql("SELECT count(*) FROM mails"), "0");
}

}  // namespace
}  // namespace footfall::workspace
