// Visitors in Strict Security Mode: a word by mail, and the picture of it.
#include "gate/gate_testing.h"

namespace footfall::gate {
namespace {

class StrictGateTest : public GateTest {
  protected:
    StrictGateTest() {
        workspace::GateChange strict;
        strict.is_strict = true;
        change(strict);
    }
};

TEST_F(StrictGateTest, TheRightPictureLeadsToThePortal) {
    EXPECT_TRUE(says(get(), "Yes, start ordering"));
    EXPECT_EQ(mails(), 0U) << "a look sends nothing";
    const http::Response page = post();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "<bdi>e…@hoffmann.de</bdi>")) << text(page);
    ASSERT_EQ(mails(), 1U);
    const workspace::Mail mail = control_->mails(first(), 1)->front();
    EXPECT_EQ(mail.to, "einkauf@hoffmann.de");
    EXPECT_EQ(mail.purpose, workspace::MailPurpose::code);
    EXPECT_EQ(mail.until, clock_.now() + minutes(10));
    EXPECT_EQ(text(page).find(">" + mailed_word() + "<"), std::string::npos);
    EXPECT_TRUE(events(Kind::verification).empty());

    const std::string right = "picture=" + std::to_string(picture_of(page, mailed_word()));
    const std::string before = cookie_;
    const http::Response gone = post(right);
    EXPECT_EQ(gone.status, 303);
    EXPECT_EQ(claims(gone).customer, "c1");
    cookie_ = before;
    EXPECT_EQ(post(right).status, 303) << "a double click passes, too";
    EXPECT_EQ(events(Kind::verification).size(), 1U);
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
    clock_.advance(minutes(5));
    EXPECT_EQ(get().status, 303) << "a return skips the challenge";
    EXPECT_EQ(mails(), 1U);
}

TEST_F(StrictGateTest, AMembersPreviewMailsNothing) {
    is_member_ = true;
    get();
    EXPECT_TRUE(says(post(), "open the link in a private window"));
    EXPECT_TRUE(says(post("again=1"), "Here a customer gets a word by mail"));
    EXPECT_EQ(mails(), 0U);
}

TEST_F(StrictGateTest, TheWordItselfDoesAsWell) {
    get();
    post();
    EXPECT_EQ(post("picture=&word=x").status, 200) << "an empty picture is a wrong one";
    EXPECT_EQ(post("word=+" + mailed_word() + "+").status, 303);
    EXPECT_EQ(events(Kind::verification).size(), 1U);
}

// R7: wrong picks and expired challenges never count.
TEST_F(StrictGateTest, ThreeWrongOnesNeedAnotherWord) {
    get();
    const http::Response page = post();
    const std::size_t right = picture_of(page, mailed_word());
    std::size_t wrong = right;
    for (const char* const left : {"You have 2 tries left", "You have one try left"}) {
        wrong = wrong % 4 + 1;
        EXPECT_TRUE(says(post("picture=" + std::to_string(wrong)), left));
    }
    EXPECT_TRUE(says(get(), "Which picture shows the word?")) << "a reload keeps the tries";
    EXPECT_TRUE(says(post("word=nothing"), "There are no tries left"));
    EXPECT_TRUE(says(post("picture=" + std::to_string(right)), "no longer good"));
    EXPECT_TRUE(events(Kind::verification).empty());
    EXPECT_EQ(mails(), 1U);
    EXPECT_TRUE(says(post("again=1"), "Which picture shows the word?"));
    EXPECT_EQ(mails(), 2U);
    EXPECT_EQ(post("word=" + mailed_word()).status, 303);
    EXPECT_EQ(events(Kind::verification).size(), 1U);
}

TEST_F(StrictGateTest, AWordExpires) {
    get();
    post();
    const std::string word = mailed_word();
    clock_.advance(minutes(10));
    EXPECT_TRUE(says(post("word=" + word), "no longer good"));
    EXPECT_TRUE(events(Kind::verification).empty());
}

TEST_F(StrictGateTest, ThreeMailsAnHour) {
    get();
    post();
    post("again=1");
    post("again=1");
    EXPECT_EQ(mails(), 3U);
    const http::Response wait = post("again=1");
    EXPECT_TRUE(says(wait, "in 60 minutes")) << text(wait);
    EXPECT_EQ(mails(), 3U);
    EXPECT_EQ(post("word=" + mailed_word()).status, 303) << "the last word is still good";
    cookie_.clear();
    get();
    post();
    EXPECT_EQ(mails(), 3U) << "another browser has no mails of its own";
    clock_.advance(hours(1));
    post();
    EXPECT_EQ(mails(), 4U);
}

TEST_F(StrictGateTest, AnswersBelongToTheirVisit) {
    get();
    post();
    const std::string word = mailed_word();
    cookie_.clear();
    get();
    EXPECT_TRUE(says(post("word=" + word), "no longer good"));
    start();  // a restart forgets challenges, not visits
    EXPECT_TRUE(says(post("word=" + word), "no longer good"));
    EXPECT_TRUE(events(Kind::verification).empty());
}

// R8: the open counts, Verified does not.
TEST_F(StrictGateTest, WithoutAnAddressTheSupplierIsToBeAsked) {
    std::size_t opens = 0;
    for (const char* const none : {"", "n/a", "a@b@c", "einkauf@hoffmann.de, info@hoffmann.de"}) {
        directory_.customers["c1"].email = none;
        cookie_.clear();
        clock_.advance(minutes(5));
        EXPECT_TRUE(says(get(), "Please contact")) << none;
        EXPECT_TRUE(says(post(), "Please contact")) << none;
        EXPECT_EQ(events(Kind::link_open).size(), ++opens);
    }
    EXPECT_TRUE(events(Kind::confirmation).empty());
    EXPECT_EQ(mails(), 0U);
}

// Mail was taken out of the server's settings, and Strict Security Mode was left on.
TEST_F(StrictGateTest, WithoutAMailServerNobodyIsToldThatAWordWasSent) {
    sends_mail_ = false;
    start();
    for (const bool is_loaded : {true, false}) {
        loaded_ = is_loaded;
        cookie_.clear();
        clock_.advance(minutes(5));
        EXPECT_TRUE(says(get(), "Please contact"));
        EXPECT_TRUE(says(post(), "Please contact"));
        EXPECT_TRUE(says(post("again=1"), "Please contact"));
    }
    EXPECT_EQ(events(Kind::link_open).size(), 2U);
    EXPECT_TRUE(events(Kind::confirmation).empty());
    EXPECT_EQ(mails(), 0U);
}

TEST_F(StrictGateTest, ASampleNeedsNoMailServer) {
    const WorkspaceId sample = add_sample().id;
    workspace::GateChange strict;
    strict.is_strict = true;
    ASSERT_TRUE(control_->change_gate(sample, strict, {}));
    link_ = control_->link(sample, "c1").value();
    sends_mail_ = false;
    start();
    EXPECT_TRUE(says(get(), "Yes, start ordering"));
    EXPECT_TRUE(says(post(), "Which picture shows the word?"));
    EXPECT_EQ(control_->mails(sample, 10)->size(), 1U);
}

TEST_F(StrictGateTest, WhoHasPassedGoesOnAfterTheAddressIsGone) {
    get();
    post();
    EXPECT_EQ(post("word=" + mailed_word()).status, 303);
    directory_.customers["c1"].email = "n/a";
    EXPECT_EQ(get().status, 303);
    EXPECT_EQ(post().status, 303);
}

TEST_F(StrictGateTest, WhileTheServerLoadsNobodyIsWrittenTo) {
    loaded_ = false;
    EXPECT_EQ(get().status, 200);
    const http::Response later = post();
    EXPECT_EQ(later.status, 503);
    EXPECT_TRUE(says(later, "Try again"));
    loaded_ = true;
    EXPECT_TRUE(says(post("again=1"), "Which picture shows the word?"));
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
}

TEST_F(StrictGateTest, AFullDiskDoesNotKeepTheChallengeFromPassing) {
    get();
    post();
    bench_.journal.refusal = Error{ErrorCode::busy, "the disk is full", "", "disk_full"};
    EXPECT_EQ(post("word=" + mailed_word()).status, 303);
    EXPECT_EQ(gate_->unrecorded(first())->events, 1U);
}

}  // namespace
}  // namespace footfall::gate
