#include "question/target.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace footfall {
namespace {

using Operator = TraitRule::Operator;

bool holds(Operator op, const std::vector<std::string>& values, const std::string& json,
           bool every = false) {
    return TraitRule{.key = "k", .op = op, .values = values, .every = every}.holds(json);
}

TEST(TraitRule, NeedsTheTrait) {
    for (const Operator op : {Operator::exists, Operator::is, Operator::less_than}) {
        const TraitRule rule{.key = "k", .op = op, .values = {"1"}, .every = false};
        EXPECT_FALSE(rule.holds(std::nullopt));
    }
    EXPECT_TRUE(holds(Operator::exists, {}, "false"));
    EXPECT_TRUE(holds(Operator::exists, {}, "{}"));
}

TEST(TraitRule, ComparesTextsAsSearchDoes) {
    EXPECT_TRUE(holds(Operator::is, {"CAFE"}, R"("Caf\u00e9")"));
    EXPECT_TRUE(holds(Operator::is, {"x", "cafe"}, R"("Café")"));
    EXPECT_FALSE(holds(Operator::is, {"caf"}, R"("Café")"));
    EXPECT_TRUE(holds(Operator::contains, {"AF"}, R"("Café")"));
    EXPECT_TRUE(holds(Operator::starts_with, {"ca"}, R"("Café")"));
    EXPECT_FALSE(holds(Operator::starts_with, {"af"}, R"("Café")"));
}

TEST(TraitRule, TakesOneOfManyOrAll) {
    EXPECT_TRUE(holds(Operator::contains, {"a", "b"}, R"("cab")", true));
    EXPECT_FALSE(holds(Operator::contains, {"a", "x"}, R"("cab")", true));
    EXPECT_TRUE(holds(Operator::is, {"vip", "bio"}, R"(["bio","vip","new"])", true));
    EXPECT_FALSE(holds(Operator::is, {"vip", "old"}, R"(["bio","vip","new"])", true));
    EXPECT_FALSE(holds(Operator::is, {}, R"("a")", true));
    EXPECT_FALSE(holds(Operator::is, {}, R"("a")"));
}

TEST(TraitRule, ComparesNumbersAsNumbersAndDatesAsDates) {
    EXPECT_TRUE(holds(Operator::less_than, {"10"}, "9"));
    EXPECT_TRUE(holds(Operator::less_than, {"10"}, R"("9")"));
    EXPECT_TRUE(holds(Operator::more_than, {"-20"}, "-17.5"));
    EXPECT_FALSE(holds(Operator::more_than, {"5"}, "5"));
    EXPECT_TRUE(holds(Operator::between, {"3", "12"}, "12"));
    EXPECT_FALSE(holds(Operator::between, {"3", "12"}, "12.1"));
    EXPECT_TRUE(holds(Operator::more_than, {"2026-01-31"}, R"("2026-02-01")"));
    EXPECT_TRUE(holds(Operator::between, {"2026-01-31", "2026-02-02"}, R"("2026-02-01")"));
    EXPECT_TRUE(holds(Operator::is, {"true"}, "true"));
}

TEST(TraitRule, IsNotMetByWhatIsNoJson) { EXPECT_FALSE(holds(Operator::is, {"x"}, "x{")); }

}  // namespace
}  // namespace footfall
