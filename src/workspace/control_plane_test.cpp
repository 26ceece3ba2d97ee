#include "workspace/control_plane.h"

#include <atomic>
#include <fstream>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"
#include "workspace/token.h"

namespace footfall::workspace {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(ControlPlaneTest, TheFirstStartMakesOneEmptyWorkspace) {
    const auto workspaces = control_->workspaces().value();
    ASSERT_EQ(workspaces.size(), 1U);
    EXPECT_EQ(workspaces[0].time_zone, "UTC");
    EXPECT_EQ(workspaces[0].first_weekday, Weekday::monday);
    EXPECT_FALSE(workspaces[0].sample);
    EXPECT_EQ(workspaces[0].created, clock_.now());
    open();
    EXPECT_EQ(control_->workspaces().value(), workspaces);
}

TEST_F(ControlPlaneTest, TheFileIsForItsOwnerAlone) {
    struct stat facts{};
    ASSERT_EQ(::stat(file().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
    open();
    ASSERT_EQ(::stat(file().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(ControlPlaneTest, WorkspacesKeepWhatTheyWereGiven) {
    NewWorkspace fresh;
    fresh.name = "  Müller & Söhne  ";
    fresh.time_zone = "Europe/Berlin";
    fresh.first_weekday = Weekday::sunday;
    fresh.sample = SampleFacts{18'446'744'073'709'551'615U, to_day({2026, 2, 28})};
    const Workspace made = control_->create_workspace(fresh, {}).value();
    EXPECT_EQ(made.name, "Müller & Söhne");
    EXPECT_EQ(made.sample, fresh.sample);
    open();
    EXPECT_EQ(control_->find_workspace(made.id).value(), made);
    EXPECT_EQ(control_->workspaces().value().back(), made);
}

TEST_F(ControlPlaneTest, WorkspacesRefuseWhatIsWrong) {
    const auto fault = [&](const std::string& name, const std::string& zone) {
        NewWorkspace fresh;
        fresh.name = name;
        fresh.time_zone = zone;
        const auto made = control_->create_workspace(fresh, {});
        EXPECT_FALSE(made);
        return made ? std::string() : made.error().field;
    };
    EXPECT_EQ(fault("", "UTC"), "name");
    EXPECT_EQ(fault("  ", "UTC"), "name");
    EXPECT_EQ(fault("a\nb", "UTC"), "name");
    EXPECT_EQ(fault("\xFF", "UTC"), "name");
    EXPECT_EQ(fault(std::string(255, 'a'), "UTC"), "name");
    EXPECT_EQ(fault("a", "../UTC"), "time_zone");
    EXPECT_EQ(control_->workspaces().value().size(), 1U);
    EXPECT_EQ(control_->find_workspace({}).error().code, ErrorCode::not_found);
}

TEST_F(ControlPlaneTest, OnlyASampleIsRemovedAndItsKeysAndMembershipsWithIt) {
    const Member member = add("a@example.com");
    const Workspace sample = add_sample();
    const NewKey key = control_->create_key(sample.id, KeyKind::read, {}).value();
    const NewKey other = control_->create_key(first(), KeyKind::read, {}).value();
    const std::string token = sign_in("a@example.com")->token;
    ASSERT_TRUE(control_->switch_workspace(token, sample.id));

    EXPECT_EQ(control_->remove_workspace(first(), {}).error().code, ErrorCode::forbidden);
    ASSERT_TRUE(control_->remove_workspace(sample.id, {}));
    EXPECT_EQ(control_->remove_workspace(sample.id, {}).error().code, ErrorCode::not_found);
    EXPECT_FALSE(control_->find_key(key.text));
    EXPECT_TRUE(control_->find_key(other.text));
    EXPECT_EQ(control_->memberships(member.id).value().size(), 1U);
    EXPECT_EQ(control_->session(token)->workspace.id, first());
    EXPECT_FALSE(control_->audit_rows(sample.id, 10).value().empty());
    open();
    EXPECT_FALSE(control_->find_key(key.text));
    EXPECT_TRUE(control_->find_key(other.text));
}

TEST_F(ControlPlaneTest, MembersGoIntoEveryWorkspaceOrTheOneNamed) {
    const Workspace sample = add_sample();
    const Member everywhere = add(" Anna@Example.COM ", Role::owner);
    EXPECT_EQ(everywhere.email, "anna@example.com");
    EXPECT_EQ(everywhere.name, "anna@example.com");
    const Member here = add("bert@example.com", Role::sales_rep, sample.id);
    EXPECT_EQ(control_->memberships(everywhere.id).value().size(), 2U);
    const auto only = control_->memberships(here.id).value();
    ASSERT_EQ(only.size(), 1U);
    EXPECT_EQ(only[0].workspace, sample);
    EXPECT_EQ(only[0].role, Role::sales_rep);
    EXPECT_EQ(control_->members().value(), (std::vector<Member>{everywhere, here}));
    EXPECT_EQ(control_->find_member("ANNA@example.com").value(), everywhere);

    // A new workspace is for those of the first one.
    NewWorkspace fresh;
    fresh.name = "Third";
    const WorkspaceId third = control_->create_workspace(fresh, {}).value().id;
    const auto now = control_->memberships(everywhere.id).value();
    ASSERT_EQ(now.size(), 3U);
    EXPECT_EQ(now[2].workspace.id, third);
    EXPECT_EQ(now[2].role, Role::owner);
    EXPECT_EQ(control_->memberships(here.id).value().size(), 1U);
}

TEST_F(ControlPlaneTest, MembersRefuseWhatIsWrongAndNothingIsLeft) {
    add("a@example.com");
    const auto fault = [&](const NewMember& member) {
        const auto added = control_->add_member(member, {});
        EXPECT_FALSE(added);
        return added ? std::string() : added.error().field + " " + added.error().reason;
    };
    EXPECT_EQ(fault({"A@EXAMPLE.com", "", good_password, Role::admin, {}}), "email email_taken");
    for (const char* email : {"", "a", "a@", "@a", "a@b@c", "a b@c", "a\n@b", "ä@b.de", "a@.b",
                              "a@b.", "\"a\"@b", "<a@b>"}) {
        EXPECT_EQ(fault({email, "", good_password, Role::admin, {}}), "email invalid_email")
            << email;
    }
    EXPECT_EQ(fault({std::string(251, 'a') + "@b.c", "", good_password, Role::admin, {}}),
              "email invalid_email");
    EXPECT_EQ(fault({"b@example.com", "a\tb", good_password, Role::admin, {}}),
              "name invalid_name");
    EXPECT_EQ(fault({"b@example.com", "", "elevenchars", Role::admin, {}}),
              "password password_too_short");
    EXPECT_EQ(fault({"b@example.com", "", good_password, Role::admin, WorkspaceId{}}),
              "workspace unknown_workspace");
    EXPECT_EQ(control_->members().value().size(), 1U);
    EXPECT_TRUE(control_->add_member(
        {std::string(250, 'a') + "@b.c", "", good_password, Role::admin, {}}, {}));
}

TEST_F(ControlPlaneTest, TheLastOwnerStays) {
    const Member first_owner = add("a@example.com", Role::owner);
    const Member admin = add("b@example.com", Role::admin);
    EXPECT_EQ(control_->set_disabled(first_owner.id, true, {}).error().reason, "last_owner");
    const Member second = add("c@example.com", Role::owner);
    EXPECT_TRUE(control_->set_disabled(first_owner.id, true, {}));
    EXPECT_EQ(control_->set_disabled(second.id, true, {}).error().reason, "last_owner");
    EXPECT_TRUE(control_->set_disabled(admin.id, true, {}));
    EXPECT_TRUE(control_->set_disabled(admin.id, false, {}));
    EXPECT_EQ(control_->set_disabled({}, true, {}).error().code, ErrorCode::not_found);
}

TEST_F(ControlPlaneTest, OnlyOwnersAndAdminsAreAdmins) {
    EXPECT_TRUE(is_admin(Role::owner));
    EXPECT_TRUE(is_admin(Role::admin));
    EXPECT_FALSE(is_admin(Role::sales_rep));
    for (const Role role : {Role::owner, Role::admin, Role::sales_rep}) {
        EXPECT_EQ(parse_role(to_string(role)), role);
    }
    EXPECT_FALSE(parse_role("Owner"));
    EXPECT_EQ(parse_key_kind("write"), KeyKind::write);
    EXPECT_EQ(parse_key_kind("read"), KeyKind::read);
    EXPECT_FALSE(parse_key_kind("public"));
}

TEST_F(ControlPlaneTest, AKeyIsFoundByItsTextAlone) {
    const NewKey write = control_->create_key(first(), KeyKind::write, {}).value();
    const NewKey read = control_->create_key(first(), KeyKind::read, {}).value();
    EXPECT_TRUE(write.text.starts_with("fk_w_"));
    EXPECT_TRUE(read.text.starts_with("fk_r_"));
    EXPECT_EQ(write.text.size(), 48U);
    EXPECT_TRUE(write.text.starts_with(write.key.prefix));
    for (int restart = 0; restart < 2; ++restart) {
        EXPECT_EQ(control_->find_key(write.text).value(), write.key);
        EXPECT_EQ(control_->find_key(read.text).value(), read.key);
        EXPECT_EQ(control_->keys(first()).value(), (std::vector<Key>{write.key, read.key}));
        open();
    }
    std::string other_kind = write.text;
    other_kind[3] = 'r';
    for (const std::string& text : {std::string(), std::string("fk_w_"), write.key.prefix,
                                    write.text + "A", write.text.substr(1), sha256(write.text),
                                    other_kind, " " + write.text, std::string(1'000'000, 'a')}) {
        const auto found = control_->find_key(text);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, ErrorCode::unauthenticated);
    }
    EXPECT_EQ(control_->create_key({}, KeyKind::read, {}).error().code, ErrorCode::not_found);
}

TEST_F(ControlPlaneTest, ARevokedKeyWorksNoMore) {
    const NewKey key = control_->create_key(first(), KeyKind::write, {}).value();
    const WorkspaceId other = add_sample().id;
    EXPECT_EQ(control_->revoke_key(other, key.key.id, {}).error().code, ErrorCode::not_found);
    EXPECT_TRUE(control_->find_key(key.text));
    ASSERT_TRUE(control_->revoke_key(first(), key.key.id, {}));
    EXPECT_FALSE(control_->find_key(key.text));
    EXPECT_EQ(control_->revoke_key(first(), key.key.id, {}).error().code, ErrorCode::not_found);
    open();
    EXPECT_FALSE(control_->find_key(key.text));
    EXPECT_TRUE(control_->keys(first()).value().empty());
}

// Keys are looked up for every event: no answer may be another key's while keys come and go.
TEST_F(ControlPlaneTest, KeysAreFoundWhileOthersChange) {
    const NewKey stays = control_->create_key(first(), KeyKind::write, {}).value();
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    std::thread reader([&] {
        while (!done) {
            const auto found = control_->find_key(stays.text);
            if (!found || found->id != stays.key.id) ++wrong;
        }
    });
    for (int i = 0; i < 20; ++i) {
        const NewKey key = control_->create_key(first(), KeyKind::read, {}).value();
        EXPECT_TRUE(control_->find_key(key.text));
        EXPECT_TRUE(control_->revoke_key(first(), key.key.id, {}));
        EXPECT_FALSE(control_->find_key(key.text));
    }
    done = true;
    reader.join();
    EXPECT_EQ(wrong, 0);
}

TEST_F(ControlPlaneTest, NoSecretIsInTheFile) {
    add("a@example.com", Role::owner);
    const std::string session = sign_in("a@example.com")->token;
    const std::string key = control_->create_key(first(), KeyKind::write, {})->text;
    control_.reset();
    std::ifstream stream(file(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_THAT(bytes, HasSubstr("a@example.com"));
    EXPECT_THAT(bytes, Not(HasSubstr(good_password)));
    EXPECT_THAT(bytes, Not(HasSubstr(session)));
    EXPECT_THAT(bytes, Not(HasSubstr(key)));
    EXPECT_THAT(bytes, Not(HasSubstr(key.substr(5))));
    open();
}

TEST_F(ControlPlaneTest, EachActIsOneAuditRow) {
    const Member member = add("a@example.com", Role::owner);
    const Actor actor{member.id, "2001:db8::1"};
    const std::size_t before = control_->audit_rows(first(), 100).value().size();
    const NewKey key = control_->create_key(first(), KeyKind::write, actor).value();
    ASSERT_TRUE(control_->audit(first(), actor, "exported", {{"rows", "12"}, {"q", "a\"\n\x1b["}}));
    ASSERT_TRUE(control_->reset_password("a@example.com", "another good password", actor));
    const auto rows = control_->audit_rows(first(), 100).value();
    ASSERT_EQ(rows.size(), before + 3);
    EXPECT_EQ(rows[0].action, "member_reset");
    EXPECT_EQ(rows[1].action, "exported");
    EXPECT_EQ(rows[1].detail, "{\"rows\":\"12\",\"q\":\"a\\\"\\u000a\\u001b[\"}");
    EXPECT_EQ(rows[1].member, member.id);
    EXPECT_EQ(rows[1].ip, "2001:db8::1");
    EXPECT_EQ(rows[1].at, clock_.now());
    EXPECT_EQ(rows[2].action, "key_created");
    EXPECT_THAT(rows[2].detail, HasSubstr(key.key.prefix));
    EXPECT_THAT(rows[2].detail, Not(HasSubstr(key.text)));
    EXPECT_EQ(control_->audit_rows(first(), 2).value().size(), 2U);
    EXPECT_EQ(control_->verify_audit().value(), rows[0].number);
}

TEST_F(ControlPlaneTest, LongAuditTextsAreCutBetweenCharacters) {
    std::string text = "a";
    for (int i = 0; i < 1'000; ++i) text += "é";
    ASSERT_TRUE(control_->audit(first(), {}, "exported", {{"q", text}}));
    const std::string detail = control_->audit_rows(first(), 1).value()[0].detail;
    EXPECT_EQ(detail.size(), 499U + 8U);
    EXPECT_THAT(detail, Not(HasSubstr("fffd")));
}

TEST_F(ControlPlaneTest, TheAuditLogIsOnlyAppendedTo) {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(control_->audit(first(), {}, "exported"));
    const std::uint64_t count = control_->verify_audit().value();
    EXPECT_GE(count, 5U);
    control_.reset();
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    for (const char* statement : {"UPDATE audit SET ip = 'x'", "DELETE FROM audit"}) {
        EXPECT_NE(sqlite3_exec(database, statement, nullptr, nullptr, nullptr), SQLITE_OK);
    }
    sqlite3_close(database);
    open();
    EXPECT_EQ(control_->verify_audit().value(), count);
}

TEST_F(ControlPlaneTest, AForgedAuditLogIsNoticed) {
    const std::string unlock =
        "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed;";
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(control_->audit(first(), {}, "exported"));
    control_.reset();
    const std::filesystem::path good = folder_ / "good";
    std::filesystem::copy_file(file(), good);
    for (const char* forgery :
         {"UPDATE audit SET ip = '192.0.2.9' WHERE number = 3",
          "UPDATE audit SET at = at + 1 WHERE number = 1",
          "UPDATE audit SET action = 'sign_in' WHERE number = 5",
          "UPDATE audit SET workspace = '' WHERE number = 2",
          "UPDATE audit SET detail = '{\"a\":\"b\"}' WHERE number = 2",
          "DELETE FROM audit WHERE number = 2", "DELETE FROM audit WHERE number = 1",
          "DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)", "DELETE FROM audit",
          "UPDATE audit SET number = number + 1 WHERE number = 5",
          "INSERT INTO audit SELECT number + 5, at, workspace, member, ip, action, detail, hash"
          " FROM audit WHERE number = 5",
          "DELETE FROM audit_end"}) {
        sql(unlock + forgery);
        open();
        const auto verified = control_->verify_audit();
        ASSERT_FALSE(verified) << forgery;
        EXPECT_EQ(verified.error().code, ErrorCode::corrupt) << forgery;
        control_.reset();
        std::filesystem::copy_file(good, file(), std::filesystem::copy_options::overwrite_existing);
    }
    open();
    EXPECT_EQ(control_->verify_audit().value(), 5U);
}

TEST_F(ControlPlaneTest, IdsAndTokensAreNew) {
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        EXPECT_TRUE(seen.insert(to_string(make_workspace_id(random_))).second);
        const std::string token = make_token(random_);
        EXPECT_TRUE(is_token(token)) << token;
        EXPECT_TRUE(seen.insert(token).second);
    }
    EXPECT_EQ(parse_member_id(to_string(make_member_id(random_))).has_value(), true);
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace footfall::workspace
