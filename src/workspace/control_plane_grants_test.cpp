#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

using testing::ElementsAre;

class Grants : public ControlPlaneTest {
  protected:
    TargetId target(const std::string& name) {
        return control_->create_target(first(), {name, "[[]]"}, {}).value().id;
    }

    Result<WorkspaceMember> grant(const InsightsGrant& grant) {
        return control_->grant_insights(first(), rep_.id, grant, {ada_.id, ""});
    }

    static InsightsGrant of(std::vector<TargetId> targets) {
        return {.granted = true, .targets = std::move(targets)};
    }

    InsightsGrant granted() { return control_->memberships(rep_.id).value().front().insights; }

    const Member ada_ = add("ada@example.com", Role::owner);
    const Member rep_ = add("rep@example.com", Role::sales_rep);
    const InsightsGrant all_{.granted = true, .targets = {}};
};

TEST_F(Grants, NothingIsGrantedAtFirst) {
    const auto members = control_->members_of(first()).value();
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(members[0].member, ada_);
    EXPECT_EQ(members[0].role, Role::owner);
    EXPECT_EQ(members[1].member, rep_);
    EXPECT_EQ(members[1].insights, InsightsGrant());
    EXPECT_EQ(sign_in("rep@example.com")->session.insights, InsightsGrant());
}

TEST_F(Grants, TheLatestOneHoldsAtOnceAndAfterARestart) {
    const std::string token = sign_in("rep@example.com")->token;
    const TargetId a = target("a");
    const TargetId b = target("b");
    for (const InsightsGrant& each : {all_, of({b, a}), of({a}), InsightsGrant()}) {
        EXPECT_EQ(grant(each)->insights, each);
        EXPECT_EQ(control_->session(token)->insights, each);
        open();
        EXPECT_EQ(granted(), each);
        EXPECT_EQ(control_->members_of(first()).value().back().insights, each);
    }
    std::vector<std::string> details;
    const auto rows = control_->audit_rows(first(), 4).value();
    for (const AuditRow& row : rows) {
        EXPECT_EQ(row.action, "insights_granted");
        EXPECT_EQ(row.member, ada_.id);
        details.push_back(row.detail);
    }
    EXPECT_THAT(details[0], testing::HasSubstr(R"("insights":"none")"));
    EXPECT_THAT(details[3], testing::HasSubstr(R"("insights_before":"none","insights":"all")"));
    EXPECT_TRUE(grant({}));
    EXPECT_EQ(control_->audit_rows(first(), 1).value().front().number, rows.front().number);
}

TEST_F(Grants, ATargetGivenTwiceIsOne) {
    const TargetId a = target("a");
    EXPECT_EQ(grant(of({a, a}))->insights, of({a}));
}

// Were it taken out of the grant, the last one would leave a grant of everything.
TEST_F(Grants, ADeletedTargetStaysInTheGrant) {
    const TargetId a = target("a");
    ASSERT_TRUE(grant(of({a})));
    ASSERT_TRUE(control_->remove_target(first(), a, {}));
    EXPECT_EQ(granted(), of({a}));
    target("a");
    EXPECT_EQ(granted(), of({a}));
}

TEST_F(Grants, WhatCannotBeGrantedChangesNothing) {
    const TargetId a = target("a");
    ASSERT_TRUE(grant(of({a})));
    const Workspace sample = add_sample();
    const TargetId foreign = control_->create_target(sample.id, {"x", "[[]]"}, {}).value().id;
    const auto reason = [&](const InsightsGrant& wanted) { return grant(wanted).error().reason; };
    EXPECT_EQ(reason(of({a, foreign})), "unknown_target");
    EXPECT_EQ(reason(of({TargetId()})), "unknown_target");
    EXPECT_EQ(reason(of({})), "no_targets");
    EXPECT_EQ(reason({.granted = false, .targets = std::vector{a}}), "not_granted");
    EXPECT_EQ(granted(), of({a}));
}

TEST_F(Grants, AreOfSalesRepsOfTheWorkspace) {
    EXPECT_EQ(control_->grant_insights(first(), ada_.id, all_, {}).error().reason, "sees_all");
    EXPECT_EQ(control_->grant_insights(first(), MemberId(), all_, {}).error().reason,
              "unknown_member");
    const Workspace sample = add_sample();
    const Member other = add("other@example.com", Role::sales_rep, sample.id);
    EXPECT_EQ(control_->grant_insights(first(), other.id, all_, {}).error().code,
              ErrorCode::not_found);
    ASSERT_TRUE(grant(all_));
    const auto memberships = control_->memberships(rep_.id).value();
    ASSERT_EQ(memberships.size(), 2U);
    EXPECT_EQ(memberships[0].insights, all_);
    EXPECT_EQ(memberships[1].insights, InsightsGrant());  // of the sample
}

}  // namespace
}  // namespace footfall::workspace
