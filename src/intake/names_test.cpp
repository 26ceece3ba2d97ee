#include "intake/names.h"

#include <gtest/gtest.h>

namespace footfall::intake {
namespace {

struct Row {
    const char* name;
    Kind kind;
    bool by_customer = true;
};

TEST(Names, PublishedNamesHaveTheirKinds) {
    for (const Row& row : {
             Row{"Checkout Started", Kind::checkout_start},
             Row{"Started Order", Kind::checkout_start},
             Row{"Order Completed", Kind::order_submit},
             Row{"Email Delivered", Kind::email_delivered, false},
             Row{"Email Opened", Kind::email_open},
             Row{"Email Marked as Spam", Kind::email_spam},
             Row{"Signed In", Kind::login},
             Row{"Signed Up", Kind::signup},
             Row{"Push Notification Received", Kind::notification_delivered, false},
             Row{"Push Notification Tapped", Kind::notification_open},
             Row{"Email Link Clicked", Kind::other},
             Row{"Deep Link Opened", Kind::other},
             Row{"Order Updated", Kind::other},
             Row{"Order Refunded", Kind::other, false},
             Row{"Order Cancelled", Kind::other},
             Row{"Checkout Step Viewed", Kind::other},
             Row{"Checkout Step Completed", Kind::other},
             Row{"Payment Info Entered", Kind::other},
             Row{"Email Bounced", Kind::other, false},
             Row{"Unsubscribed", Kind::other},
             Row{"Push Notification Bounced", Kind::other, false},
             Row{"Deep Link Clicked", Kind::other},
             Row{"Signed Out", Kind::other},
             Row{"Account Created", Kind::other},
             Row{"Account Deleted", Kind::other, false},
             Row{"Account Added User", Kind::other},
             Row{"Account Removed User", Kind::other, false},
             Row{"Invite Sent", Kind::other},
             Row{"Trial Started", Kind::other},
             Row{"Trial Ended", Kind::other, false},
             Row{"Application Opened", Kind::other},
             Row{"Install Attributed", Kind::other, false},
         }) {
        const Meaning meaning = meaning_of(row.name);
        EXPECT_EQ(to_string(meaning.kind), to_string(row.kind)) << row.name;
        EXPECT_EQ(meaning.by_customer, row.by_customer) << row.name;
    }
}

TEST(Names, SuggestedNamesHaveTheirKinds) {
    for (const Row& row : {
             Row{"Order Link Opened", Kind::link_open},
             Row{"order_link_opened", Kind::link_open},
             Row{"order_link.opened", Kind::link_open},
             Row{"Order Link Confirmed", Kind::confirmation},
             Row{"order_link_confirmed", Kind::confirmation},
             Row{"order_link.confirmed", Kind::confirmation},
             Row{"Order Link Verified", Kind::verification},
             Row{"order_link_verified", Kind::verification},
             Row{"order_link.verified", Kind::verification},
             Row{"checkout_started", Kind::checkout_start},
             Row{"checkout.started", Kind::checkout_start},
             Row{"Order Submitted", Kind::order_submit},
             Row{"order_submitted", Kind::order_submit},
             Row{"order.submitted", Kind::order_submit},
             Row{"signed_in", Kind::login},
             Row{"signed_up", Kind::signup},
             Row{"user.signed_in", Kind::login},
             Row{"user.signed_up", Kind::signup},
             Row{"Form Submitted", Kind::form_response},
             Row{"form_submitted", Kind::form_response},
             Row{"form.submitted", Kind::form_response},
             Row{"email_delivered", Kind::email_delivered, false},
             Row{"email_opened", Kind::email_open},
             Row{"email_marked_as_spam", Kind::email_spam},
             Row{"email.delivered", Kind::email_delivered, false},
             Row{"email.opened", Kind::email_open},
             Row{"email.complained", Kind::email_spam},
             Row{"notification_delivered", Kind::notification_delivered, false},
             Row{"notification_opened", Kind::notification_open},
             Row{"notification.delivered", Kind::notification_delivered, false},
             Row{"notification.opened", Kind::notification_open},
         }) {
        const Meaning meaning = meaning_of(row.name);
        EXPECT_EQ(to_string(meaning.kind), to_string(row.kind)) << row.name;
        EXPECT_EQ(meaning.by_customer, row.by_customer) << row.name;
    }
}

TEST(Names, AliasesHaveTheirKinds) {
    for (const Row& row : {
             Row{"Order Placed", Kind::order_submit},
             Row{"Completed Order", Kind::order_submit},
             Row{"purchase", Kind::order_submit},
             Row{"begin_checkout", Kind::checkout_start},
             Row{"login", Kind::login},
             Row{"User Logged In", Kind::login},
             Row{"Logged In", Kind::login},
             Row{"sign_up", Kind::signup},
             Row{"User Signed Up", Kind::signup},
             Row{"Form: Submission", Kind::form_response},
             Row{"form_submit", Kind::form_response},
             Row{"Survey Sent", Kind::form_response},
             Row{"survey sent", Kind::form_response},
             Row{"Push Notification Opened", Kind::notification_open},
             Row{"os_notification_opened", Kind::notification_open},
             Row{"notification.clicked", Kind::notification_open},
             Row{"os_notification_received", Kind::notification_delivered, false},
             Row{"notification.willDisplay", Kind::notification_delivered, false},
         }) {
        const Meaning meaning = meaning_of(row.name);
        EXPECT_EQ(to_string(meaning.kind), to_string(row.kind)) << row.name;
        EXPECT_EQ(meaning.by_customer, row.by_customer) << row.name;
    }
}

TEST(Names, SpellingDoesNotMatterButTheWholeNameDoes) {
    EXPECT_EQ(normalise("  orderLink--Opened.:/ "), "order link opened");
    EXPECT_EQ(normalise("Order2Go"), "order2 go");
    EXPECT_EQ(normalise(""), "");
    EXPECT_EQ(normalise(" _-.:/"), "");
    EXPECT_EQ(meaning_of("orderCompleted").kind, Kind::order_submit);
    EXPECT_EQ(meaning_of("ORDER COMPLETED").kind, Kind::order_submit);
    EXPECT_EQ(meaning_of("order/completed").kind, Kind::order_submit);
    for (const char* name : {"opened", "Order Link Opened Twice", "Order Completedx", "", "order",
                             "Re: Order Completed", "O\xC3\x96rder Completed"}) {
        EXPECT_EQ(meaning_of(name).kind, Kind::other) << name;
        EXPECT_TRUE(meaning_of(name).by_customer) << name;
    }
}

}  // namespace
}  // namespace footfall::intake
