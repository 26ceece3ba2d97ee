#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane.h"
#include "workspace/control_plane_testing.h"
#include "workspace/token.h"

namespace footfall::workspace {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

using SessionTest = ControlPlaneTest;
using SetUpTest = ControlPlaneTest;

ErrorCode code(const Result<Session>& session) {
    EXPECT_FALSE(session);
    return session.error().code;
}

TEST_F(SessionTest, SigningInGivesASession) {
    const Member member = add("a@example.com", Role::owner);
    const auto signed_in = sign_in(" A@Example.com ");
    ASSERT_TRUE(signed_in) << signed_in.error().message;
    EXPECT_TRUE(is_token(signed_in->token));
    const Session session = control_->session(signed_in->token).value();
    EXPECT_EQ(session.member, member);
    EXPECT_EQ(session.role, Role::owner);
    EXPECT_EQ(session.workspace.id, first());
    EXPECT_EQ(session.workspaces.size(), 1U);
    open();
    EXPECT_EQ(control_->session(signed_in->token)->member, member);
}

TEST_F(SessionTest, UnknownWrongAndDisabledLookTheSame) {
    add("owner@example.com", Role::owner);
    const Member disabled = add("disabled@example.com");
    ASSERT_TRUE(control_->set_disabled(disabled.id, true, {}));
    const auto unknown = sign_in("nobody@example.com");
    const std::vector<Result<SignedIn>> others{
        sign_in("owner@example.com", "not the password"),
        sign_in("disabled@example.com"),
        sign_in("no address"),
        sign_in(""),
        sign_in("owner@example.com", ""),
        sign_in("owner@example.com", good_password + std::string(2'000, 'x'))};
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::unauthenticated);
    for (const auto& other : others) {
        ASSERT_FALSE(other);
        EXPECT_EQ(other.error().code, unknown.error().code);
        EXPECT_EQ(other.error().message, unknown.error().message);
        EXPECT_EQ(other.error().reason, unknown.error().reason);
    }
}

TEST_F(SessionTest, AGoodPasswordFollowedByMoreIsWrong) {
    add("a@example.com");
    EXPECT_FALSE(sign_in("a@example.com", std::string(good_password) + " "));
    EXPECT_FALSE(sign_in("a@example.com", std::string(good_password) + '\0'));
    EXPECT_TRUE(sign_in("a@example.com"));
}

TEST_F(SessionTest, ASessionEndsAfterItsIdleTime) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    clock_.advance(hours(12) - seconds(1));
    EXPECT_TRUE(control_->session(token));
    clock_.advance(hours(12) - seconds(1));
    EXPECT_TRUE(control_->session(token)) << "being used keeps it";
    clock_.advance(hours(13));
    EXPECT_EQ(code(control_->session(token)), ErrorCode::unauthenticated);
    clock_.jump(clock_.now() - hours(13));
    EXPECT_TRUE(control_->session(token));
}

TEST_F(SessionTest, ASessionEndsAfterThirtyDaysHoweverMuchItIsUsed) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    for (int i = 0; i < 30 * 24 - 1; i += 11) {
        ASSERT_TRUE(control_->session(token)) << i;
        clock_.advance(hours(11));
    }
    EXPECT_EQ(code(control_->session(token)), ErrorCode::unauthenticated);
    clock_.advance(hours(24));
    EXPECT_EQ(code(control_->session(token)), ErrorCode::unauthenticated);
}

// Else whoever sets a clock back would live longer than the limit.
TEST_F(SessionTest, ASessionFromTheFutureIsOver) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    clock_.jump(clock_.now() - minutes(4));
    EXPECT_TRUE(control_->session(token));
    clock_.jump(clock_.now() - hours(2));
    EXPECT_EQ(code(control_->session(token)), ErrorCode::unauthenticated);
}

// The gate asks for everybody who opens a link.
TEST_F(SessionTest, WhoIsAMemberIsKnownWithoutTheDatabase) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    const WorkspaceId ours = first();
    const WorkspaceId later = add_sample().id;
    NewMember elsewhere{"b@example.com", "", good_password, Role::admin, later};
    ASSERT_TRUE(control_->add_member(elsewhere, {}));
    const std::string others = sign_in("b@example.com")->token;
    for (int start = 0; start < 2; ++start) {
        {
            const Occupied occupied(file());
            EXPECT_TRUE(control_->is_member(token, ours));
            EXPECT_TRUE(control_->is_member(token, later))
                << "a sample is everybody's of the first";
            EXPECT_TRUE(control_->is_member(others, later));
            EXPECT_FALSE(control_->is_member(others, ours));
            for (const std::string& none : {std::string(), std::string(43, 'A'), token + "A"}) {
                EXPECT_FALSE(control_->is_member(none, ours)) << none;
            }
        }
        open();
    }
    ASSERT_TRUE(control_->remove_workspace(later, {}));
    EXPECT_FALSE(control_->is_member(others, later));
    ASSERT_TRUE(control_->sign_out(token, ""));
    EXPECT_FALSE(control_->is_member(token, ours));
}

TEST_F(SessionTest, WhoseSessionIsOverIsNoMember) {
    const Member member = add("a@example.com");
    const WorkspaceId ours = first();
    const auto signed_in = [&] { return sign_in("a@example.com")->token; };
    const std::string idle = signed_in();
    clock_.advance(hours(12) - seconds(1));
    EXPECT_TRUE(control_->is_member(idle, ours));
    EXPECT_TRUE(control_->session(idle));
    clock_.advance(hours(12) - seconds(1));
    EXPECT_TRUE(control_->is_member(idle, ours)) << "being used keeps it";
    clock_.advance(seconds(1));
    EXPECT_FALSE(control_->is_member(idle, ours)) << "opening links does not";

    const std::string reset = signed_in();
    ASSERT_TRUE(control_->reset_password("a@example.com", good_password, {}));
    EXPECT_FALSE(control_->is_member(reset, ours));

    add("owner@example.com", Role::owner);
    const std::string disabled = signed_in();
    EXPECT_TRUE(control_->is_member(disabled, ours));
    ASSERT_TRUE(control_->set_disabled(member.id, true, {}));
    EXPECT_FALSE(control_->is_member(disabled, ours));
}

TEST_F(SessionTest, LastSeenIsWrittenOnceAMinute) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    const std::string at_sign_in = sql("SELECT last_seen FROM sessions");
    clock_.advance(seconds(59));
    ASSERT_TRUE(control_->session(token));
    EXPECT_EQ(sql("SELECT last_seen FROM sessions"), at_sign_in);
    clock_.advance(seconds(1));
    ASSERT_TRUE(control_->session(token));
    EXPECT_EQ(sql("SELECT last_seen FROM sessions"), std::to_string(clock_.now().us));
}

TEST_F(SessionTest, AStolenDatabaseRowCannotSignIn) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    const std::string row = sql("SELECT token_hash FROM sessions");
    EXPECT_EQ(row, sha256(token));
    EXPECT_EQ(code(control_->session(row)), ErrorCode::unauthenticated);
    EXPECT_EQ(code(control_->session(row.substr(0, token_characters))), ErrorCode::unauthenticated);
    const std::string hash = sql("SELECT password FROM members");
    EXPECT_FALSE(sign_in("a@example.com", hash));
}

TEST_F(SessionTest, ReplayAfterSignOutFails) {
    add("a@example.com");
    const std::string token = sign_in("a@example.com")->token;
    const std::string other = sign_in("a@example.com")->token;
    ASSERT_TRUE(control_->sign_out(token, "192.0.2.1"));
    EXPECT_EQ(code(control_->session(token)), ErrorCode::unauthenticated);
    EXPECT_EQ(code(control_->switch_workspace(token, first())), ErrorCode::unauthenticated);
    EXPECT_TRUE(control_->session(other));
    EXPECT_TRUE(control_->sign_out(token, ""));
    EXPECT_TRUE(control_->sign_out("", ""));
    open();
    EXPECT_FALSE(control_->session(token));
}

// Whoever plants a session in a browser must not share the one that comes after.
TEST_F(SessionTest, SigningInEndsTheOldSessionAndMakesANewToken) {
    add("mallory@example.com");
    add("victim@example.com");
    const std::string planted = sign_in("mallory@example.com")->token;
    const auto signed_in =
        control_->sign_in({"victim@example.com", good_password, "192.0.2.1", planted, false});
    ASSERT_TRUE(signed_in);
    EXPECT_NE(signed_in->token, planted);
    EXPECT_FALSE(control_->session(planted));
    EXPECT_EQ(control_->session(signed_in->token)->member.email, "victim@example.com");
    const std::string invented(token_characters, 'A');
    ASSERT_TRUE(
        control_->sign_in({"victim@example.com", good_password, "192.0.2.1", invented, false}));
    EXPECT_FALSE(control_->session(invented));
}

TEST_F(SessionTest, AResetEndsEverySession) {
    add("a@example.com");
    add("b@example.com");
    const std::string one = sign_in("a@example.com")->token;
    const std::string two = sign_in("a@example.com")->token;
    const std::string other = sign_in("b@example.com")->token;
    EXPECT_EQ(control_->reset_password("a@example.com", "short", {}).error().field, "password");
    EXPECT_TRUE(control_->session(one));
    ASSERT_TRUE(control_->reset_password("A@example.com", "another good password", {}));
    EXPECT_FALSE(control_->session(one));
    EXPECT_FALSE(control_->session(two));
    EXPECT_TRUE(control_->session(other));
    EXPECT_FALSE(sign_in("a@example.com"));
    EXPECT_TRUE(sign_in("a@example.com", "another good password"));
    EXPECT_EQ(control_->reset_password("c@example.com", good_password, {}).error().code,
              ErrorCode::not_found);
}

TEST_F(SessionTest, DisablingEndsSessionsAndEnablingDoesNotBringThemBack) {
    const Member member = add("a@example.com");
    add("b@example.com", Role::owner);
    const std::string token = sign_in("a@example.com")->token;
    ASSERT_TRUE(control_->set_disabled(member.id, true, {}));
    EXPECT_FALSE(control_->session(token));
    ASSERT_TRUE(control_->set_disabled(member.id, false, {}));
    EXPECT_FALSE(control_->session(token));
    EXPECT_TRUE(sign_in("a@example.com"));
}

TEST_F(SessionTest, TheWorkspaceLookedAtIsRemembered) {
    const Workspace sample = add_sample();
    add("a@example.com", Role::admin);
    add("b@example.com", Role::sales_rep, first());
    const std::string token = sign_in("a@example.com")->token;
    EXPECT_EQ(control_->session(token)->workspace.id, first());
    const Session switched = control_->switch_workspace(token, sample.id).value();
    EXPECT_EQ(switched.workspace, sample);
    EXPECT_EQ(control_->session(token)->workspace, sample);
    open();
    EXPECT_EQ(sign_in("a@example.com")->session.workspace, sample) << "also by the next session";

    const std::string other = sign_in("b@example.com")->token;
    EXPECT_EQ(code(control_->switch_workspace(other, sample.id)), ErrorCode::not_found);
    EXPECT_EQ(code(control_->switch_workspace(other, WorkspaceId{})), ErrorCode::not_found);
    EXPECT_EQ(control_->session(other)->workspace.id, first());
    EXPECT_EQ(control_->session(other)->role, Role::sales_rep);
}

TEST_F(SessionTest, TheFirstSignInLooksWhereItIsTold) {
    const Workspace sample = add_sample();
    add("a@example.com");
    const auto preferring = [&](bool sample_first) {
        return control_->sign_in({"a@example.com", good_password, "192.0.2.1", "", sample_first})
            ->session.workspace.id;
    };
    EXPECT_EQ(preferring(true), sample.id);
    EXPECT_EQ(preferring(false), first());
}

TEST_F(SessionTest, WithoutAWorkspaceThereIsNothingToLookAt) {
    const Workspace sample = add_sample();
    add("a@example.com", Role::admin, sample.id);
    const std::string token = sign_in("a@example.com")->token;
    ASSERT_TRUE(control_->remove_workspace(sample.id, {}));
    EXPECT_EQ(code(control_->session(token)), ErrorCode::forbidden);
    EXPECT_EQ(sign_in("a@example.com").error().reason, "no_workspace");
}

TEST_F(SessionTest, GuessingAnAccountIsSlowedDownAndNeverLockedOut) {
    add("a@example.com");
    int looked_at = 0;
    for (int i = 0; i < 600; ++i) {  // one guess a second for ten minutes
        const auto guess = sign_in("a@example.com", "guess number " + std::to_string(i));
        ASSERT_FALSE(guess);
        if (guess.error().code == ErrorCode::unauthenticated) {
            ++looked_at;
        } else {
            EXPECT_EQ(guess.error().code, ErrorCode::busy);
            EXPECT_EQ(guess.error().reason, "too_many_attempts");
            EXPECT_GE(control_->retry_after("a@example.com", "192.0.2.1"), seconds(1));
            EXPECT_LE(control_->retry_after("a@example.com", "192.0.2.1"), seconds(60));
        }
        clock_.advance(seconds(1));
    }
    EXPECT_LE(looked_at, 25);
    EXPECT_GE(looked_at, 10);
    // The right password is not looked at either, until the wait is over.
    while (sign_in("a@example.com", "one more guess").error().code == ErrorCode::busy) {
        clock_.advance(seconds(1));
    }
    EXPECT_EQ(sign_in("a@example.com").error().code, ErrorCode::busy);
    clock_.advance(control_->retry_after("a@example.com", "192.0.2.1"));
    EXPECT_TRUE(sign_in("a@example.com"));
    EXPECT_TRUE(sign_in("a@example.com"));
}

TEST_F(SessionTest, SignInsAreInTheAuditLogWithoutWhatWasTyped) {
    const Member member = add("a@example.com");
    ASSERT_TRUE(sign_in("a@example.com"));
    ASSERT_FALSE(sign_in("a@example.com", "wrong password"));
    ASSERT_FALSE(sign_in("typed@example.com"));
    const auto rows = control_->audit_rows(first(), 10).value();
    EXPECT_EQ(rows[0].action, "sign_in");
    EXPECT_EQ(rows[0].member, member.id);
    EXPECT_EQ(rows[0].ip, "192.0.2.1");
    EXPECT_EQ(sql("SELECT COUNT(*) FROM audit WHERE action = 'sign_in_failed'"), "2");
    EXPECT_EQ(sql("SELECT COUNT(*) FROM audit WHERE member || detail LIKE '%typed%'"), "0");
    EXPECT_TRUE(control_->verify_audit());
}

TEST_F(SessionTest, AWeakerHashIsReplacedAtSignIn) {
    add("a@example.com");
    const std::string weak = sql("SELECT password FROM members");
    cost_ = PasswordCost{2, 16'384};
    open();
    ASSERT_FALSE(sign_in("a@example.com", "wrong password"));
    EXPECT_EQ(sql("SELECT password FROM members"), weak);
    ASSERT_TRUE(sign_in("a@example.com"));
    const std::string stronger = sql("SELECT password FROM members");
    EXPECT_NE(stronger, weak);
    ASSERT_TRUE(sign_in("a@example.com"));
    EXPECT_EQ(sql("SELECT password FROM members"), stronger);
}

TEST_F(SetUpTest, TheLinkMakesTheOwnerOnce) {
    const Workspace sample = add_sample();
    const std::string token = control_->make_setup_token().value().value();
    const auto signed_in = control_->set_up(
        {token, "Owner@Example.com", "Olga", "Wholesale", good_password}, "192.0.2.1");
    ASSERT_TRUE(signed_in) << signed_in.error().message;
    const Session session = control_->session(signed_in->token).value();
    EXPECT_EQ(session.member.email, "owner@example.com");
    EXPECT_EQ(session.member.name, "Olga");
    EXPECT_EQ(session.workspace.name, "Wholesale");
    EXPECT_EQ(control_->shop(session.workspace.id)->name, "Wholesale");
    EXPECT_EQ(session.role, Role::owner);
    EXPECT_EQ(session.workspaces.size(), 2U);
    EXPECT_EQ(session.workspaces[1].workspace, sample);
    EXPECT_TRUE(sign_in("owner@example.com"));

    const auto again =
        control_->set_up({token, "b@example.com", "", "", good_password}, "192.0.2.1");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::not_found);
    EXPECT_FALSE(control_->make_setup_token().value().has_value());
    EXPECT_EQ(control_->members().value().size(), 1U);
}

TEST_F(SetUpTest, TheLinkEndsAfterADayAndWithTheNextOne) {
    const auto fails = [&](const std::string& token) {
        const auto done = control_->set_up({token, "a@example.com", "", "", good_password}, "");
        return !done && done.error().code == ErrorCode::not_found;
    };
    const std::string old = control_->make_setup_token().value().value();
    EXPECT_TRUE(fails(""));
    EXPECT_TRUE(fails(sha256(old)));
    const std::string token = control_->make_setup_token().value().value();
    EXPECT_TRUE(fails(old));
    clock_.advance(hours(24));
    EXPECT_TRUE(fails(token));
    clock_.advance(-seconds(1));
    EXPECT_FALSE(fails(token));
}

TEST_F(SetUpTest, AnOwnerMadeOtherwiseVoidsTheLink) {
    const std::string token = control_->make_setup_token().value().value();
    add("admin@example.com", Role::admin);
    add("owner@example.com", Role::owner);
    EXPECT_FALSE(control_->set_up({token, "a@example.com", "", "", good_password}, ""));
}

TEST_F(SetUpTest, AMistakeDoesNotUseTheLinkUp) {
    const std::string token = control_->make_setup_token().value().value();
    const auto fault = [&](const workspace::SetUp& set_up) {
        return control_->set_up(set_up, "").error().field;
    };
    EXPECT_EQ(fault({token, "nonsense", "", "", good_password}), "email");
    EXPECT_EQ(fault({token, "a@example.com", "\n\n\x01", "", good_password}), "name");
    EXPECT_EQ(fault({token, "a@example.com", "", "\x01", good_password}), "workspace");
    EXPECT_EQ(fault({token, "a@example.com", "", "", "password1234"}), "password");
    EXPECT_TRUE(control_->members().value().empty());
    EXPECT_TRUE(control_->set_up({token, "a@example.com", "", "", good_password}, ""));
}

// Two people who open the link at once must not both become owner.
TEST_F(SetUpTest, OfManyAtOnceOneWins) {
    const std::string token = control_->make_setup_token().value().value();
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> racers;
    for (int i = 0; i < 8; ++i) {
        racers.emplace_back([&, i] {
            const auto done = control_->set_up(
                {token, "racer" + std::to_string(i) + "@example.com", "", "", good_password}, "");
            if (done) {
                ++won;
            } else if (done.error().code == ErrorCode::not_found) {
                ++lost;
            }
        });
    }
    for (std::thread& racer : racers) racer.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 7);
    EXPECT_EQ(control_->members().value().size(), 1U);
    EXPECT_TRUE(control_->verify_audit());
}

}  // namespace
}  // namespace footfall::workspace
