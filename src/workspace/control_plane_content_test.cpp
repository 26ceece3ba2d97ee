#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event/limits.h"
#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

// What a change says, field by field.
CampaignChange campaign(const std::string& name) {
    CampaignChange change;
    change.name = name;
    return change;
}

FormChange form(const std::string& name) {
    FormChange change;
    change.name = name;
    return change;
}

SiteChange site(const std::string& name) {
    SiteChange change;
    change.name = name;
    return change;
}

// A field that is cleared.
template <class T>
Said<T> nothing() {
    return Said<T>(std::optional<T>());
}

class Content : public ControlPlaneTest {
  protected:
    Result<Campaign> say(const std::string& id, const CampaignChange& change) {
        return control_->describe_campaign(first(), id, change, {});
    }
    Result<Form> say(const std::string& id, const FormChange& change) {
        return control_->describe_form(first(), id, change, {});
    }
    Result<Site> say(const std::string& id, const SiteChange& change) {
        return control_->describe_site(first(), id, change, {});
    }

    std::vector<std::string> actions() {
        std::vector<std::string> actions;
        const auto rows = control_->audit_rows(first(), 100).value();
        for (const AuditRow& row : rows) actions.push_back(row.action);
        return actions;
    }

    const Instant noon_ = Instant::from_seconds(1'795'348'800);
};

TEST_F(Content, ACampaignIsDescribedFieldByField) {
    CampaignChange change = campaign("  Spring sale ");
    change.kind = CampaignKind::notification;
    change.site = "shop.example";
    change.state = CampaignState::sent;
    change.sent_at = noon_;
    change.reach = reach_max;
    const Campaign made = say("spring", change).value();
    EXPECT_EQ(made.id, "spring");
    EXPECT_EQ(made.name, "Spring sale");
    EXPECT_EQ(made.kind, CampaignKind::notification);
    EXPECT_EQ(made.site, "shop.example");
    EXPECT_EQ(made.state, CampaignState::sent);
    EXPECT_EQ(made.sent_at, noon_);
    EXPECT_EQ(made.reach, reach_max);
    EXPECT_EQ(made.created, clock_.now());
    open();
    EXPECT_EQ(control_->find_campaign(first(), "spring").value(), made);
    EXPECT_THAT(control_->campaigns(first()).value(), ElementsAre(made));
}

TEST_F(Content, WhatIsAbsentStaysAndWhatIsClearedIsGone) {
    CampaignChange change = campaign("Spring");
    change.kind = CampaignKind::email;
    change.sent_at = Instant{};
    change.reach = 0;
    Campaign expected = say("c", change).value();
    clock_.advance(std::chrono::hours(1));
    EXPECT_EQ(say("c", CampaignChange()).value(), expected);
    CampaignChange cleared;
    cleared.name = nothing<std::string>();
    cleared.site = nothing<std::string>();
    cleared.sent_at = nothing<Instant>();
    cleared.reach = nothing<std::uint64_t>();
    const Campaign bare = say("c", cleared).value();
    EXPECT_EQ(bare, (Campaign{"c", {}, CampaignKind::email, {}, {}, {}, {}, expected.created}));
    EXPECT_EQ(control_->find_campaign(first(), "c").value(), bare);
    // A change that changes nothing leaves no row.
    EXPECT_THAT(actions(), ElementsAre("campaign_described", "campaign_described"));
}

TEST_F(Content, AFormIsEnabledUnlessItIsSaidNotToBe) {
    const Form made = say("f", FormChange()).value();
    EXPECT_EQ(made, (Form{"f", {}, {}, true, {}, {}, clock_.now()}));
    FormChange change = form("Survey");
    change.site = "s";
    change.is_enabled = false;
    change.created_at = noon_;
    change.answers = 7;
    EXPECT_EQ(say("f", change).value(), (Form{"f", "Survey", "s", false, noon_, 7, made.created}));
    change = {};
    change.name = nothing<std::string>();
    change.site = nothing<std::string>();
    change.created_at = nothing<Instant>();
    change.answers = nothing<std::uint64_t>();
    EXPECT_EQ(say("f", change).value(), (Form{"f", {}, {}, false, {}, {}, made.created}));
    open();
    EXPECT_THAT(control_->forms(first()).value(),
                ElementsAre(Form{"f", {}, {}, false, {}, {}, made.created}));
    EXPECT_THAT(actions(), ElementsAre("form_described", "form_described", "form_described"));
}

TEST_F(Content, ASiteHasANameOrNone) {
    EXPECT_EQ(say("b", site("Shop")).value(), (Site{"b", "Shop"}));
    EXPECT_EQ(say("a", SiteChange()).value(), (Site{"a", {}}));
    SiteChange cleared;
    cleared.name = nothing<std::string>();
    EXPECT_EQ(say("b", cleared).value(), (Site{"b", {}}));
    EXPECT_THAT(control_->sites(first()).value(), ElementsAre(Site{"a", {}}, Site{"b", {}}));
    EXPECT_EQ(control_->find_site(first(), "a").value(), (Site{"a", {}}));
    EXPECT_EQ(control_->find_site(first(), "c").value(), std::nullopt);
    EXPECT_THAT(actions(), ElementsAre("site_described", "site_described", "site_described"));
}

TEST_F(Content, AnotherWorkspaceHasItsOwn) {
    const Workspace sample = add_sample();
    ASSERT_TRUE(say("x", campaign("Ours")));
    ASSERT_TRUE(say("x", form("Ours")));
    ASSERT_TRUE(say("x", site("Ours")));
    EXPECT_THAT(control_->campaigns(sample.id).value(), IsEmpty());
    EXPECT_THAT(control_->forms(sample.id).value(), IsEmpty());
    EXPECT_THAT(control_->sites(sample.id).value(), IsEmpty());
    EXPECT_EQ(control_->find_campaign(sample.id, "x").value(), std::nullopt);
    ASSERT_TRUE(control_->describe_campaign(sample.id, "x", campaign("Theirs"), {}));
    ASSERT_TRUE(control_->describe_form(sample.id, "x", form("Theirs"), {}));
    ASSERT_TRUE(control_->describe_site(sample.id, "x", site("Theirs"), {}));
    EXPECT_THAT(control_->campaigns(first()).value(), ElementsAre(Field(&Campaign::name, "Ours")));
    ASSERT_TRUE(control_->remove_workspace(sample.id, {}));
    EXPECT_THAT(control_->campaigns(sample.id).value(), IsEmpty());
    EXPECT_THAT(control_->forms(first()).value(), ElementsAre(Field(&Form::name, "Ours")));
    EXPECT_THAT(control_->sites(first()).value(), ElementsAre(Field(&Site::name, "Ours")));
}

TEST_F(Content, WhatIsRefusedNamesItsField) {
    const auto fault = [](const auto& refused) {
        EXPECT_FALSE(refused);
        return refused.error().field + " " + refused.error().reason;
    };
    const std::string longest(limits::text_bytes_max, 'a');
    for (const std::string& id :
         {std::string(), longest + "a", std::string("\xFF"), std::string("a\0b", 3)}) {
        EXPECT_EQ(fault(say(id, campaign("A"))), "id invalid_id");
        EXPECT_EQ(fault(say(id, form("A"))), "id invalid_id");
        EXPECT_EQ(fault(say(id, site("A"))), "id invalid_id");
        CampaignChange change;
        change.site = id;
        EXPECT_EQ(fault(say("a", change)), "site invalid_id");
        FormChange form_change;
        form_change.site = id;
        EXPECT_EQ(fault(say("a", form_change)), "site invalid_id");
    }
    EXPECT_EQ(fault(say("a", campaign(" "))), "name invalid_name");
    EXPECT_EQ(fault(say("a", form(std::string(255, 'a')))), "name invalid_name");
    EXPECT_EQ(fault(say("a", site("a\nb"))), "name invalid_name");
    CampaignChange change;
    change.reach = reach_max + 1;
    EXPECT_EQ(fault(say("a", change)), "reach invalid_number");
    EXPECT_THAT(control_->campaigns(first()).value(), IsEmpty());
    // Events may name things by odd ids.
    for (const std::string& id : {longest, std::string("a/b "), std::string("Caf\xC3\xA9\n")}) {
        EXPECT_EQ(say(id, site("A"))->id, id);
    }
}

TEST_F(Content, TheNumberDescribedIsBounded) {
    control_.reset();
    const std::string workspace = sql("SELECT id FROM workspaces");
    const auto fill = [&](const std::string& table, const std::string& columns,
                          const std::string& values) {
        sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(described_max) + ") INSERT INTO " + table + " (workspace, id, " +
            columns + ") SELECT '" + workspace + "', 'x' || i, " + values + " FROM n");
    };
    fill("sites", "created", "0");
    fill("campaigns", "created", "0");
    fill("forms", "is_enabled, created", "1, 0");
    open();
    EXPECT_EQ(say("more", site("A")).error().reason, "too_many_sites");
    EXPECT_EQ(say("more", campaign("A")).error().reason, "too_many_campaigns");
    EXPECT_EQ(say("more", form("A")).error().reason, "too_many_forms");
    EXPECT_EQ(say("more", form("A")).error().code, ErrorCode::conflict);
    EXPECT_TRUE(say("x1", site("A")));
    EXPECT_TRUE(say("x1", campaign("A")));
    EXPECT_TRUE(say("x1", form("A")));
    EXPECT_EQ(control_->campaigns(first())->size(), described_max);
}

TEST_F(Content, TheAuditLogSaysWhichKeyItWas) {
    const NewKey key = control_->create_key(first(), KeyKind::write, {}).value();
    ASSERT_TRUE(control_->describe_site(first(), "s", site("Shop"),
                                        {std::nullopt, "192.0.2.1", key.key.id}));
    const AuditRow row = control_->audit_rows(first(), 1).value().front();
    EXPECT_EQ(row.member, std::nullopt);
    EXPECT_EQ(row.detail,
              R"({"site":"s","name":"Shop","by_key":")" + to_string(key.key.id) + R"("})");
    EXPECT_TRUE(control_->verify_audit());
}

TEST_F(Content, WhatWasNeverWrittenIsCorrupt) {
    ASSERT_TRUE(say("c", campaign("A")));
    control_.reset();
    sql("UPDATE campaigns SET state = 5");
    open();
    EXPECT_EQ(control_->campaigns(first()).error().code, ErrorCode::corrupt);
}

TEST(ContentWords, ReadBackAsTheyAreWritten) {
    for (const CampaignKind kind : {CampaignKind::email, CampaignKind::notification}) {
        EXPECT_EQ(parse_campaign_kind(to_string(kind)), kind);
    }
    for (const CampaignState state :
         {CampaignState::draft, CampaignState::queued, CampaignState::test, CampaignState::sent}) {
        EXPECT_EQ(parse_campaign_state(to_string(state)), state);
    }
    EXPECT_EQ(parse_campaign_kind("Email"), std::nullopt);
    EXPECT_EQ(parse_campaign_state(""), std::nullopt);
}

}  // namespace
}  // namespace footfall::workspace
