#include "intake/decode_events.h"

#include <algorithm>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "event/limits.h"
#include "intake/testing.h"

namespace footfall::intake {
namespace {

using testing::at;
using testing::Bench;
using testing::nested;
using testing::start;

constexpr const char* good = R"({"kind":"login","customer":"C-1","id":"good"})";

TEST(DecodeEvents, KeepsEveryField) {
    Bench bench;
    const auto answer = bench.events(
        R"([{"id":"e1","kind":"order_submit","customer":"C-1042","time":"2026-03-02T09:15:04.5+01:00",
            "site":"shop","name":"Bestellung \u00e9","properties":{ "order_id" : 88213, "value":412.5,
            "a":[1,null,true,-3,1e3], "campaign_id":"spring","form_id":"f1","link_id":"l1",
            "message_id":"m1"}}])");
    EXPECT_EQ(answer.reply.status, 200);
    EXPECT_EQ(
        answer.reply.body,
        R"({"success":true,"status":1,"code":200,"result":"Success","stored":1,)"
        R"("duplicates":0,"rejected":[],"results":[{"index":0,"id":"e1","result":"stored"}]})");
    Event expected;
    expected.workspace = testing::workspace;
    expected.kind = Kind::order_submit;
    expected.id = "e1";
    expected.customer = "C-1042";
    expected.name = "Bestellung \xC3\xA9";
    expected.site = "shop";
    expected.campaign = "spring";
    expected.form = "f1";
    expected.order = "88213";
    expected.link = "l1";
    expected.message = "m1";
    expected.occurred_at = at("2026-03-02T08:15:04.5Z");
    expected.raw_time = expected.occurred_at;
    expected.properties =
        R"({"order_id":88213,"value":412.5,"a":[1,null,true,-3,1000],"campaign_id":"spring",)"
        R"("form_id":"f1","link_id":"l1","message_id":"m1"})";
    EXPECT_EQ(bench.only_event(), expected) << bench.only_event().properties;
}

TEST(DecodeEvents, TheFirstByteDecidesArrayOrLines) {
    for (
        const char* body : {
            R"([{"kind":"login","customer":"a","id":"1"},{"kind":"login","customer":"b","id":"2"}])",
            "{\"kind\":\"login\",\"customer\":\"a\",\"id\":\"1\"}\n"
            "{\"kind\":\"login\",\"customer\":\"b\",\"id\":\"2\"}",
            "\xEF\xBB\xBF \r\n{\"kind\":\"login\",\"customer\":\"a\",\"id\":\"1\"}\r\n\r\n \n"
            "  {\"kind\":\"login\",\"customer\":\"b\",\"id\":\"2\"}\r\n",
        }) {
        Bench bench;
        EXPECT_EQ(bench.events(body).stored(), 2) << body;
        EXPECT_EQ(bench.events(testing::gzip(body)).duplicates(), 2) << body;
    }
    Bench bench;
    EXPECT_EQ(bench.events("{\n \"kind\": \"login\",\n \"customer\": \"a\"\n}\n").stored(), 1);
    EXPECT_EQ(bench.events("[]").reply.status, 200);
    EXPECT_EQ(bench.events("[ ]").stored(), 0);
}

TEST(DecodeEvents, BodiesThatCannotBeSplitAre400AndLeaveADeadLetter) {
    for (const char* body :
         {"", " ", "null", "42", "\"x\"", "x", "[", "[{}", "[{},{]", "[{\"a\":\"]", "[{}] []",
          "[{}}", "]", "[{\"kind\":\"login\",\"customer\":\"a\"},{\"kind\":\"log"}) {
        Bench bench;
        const auto answer = bench.events(body);
        EXPECT_EQ(answer.reply.status, 400) << body;
        EXPECT_EQ(answer.code(), "invalid_json") << body;
        EXPECT_EQ(answer.json.at("request_id").as_string(), "req-1");
        ASSERT_EQ(bench.journal.entries.size(), 1U) << body;
        EXPECT_EQ(bench.journal.all<DeadLetter>().at(0).reason, "invalid_json") << body;
    }
}

TEST(DecodeEvents, RefusesOneEventWithFieldAndReason) {
    struct Row {
        std::string event;
        const char* field;
        const char* reason;
    };
    const std::string id_and_kind = R"({"id":"x","kind":"login",)";
    const std::vector<Row> rows{
        {R"({"id":"x","kind":"login","customer":"a","colour":1})", "colour", "unknown_field"},
        {R"({"id":"x","kind":"login","customer":"a","Kind":"login"})", "Kind", "unknown_field"},
        {R"({"id":"x","kind":"nope","customer":"a"})", "kind", "unknown_kind"},
        {R"({"id":"x","kind":"LOGIN","customer":"a"})", "kind", "unknown_kind"},
        {R"({"id":"x","kind":7,"customer":"a"})", "kind", "wrong_type"},
        {R"({"id":"x","customer":"a"})", "kind", "missing_kind"},
        {R"({"id":"x","kind":"login"})", "customer", "missing_customer"},
        {id_and_kind + R"("customer":""})", "customer", "missing_customer"},
        {id_and_kind + R"("customer":42})", "customer", "wrong_type"},
        {id_and_kind + R"("customer":null})", "customer", "wrong_type"},
        {id_and_kind + R"("customer":"a","time":"yesterday"})", "time", "invalid_time"},
        {id_and_kind + R"("customer":"a","time":""})", "time", "invalid_time"},
        {id_and_kind + R"("customer":"a","time":"2026-03-02"})", "time", "invalid_time"},
        {id_and_kind + R"("customer":"a","time":1772442904})", "time", "wrong_type"},
        {id_and_kind + R"("customer":"a","time":"2025-03-01T23:59:59.999999Z"})", "time",
         "too_old"},
        {id_and_kind + R"("customer":"a","site":[]})", "site", "wrong_type"},
        {id_and_kind + R"("customer":"a","name":{}})", "name", "wrong_type"},
        {id_and_kind + R"("customer":"a","properties":[]})", "properties", "wrong_type"},
        {id_and_kind + R"("customer":"a","properties":"{}"})", "properties", "wrong_type"},
    };
    for (const Row& row : rows) {
        Bench bench;
        const auto answer = bench.events("[" + row.event + "," + good + "]");
        EXPECT_EQ(answer.reply.status, 200) << row.event;
        EXPECT_EQ(answer.stored(), 1) << row.event;
        ASSERT_EQ(answer.rejected(), 1U) << row.event;
        EXPECT_EQ(answer.field(), row.field) << row.event;
        EXPECT_EQ(answer.reason(), row.reason) << row.event;
        EXPECT_EQ(answer.json.at("rejected").at(0).at("index").as_int64(), 0);
        EXPECT_EQ(answer.json.at("rejected").at(0).at("id").as_string(), "x") << row.event;
        EXPECT_EQ(answer.result(0), "rejected");
        EXPECT_EQ(answer.result(1), "stored");
        const DeadLetter letter = bench.journal.all<DeadLetter>().at(0);
        EXPECT_EQ(letter.id, "x");
        EXPECT_EQ(letter.field, row.field);
        EXPECT_EQ(letter.reason, row.reason);
        EXPECT_EQ(letter.raw, row.event);
    }
}

// Bytes that no parser takes cost their own event only, in both forms of a body.
TEST(DecodeEvents, HostileJsonCostsOnlyItsOwnEvent) {
    const std::string open = R"({"kind":"login","customer":"a","name":)";
    struct Row {
        std::string event;
        const char* reason;
    };
    for (const Row& row : std::vector<Row>{
             {open + R"("\ud800"})", "invalid_json"},
             {open + R"("\udc00\ud800"})", "invalid_json"},
             {open + R"("\x"})", "invalid_json"},
             {open + "\"\xFF\xFE\"}", "invalid_json"},
             {open + "\"\xC0\x80\"}", "invalid_json"},
             {open + "\"\xED\xA0\x80\"}", "invalid_json"},
             {open + "\"tab\there\"}", "invalid_json"},
             {open + R"("x","properties":{"n":1e400}})", "invalid_json"},
             {open + R"("x","properties":{"n":)" + std::string(400, '9') + "}}", "invalid_json"},
             {open + R"("x","properties":{"n":01}})", "invalid_json"},
             {open + R"("x","properties":{"n":tru}})", "invalid_json"},
             {open + R"("x","properties":{"n":NaN}})", "invalid_json"},
             {open + R"("x","properties":{"n":1,,}})", "invalid_json"},
             {open + R"("x","properties":{"n":[1}}])", "invalid_json"},
             {open + R"("x"} {})", "invalid_json"},
             {"null", "not_an_object"},
             {"[]", "not_an_object"},
             {"7", "not_an_object"},
             {"\"x\"", "not_an_object"},
         }) {
        for (const bool lines : {false, true}) {
            Bench bench;
            const std::string first = lines ? "{\"kind\":\"login\",\"customer\":\"b\"}\n"
                                            : "[{\"kind\":\"login\",\"customer\":\"b\"},";
            const auto answer = bench.events(first + row.event + (lines ? "\n" : ",") + good +
                                             (lines ? "\n" : "]"));
            ASSERT_EQ(answer.reply.status, 200) << row.event;
            EXPECT_EQ(answer.stored(), 2) << row.event;
            ASSERT_EQ(answer.rejected(), 1U) << row.event;
            EXPECT_EQ(answer.reason(), row.reason) << row.event;
            EXPECT_EQ(answer.result(1), "rejected") << row.event;
        }
    }
}

TEST(DecodeEvents, ATruncatedLastLineCostsOnlyItself) {
    Bench bench;
    const auto answer = bench.events(std::string(good) + "\n{\"kind\":\"login\",\"cust");
    EXPECT_EQ(answer.stored(), 1);
    EXPECT_EQ(answer.reason(), "invalid_json");
}

TEST(DecodeEvents, NulAndControlCharactersAreText) {
    Bench bench;
    const auto answer =
        bench.events(R"([{"id":"a\u0000b","kind":"login","customer":"c\u0000\u0007\n\"\\"}])");
    EXPECT_EQ(answer.stored(), 1);
    using std::string_literals::operator""s;
    EXPECT_EQ(bench.only_event().customer, "c\0\a\n\"\\"s);
    EXPECT_EQ(bench.only_event().id, "a\0b"s);
    EXPECT_EQ(answer.json.at("results").at(0).at("id").as_string(), "a\0b"s);
}

TEST(DecodeEvents, OfMembersWithTheSameNameTheFirstCounts) {
    Bench bench;
    EXPECT_EQ(bench
                  .events(R"([{"kind":"login","kind":7,"customer":"a","customer":"b",
                      "properties":{"x":1,"y":{"z":1,"z":2},"x":2},"properties":3}])")
                  .stored(),
              1);
    EXPECT_EQ(bench.only_event().customer, "a");
    EXPECT_EQ(bench.only_event().properties, R"({"x":1,"y":{"z":1}})");
}

std::string with(const std::string& field, std::size_t bytes) {
    std::string event = R"({"kind":"login",)";
    if (field != "customer") event += R"("customer":"a",)";
    return event + "\"" + field + "\":\"" + std::string(bytes, 'x') + "\"}";
}

TEST(DecodeEvents, TextsAreLimited) {
    struct Row {
        const char* field;
        std::size_t bytes_max;
    };
    for (const Row& row :
         {Row{"customer", limits::customer_bytes_max}, Row{"name", limits::name_bytes_max},
          Row{"site", limits::text_bytes_max}}) {
        Bench bench;
        EXPECT_EQ(bench.events(with(row.field, row.bytes_max)).stored(), 1) << row.field;
        const auto answer = bench.events(with(row.field, row.bytes_max + 1));
        ASSERT_EQ(answer.rejected(), 1U) << row.field;
        EXPECT_EQ(answer.field(), row.field);
        EXPECT_EQ(answer.reason(), "too_long");
    }
}

TEST(DecodeEvents, LongIdsBecomeTheirHash) {
    Bench bench;
    bench.events(with("id", limits::id_bytes_max));
    bench.events(with("id", limits::id_bytes_max + 1));
    EXPECT_EQ(bench.events(with("id", limits::id_bytes_max + 1)).duplicates(), 1);
    EXPECT_EQ(bench.events(with("id", limits::id_bytes_max + 2)).stored(), 1);
    const std::vector<Event> events = bench.journal.all<Event>();
    EXPECT_EQ(events.at(0).id, std::string(limits::id_bytes_max, 'x'));
    EXPECT_EQ(events.at(1).id.size(), 64U);
}

TEST(DecodeEvents, OrderIdsAreLiftedAndLimited) {
    struct Row {
        const char* properties;
        const char* order;
    };
    for (const Row& row :
         {Row{R"({"order_id":"a","orderId":"b"})", "a"},
          Row{R"({"order_id":"","orderId":"b"})", "b"}, Row{R"({"orderId":-7})", "-7"},
          Row{R"({"order_id":18446744073709551615})", "18446744073709551615"},
          Row{R"({"order":{"id":"c"}})", "c"}, Row{R"({"order.id":"d"})", "d"},
          Row{R"({"order_id":null,"orderId":true,"order":[1]})", ""},
          Row{R"({"order_id":1.5})", ""}}) {
        Bench bench;
        bench.events(R"([{"kind":"order_submit","customer":"a","properties":)" +
                     std::string(row.properties) + "}]");
        EXPECT_EQ(bench.only_event().order, row.order) << row.properties;
    }
    const auto order = [](std::size_t bytes) {
        return R"([{"kind":"order_submit","customer":"a","properties":{"order_id":")" +
               std::string(bytes, 'x') + "\"}}]";
    };
    Bench bench;
    EXPECT_EQ(bench.events(order(limits::text_bytes_max)).stored(), 1);
    EXPECT_EQ(bench.events(order(limits::text_bytes_max + 1)).field(), "properties.order_id");
}

TEST(DecodeEvents, PropertiesEventDepthAndCountAreLimited) {
    const auto properties = [](std::size_t bytes) {
        return R"([{"kind":"login","customer":"a","properties":{"x":")" +
               std::string(bytes - 8, 'x') + "\"}}]";
    };
    Bench bench;
    EXPECT_EQ(bench.events(properties(limits::properties_bytes_max)).stored(), 1);
    auto answer = bench.events(properties(limits::properties_bytes_max + 1));
    EXPECT_EQ(answer.field(), "properties");
    EXPECT_EQ(answer.reason(), "too_large");

    // Space within an event weighs for the event, not for its properties.
    const auto event = [](std::size_t bytes) {
        std::string text = R"({"kind":"login","customer":"b","properties":{)";
        text.append(bytes - text.size() - 2, ' ');
        return "[" + text + "}}," + good + "]";
    };
    EXPECT_EQ(bench.events(event(limits::event_bytes_max)).stored(), 2);
    answer = bench.events(event(limits::event_bytes_max + 1));
    EXPECT_EQ(answer.reason(), "too_large");
    EXPECT_EQ(answer.duplicates(), 1);

    const auto deep = [](std::size_t depth) {
        return R"([{"kind":"login","customer":"c","properties":)" + nested(depth - 1) + "}," +
               good + "]";
    };
    EXPECT_EQ(bench.events(deep(limits::json_depth_max)).rejected(), 0U);
    answer = bench.events(deep(limits::json_depth_max + 1));
    EXPECT_EQ(answer.reason(), "too_deep");
    EXPECT_EQ(answer.duplicates(), 1);
    EXPECT_EQ(bench.events(deep(30'000)).reason(), "too_deep");
}

TEST(DecodeEvents, TheNumberOfEventsIsLimited) {
    for (const bool lines : {false, true}) {
        Bench bench;
        const auto body = [&](std::size_t count) {
            std::string text = lines ? "" : "[";
            for (std::size_t i = 0; i < count; ++i) {
                if (i > 0) text += lines ? "\n" : ",";
                text += R"({"kind":"login","customer":"a","id":")" + std::to_string(i) + "\"}";
            }
            return text + (lines ? "" : "]");
        };
        EXPECT_EQ(bench.events(body(limits::batch_events_max)).stored(),
                  static_cast<std::int64_t>(limits::batch_events_max));
        const auto answer = bench.events(body(limits::batch_events_max + 1));
        EXPECT_EQ(answer.reply.status, 413);
        EXPECT_EQ(answer.code(), "too_many_events");
    }
}

TEST(DecodeEvents, TimesFollowTheRules) {
    struct Row {
        const char* time;
        const char* occurred_at;
        bool clock_future;
    };
    for (const Row& row : {
             Row{"2025-03-02T00:00:00Z", "2025-03-02T00:00:00Z", false},
             Row{"2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z", false},
             Row{"2026-03-02T10:10:00Z", "2026-03-02T10:10:00Z", false},
             Row{"2026-03-02T10:10:00.000001Z", "2026-03-02T10:00:00Z", true},
             Row{"2099-12-31T00:00:00Z", "2026-03-02T10:00:00Z", true},
         }) {
        Bench bench;
        const auto answer = bench.events(R"([{"kind":"login","customer":"a","time":")" +
                                         std::string(row.time) + "\"}]");
        const Event event = bench.only_event();
        EXPECT_EQ(event.occurred_at, at(row.occurred_at)) << row.time;
        EXPECT_EQ(event.raw_time, at(row.time)) << row.time;
        const boost::json::object& result = answer.json.at("results").at(0).as_object();
        EXPECT_EQ(result.contains("note"), row.clock_future) << row.time;
        if (row.clock_future) {
            EXPECT_EQ(result.at("note").as_string(), "clock_future");
        }
    }
    Bench bench;
    bench.events(R"([{"kind":"login","customer":"a"}])");
    EXPECT_EQ(bench.only_event().occurred_at, start);
    EXPECT_FALSE(bench.only_event().raw_time.has_value());
}

TEST(DecodeEvents, ByCustomerFollowsKindAndName) {
    struct Row {
        const char* fields;
        bool by_customer;
    };
    for (const Row& row :
         {Row{R"("kind":"login")", true}, Row{R"("kind":"email_delivered")", false},
          Row{R"("kind":"notification_delivered")", false}, Row{R"("kind":"other")", true},
          Row{R"("kind":"other","name":"Something Else")", true},
          Row{R"("kind":"other","name":"Email Bounced")", false}}) {
        Bench bench;
        bench.events("[{\"customer\":\"a\"," + std::string(row.fields) + "}]");
        EXPECT_EQ(bench.only_event().by_customer, row.by_customer) << row.fields;
    }
}

TEST(DecodeEvents, WhatStaffDidInTheCustomersNameIsStaffs) {
    Bench bench;
    bench.events(R"([{"kind":"login","customer":"a","impersonated":true}])");
    EXPECT_EQ(bench.only_event().verdict, Verdict::staff);
    EXPECT_EQ(bench.only_event().rule, "impersonated");

    Bench other;
    EXPECT_EQ(other.events(R"([{"kind":"login","customer":"a","impersonated":false}])").stored(),
              1);
    EXPECT_EQ(other.only_event().verdict, Verdict::person);
    EXPECT_EQ(other.only_event().rule, "");
    const auto wrong = other.events(R"([{"kind":"login","customer":"a","impersonated":"yes"}])");
    EXPECT_EQ(wrong.field(), "impersonated");
    EXPECT_EQ(wrong.reason(), "wrong_type");

    // A page's script does not say it of itself.
    other.source.via = Via::public_key;
    const auto page = other.events(R"([{"kind":"login","customer":"a","impersonated":true}])");
    EXPECT_EQ(page.field(), "impersonated");
    EXPECT_EQ(page.reason(), "server_key_only");
}

TEST(DecodeProfile, KeepsClearsAndRefuses) {
    Bench bench;
    const auto answer = bench.profile(
        "C-1",
        R"({"name":"Harbour","code":null,"email":"","status":"inactive","traits":{"vip":true}})");
    EXPECT_EQ(answer.stored(), 1);
    EXPECT_TRUE(answer.json.at("results").at(0).at("id").is_null());
    const Profile profile = bench.only_profile();
    EXPECT_EQ(profile.customer, "C-1");
    EXPECT_EQ(profile.name, "Harbour");
    EXPECT_EQ(profile.code, "");
    EXPECT_EQ(profile.email, "");
    EXPECT_FALSE(profile.phone.has_value());
    EXPECT_EQ(profile.status, Status::inactive);
    EXPECT_EQ(profile.traits, R"({"vip":true})");
    EXPECT_EQ(profile.changed_at, start);
    EXPECT_EQ(profile.id.size(), 32U);

    struct Row {
        std::string body;
        const char* field;
        const char* reason;
    };
    for (const Row& row : std::vector<Row>{
             {R"({"nme":"x"})", "nme", "unknown_field"},
             {R"({"id":"x"})", "id", "unknown_field"},
             {R"({"name":7})", "name", "wrong_type"},
             {R"({"status":"gone"})", "status", "unknown_status"},
             {R"({"status":1})", "status", "wrong_type"},
             {R"({"traits":null})", "traits", "wrong_type"},
             {R"({"name":"\ud800"})", "", "invalid_json"},
             {"{\"email\":\"" + std::string(limits::email_bytes_max + 1, 'x') + "\"}", "email",
              "too_long"},
             {"{\"name\":\"" + std::string(limits::name_bytes_max + 1, 'x') + "\"}", "name",
              "too_long"},
             {"{\"phone\":\"" + std::string(limits::text_bytes_max + 1, 'x') + "\"}", "phone",
              "too_long"},
             {"{\"traits\":{\"x\":\"" + std::string(limits::properties_bytes_max - 7, 'x') + "\"}}",
              "traits", "too_large"},
         }) {
        const auto refused = bench.profile("C-1", row.body);
        EXPECT_EQ(refused.reply.status, 200) << row.body;
        ASSERT_EQ(refused.rejected(), 1U) << row.body;
        EXPECT_EQ(refused.field(), row.field) << row.body;
        EXPECT_EQ(refused.reason(), row.reason) << row.body;
    }
    EXPECT_EQ(bench.profile("", "{}").reason(), "missing_customer");
    EXPECT_EQ(bench.profile(std::string(limits::customer_bytes_max + 1, 'x'), "{}").reason(),
              "too_long");
    EXPECT_EQ(bench.profile("C-1", "[]").reply.status, 400);
    EXPECT_EQ(bench.profile("C-1", "{} {}").reply.status, 400);
    EXPECT_EQ(bench.profile("C-1", "{").reply.status, 400);
    EXPECT_EQ(bench.journal.all<Profile>().size(), 1U);
}

TEST(DecodeProfile, TheSamePutTwiceIsKeptTwice) {
    Bench bench;
    EXPECT_EQ(bench.profile("C-1", R"({"name":"A"})").stored(), 1);
    EXPECT_EQ(bench.profile("C-1", R"({"name":"A"})").stored(), 1);
    EXPECT_EQ(bench.profile("C-1", R"({"status":null})").stored(), 1);
    EXPECT_EQ(bench.journal.all<Profile>().at(2).status, Status::active);
}

// Whatever stands in a body, there is one answer, and what it counts is what is kept.
RC_GTEST_PROP(DecodeEventsProperty, AnyBytesGetOneAnswer, ()) {
    Bench bench;
    const std::string alphabet = "{}[]\",:\\\n \xEF\xBB\xBF\x80nte1.kindcustomer";
    std::string body = *rc::gen::element<std::string>("[", "{", "[{\"kind\":\"login\",", "");
    const auto size = *rc::gen::inRange<std::size_t>(0, 60);
    for (std::size_t i = 0; i < size; ++i) {
        body += *rc::gen::elementOf(alphabet);
    }
    bench.intake.take_events(bench.source, body, bench.note());
    RC_ASSERT(bench.answers.size() == 1U);
    const auto answer = bench.last();
    RC_ASSERT(answer.reply.status == 200 || answer.reply.status == 400);
    if (answer.reply.status == 200) {
        RC_ASSERT(answer.stored() == static_cast<std::int64_t>(bench.journal.all<Event>().size()));
        RC_ASSERT(answer.rejected() == bench.journal.all<DeadLetter>().size());
    }
}

RC_GTEST_PROP(DecodeEventsProperty, ShuffledAndRepeatedBatchesStoreTheSameSet, ()) {
    const auto count = *rc::gen::inRange(1, 12);
    std::vector<std::string> events;
    for (int i = 0; i < count; ++i) {
        events.push_back(R"({"kind":"login","customer":"c)" + std::to_string(i % 3) +
                         R"(","time":"2026-03-02T09:00:00Z","id":")" + std::to_string(i) + "\"}");
    }
    Bench bench;
    const auto batches = *rc::gen::inRange(1, 6);
    for (int i = 0; i < batches; ++i) {
        std::string body = "[";
        for (const auto pick : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, count))) {
            body += events[static_cast<std::size_t>(pick)] + ",";
        }
        bench.journal.gathers = *rc::gen::arbitrary<bool>();
        bench.intake.take_events(bench.source, body + events[0] + "]", bench.note());
    }
    std::string all = "[" + events[0];
    for (int i = 1; i < count; ++i) all += "," + events[static_cast<std::size_t>(i)];
    bench.intake.take_events(bench.source, all + "]", bench.note());
    bench.journal.flush();
    std::vector<std::string> stored;
    for (const Event& event : bench.journal.all<Event>()) stored.push_back(event.id);
    std::sort(stored.begin(), stored.end());
    std::vector<std::string> expected;
    for (int i = 0; i < count; ++i) expected.push_back(std::to_string(i));
    std::sort(expected.begin(), expected.end());
    RC_ASSERT(stored == expected);
    std::int64_t said = 0;
    for (const auto& answer : bench.answers) said += answer.stored();
    RC_ASSERT(said == count);
}

}  // namespace
}  // namespace footfall::intake
