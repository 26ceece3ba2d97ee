#include "intake/visitor.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "intake/testing.h"

namespace footfall::intake {
namespace {

using testing::at;
using testing::start;

// What a token of the gate looks like; its signature is `signature`.
const std::string token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJDLTEifQ.c2lnbmF0dXJl-_0123";

// A bench that takes everything from a visitor whose token names C-1.
struct Page : testing::Bench {
    Page() {
        visitor.peer = "192.0.2.1";
        visitor.bearer_of = [this](std::string_view text) {
            return text == token ? Bearer{"C-1", is_staff} : Bearer();
        };
        source.via = Via::public_key;
        source.visitor = &visitor;
    }

    testing::Answered record(const std::string& members) {
        return events(R"([{"customer":")" + token + "\"," + members + "}]");
    }

    bool is_staff = false;
    Visitor visitor;
};

TEST(Visitor, OnlyATokenNamesTheCustomer) {
    Page page;
    EXPECT_EQ(page.record(R"("id":"1","kind":"order_submit")").stored(), 1);
    EXPECT_EQ(page.only_event().customer, "C-1");
    EXPECT_EQ(page.only_event().via, Via::public_key);
    for (const char* named : {"C-1", "C-2", "", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJDLTEifQ."}) {
        const auto answer =
            page.events(R"([{"kind":"login","customer":")" + std::string(named) + "\"}]");
        EXPECT_EQ(answer.reason(), "missing_customer") << named;
        EXPECT_EQ(answer.field(), "customer");
    }
    EXPECT_EQ(page.events(R"([{"kind":"login"}])").reason(), "missing_customer");
    EXPECT_EQ(page.journal.all<Event>().size(), 1U);
}

TEST(Visitor, WhatAMemberDoesIsStaffs) {
    Page page;
    page.is_staff = true;
    EXPECT_EQ(page.record(R"("id":"1","kind":"order_submit")").stored(), 1);
    const std::string call = R"("event":"Order Completed","messageId":"2"})";
    EXPECT_EQ(page.single(SegmentCall::track, R"({"userId":")" + token + "\"," + call).stored(), 1);
    page.is_staff = false;
    EXPECT_EQ(page.record(R"("id":"3","kind":"order_submit")").stored(), 1);
    const std::vector<Event> events = page.journal.all<Event>();
    ASSERT_EQ(events.size(), 3U);
    for (const Event& event : {events[0], events[1]}) {
        EXPECT_EQ(event.customer, "C-1");
        EXPECT_EQ(event.kind, Kind::order_submit);
        EXPECT_EQ(event.verdict, Verdict::staff);
        EXPECT_EQ(event.rule, "member_session");
    }
    EXPECT_EQ(events[2].verdict, Verdict::person);
}

TEST(Visitor, SegmentsUserIdIsTheToken) {
    Page page;
    const std::string call = R"("event":"Checkout Started","messageId":"1"})";
    EXPECT_EQ(page.single(SegmentCall::track, R"({"userId":")" + token + "\"," + call).stored(), 1);
    EXPECT_EQ(page.only_event().customer, "C-1");
    EXPECT_EQ(page.only_event().kind, Kind::checkout_start);
    for (const char* named : {"C-1", "42", "", "{}"}) {
        const auto answer =
            page.single(SegmentCall::track, R"({"userId":")" + std::string(named) + "\"," + call);
        EXPECT_EQ(answer.reason(), "missing_customer") << named;
    }
    EXPECT_EQ(page.single(SegmentCall::track, R"({"userId":42,)" + call).rejected(), 1U);
    EXPECT_EQ(page.journal.all<Event>().size(), 1U);
}

TEST(Visitor, IdentifyChangesNoProfile) {
    Page page;
    const std::string traits =
        R"({"type":"identify","userId":")" + token +
        R"(","traits":{"name":"Mallory","email":"m@example.com","status":"inactive"}})";
    EXPECT_EQ(page.single(SegmentCall::identify, traits).reason(), "not_allowed");
    EXPECT_EQ(page.call(traits).reason(), "not_allowed");
    EXPECT_TRUE(page.journal.entries.empty());
}

TEST(Visitor, RecordsTheKindsThatHappenInPages) {
    for (const KindFacts& kind : kinds) {
        Page page;
        const auto answer = page.record(R"("id":"1","kind":")" + std::string(kind.name) + "\"");
        const bool refused = kind.kind == Kind::link_open || kind.kind == Kind::confirmation ||
                             kind.kind == Kind::verification ||
                             kind.kind == Kind::email_delivered || kind.kind == Kind::email_spam;
        EXPECT_EQ(answer.rejected(), refused ? 1U : 0U) << kind.name;
        if (!refused) continue;
        EXPECT_EQ(answer.reason(), "kind_not_allowed");
        EXPECT_EQ(answer.field(), "kind");
    }
    Page page;
    const auto answer =
        page.call(R"({"type":"track","event":"order_link_opened","userId":")" + token + "\"}");
    EXPECT_EQ(answer.reason(), "kind_not_allowed");
    EXPECT_EQ(answer.field(), "event");
}

// The clock of whoever opens a page may be days wrong; a day's numbers must not be.
TEST(Visitor, AClockThatIsWrongIsSetRight) {
    struct Row {
        const char* sent_at;
        const char* time;
        const char* occurred_at;
    };
    for (const Row& row : {
             Row{"2026-03-05T10:00:00Z", "2026-03-05T09:50:00Z", "2026-03-02T09:50:00Z"},
             Row{"2026-02-27T10:00:00Z", "2026-02-27T09:00:00Z", "2026-03-02T09:00:00Z"},
             Row{"2026-03-02T09:59:29Z", "2026-03-02T09:58:00Z", "2026-03-02T09:58:31Z"},
             // Within 30 seconds it is left alone, so that it stays the same when sent again.
             Row{"2026-03-02T09:59:30Z", "2026-03-02T09:58:00Z", "2026-03-02T09:58:00Z"},
             Row{"2026-03-02T10:00:30Z", "2026-03-02T09:58:00Z", "2026-03-02T09:58:00Z"},
         }) {
        Page page;
        page.visitor.sent_at = at(row.sent_at);
        page.record(R"("id":"1","kind":"login","time":")" + std::string(row.time) + "\"");
        EXPECT_EQ(page.only_event().occurred_at, at(row.occurred_at)) << row.sent_at;
        EXPECT_EQ(page.only_event().raw_time, at(row.time));
        EXPECT_EQ(page.only_event().sent_at, at(row.sent_at));

        Page segment;
        segment.call(R"({"type":"track","event":"login","userId":")" + token +
                     R"(","timestamp":")" + row.time + R"(","sentAt":")" + row.sent_at + "\"}");
        EXPECT_EQ(segment.only_event().occurred_at, at(row.occurred_at)) << row.sent_at;
    }
    Page page;
    page.record(R"("id":"1","kind":"login","time":"2026-03-02T08:00:00Z")");
    EXPECT_EQ(page.only_event().occurred_at, at("2026-03-02T08:00:00Z"));
    Page ahead;
    ahead.visitor.sent_at = start;
    ahead.record(R"("id":"1","kind":"login","time":"2026-03-02T10:10:00.000001Z")");
    EXPECT_EQ(ahead.only_event().occurred_at, start);
}

TEST(Visitor, SentAgainLaterItIsTheSameEvent) {
    Page page;
    const std::string event = R"("id":"1","kind":"login","time":"2026-03-05T09:50:00Z")";
    page.visitor.sent_at = at("2026-03-05T10:00:00Z");
    EXPECT_EQ(page.record(event).stored(), 1);
    page.visitor.sent_at = at("2026-03-05T11:00:00Z");
    page.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(page.record(event).duplicates(), 1);
}

TEST(Visitor, TwoWhoSendTheSameWithoutAnIdAreTwo) {
    Page page;
    EXPECT_EQ(page.record(R"("kind":"login")").stored(), 1);
    EXPECT_EQ(page.record(R"("kind":"login")").duplicates(), 1);
    page.visitor.peer = "192.0.2.2";
    EXPECT_EQ(page.record(R"("kind":"login")").stored(), 1);
}

// Members of a workspace read what is kept: none of them may become a customer by it.
TEST(Visitor, NoTokenIsKept) {
    const std::string address = "https://portal.example/?footfall=" + token + "&a=1";
    Page page;
    page.record(R"("id":"1","kind":"other","properties":{"at":")" + address + "\"}");
    page.call(R"({"type":"track","event":"x","messageId":"2","userId":")" + token +
              R"(","context":{"page":{"url":")" + address + R"("}},"properties":{"at":")" +
              address + "\"}}");
    ASSERT_EQ(page.journal.all<Event>().size(), 2U);
    for (const Event& event : page.journal.all<Event>()) {
        for (const std::string& text : {event.properties, event.raw}) {
            EXPECT_EQ(text.find("c2lnbmF0dXJl"), std::string::npos) << text;
        }
        EXPECT_NE(event.properties.find("***&a=1"), std::string::npos);
        EXPECT_TRUE(boost::json::parse(event.properties).is_object());
    }
    EXPECT_EQ(without_tokens(token), token.substr(0, token.rfind('.') + 1) + std::string(18, '*'));
    const std::string begun = token.substr(0, token.rfind('.'));
    for (const std::string& text : {std::string(), std::string("a.b.c"), begun, begun + " .c"}) {
        EXPECT_EQ(without_tokens(text), text);
    }
}

// Whoever has the public key could fill the journal with them.
TEST(Visitor, LeavesNoDeadLetters) {
    Page page;
    EXPECT_EQ(page.events(R"([{"kind":"login","customer":"C-1"},{"kind":"nonsense"}])").rejected(),
              2U);
    EXPECT_EQ(page.events("nonsense").reply.status, 400);
    EXPECT_EQ(page.intake.totals().rejected, 2U);
    EXPECT_EQ(page.intake.totals().unreadable_bodies, 1U);
    EXPECT_TRUE(page.journal.entries.empty());
}

}  // namespace
}  // namespace footfall::intake
