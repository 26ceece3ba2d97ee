// Sessions: signing in and out, and what a session looks at.

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

constexpr std::chrono::minutes seen_interval{1};
constexpr std::chrono::minutes clock_tolerance{5};
constexpr std::size_t password_bytes_max = 1024;

tl::unexpected<Error> wrong_credentials() {
    return fail(ErrorCode::unauthenticated, "The e-mail or the password is wrong.", "",
                "wrong_credentials");
}

tl::unexpected<Error> no_session() {
    return fail(ErrorCode::unauthenticated, "Nobody is signed in.", "", "not_signed_in");
}

// A session from the future is over too: else a clock that was set back would prolong it.
bool is_expired(Instant created, Instant last_seen, const Options& options, Instant now) {
    return now - last_seen >= options.session_idle || now - created >= options.session_lifetime ||
           last_seen - now > clock_tolerance || created - now > clock_tolerance;
}

void remove_session(soci::session& sql, const std::string& token_hash) {
    sql << "DELETE FROM sessions WHERE token_hash = :hash", soci::use(token_hash);
}

void remove_expired(soci::session& sql, const Options& options, Instant now) {
    const long long idle = (now - options.session_idle).us;
    const long long old = (now - options.session_lifetime).us;
    sql << "DELETE FROM sessions WHERE last_seen <= :idle OR created <= :old", soci::use(idle),
        soci::use(old);
}

// The session as its member sees it. Looks at `wanted` if that is the member's.
Result<Session> make_session(soci::session& sql, const Member& member,
                             const std::optional<WorkspaceId>& wanted, bool prefer_sample) {
    Session session;
    session.member = member;
    session.workspaces = select_memberships(sql, member.id);
    const auto choose = [&](auto condition) {
        return std::find_if(session.workspaces.begin(), session.workspaces.end(), condition);
    };
    auto chosen = choose([&](const Membership& m) { return m.workspace.id == wanted; });
    if (chosen == session.workspaces.end()) {
        chosen = choose(
            [&](const Membership& m) { return m.workspace.sample.has_value() == prefer_sample; });
    }
    if (chosen == session.workspaces.end()) chosen = session.workspaces.begin();
    if (chosen == session.workspaces.end()) {
        return fail(ErrorCode::forbidden, "You are in no workspace.", "", "no_workspace");
    }
    session.workspace = chosen->workspace;
    session.role = chosen->role;
    session.insights = chosen->insights;
    return session;
}

void look_at(soci::session& sql, const MemberId& member, const WorkspaceId& workspace) {
    const std::string member_text = to_string(member);
    const std::string workspace_text = footfall::to_string(workspace);
    sql << "UPDATE members SET last_workspace = :workspace WHERE id = :member",
        soci::use(workspace_text), soci::use(member_text);
}

// The session of a token and its member; ends it if it is over.
struct Found {
    StoredSession session;
    Member member;
};

Result<Found> find_session(soci::session& sql, const Options& options, const std::string& hash,
                           Instant now) {
    const std::optional<StoredSession> stored = select_session(sql, hash);
    if (!stored || is_expired(stored->created, stored->last_seen, options, now)) {
        return no_session();
    }
    const std::optional<StoredMember> member = select_member(sql, stored->member);
    if (!member || member->member.disabled) return no_session();
    return Found{*stored, member->member};
}

}  // namespace

Result<SignedIn> begin_session(soci::session& sql, ControlPlane::State& state,
                               const StoredMember& member, bool prefer_sample) {
    FOOTFALL_TRY(session, make_session(sql, member.member, member.last_workspace, prefer_sample));
    std::string token = make_token(state.random);
    const std::string hash = sha256(token);
    const std::string id = to_string(member.member.id);
    const std::string workspace = footfall::to_string(session.workspace.id);
    const Instant now = state.clock.now();
    remove_expired(sql, state.options, now);
    sql << "INSERT INTO sessions (token_hash, member, workspace, created, last_seen)"
           " VALUES (:hash, :member, :workspace, :now, :now)",
        soci::use(hash, "hash"), soci::use(id, "member"), soci::use(workspace, "workspace"),
        soci::use(static_cast<long long>(now.us), "now");
    return SignedIn{std::move(token), std::move(session)};
}

Result<SignedIn> ControlPlane::sign_in(const Credentials& credentials) {
    const std::string email = fold_email(credentials.email).value_or("");
    if (!state_->throttle.begin(email, credentials.ip, state_->clock.steady())) {
        return fail(ErrorCode::busy, "Too many attempts; wait before the next one.", "",
                    "too_many_attempts");
    }
    FOOTFALL_TRY(found, state_->database->read([&](soci::session& sql) {
        return Result<std::optional<StoredMember>>(select_member(sql, email));
    }));
    // Whatever is wrong, one hash is computed and one audit row written: the time tells nothing.
    const bool known =
        found && !found->member.disabled && credentials.password.size() <= password_bytes_max;
    const std::string_view password =
        std::string_view(credentials.password).substr(0, password_bytes_max);
    bool right = false;
    if (known) {
        FOOTFALL_TRY(verified, state_->hasher.verify(found->password, password));
        right = verified;
    } else {
        FOOTFALL_CHECK(state_->hasher.pretend(password));
    }
    Actor actor{found ? std::optional(found->member.id) : std::nullopt, credentials.ip};
    if (!right) {
        FOOTFALL_CHECK(
            audit(found ? found->last_workspace : std::nullopt, actor, "sign_in_failed"));
        return wrong_credentials();
    }
    state_->throttle.succeed(email, credentials.ip, state_->clock.steady());
    std::string hash = found->password;
    if (state_->hasher.is_outdated(hash)) {
        FOOTFALL_TRY(fresh, state_->hasher.hash(password));
        hash = std::move(fresh);
    }
    return state_->write_sessions([&](soci::session& sql) -> Result<SignedIn> {
        // The password may have been reset, or the member disabled, while the hash was computed.
        const std::optional<StoredMember> member = select_member(sql, found->member.id);
        if (!member || member->member.disabled || member->password != found->password) {
            return wrong_credentials();
        }
        const std::string id = to_string(member->member.id);
        if (hash != found->password) {
            sql << "UPDATE members SET password = :password WHERE id = :id", soci::use(hash),
                soci::use(id);
        }
        if (is_token(credentials.old_token)) remove_session(sql, sha256(credentials.old_token));
        FOOTFALL_TRY(signed_in, begin_session(sql, *state_, *member, credentials.prefer_sample));
        append_audit(sql, state_->clock.now(), signed_in.session.workspace.id, actor, "sign_in");
        return signed_in;
    });
}

std::chrono::seconds ControlPlane::retry_after(std::string_view email, std::string_view ip) const {
    const std::string folded = fold_email(email).value_or("");
    const auto wait = state_->throttle.wait(folded, ip, state_->clock.steady());
    return std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(wait));
}

Result<Session> ControlPlane::session(std::string_view token) {
    if (!is_token(token)) return no_session();
    const std::string hash = sha256(token);
    const Instant now = state_->clock.now();
    bool seen = false;
    FOOTFALL_TRY(session, state_->database->read([&](soci::session& sql) -> Result<Session> {
        FOOTFALL_TRY(found, find_session(sql, state_->options, hash, now));
        seen = now - found.session.last_seen < seen_interval;
        return make_session(sql, found.member, found.session.workspace, false);
    }));
    if (!seen) {
        const long long at = now.us;
        // A full disk must not sign anybody out: without it the session just ends earlier.
        const std::lock_guard changes(state_->session_changes);
        const Result<> kept = state_->database->write([&](soci::session& sql) -> Result<> {
            sql << "UPDATE sessions SET last_seen = :at WHERE token_hash = :hash", soci::use(at),
                soci::use(hash);
            return {};
        });
        if (kept) state_->session_book.touch(hash, now);
    }
    return session;
}

bool ControlPlane::is_member(std::string_view token, const WorkspaceId& workspace) const {
    if (!is_token(token)) return false;
    const std::optional<Seat> seat = state_->session_book.find(sha256(token));
    return seat &&
           !is_expired(seat->created, seat->last_seen, state_->options, state_->clock.now()) &&
           std::find(seat->workspaces.begin(), seat->workspaces.end(), workspace) !=
               seat->workspaces.end();
}

Result<Session> ControlPlane::switch_workspace(std::string_view token,
                                               const WorkspaceId& workspace) {
    if (!is_token(token)) return no_session();
    const std::string hash = sha256(token);
    return state_->database->write([&](soci::session& sql) -> Result<Session> {
        FOOTFALL_TRY(found, find_session(sql, state_->options, hash, state_->clock.now()));
        FOOTFALL_TRY(session, make_session(sql, found.member, workspace, false));
        if (session.workspace.id != workspace) {
            return fail(ErrorCode::not_found, "You have no such workspace.", "workspace",
                        "unknown_workspace");
        }
        const std::string text = footfall::to_string(workspace);
        sql << "UPDATE sessions SET workspace = :workspace WHERE token_hash = :hash",
            soci::use(text), soci::use(hash);
        look_at(sql, found.member.id, workspace);
        return session;
    });
}

Result<> ControlPlane::sign_out(std::string_view token, std::string_view ip) {
    if (!is_token(token)) return {};
    const std::string hash = sha256(token);
    return state_->write_sessions([&](soci::session& sql) -> Result<> {
        const std::optional<StoredSession> stored = select_session(sql, hash);
        if (!stored) return {};
        remove_session(sql, hash);
        append_audit(sql, state_->clock.now(), stored->workspace,
                     Actor{stored->member, std::string(ip)}, "sign_out");
        return {};
    });
}

}  // namespace footfall::workspace
