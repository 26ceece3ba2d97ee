#include "api/target_rules.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "calendar/date.h"

namespace footfall::api {
namespace {

namespace json = boost::json;

const Day today = to_day({2026, 11, 23});

// `rules` is one group of them.
Result<json::array> checked(const std::string& rules) {
    return check_groups(json::parse("[[" + rules + "]]"));
}

Rule only_rule(const std::string& rule) {
    const Target target = target_of(checked(rule).value(), today);
    EXPECT_EQ(target.groups.size(), 1U);
    EXPECT_EQ(target.groups.at(0).size(), 1U);
    return target.groups.at(0).at(0);
}

// The field and reason that it is refused for.
std::string refusal(const std::string& groups) {
    const auto read = check_groups(json::parse(groups));
    return read ? "" : read.error().field + " " + read.error().reason;
}

TEST(TargetRules, AreReadAsTheStoreIsAsked) {
    EXPECT_EQ(only_rule(R"({"field":"status","operator":"is","values":["inactive"]})"),
              (Rule{.match = true, .what = StatusRule{Status::inactive}}));
    EXPECT_EQ(only_rule(R"({"match":false,"field":"campaign","key":"a","operator":"opened"})"),
              (Rule{.match = false, .what = CampaignRule{"a"}}));
    EXPECT_EQ(only_rule(R"({"field":"form","key":"f","operator":"answered"})"),
              (Rule{.match = true, .what = FormRule{"f"}}));
    EXPECT_EQ(only_rule(R"({"field":"last_login","operator":"within_days","values":["7"]})"),
              (Rule{.match = true,
                    .what = DayRule{DayRule::Of::last_login, DaysBetween{today - 6, today}}}));
    EXPECT_EQ(only_rule(R"({"field":"signed_up","operator":"before","values":["2026-11-01"]})"),
              (Rule{.match = true,
                    .what = DayRule{DayRule::Of::signed_up,
                                    DaysBetween{DaysBetween().first, to_day({2026, 10, 31})}}}));
    const Rule counted = only_rule(
        R"({"field":"count","kind":"login","operator":"between","values":["2","5"],"days":30})");
    EXPECT_EQ(counted.what,
              (decltype(Rule::what)(CountRule{
                  .kind = Kind::login, .days = {today - 29, today}, .least = 2, .most = 5})));
    const Rule trait = only_rule(
        R"({"field":"trait","key":"plan","operator":"contains","values":["a","b"],"every":true})");
    EXPECT_EQ(trait.what, (decltype(Rule::what)(TraitRule{.key = "plan",
                                                          .op = TraitRule::Operator::contains,
                                                          .values = {"a", "b"},
                                                          .every = true})));
}

TEST(TargetRules, OfBothStatusesAreEverybody) {
    const Rule rule =
        only_rule(R"({"field":"status","operator":"is","values":["active","inactive"]})");
    const auto* counts = std::get_if<CountRule>(&rule.what);
    ASSERT_NE(counts, nullptr);
    EXPECT_EQ(counts->least, 0U);
}

// What is read again is what was written.
TEST(TargetRules, HaveOneWayOfWriting) {
    const auto once =
        checked(R"({"operator":"is","field":"trait","values":["x"],"key":"plan"},)"
                R"({"field":"count","kind":"login","operator":"at_most","values":["0"]})");
    ASSERT_TRUE(once.has_value());
    const auto twice = check_groups(json::parse(json::serialize(*once)));
    ASSERT_TRUE(twice.has_value());
    EXPECT_EQ(*once, *twice);
    EXPECT_EQ(json::serialize(*once).find("\"match\":true") != std::string::npos, true);
}

TEST(TargetRules, NameThePlaceAtFault) {
    EXPECT_EQ(refusal("[]"), "groups wrong_type");
    EXPECT_EQ(refusal("{}"), "groups wrong_type");
    EXPECT_EQ(refusal("[[]]"), "groups[0] wrong_type");
    EXPECT_EQ(refusal("[[1]]"), "groups[0][0] wrong_type");
    EXPECT_EQ(refusal(R"([[{"field":"status"}]])"), "groups[0][0].operator missing_field");
    EXPECT_EQ(refusal(R"([[{"field":"status","operator":"is"}]])"),
              "groups[0][0].values missing_field");
    EXPECT_EQ(refusal(R"([[{"field":"status","operator":"is","values":[1]}]])"),
              "groups[0][0].values wrong_type");
    EXPECT_EQ(
        refusal(R"([[{"field":"count","kind":"login","operator":"at_least","values":["x"]}]])"),
        "groups[0][0].values invalid_number");
    EXPECT_EQ(
        refusal(
            R"([[{"field":"count","kind":"login","operator":"at_least","values":["1"],"days":0}]])"),
        "groups[0][0].days invalid_number");
    EXPECT_EQ(refusal(R"([[{"field":"signed_up","operator":"within_days","values":["0"]}]])"),
              "groups[0][0].values invalid_number");
    EXPECT_EQ(
        refusal(
            R"([[{"field":"signed_up","operator":"between","values":["2026-01-02","2026-01-02"]}]])"),
        "groups[0][0].values invalid_range");
    EXPECT_EQ(
        refusal(
            R"([[{"field":"trait","key":"a","operator":"between","values":["1","2026-01-01"]}]])"),
        "groups[0][0].values invalid_range");
    EXPECT_EQ(refusal(R"([[{"field":"form","key":"","operator":"answered"}]])"),
              "groups[0][0].key wrong_type");
    EXPECT_EQ(refusal(R"([[{"field":"form","key":"a","operator":"answered","every":true}]])"),
              "groups[0][0].every unknown_field");
    std::string many = "[";
    for (int i = 0; i < 21; ++i) {
        many +=
            std::string(i > 0 ? "," : "") + R"([{"field":"form","key":"a","operator":"answered"}])";
    }
    EXPECT_EQ(refusal(many + "]"), "groups too_many");
}

TEST(TargetRules, TellWhatTheyName) {
    const Target target =
        target_of(checked(R"({"field":"form","key":"f","operator":"answered"},)"
                          R"({"field":"campaign","key":"c","operator":"opened","match":false})")
                      .value(),
                  today);
    EXPECT_EQ(content_of(target).forms, std::vector<std::string>{"f"});
    EXPECT_EQ(content_of(target).campaigns, std::vector<std::string>{"c"});
}

}  // namespace
}  // namespace footfall::api
