// Members, their passwords, and the set-up that makes the first one.

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

constexpr std::chrono::hours setup_lifetime{24};

tl::unexpected<Error> no_member() {
    return fail(ErrorCode::not_found, "There is no such member.", "email", "unknown_member");
}

tl::unexpected<Error> no_setup() {
    return fail(ErrorCode::not_found,
                "This set-up link is not good any more. Each start of the server without an owner"
                " prints a new one.",
                "token", "unknown_setup");
}

// What was checked of a new member.
struct Identity {
    std::string email;
    std::string name;
};

Result<Identity> check_identity(std::string_view email, std::string_view name,
                                std::string_view password) {
    std::optional<std::string> folded = fold_email(email);
    if (!folded) {
        return fail(ErrorCode::invalid, "This is not an e-mail address.", "email", "invalid_email");
    }
    FOOTFALL_TRY(checked, check_name(name.empty() ? *folded : name));
    FOOTFALL_CHECK(check_password(password, *folded));
    return Identity{std::move(*folded), std::move(checked)};
}

// Whether the one set-up token has the hash and is good at `now`.
bool is_setup(soci::session& sql, const std::string& hash, Instant now) {
    long long count = 0;
    const long long at = now.us;
    sql << "SELECT COUNT(*) FROM setup_tokens WHERE token_hash = :hash AND expires > :now",
        soci::into(count), soci::use(hash), soci::use(at);
    return sql.got_data() && count == 1 && !has_owner(sql);
}

}  // namespace

MemberId insert_member(soci::session& sql, ControlPlane::State& state, const std::string& email,
                       const std::string& name, const std::string& password_hash) {
    const MemberId id = make_member_id(state.random);
    const std::string text = to_string(id);
    const long long created = state.clock.now().us;
    sql << "INSERT INTO members (id, email, name, password, is_disabled, created)"
           " VALUES (:id, :email, :name, :password, 0, :created)",
        soci::use(text), soci::use(email), soci::use(name), soci::use(password_hash),
        soci::use(created);
    return id;
}

void insert_membership(soci::session& sql, const MemberId& member, const WorkspaceId& workspace,
                       Role role) {
    const std::string member_text = to_string(member);
    const std::string workspace_text = footfall::to_string(workspace);
    const int number = static_cast<int>(role);
    sql << "INSERT INTO memberships (member, workspace, role) VALUES (:member, :workspace, :role)",
        soci::use(member_text), soci::use(workspace_text), soci::use(number);
}

void remove_sessions(soci::session& sql, const MemberId& member) {
    const std::string id = to_string(member);
    sql << "DELETE FROM sessions WHERE member = :member", soci::use(id);
}

Result<Member> ControlPlane::add_member(const NewMember& member, const Actor& actor) {
    FOOTFALL_TRY(identity, check_identity(member.email, member.name, member.password));
    FOOTFALL_TRY(hash, state_->hasher.hash(member.password));
    return state_->database->write([&](soci::session& sql) -> Result<Member> {
        if (select_member(sql, identity.email)) {
            return fail(ErrorCode::conflict, "There is a member with this e-mail already.", "email",
                        "email_taken");
        }
        const MemberId id = insert_member(sql, *state_, identity.email, identity.name, hash);
        bool added = false;
        for (const Workspace& workspace : select_workspaces(sql)) {
            if (member.workspace && *member.workspace != workspace.id) continue;
            insert_membership(sql, id, workspace.id, member.role);
            append_audit(
                sql, state_->clock.now(), workspace.id, actor, "member_added",
                {{"member", to_string(id)}, {"role", std::string(to_string(member.role))}});
            added = true;
        }
        if (!added) {
            return fail(ErrorCode::not_found, "There is no such workspace.", "workspace",
                        "unknown_workspace");
        }
        return select_member(sql, id).value().member;
    });
}

Result<std::vector<Member>> ControlPlane::members() const {
    return state_->database->read([](soci::session& sql) -> Result<std::vector<Member>> {
        std::vector<Member> members;
        for (StoredMember& stored : select_members(sql)) {
            members.push_back(std::move(stored.member));
        }
        return members;
    });
}

Result<Member> ControlPlane::find_member(std::string_view email) const {
    const std::string folded = fold_email(email).value_or("");
    return state_->database->read([&](soci::session& sql) -> Result<Member> {
        const std::optional<StoredMember> found = select_member(sql, folded);
        if (!found) return no_member();
        return found->member;
    });
}

Result<std::vector<Membership>> ControlPlane::memberships(const MemberId& member) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Membership>> {
        return select_memberships(sql, member);
    });
}

Result<> ControlPlane::reset_password(std::string_view email, std::string_view password,
                                      const Actor& actor) {
    FOOTFALL_TRY(member, find_member(email));
    FOOTFALL_CHECK(check_password(password, member.email));
    FOOTFALL_TRY(hash, state_->hasher.hash(password));
    return state_->write_sessions([&](soci::session& sql) -> Result<> {
        const std::string id = to_string(member.id);
        sql << "UPDATE members SET password = :password WHERE id = :id", soci::use(hash),
            soci::use(id);
        remove_sessions(sql, member.id);
        for (const Membership& membership : select_memberships(sql, member.id)) {
            append_audit(sql, state_->clock.now(), membership.workspace.id, actor, "member_reset",
                         {{"member", id}});
        }
        return {};
    });
}

Result<> ControlPlane::set_disabled(const MemberId& member, bool disabled, const Actor& actor) {
    return state_->write_sessions([&](soci::session& sql) -> Result<> {
        if (!select_member(sql, member)) return no_member();
        const std::string id = to_string(member);
        if (disabled) {
            long long others = 0;
            sql << "SELECT COUNT(*) FROM memberships m JOIN members o ON o.id = m.member"
                   " WHERE m.role = 1 AND o.is_disabled = 0 AND o.id <> :id",
                soci::into(others), soci::use(id);
            if (others == 0) {
                return fail(ErrorCode::conflict, "The last owner stays.", "member", "last_owner");
            }
            remove_sessions(sql, member);
        }
        const int value = disabled ? 1 : 0;
        sql << "UPDATE members SET is_disabled = :value WHERE id = :id", soci::use(value),
            soci::use(id);
        for (const Membership& membership : select_memberships(sql, member)) {
            append_audit(sql, state_->clock.now(), membership.workspace.id, actor,
                         disabled ? "member_disabled" : "member_enabled", {{"member", id}});
        }
        return {};
    });
}

Result<std::optional<std::string>> ControlPlane::make_setup_token() {
    return state_->database->write([&](soci::session& sql) -> Result<std::optional<std::string>> {
        sql << "DELETE FROM setup_tokens";
        if (has_owner(sql)) return std::optional<std::string>();
        std::string token = make_token(state_->random);
        const std::string hash = sha256(token);
        const long long expires = (state_->clock.now() + setup_lifetime).us;
        sql << "INSERT INTO setup_tokens (token_hash, expires) VALUES (:hash, :expires)",
            soci::use(hash), soci::use(expires);
        return std::optional<std::string>(std::move(token));
    });
}

Result<SignedIn> ControlPlane::set_up(const SetUp& set_up, std::string_view ip) {
    const std::string token_hash = sha256(set_up.token);
    // Before any work that strangers could ask for.
    FOOTFALL_CHECK(state_->database->read([&](soci::session& sql) -> Result<> {
        if (!is_setup(sql, token_hash, state_->clock.now())) return no_setup();
        return {};
    }));
    FOOTFALL_TRY(identity, check_identity(set_up.email, set_up.name, set_up.password));
    std::string workspace_name;
    if (!set_up.workspace.empty()) {
        auto checked = check_name(set_up.workspace);
        if (!checked) {
            Error error = std::move(checked).error();
            error.field = "workspace";
            return fail(std::move(error));
        }
        workspace_name = std::move(*checked);
    }
    FOOTFALL_TRY(hash, state_->hasher.hash(set_up.password));
    const std::lock_guard changes(state_->gate_changes);
    std::optional<WorkspaceId> named;
    FOOTFALL_TRY(signed_in, state_->write_sessions([&](soci::session& sql) -> Result<SignedIn> {
        if (!is_setup(sql, token_hash, state_->clock.now())) return no_setup();
        if (select_member(sql, identity.email)) {
            return fail(ErrorCode::conflict, "There is a member with this e-mail already.", "email",
                        "email_taken");
        }
        sql << "DELETE FROM setup_tokens";
        const MemberId id = insert_member(sql, *state_, identity.email, identity.name, hash);
        const std::vector<Workspace> workspaces = select_workspaces(sql);
        if (!workspace_name.empty()) {
            named = workspaces.front().id;
            const std::string first = footfall::to_string(*named);
            sql << "UPDATE workspaces SET name = :name WHERE id = :id", soci::use(workspace_name),
                soci::use(first);
        }
        const Actor actor{id, std::string(ip)};
        for (const Workspace& workspace : workspaces) {
            insert_membership(sql, id, workspace.id, Role::owner);
            append_audit(sql, state_->clock.now(), workspace.id, actor, "set_up");
        }
        return begin_session(sql, *state_, select_member(sql, id).value(), false);
    }));
    if (named) state_->put_name(*named, workspace_name);
    return signed_in;
}

}  // namespace footfall::workspace
