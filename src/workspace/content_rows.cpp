#include "workspace/content_rows.h"

#include <utility>

#include "workspace/database.h"
#include "workspace/nullable.h"
#include "workspace/rows.h"

namespace footfall::workspace {

namespace {

// The value of an enumeration that begins with 1.
template <class T>
std::optional<T> enumerated(const Number& column, T last) {
    const std::optional<long long> number = column.get();
    if (!number) return std::nullopt;
    if (*number < 1 || *number > static_cast<long long>(last)) {
        throw Unreadable("a word for a campaign is none");
    }
    return static_cast<T>(*number);
}

// What selects the rows of one workspace, all of them or the one of an id.
struct Wanted {
    Wanted(const WorkspaceId& id, const std::optional<std::string>& row)
        : workspace(footfall::to_string(id)), all(row ? 0 : 1), one(row.value_or("")) {}

    std::string workspace;
    int all;
    std::string one;
};

constexpr const char* where_wanted =
    " WHERE workspace = :workspace AND (:all = 1 OR id = :id) ORDER BY id";

}  // namespace

std::vector<Site> select_sites(soci::session& sql, const WorkspaceId& workspace,
                               const std::optional<std::string>& id) {
    const Wanted wanted(workspace, id);
    Site site;
    Text name;
    soci::statement statement =
        (sql.prepare << std::string("SELECT id, name FROM sites") + where_wanted,
         soci::use(wanted.workspace), soci::use(wanted.all), soci::use(wanted.one),
         soci::into(site.id), into(name));
    statement.execute();
    std::vector<Site> sites;
    while (statement.fetch()) {
        site.name = name.get();
        sites.push_back(site);
    }
    return sites;
}

std::vector<Campaign> select_campaigns(soci::session& sql, const WorkspaceId& workspace,
                                       const std::optional<std::string>& id) {
    const Wanted wanted(workspace, id);
    std::string found;
    Text name;
    Number kind;
    Text site;
    Number state;
    Number sent_at;
    Number reach;
    long long created = 0;
    soci::statement statement =
        (sql.prepare << std::string("SELECT id, name, kind, site, state, sent_at, reach, created"
                                    " FROM campaigns") +
                            where_wanted,
         soci::use(wanted.workspace), soci::use(wanted.all), soci::use(wanted.one),
         soci::into(found), into(name), into(kind), into(site), into(state), into(sent_at),
         into(reach), soci::into(created));
    statement.execute();
    std::vector<Campaign> campaigns;
    while (statement.fetch()) {
        Campaign& campaign = campaigns.emplace_back();
        campaign.id = found;
        campaign.name = name.get();
        campaign.kind = enumerated(kind, CampaignKind::notification);
        campaign.site = site.get();
        campaign.state = enumerated(state, CampaignState::sent);
        campaign.sent_at = instant(sent_at);
        if (const auto given = reach.get()) campaign.reach = static_cast<std::uint64_t>(*given);
        campaign.created = Instant{created};
    }
    return campaigns;
}

std::vector<Form> select_forms(soci::session& sql, const WorkspaceId& workspace,
                               const std::optional<std::string>& id) {
    const Wanted wanted(workspace, id);
    std::string found;
    Text name;
    Text site;
    long long is_enabled = 0;
    Number created_at;
    Number answers;
    long long created = 0;
    soci::statement statement =
        (sql.prepare << std::string("SELECT id, name, site, is_enabled, created_at, answers,"
                                    " created FROM forms") +
                            where_wanted,
         soci::use(wanted.workspace), soci::use(wanted.all), soci::use(wanted.one),
         soci::into(found), into(name), into(site), soci::into(is_enabled), into(created_at),
         into(answers), soci::into(created));
    statement.execute();
    std::vector<Form> forms;
    while (statement.fetch()) {
        Form& form = forms.emplace_back();
        form.id = found;
        form.name = name.get();
        form.site = site.get();
        form.is_enabled = is_enabled != 0;
        form.created_at = instant(created_at);
        if (const auto given = answers.get()) form.answers = static_cast<std::uint64_t>(*given);
        form.created = Instant{created};
    }
    return forms;
}

std::size_t count_rows(soci::session& sql, const std::string& table, const WorkspaceId& workspace) {
    const std::string id = footfall::to_string(workspace);
    long long rows = 0;
    sql << "SELECT COUNT(*) FROM " + table + " WHERE workspace = :workspace", soci::use(id),
        soci::into(rows);
    if (!sql.got_data()) throw Unreadable("nothing was counted");
    return static_cast<std::size_t>(rows);
}

void put_site(soci::session& sql, const WorkspaceId& workspace, const Site& site, Instant created) {
    const std::string workspace_text = footfall::to_string(workspace);
    Text name(site.name);
    const long long at = created.us;
    sql << "INSERT INTO sites (workspace, id, name, created)"
           " VALUES (:workspace, :id, :name, :created)"
           " ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name",
        soci::use(workspace_text), soci::use(site.id), use(name), soci::use(at);
}

void put_campaign(soci::session& sql, const WorkspaceId& workspace, const Campaign& campaign) {
    const std::string workspace_text = footfall::to_string(workspace);
    Text name(campaign.name);
    Number kind = number_of(campaign.kind);
    Text site(campaign.site);
    Number state = number_of(campaign.state);
    Number sent_at = number_of(campaign.sent_at);
    Number reach = number_of(campaign.reach);
    const long long created = campaign.created.us;
    sql << "INSERT INTO campaigns (workspace, id, name, kind, site, state, sent_at, reach, created)"
           " VALUES (:workspace, :id, :name, :kind, :site, :state, :sent_at, :reach, :created)"
           " ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, kind = excluded.kind,"
           " site = excluded.site, state = excluded.state, sent_at = excluded.sent_at,"
           " reach = excluded.reach",
        soci::use(workspace_text), soci::use(campaign.id), use(name), use(kind), use(site),
        use(state), use(sent_at), use(reach), soci::use(created);
}

void put_form(soci::session& sql, const WorkspaceId& workspace, const Form& form) {
    const std::string workspace_text = footfall::to_string(workspace);
    Text name(form.name);
    Text site(form.site);
    const int is_enabled = form.is_enabled ? 1 : 0;
    Number created_at = number_of(form.created_at);
    Number answers = number_of(form.answers);
    const long long created = form.created.us;
    sql << "INSERT INTO forms (workspace, id, name, site, is_enabled, created_at, answers, created)"
           " VALUES (:workspace, :id, :name, :site, :is_enabled, :created_at, :answers, :created)"
           " ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, site = excluded.site,"
           " is_enabled = excluded.is_enabled, created_at = excluded.created_at,"
           " answers = excluded.answers",
        soci::use(workspace_text), soci::use(form.id), use(name), use(site), soci::use(is_enabled),
        use(created_at), use(answers), soci::use(created);
}

std::vector<Target> select_targets(soci::session& sql, const WorkspaceId& workspace,
                                   const std::optional<std::string>& id) {
    const Wanted wanted(workspace, id);
    std::string found;
    std::string name;
    std::string groups;
    Text member;
    long long created = 0;
    soci::statement statement =
        (sql.prepare << "SELECT id, name, groups, member, created FROM targets"
                        " WHERE workspace = :workspace AND (:all = 1 OR id = :id)"
                        " ORDER BY name COLLATE NOCASE, number",
         soci::use(wanted.workspace), soci::use(wanted.all), soci::use(wanted.one),
         soci::into(found), soci::into(name), soci::into(groups), into(member),
         soci::into(created));
    statement.execute();
    std::vector<Target> targets;
    while (statement.fetch()) {
        const std::optional<TargetId> target = parse_target_id(found);
        if (!target) throw Unreadable("a target is none");
        std::optional<MemberId> made_by;
        if (const auto text = member.get()) made_by = stored_member_id(*text);
        targets.push_back({*target, name, groups, Instant{created}, made_by});
    }
    return targets;
}

void insert_target(soci::session& sql, const WorkspaceId& workspace, const Target& target) {
    const std::string id = to_string(target.id);
    const std::string workspace_text = footfall::to_string(workspace);
    Text member(target.member ? std::optional(to_string(*target.member)) : std::nullopt);
    const long long created = target.created.us;
    sql << "INSERT INTO targets (id, workspace, name, groups, member, created)"
           " VALUES (:id, :workspace, :name, :groups, :member, :created)",
        soci::use(id), soci::use(workspace_text), soci::use(target.name), soci::use(target.groups),
        use(member), soci::use(created);
}

void update_target(soci::session& sql, const Target& target) {
    const std::string id = to_string(target.id);
    sql << "UPDATE targets SET name = :name, groups = :groups WHERE id = :id",
        soci::use(target.name), soci::use(target.groups), soci::use(id);
}

void remove_target(soci::session& sql, const TargetId& target) {
    const std::string id = to_string(target);
    sql << "DELETE FROM targets WHERE id = :id", soci::use(id);
}

}  // namespace footfall::workspace
