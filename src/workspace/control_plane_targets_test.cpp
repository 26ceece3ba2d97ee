#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Targets : public ControlPlaneTest {
  protected:
    Result<Target> save(const std::string& name, const std::string& groups = "[[]]") {
        return control_->create_target(first(), {name, groups}, {ada_.id, ""});
    }

    std::vector<std::string> names() {
        std::vector<std::string> names;
        const auto targets = control_->targets(first()).value();
        for (const Target& target : targets) names.push_back(target.name);
        return names;
    }

    const Member ada_ = add("ada@example.com");
    const Member ben_ = add("ben@example.com");
};

TEST_F(Targets, EverybodyInTheWorkspaceSharesThem) {
    const Target made = save("  Regulars ", R"([[{"field":"status"}]])").value();
    EXPECT_EQ(made.name, "Regulars");
    EXPECT_EQ(made.groups, R"([[{"field":"status"}]])");
    EXPECT_EQ(made.created, clock_.now());
    EXPECT_EQ(made.member, ada_.id);
    ASSERT_TRUE(save("New ones"));
    ASSERT_TRUE(save("asleep"));
    EXPECT_THAT(names(), ElementsAre("asleep", "New ones", "Regulars"));
    const Target changed =
        control_->change_target(first(), made.id, {"Zealots", {}}, {ben_.id, ""}).value();
    EXPECT_EQ(changed.groups, made.groups);
    EXPECT_EQ(changed.member, ada_.id);
    open();
    EXPECT_EQ(control_->find_target(first(), made.id).value(), changed);
    ASSERT_TRUE(control_->change_target(first(), made.id, {{}, "[]"}, {}));
    EXPECT_EQ(control_->find_target(first(), made.id)->groups, "[]");
    EXPECT_TRUE(control_->change_target(first(), made.id, {"Zealots", {}}, {}));
    ASSERT_TRUE(control_->remove_target(first(), made.id, {ben_.id, ""}));
    EXPECT_THAT(names(), ElementsAre("asleep", "New ones"));
    std::vector<std::string> actions;
    const auto rows = control_->audit_rows(first(), 6).value();
    for (const AuditRow& row : rows) actions.push_back(row.action);
    EXPECT_THAT(actions, ElementsAre("target_removed", "target_changed", "target_changed",
                                     "target_created", "target_created", "target_created"));
}

TEST_F(Targets, AnotherWorkspaceHasItsOwn) {
    const Workspace sample = add_sample();
    const Target ours = save("Regulars").value();
    EXPECT_THAT(control_->targets(sample.id).value(), IsEmpty());
    const auto is_unknown = [](const auto& result) {
        return !result && result.error().code == ErrorCode::not_found &&
               result.error().reason == "unknown_target";
    };
    EXPECT_TRUE(is_unknown(control_->find_target(sample.id, ours.id)));
    EXPECT_TRUE(is_unknown(control_->change_target(sample.id, ours.id, {"Mine", {}}, {})));
    EXPECT_TRUE(is_unknown(control_->remove_target(sample.id, ours.id, {})));
    ASSERT_TRUE(control_->create_target(sample.id, {"Regulars", "[]"}, {}));
    EXPECT_EQ(control_->targets(sample.id).value().front().member, std::nullopt);
    ASSERT_TRUE(control_->remove_workspace(sample.id, {}));
    EXPECT_THAT(control_->targets(sample.id).value(), IsEmpty());
    EXPECT_THAT(control_->targets(first()).value(), ElementsAre(ours));
}

TEST_F(Targets, NamesAreTakenOnceAndRulesAreBounded) {
    const Target regulars = save("Regulars").value();
    const Target others = save("Others").value();
    EXPECT_EQ(save("Regulars").error().reason, "name_taken");
    EXPECT_EQ(save("Regulars").error().code, ErrorCode::conflict);
    EXPECT_EQ(control_->change_target(first(), others.id, {"Regulars", {}}, {}).error().reason,
              "name_taken");
    EXPECT_EQ(save(" ").error().field, "name");
    EXPECT_EQ(save("A", "").error().reason, "invalid_groups");
    EXPECT_EQ(save("A", std::string(target_groups_bytes_max + 1, ' ')).error().field, "groups");
    EXPECT_TRUE(save("A", std::string(target_groups_bytes_max, ' ')));
    EXPECT_EQ(control_->change_target(first(), regulars.id, {{}, ""}, {}).error().field, "groups");
}

TEST_F(Targets, ThereIsAnEndToThem) {
    for (std::size_t i = 0; i < targets_max; ++i) {
        ASSERT_TRUE(save("Target " + std::to_string(i)));
    }
    EXPECT_EQ(save("One more").error().reason, "too_many_targets");
    const Target last = control_->targets(first()).value().back();
    ASSERT_TRUE(control_->remove_target(first(), last.id, {}));
    EXPECT_TRUE(save("One more"));
}

}  // namespace
}  // namespace footfall::workspace
