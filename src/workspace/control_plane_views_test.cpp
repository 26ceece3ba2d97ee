#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Views : public ControlPlaneTest {
  protected:
    Result<View> save(const Member& member, const std::string& name, bool is_shared = false,
                      const std::string& query = "status=active") {
        return control_->create_view(first(), {name, query, is_shared}, {member.id, ""});
    }

    std::vector<std::string> names(const Member& member) {
        std::vector<std::string> names;
        const auto views = control_->views(first(), member.id).value();
        for (const View& view : views) names.push_back(view.name);
        return names;
    }

    const Member ada_ = add("ada@example.com");
    const Member ben_ = add("ben@example.com");
};

TEST_F(Views, OneSeesOnesOwnAndWhatOthersShare) {
    const View kept = save(ada_, "  To call ").value();
    EXPECT_EQ(kept.name, "To call");
    EXPECT_EQ(kept.owner, "ada@example.com");
    ASSERT_TRUE(save(ada_, "all of us", true));
    ASSERT_TRUE(save(ben_, "To call", false, ""));
    EXPECT_THAT(control_->views(add_sample().id, ada_.id).value(), IsEmpty());
    open();
    EXPECT_THAT(names(ada_), ElementsAre("all of us", "To call"));
    EXPECT_THAT(names(ben_), ElementsAre("all of us", "To call"));
    EXPECT_EQ(control_->views(first(), ada_.id).value()[1], kept);
}

TEST_F(Views, OnlyItsOwnerChangesOrRemovesIt) {
    const View view = save(ada_, "To call", true).value();
    const Actor ada{ada_.id, ""};
    const Actor ben{ben_.id, ""};
    EXPECT_EQ(control_->change_view(first(), view.id, {"Mine", {}, {}}, ben).error().code,
              ErrorCode::not_found);
    EXPECT_EQ(control_->remove_view(first(), view.id, ben).error().code, ErrorCode::not_found);
    const View renamed = control_->change_view(first(), view.id, {"Today", {}, {}}, ada).value();
    EXPECT_EQ(renamed.name, "Today");
    EXPECT_EQ(renamed.query, view.query);
    EXPECT_TRUE(renamed.is_shared);
    ASSERT_TRUE(control_->change_view(first(), view.id, {{}, "sort=name", false}, ada));
    EXPECT_THAT(names(ben_), IsEmpty());
    EXPECT_EQ(control_->views(first(), ada_.id).value().front().query, "sort=name");
    ASSERT_TRUE(control_->remove_view(first(), view.id, ada));
    EXPECT_EQ(control_->remove_view(first(), view.id, ada).error().code, ErrorCode::not_found);
    EXPECT_THAT(names(ada_), IsEmpty());
    std::vector<std::string> actions;
    const auto rows = control_->audit_rows(first(), 4).value();
    for (const AuditRow& row : rows) actions.push_back(row.action);
    EXPECT_THAT(actions,
                ElementsAre("view_removed", "view_changed", "view_changed", "view_created"));
}

TEST_F(Views, NamesAreTakenOnceAndQueriesAreThoseOfAnAddress) {
    const View view = save(ada_, "To call").value();
    EXPECT_EQ(save(ada_, "To call").error().reason, "name_taken");
    const View second = save(ada_, "Second").value();
    const Actor ada{ada_.id, ""};
    EXPECT_EQ(control_->change_view(first(), second.id, {"To call", {}, {}}, ada).error().reason,
              "name_taken");
    EXPECT_TRUE(control_->change_view(first(), view.id, {"To call", {}, {}}, ada));
    EXPECT_EQ(save(ada_, " ").error().field, "name");
    for (const std::string& query : {std::string(2'001, 'a'), std::string("a b"),
                                     std::string("a\n"), std::string("\xC3\xA4")}) {
        EXPECT_EQ(save(ada_, "Bad", false, query).error().reason, "invalid_query") << query;
    }
    EXPECT_TRUE(save(ada_, "Long", false, std::string(2'000, 'a')));
}

TEST_F(Views, ThereIsAnEndToThem) {
    for (std::size_t i = 0; i < views_max; ++i) {
        ASSERT_TRUE(save(ada_, "View " + std::to_string(i)));
    }
    EXPECT_EQ(save(ada_, "One more").error().reason, "too_many_views");
    EXPECT_TRUE(save(ben_, "One more"));
}

}  // namespace
}  // namespace footfall::workspace
