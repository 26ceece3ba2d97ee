// Sites, campaigns and forms: what is said of them, under the ids by which events name them.

#include <array>
#include <string>
#include <utility>

#include "calendar/date.h"
#include "workspace/audit_log.h"
#include "workspace/content_rows.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"

namespace footfall::workspace {

namespace {

constexpr std::array<std::string_view, 2> kind_names{"email", "notification"};
constexpr std::array<std::string_view, 4> state_names{"draft", "queued", "test", "sent"};

template <class T, std::size_t size>
std::optional<T> parse(std::string_view name, const std::array<std::string_view, size>& names) {
    for (std::size_t i = 0; i < size; ++i) {
        if (names[i] == name) return static_cast<T>(i + 1);
    }
    return std::nullopt;
}

template <class T>
std::optional<T> first_of(std::vector<T> values) {
    if (values.empty()) return std::nullopt;
    return std::move(values.front());
}

// What a change says of a name or a site, as it is kept.
Result<Said<std::string>> check_said_name(const Said<std::string>& said) {
    if (!said || !*said) return said;
    FOOTFALL_TRY(name, check_name(**said));
    return Said<std::string>(std::move(name));
}

Result<> check_said_site(const Said<std::string>& said) {
    return said && *said ? check_id(**said, "site") : Result<>();
}

Result<> check_said_count(const Said<std::uint64_t>& said, std::string_view field) {
    if (!said || said->value_or(0) <= reach_max) return {};
    return fail(ErrorCode::invalid,
                "Give a whole number from 0 to " + std::to_string(reach_max) + ".",
                std::string(field), "invalid_number");
}

Result<> check_room(soci::session& sql, const std::string& table, const WorkspaceId& workspace) {
    if (count_rows(sql, table, workspace) < described_max) return {};
    return fail(ErrorCode::conflict,
                "The workspace has " + std::to_string(described_max) + " of them already.", "",
                "too_many_" + table);
}

std::string text_of(const std::optional<std::string>& text) { return text.value_or(""); }
std::string text_of(const std::optional<Instant>& at) { return at ? to_rfc3339(*at) : ""; }

}  // namespace

std::string_view to_string(CampaignKind kind) {
    return kind_names[static_cast<std::size_t>(kind) - 1];
}

std::string_view to_string(CampaignState state) {
    return state_names[static_cast<std::size_t>(state) - 1];
}

std::optional<CampaignKind> parse_campaign_kind(std::string_view name) {
    return parse<CampaignKind>(name, kind_names);
}

std::optional<CampaignState> parse_campaign_state(std::string_view name) {
    return parse<CampaignState>(name, state_names);
}

Result<std::vector<Site>> ControlPlane::sites(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Site>> {
        return select_sites(sql, workspace);
    });
}

Result<std::vector<Campaign>> ControlPlane::campaigns(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Campaign>> {
        return select_campaigns(sql, workspace);
    });
}

Result<std::vector<Form>> ControlPlane::forms(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Form>> {
        return select_forms(sql, workspace);
    });
}

Result<std::optional<Site>> ControlPlane::find_site(const WorkspaceId& workspace,
                                                    std::string_view id) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<Site>> {
        return first_of(select_sites(sql, workspace, std::string(id)));
    });
}

Result<std::optional<Campaign>> ControlPlane::find_campaign(const WorkspaceId& workspace,
                                                            std::string_view id) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<Campaign>> {
        return first_of(select_campaigns(sql, workspace, std::string(id)));
    });
}

Result<std::optional<Form>> ControlPlane::find_form(const WorkspaceId& workspace,
                                                    std::string_view id) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<Form>> {
        return first_of(select_forms(sql, workspace, std::string(id)));
    });
}

Result<Site> ControlPlane::describe_site(const WorkspaceId& workspace, std::string_view id,
                                         const SiteChange& change, const Actor& actor) {
    FOOTFALL_CHECK(check_id(id, "id"));
    FOOTFALL_TRY(name, check_said_name(change.name));
    return state_->database->write([&](soci::session& sql) -> Result<Site> {
        const auto before = first_of(select_sites(sql, workspace, std::string(id)));
        if (!before) FOOTFALL_CHECK(check_room(sql, "sites", workspace));
        Site site = before.value_or(Site{std::string(id), {}});
        if (name) site.name = *name;
        if (site == before) return site;
        const Instant now = state_->clock.now();
        put_site(sql, workspace, site, now);
        append_audit(sql, now, workspace, actor, "site_described",
                     {{"site", site.id}, {"name", text_of(site.name)}});
        return site;
    });
}

Result<Campaign> ControlPlane::describe_campaign(const WorkspaceId& workspace, std::string_view id,
                                                 const CampaignChange& change, const Actor& actor) {
    FOOTFALL_CHECK(check_id(id, "id"));
    FOOTFALL_TRY(name, check_said_name(change.name));
    FOOTFALL_CHECK(check_said_site(change.site));
    FOOTFALL_CHECK(check_said_count(change.reach, "reach"));
    return state_->database->write([&](soci::session& sql) -> Result<Campaign> {
        const auto before = first_of(select_campaigns(sql, workspace, std::string(id)));
        if (!before) FOOTFALL_CHECK(check_room(sql, "campaigns", workspace));
        const Instant now = state_->clock.now();
        Campaign campaign = before.value_or(Campaign{std::string(id), {}, {}, {}, {}, {}, {}, now});
        if (name) campaign.name = *name;
        if (change.kind) campaign.kind = change.kind;
        if (change.site) campaign.site = *change.site;
        if (change.state) campaign.state = change.state;
        if (change.sent_at) campaign.sent_at = *change.sent_at;
        if (change.reach) campaign.reach = *change.reach;
        if (campaign == before) return campaign;
        put_campaign(sql, workspace, campaign);
        append_audit(sql, now, workspace, actor, "campaign_described",
                     {{"campaign", campaign.id},
                      {"name", text_of(campaign.name)},
                      {"kind", std::string(campaign.kind ? to_string(*campaign.kind) : "")},
                      {"site", text_of(campaign.site)},
                      {"state", std::string(campaign.state ? to_string(*campaign.state) : "")},
                      {"sent_at", text_of(campaign.sent_at)},
                      {"reach", campaign.reach ? std::to_string(*campaign.reach) : ""}});
        return campaign;
    });
}

Result<Form> ControlPlane::describe_form(const WorkspaceId& workspace, std::string_view id,
                                         const FormChange& change, const Actor& actor) {
    FOOTFALL_CHECK(check_id(id, "id"));
    FOOTFALL_TRY(name, check_said_name(change.name));
    FOOTFALL_CHECK(check_said_site(change.site));
    FOOTFALL_CHECK(check_said_count(change.answers, "answers"));
    return state_->database->write([&](soci::session& sql) -> Result<Form> {
        const auto before = first_of(select_forms(sql, workspace, std::string(id)));
        if (!before) FOOTFALL_CHECK(check_room(sql, "forms", workspace));
        const Instant now = state_->clock.now();
        Form form = before.value_or(Form{std::string(id), {}, {}, true, {}, {}, now});
        if (name) form.name = *name;
        if (change.site) form.site = *change.site;
        if (change.is_enabled) form.is_enabled = *change.is_enabled;
        if (change.created_at) form.created_at = *change.created_at;
        if (change.answers) form.answers = *change.answers;
        if (form == before) return form;
        put_form(sql, workspace, form);
        append_audit(sql, now, workspace, actor, "form_described",
                     {{"form", form.id},
                      {"name", text_of(form.name)},
                      {"site", text_of(form.site)},
                      {"enabled", form.is_enabled ? "yes" : "no"},
                      {"created_at", text_of(form.created_at)},
                      {"answers", form.answers ? std::to_string(*form.answers) : ""}});
        return form;
    });
}

}  // namespace footfall::workspace
