#include "intake/decode_segment.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "event/limits.h"
#include "intake/testing.h"

namespace footfall::intake {
namespace {

using testing::at;
using testing::Bench;
using testing::start;

TEST(DecodeSegment, ReadsTheNodeClientsBatch) {
    Bench bench;
    const auto answer = bench.batch(R"({"batch":[
 {"type":"identify","messageId":"node-next-1","timestamp":"2026-03-02T09:15:04.120Z",
  "userId":"C-1042","traits":{"name":"Harbour Bakery","email":"orders@harbour.example"},
  "context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}},"integrations":{}},
 {"type":"track","event":"Checkout Started","messageId":"node-next-2",
  "timestamp":"2026-03-02T09:15:04.377Z","userId":"C-1042",
  "properties":{"order_id":"SO-88213","value":412.5,"currency":"EUR"},"integrations":{}}],
 "writeKey":"fk_srv_9f2","sentAt":"2026-03-02T09:15:04.402Z"})");
    EXPECT_EQ(answer.reply.status, 200);
    EXPECT_EQ(answer.stored(), 2);
    const Profile profile = bench.only_profile();
    EXPECT_EQ(profile.family, Family::segment);
    EXPECT_EQ(profile.id, "node-next-1");
    EXPECT_EQ(profile.customer, "C-1042");
    EXPECT_EQ(profile.name, "Harbour Bakery");
    EXPECT_EQ(profile.email, "orders@harbour.example");
    EXPECT_EQ(profile.changed_at, at("2026-03-02T09:15:04.120Z"));
    EXPECT_EQ(profile.traits, "");
    const Event event = bench.only_event();
    EXPECT_EQ(event.kind, Kind::checkout_start);
    EXPECT_EQ(event.family, Family::segment);
    EXPECT_EQ(event.name, "Checkout Started");
    EXPECT_EQ(event.order, "SO-88213");
    EXPECT_EQ(event.id, "node-next-2");
    EXPECT_FALSE(event.id_derived);
    EXPECT_EQ(event.sent_at, at("2026-03-02T09:15:04.402Z"));
    EXPECT_EQ(event.occurred_at, at("2026-03-02T09:15:04.377Z"));
    EXPECT_EQ(event.properties, R"({"order_id":"SO-88213","value":412.5,"currency":"EUR"})");
    EXPECT_TRUE(event.raw.starts_with(R"({"type":"track",)") && event.raw.ends_with("}"));
}

TEST(DecodeSegment, ReadsRudderStacksGzip) {
    Bench bench;
    const auto answer = bench.batch(testing::gzip(
        R"({"batch":[{"userId":"C-1042","event":"Order Submitted","type":"track","channel":"server",
  "properties":{"order_id":"SO-88213","total":412.5},"originalTimestamp":"2026-03-02T09:21:40.010Z",
  "messageId":"5089f6c7","sentAt":"2026-03-02T09:21:40.012Z"}],
 "timestamp":"2026-03-02T09:21:40.012Z","sentAt":"2026-03-02T09:30:00Z"})"));
    EXPECT_EQ(answer.stored(), 1);
    const Event event = bench.only_event();
    EXPECT_EQ(event.kind, Kind::order_submit);
    EXPECT_EQ(event.occurred_at, at("2026-03-02T09:21:40.010Z"));
    EXPECT_EQ(event.sent_at, at("2026-03-02T09:21:40.012Z"));
}

TEST(DecodeSegment, SingleCallsTakeTheirTypeFromThePath) {
    struct Row {
        const char* name;
        const char* short_name;
        SegmentCall call;
    };
    for (const Row& row :
         {Row{"identify", "i", SegmentCall::identify}, Row{"track", "t", SegmentCall::track},
          Row{"page", "p", SegmentCall::page}, Row{"screen", "s", SegmentCall::screen},
          Row{"group", "g", SegmentCall::group}, Row{"alias", "a", SegmentCall::alias}}) {
        EXPECT_EQ(parse_segment_call(row.name), row.call);
        EXPECT_EQ(parse_segment_call(row.short_name), row.call);
        EXPECT_EQ(to_string(row.call), row.name);
    }
    EXPECT_FALSE(parse_segment_call("tracks").has_value());
    EXPECT_FALSE(parse_segment_call("").has_value());

    Bench bench;
    bench.single(SegmentCall::track,
                 R"({"type":"identify","event":"Signed In","userId":"a","messageId":"1",
                     "writeKey":"secret","sentAt":"2026-03-02T09:21:40Z"})");
    const Event event = bench.only_event();
    EXPECT_EQ(event.kind, Kind::login);
    EXPECT_EQ(event.raw.find("secret"), std::string::npos);
    EXPECT_NE(event.raw.find("Signed In"), std::string::npos);
    EXPECT_EQ(event.sent_at, at("2026-03-02T09:21:40Z"));

    // A key is not kept in a dead letter either.
    bench.single(SegmentCall::track, R"({"event":"Signed In","writeKey":"secret"})");
    EXPECT_EQ(bench.journal.all<DeadLetter>().at(0).raw, R"({"event":"Signed In"})");
    EXPECT_EQ(bench.single(SegmentCall::track, "[]").reply.status, 400);
    EXPECT_EQ(bench.single(SegmentCall::track, "{\"userId\":").reply.status, 400);
    EXPECT_EQ(bench.single(SegmentCall::track, "").reply.status, 400);
}

TEST(DecodeSegment, CallsBecomeWhatTheyMean) {
    struct Row {
        const char* call;
        Kind kind;
        const char* name;
        bool by_customer;
    };
    for (const Row& row : {
             Row{R"({"type":"track","event":"Whatever New","userId":"a"})", Kind::other,
                 "Whatever New", true},
             Row{R"({"action":"track","event":"Email Opened","user_id":"a"})", Kind::email_open,
                 "Email Opened", true},
             Row{R"({"type":"track","event":"Email Delivered","userId":"a"})",
                 Kind::email_delivered, "Email Delivered", false},
             Row{R"({"type":"track","event":"Account Deleted","userId":"a"})", Kind::other,
                 "Account Deleted", false},
             Row{R"({"type":"page","name":"Home","userId":"a"})", Kind::other, "Home", true},
             Row{R"({"type":"page","name":7,"userId":"a"})", Kind::other, "", true},
             Row{R"({"type":"screen","name":"Order Completed","userId":"a"})", Kind::other,
                 "Order Completed", true},
             Row{R"({"type":"group","groupId":"acme","userId":"a"})", Kind::other, "group", false},
             Row{R"({"type":"alias","previousId":"x","userId":"a"})", Kind::other, "alias", false},
         }) {
        Bench bench;
        ASSERT_EQ(bench.call(row.call).stored(), 1) << row.call;
        const Event event = bench.only_event();
        EXPECT_EQ(to_string(event.kind), to_string(row.kind)) << row.call;
        EXPECT_EQ(event.name, row.name) << row.call;
        EXPECT_EQ(event.by_customer, row.by_customer) << row.call;
        EXPECT_EQ(event.customer, "a") << row.call;
        EXPECT_TRUE(event.id_derived) << row.call;
        EXPECT_EQ(event.raw, row.call);
    }
}

TEST(DecodeSegment, WrongTypesInOptionalFieldsAreIgnored) {
    Bench bench;
    EXPECT_EQ(bench
                  .call(R"({"type":"track","event":"Signed In","userId":42,"messageId":7,
                    "timestamp":null,"sentAt":5,"properties":[1],"context":"x","anonymousId":{},
                    "groupId":null,"unknown":{"deep":[1]}})")
                  .stored(),
              1);
    const Event event = bench.only_event();
    EXPECT_EQ(event.customer, "42");
    EXPECT_TRUE(event.id_derived);
    EXPECT_EQ(event.occurred_at, start);
    EXPECT_FALSE(event.sent_at.has_value());
    EXPECT_EQ(event.properties, "");
}

TEST(DecodeSegment, LiftsFromPropertiesAndContext) {
    Bench bench;
    bench.call(R"({"type":"track","event":"Email Opened","userId":"a","anonymousId":"anon",
        "properties":{"email_id":"m-1","form_name":"f","link":"l"},
        "context":{"campaign":{"name":"spring"},"page":{"host":"shop.example"},"groupId":"acme"}})");
    Event event = bench.only_event();
    EXPECT_EQ(event.message, "m-1");
    EXPECT_EQ(event.form, "f");
    EXPECT_EQ(event.link, "l");
    EXPECT_EQ(event.campaign, "spring");
    EXPECT_EQ(event.site, "shop.example");
    EXPECT_EQ(event.company, "acme");
    EXPECT_EQ(event.anonymous, "anon");

    Bench other;
    const std::string too_long(limits::text_bytes_max + 1, 'x');
    other.call(R"({"type":"track","event":"Email Opened","userId":"a","groupId":"acme",
        "properties":{"utm_campaign":"u","site":"s","link":")" +
               too_long + R"("},
        "context":{"campaign":{"name":"spring"},"page":{"host":"h"},"groupId":"other"}})");
    event = other.only_event();
    EXPECT_EQ(event.campaign, "u");
    EXPECT_EQ(event.site, "s");
    EXPECT_EQ(event.company, "acme");
    EXPECT_EQ(event.link, "");
}

TEST(DecodeSegment, WhatStaffDidInTheCustomersNameIsStaffs) {
    for (const char* const place : {"properties", "context"}) {
        for (const bool is_true : {true, false}) {
            Bench bench;
            bench.call(std::string(R"({"type":"track","userId":"a","event":"Signed In",")") +
                       place + R"(":{"impersonated":)" + (is_true ? "true" : "\"true\"") + "}}");
            EXPECT_EQ(bench.only_event().verdict, is_true ? Verdict::staff : Verdict::person);
            EXPECT_EQ(bench.only_event().rule, is_true ? "impersonated" : "");
        }
    }
    Bench page;
    page.source.via = Via::public_key;
    page.call(R"({"type":"track","userId":"a","event":"Signed In",)"
              R"("context":{"impersonated":true}})");
    EXPECT_EQ(page.only_event().verdict, Verdict::person);
}

TEST(DecodeSegment, RefusesOneCallWithFieldAndReason) {
    const std::string good =
        R"({"type":"track","event":"Signed In","userId":"a","messageId":"good"})";
    struct Row {
        std::string call;
        const char* field;
        const char* reason;
    };
    for (const Row& row : std::vector<Row>{
             {R"({"type":"track","event":"x","messageId":"m"})", "userId", "missing_customer"},
             {R"({"type":"track","event":"x","userId":""})", "userId", "missing_customer"},
             {R"({"type":"track","event":"x","userId":1.5})", "userId", "missing_customer"},
             {R"({"type":"track","event":"x","anonymousId":"a"})", "userId", "missing_customer"},
             {R"({"type":"identify","traits":{}})", "userId", "missing_customer"},
             {R"({"type":"page"})", "userId", "missing_customer"},
             {R"({"type":"track","userId":"a"})", "event", "missing_event"},
             {R"({"type":"track","userId":"a","event":7})", "event", "missing_event"},
             {R"({"type":"delete","userId":"a"})", "type", "unknown_type"},
             {R"({"userId":"a","event":"x"})", "type", "unknown_type"},
             {R"({"type":"track","event":"x","userId":"a","timestamp":"soon"})", "timestamp",
              "invalid_time"},
             {R"({"type":"track","event":"x","userId":"a","timestamp":17})", "timestamp",
              "invalid_time"},
             {R"({"type":"track","event":"x","userId":"a","originalTimestamp":"soon"})",
              "originalTimestamp", "invalid_time"},
             {R"({"type":"track","event":"x","userId":"a","timestamp":"2020-01-01T00:00:00Z"})",
              "timestamp", "too_old"},
             {R"({"type":"track","event":"x","userId":")" +
                  std::string(limits::customer_bytes_max + 1, 'x') + "\"}",
              "userId", "too_long"},
             {R"({"type":"track","userId":"a","event":")" +
                  std::string(limits::name_bytes_max + 1, 'x') + "\"}",
              "event", "too_long"},
             {R"({"type":"identify","userId":"a","traits":{"email":")" +
                  std::string(limits::email_bytes_max + 1, 'x') + "\"}}",
              "traits.email", "too_long"},
             {R"({"type":"track","event":"\ud800","userId":"a"})", "", "invalid_json"},
             {"7", "", "not_an_object"},
         }) {
        Bench bench;
        const auto answer = bench.batch("{\"batch\":[" + row.call + "," + good + "]}");
        EXPECT_EQ(answer.reply.status, 200) << row.call;
        EXPECT_EQ(answer.stored(), 1) << row.call;
        ASSERT_EQ(answer.rejected(), 1U) << row.call;
        EXPECT_EQ(answer.field(), row.field) << row.call;
        EXPECT_EQ(answer.reason(), row.reason) << row.call;
    }
}

TEST(DecodeSegment, BodiesWithoutABatchAre400) {
    for (const char* body :
         {"[]", "{}", R"({"batch":{}})", R"({"batch":7})", R"({"batch":[})", R"({"batch":[]} x)",
          R"({"batch" []})", R"({batch:[]})", "", "null", R"({"events":[{}]})"}) {
        Bench bench;
        EXPECT_EQ(bench.batch(body).reply.status, 400) << body;
        EXPECT_EQ(bench.journal.all<DeadLetter>().size(), 1U) << body;
    }
    Bench bench;
    EXPECT_EQ(bench.batch(R"({"batch":[]})").reply.status, 200);
    EXPECT_EQ(bench.batch(R"({"x":{"batch":[1]},"batch":[],"batch":7})").reply.status, 200);
}

TEST(DecodeSegment, IdentifyMergesIntoTheProfile) {
    Bench bench;
    bench.call(R"({"type":"identify","userId":"a","traits":{"name":null,"customer_code":17,
        "phone":"1","contact":"Kim","email":["x"],"status":"inactive","company":{"name":"Acme"},"plan":"x"}})");
    const Profile profile = bench.only_profile();
    EXPECT_EQ(profile.name, "");
    EXPECT_EQ(profile.code, "17");
    EXPECT_EQ(profile.phone, "1");
    EXPECT_EQ(profile.contact, "Kim");
    EXPECT_FALSE(profile.email.has_value());
    EXPECT_EQ(profile.status, Status::inactive);
    EXPECT_EQ(profile.traits, R"({"email":["x"],"company":{"name":"Acme"},"plan":"x"})");

    Bench other;
    other.call(
        R"({"type":"identify","userId":"a","traits":{"code":"A","customer_code":"B","status":"vip"}})");
    EXPECT_EQ(other.only_profile().code, "A");
    EXPECT_FALSE(other.only_profile().status.has_value());
    EXPECT_EQ(other.only_profile().traits, R"({"status":"vip"})");
    other.call(R"({"type":"identify","userId":"a","messageId":"m"})");
    EXPECT_EQ(other.call(R"({"type":"identify","userId":"a","messageId":"m"})").duplicates(), 1);
}

TEST(DecodeSegment, TheSameCallWithoutIdIsOneForTenSeconds) {
    const auto call = [](const char* sent_at) {
        return std::string(R"({"type":"track","event":"Signed In","userId":"a","sentAt":")") +
               sent_at + R"(","writeKey":"k"})";
    };
    Bench bench;
    EXPECT_EQ(bench.single(SegmentCall::track, call("2026-03-02T10:00:00Z")).stored(), 1);
    bench.clock.advance(std::chrono::milliseconds(9'999));
    EXPECT_EQ(bench.single(SegmentCall::track, call("2026-03-02T10:00:09Z")).duplicates(), 1);
    bench.clock.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(bench.single(SegmentCall::track, call("2026-03-02T10:00:10Z")).stored(), 1);
}

}  // namespace
}  // namespace footfall::intake
