#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

class Settings : public ControlPlaneTest {
  protected:
    Result<Workspace> change(const SettingsChange& change) {
        return control_->change_settings(first(), change, {});
    }

    Workspace now() { return control_->find_workspace(first()).value(); }
};

TEST_F(Settings, ChangeTogetherOrNotAtAll) {
    const Workspace before = now();
    EXPECT_EQ(before.activity_set, default_activity_set);
    const Kinds set{Kind::link_open, Kind::other};
    const Workspace changed = change({" Other ", "Asia/Tokyo", Weekday::saturday, set}).value();
    EXPECT_EQ(changed.name, "Other");
    EXPECT_EQ(changed.time_zone, "Asia/Tokyo");
    EXPECT_EQ(changed.first_weekday, Weekday::saturday);
    EXPECT_EQ(changed.activity_set, set);
    open();
    EXPECT_EQ(now(), changed);
    const Member ada = add("ada@example.com");
    EXPECT_EQ(control_->memberships(ada.id).value().front().workspace, changed);

    EXPECT_FALSE(change({"Third", "Mars", {}, {}}));
    EXPECT_FALSE(change({"Third", {}, {}, Kinds()}));
    EXPECT_EQ(now(), changed);
    EXPECT_EQ(change({{}, {}, Weekday::monday, {}})->time_zone, "Asia/Tokyo");
}

TEST_F(Settings, SayAfterHowMuchSilenceACustomerHasGoneQuiet) {
    EXPECT_EQ(now().quiet_percent, standard_quiet_percent);
    SettingsChange wanted;
    for (const std::int32_t percent : {100, 1'000, 150}) {
        const std::string seen = settings_version(now());
        wanted.quiet_percent = percent;
        EXPECT_EQ(change(wanted)->quiet_percent, percent);
        EXPECT_NE(settings_version(now()), seen);
    }
    open();
    EXPECT_EQ(now().quiet_percent, 150);
    for (const std::int32_t percent : {-1, 0, 99, 1'001}) {
        wanted.quiet_percent = percent;
        const auto refused = change(wanted);
        ASSERT_FALSE(refused) << percent;
        EXPECT_EQ(refused.error().field, "quiet_percent");
    }
    EXPECT_EQ(now().quiet_percent, 150);
}

TEST_F(Settings, ChangeOnlyTheVersionThatWasLookedAt) {
    const std::string seen = settings_version(now());
    ASSERT_TRUE(change({.name = "Theirs",
                        .time_zone = {},
                        .first_weekday = {},
                        .activity_set = {},
                        .version = seen}));
    const Workspace theirs = now();
    EXPECT_NE(settings_version(theirs), seen);
    SettingsChange mine;
    mine.first_weekday = Weekday::friday;
    mine.version = seen;
    const auto refused = change(mine);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_EQ(refused.error().reason, "settings_changed");
    EXPECT_EQ(now(), theirs);
    mine.version = settings_version(theirs);
    EXPECT_TRUE(change(mine));
    std::vector<std::string> versions{seen, settings_version(theirs), settings_version(now())};
    ASSERT_TRUE(change({{}, "Asia/Tokyo", {}, {}}));
    versions.push_back(settings_version(now()));
    ASSERT_TRUE(change({{}, {}, {}, Kinds{Kind::login}}));
    versions.push_back(settings_version(now()));
    EXPECT_EQ(std::set(versions.begin(), versions.end()).size(), versions.size());
    ASSERT_TRUE(change({}));
    EXPECT_EQ(settings_version(now()), versions.back());
}

TEST_F(Settings, OneAuditRowSaysWhatWasChanged) {
    const std::size_t rows = control_->audit_rows(first(), 100)->size();
    ASSERT_TRUE(change({"Other", "Asia/Tokyo", Weekday::monday, {}}));
    ASSERT_TRUE(change({"Other", {}, {}, default_activity_set}));
    ASSERT_TRUE(change({}));
    const auto written = control_->audit_rows(first(), 100).value();
    ASSERT_EQ(written.size(), rows + 1);
    EXPECT_EQ(written.front().action, "settings_changed");
    EXPECT_EQ(written.front().detail, R"({"name_before":"Workspace","name":"Other",)"
                                      R"("time_zone_before":"UTC","time_zone":"Asia/Tokyo"})");
}

TEST_F(Settings, WhatIsRefusedNamesItsField) {
    const auto fault = [&](const SettingsChange& wanted) {
        const auto refused = change(wanted);
        EXPECT_FALSE(refused);
        return refused.error().field + " " + refused.error().reason;
    };
    EXPECT_EQ(fault({"", {}, {}, {}}), "name invalid_name");
    EXPECT_EQ(fault({{}, "Mars", {}, {}}), "time_zone unknown_time_zone");
    EXPECT_EQ(fault({{}, "", {}, {}}), "time_zone unknown_time_zone");
    EXPECT_EQ(fault({{}, {}, {}, Kinds()}), "activity_set empty_set");
    for (const Kind kind : {Kind::email_delivered, Kind::notification_delivered}) {
        EXPECT_EQ(fault({{}, {}, {}, Kinds{Kind::login, kind}}), "activity_set kind_not_allowed");
    }
    EXPECT_EQ(control_->change_settings({}, {"A", {}, {}, {}}, {}).error().code,
              ErrorCode::not_found);
}

TEST_F(Settings, EveryKindThatIsNoDeliveryMayBeActivity) {
    Kinds all;
    for (const KindFacts& entry : kinds) {
        if (may_be_activity(entry.kind)) all.add(entry.kind);
    }
    ASSERT_TRUE(change({{}, {}, {}, all}));
    open();
    EXPECT_EQ(now().activity_set, all);
    const Workspace sample = add_sample();
    EXPECT_EQ(control_->find_workspace(sample.id)->activity_set, default_activity_set);
    control_.reset();
    sql("UPDATE workspaces SET activity_set = 'login,mail'");
    EXPECT_EQ(ControlPlane::open(options(), clock_, random_).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace footfall::workspace
