#include "workspace/rows.h"

#include <algorithm>
#include <utility>

#include "workspace/database.h"

namespace footfall::workspace {

namespace {

struct WorkspaceColumns {
    std::string id;
    std::string name;
    std::string time_zone;
    long long first_weekday = 0;
    std::string activity_set;
    long long quiet_percent = 0;
    long long is_sample = 0;
    long long sample_seed = 0;
    long long sample_until = 0;
    long long created = 0;

    Workspace value() const {
        if (first_weekday < 1 || first_weekday > 7) throw Unreadable("a weekday is none");
        if (quiet_percent < quiet_percent_min || quiet_percent > quiet_percent_max) {
            throw Unreadable("a percentage is none");
        }
        Workspace workspace;
        workspace.id = stored_workspace_id(id);
        workspace.name = name;
        workspace.time_zone = time_zone;
        workspace.first_weekday = static_cast<Weekday>(first_weekday);
        workspace.activity_set = stored_kinds(activity_set);
        workspace.quiet_percent = static_cast<std::int32_t>(quiet_percent);
        if (is_sample != 0) {
            workspace.sample = SampleFacts{static_cast<std::uint64_t>(sample_seed),
                                           Day{static_cast<std::int32_t>(sample_until)}};
        }
        workspace.created = Instant{created};
        return workspace;
    }
};

soci::details::prepare_temp_type into_columns(soci::details::prepare_temp_type statement,
                                              WorkspaceColumns& to) {
    return statement, soci::into(to.id), soci::into(to.name), soci::into(to.time_zone),
           soci::into(to.first_weekday), soci::into(to.activity_set), soci::into(to.quiet_percent),
           soci::into(to.is_sample), soci::into(to.sample_seed), soci::into(to.sample_until),
           soci::into(to.created);
}

struct MemberColumns {
    std::string id;
    std::string email;
    std::string name;
    std::string password;
    long long is_disabled = 0;
    std::string last_workspace;
    long long created = 0;

    StoredMember value() const {
        StoredMember stored;
        stored.member.id = stored_member_id(id);
        stored.member.email = email;
        stored.member.name = name;
        stored.member.disabled = is_disabled != 0;
        stored.member.created = Instant{created};
        stored.password = password;
        if (!last_workspace.empty()) stored.last_workspace = stored_workspace_id(last_workspace);
        return stored;
    }
};

soci::details::prepare_temp_type into_columns(soci::details::prepare_temp_type statement,
                                              MemberColumns& to) {
    return statement, soci::into(to.id), soci::into(to.email), soci::into(to.name),
           soci::into(to.password), soci::into(to.is_disabled), soci::into(to.last_workspace),
           soci::into(to.created);
}

// Those whose email or id is the one given; all if both are empty.
std::vector<StoredMember> select_members(soci::session& sql, const std::string& email,
                                         const std::string& id) {
    const int all = email.empty() && id.empty() ? 1 : 0;
    MemberColumns columns;
    soci::statement statement =
        (into_columns(sql.prepare << "SELECT id, email, name, password, is_disabled,"
                                     " COALESCE(last_workspace, ''), created FROM members"
                                     " WHERE :all = 1 OR email = :email OR id = :id"
                                     " ORDER BY number",
                      columns),
         soci::use(all, "all"), soci::use(email, "email"), soci::use(id, "id"));
    statement.execute();
    std::vector<StoredMember> members;
    while (statement.fetch()) members.push_back(columns.value());
    return members;
}

template <class T>
std::optional<T> first_of(std::vector<T> values) {
    if (values.empty()) return std::nullopt;
    return std::move(values.front());
}

std::vector<Workspace> select_workspaces(soci::session& sql, const std::string& id) {
    WorkspaceColumns columns;
    soci::statement statement =
        (into_columns(sql.prepare << "SELECT id, name, time_zone, first_weekday,"
                                     " activity_set, quiet_percent, is_sample, sample_seed, "
                                     "sample_until, created FROM workspaces"
                                     " WHERE :id = '' OR id = :id ORDER BY number",
                      columns),
         soci::use(id, "id"));
    statement.execute();
    std::vector<Workspace> workspaces;
    while (statement.fetch()) workspaces.push_back(columns.value());
    return workspaces;
}

}  // namespace

WorkspaceId stored_workspace_id(std::string_view text) {
    const std::optional<WorkspaceId> id = parse_workspace_id(text);
    if (!id) throw Unreadable("a workspace's id is none");
    return *id;
}

MemberId stored_member_id(std::string_view text) {
    const std::optional<MemberId> id = parse_member_id(text);
    if (!id) throw Unreadable("a member's id is none");
    return *id;
}

Role stored_role(long long number) {
    if (number < 1 || number > 3) throw Unreadable("a role is none");
    return static_cast<Role>(number);
}

Kinds stored_kinds(std::string_view text) {
    Kinds set;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::optional<Kind> kind = parse_kind(text.substr(0, end));
        if (!kind) throw Unreadable("a kind of events is none");
        set.add(*kind);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (set.empty()) throw Unreadable("a set of kinds is empty");
    return set;
}

std::string to_stored(Kinds set) {
    std::string text;
    for (const KindFacts& entry : kinds) {
        if (!set.has(entry.kind)) continue;
        if (!text.empty()) text += ',';
        text += entry.name;
    }
    return text;
}

InsightsGrant stored_grant(std::string_view text) {
    if (text == "none") return {};
    if (text == "all") return {.granted = true, .targets = {}};
    InsightsGrant grant{.granted = true, .targets = std::vector<TargetId>()};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::optional<TargetId> target = parse_target_id(text.substr(0, end));
        if (!target) throw Unreadable("a grant names no target");
        grant.targets->push_back(*target);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (grant.targets->empty()) throw Unreadable("a grant is none");
    return grant;
}

std::string to_stored(const InsightsGrant& grant) {
    if (!grant.granted) return "none";
    if (!grant.targets) return "all";
    std::string text;
    for (const TargetId& target : *grant.targets) {
        text += (text.empty() ? "" : ",") + to_string(target);
    }
    return text;
}

std::vector<Workspace> select_workspaces(soci::session& sql) { return select_workspaces(sql, ""); }

std::optional<Workspace> select_workspace(soci::session& sql, const WorkspaceId& id) {
    return first_of(select_workspaces(sql, footfall::to_string(id)));
}

std::vector<StoredMember> select_members(soci::session& sql) { return select_members(sql, "", ""); }

std::optional<StoredMember> select_member(soci::session& sql, std::string_view folded_email) {
    if (folded_email.empty()) return std::nullopt;
    return first_of(select_members(sql, std::string(folded_email), ""));
}

std::optional<StoredMember> select_member(soci::session& sql, const MemberId& id) {
    return first_of(select_members(sql, "", to_string(id)));
}

std::vector<Membership> select_memberships(soci::session& sql, const MemberId& member) {
    const std::string id = to_string(member);
    WorkspaceColumns columns;
    long long role = 0;
    std::string insights;
    soci::statement statement =
        (into_columns(sql.prepare << "SELECT w.id, w.name, w.time_zone, w.first_weekday,"
                                     " w.activity_set, w.quiet_percent, w.is_sample, "
                                     "w.sample_seed, w.sample_until, w.created,"
                                     " m.role, m.insights"
                                     " FROM memberships m JOIN workspaces w ON w.id = m.workspace"
                                     " WHERE m.member = :member ORDER BY w.number",
                      columns),
         soci::into(role), soci::into(insights), soci::use(id));
    statement.execute();
    std::vector<Membership> memberships;
    while (statement.fetch()) {
        memberships.push_back({columns.value(), stored_role(role), stored_grant(insights)});
    }
    return memberships;
}

std::vector<WorkspaceMember> select_members_of(soci::session& sql, const WorkspaceId& workspace) {
    const std::string id = footfall::to_string(workspace);
    MemberColumns columns;
    long long role = 0;
    std::string insights;
    soci::statement statement =
        (into_columns(sql.prepare << "SELECT o.id, o.email, o.name, o.password, o.is_disabled,"
                                     " COALESCE(o.last_workspace, ''), o.created, m.role,"
                                     " m.insights FROM memberships m"
                                     " JOIN members o ON o.id = m.member"
                                     " WHERE m.workspace = :workspace ORDER BY o.number",
                      columns),
         soci::into(role), soci::into(insights), soci::use(id));
    statement.execute();
    std::vector<WorkspaceMember> members;
    while (statement.fetch()) {
        members.push_back({columns.value().member, stored_role(role), stored_grant(insights)});
    }
    return members;
}

std::optional<StoredSession> select_session(soci::session& sql, const std::string& token_hash) {
    std::string member;
    std::string workspace;
    long long created = 0;
    long long last_seen = 0;
    sql << "SELECT member, COALESCE(workspace, ''), created, last_seen FROM sessions"
           " WHERE token_hash = :hash",
        soci::into(member), soci::into(workspace), soci::into(created), soci::into(last_seen),
        soci::use(token_hash);
    if (!sql.got_data()) return std::nullopt;
    StoredSession session{stored_member_id(member), std::nullopt, Instant{created},
                          Instant{last_seen}};
    if (!workspace.empty()) session.workspace = stored_workspace_id(workspace);
    return session;
}

Seats select_seats(soci::session& sql) {
    std::string hash;
    std::string workspace;
    long long created = 0;
    long long last_seen = 0;
    soci::statement statement =
        (sql.prepare << "SELECT s.token_hash, s.created, s.last_seen, m.workspace FROM sessions s"
                        " JOIN memberships m ON m.member = s.member",
         soci::into(hash), soci::into(created), soci::into(last_seen), soci::into(workspace));
    Seats seats;
    statement.execute();
    while (statement.fetch()) {
        Seat& seat = seats[hash];
        seat.created = Instant{created};
        seat.last_seen = Instant{last_seen};
        seat.workspaces.push_back(stored_workspace_id(workspace));
    }
    return seats;
}

std::vector<StoredKey> select_keys(soci::session& sql) {
    std::string id;
    std::string hash;
    std::string workspace;
    std::string prefix;
    long long kind = 0;
    long long created = 0;
    soci::statement statement =
        (sql.prepare << "SELECT id, text_hash, workspace, kind, prefix, created FROM access_keys"
                        " ORDER BY number",
         soci::into(id), soci::into(hash), soci::into(workspace), soci::into(kind),
         soci::into(prefix), soci::into(created));
    statement.execute();
    std::vector<StoredKey> keys;
    while (statement.fetch()) {
        const std::optional<KeyId> key = parse_key_id(id);
        if (!key || kind < 1 || kind > static_cast<long long>(KeyKind::public_)) {
            throw Unreadable("a key is none");
        }
        keys.push_back({Key{*key, stored_workspace_id(workspace), static_cast<KeyKind>(kind),
                            prefix, Instant{created}},
                        hash});
    }
    return keys;
}

std::vector<View> select_views(soci::session& sql, const WorkspaceId& workspace,
                               const MemberId& member) {
    const std::string workspace_text = footfall::to_string(workspace);
    const std::string member_text = to_string(member);
    std::string id;
    std::string owner;
    std::string owner_name;
    std::string name;
    std::string query;
    long long is_shared = 0;
    soci::statement statement =
        (sql.prepare << "SELECT views.id, views.member, members.name, views.name, views.query,"
                        " views.is_shared FROM views JOIN members ON members.id = views.member"
                        " WHERE views.workspace = :workspace"
                        " AND (views.member = :member OR views.is_shared = 1)"
                        " ORDER BY views.name COLLATE NOCASE, views.number",
         soci::use(workspace_text), soci::use(member_text), soci::into(id), soci::into(owner),
         soci::into(owner_name), soci::into(name), soci::into(query), soci::into(is_shared));
    statement.execute();
    std::vector<View> views;
    while (statement.fetch()) {
        const std::optional<ViewId> view = parse_view_id(id);
        if (!view) throw Unreadable("a view is none");
        views.push_back({*view, stored_member_id(owner), owner_name, name, query, is_shared != 0});
    }
    return views;
}

bool has_owner(soci::session& sql) {
    long long owners = 0;
    sql << "SELECT COUNT(*) FROM memberships WHERE role = 1", soci::into(owners);
    if (!sql.got_data()) throw Unreadable("nothing was counted");
    return owners > 0;
}

}  // namespace footfall::workspace
