// What members and integrations say of sites, campaigns and forms.
#include <algorithm>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/change_body.h"
#include "api/content_json.h"
#include "api/content_reading.h"
#include "api/json_value.h"
#include "api/parameters.h"
#include "calendar/date.h"

namespace footfall::api {

namespace json = boost::json;

namespace {

json::value or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value();
}

// One word of a closed list.
template <class Parse>
auto word(const ChangeBody& body, std::string_view name, Parse parse, std::string_view words)
    -> Result<decltype(parse(std::string_view()))> {
    FOOTFALL_TRY(text, body.text(name));
    if (!text) return std::nullopt;
    if (const auto value = parse(*text)) return value;
    return fail(ErrorCode::invalid, "Give " + std::string(words) + ".", std::string(name),
                "unknown_" + std::string(name));
}

http::Response answer_with(const json::object& object) {
    return http::Response::json(200, json::serialize(object));
}

}  // namespace

json::object site_object(const workspace::Site& site) {
    return {{"id", site.id}, {"name", site.name.value_or(site.id)}};
}

json::object campaign_object(const workspace::Campaign& campaign, const Mentioned& mentioned) {
    using workspace::CampaignKind;
    using workspace::CampaignState;
    const auto kind = campaign.kind.value_or(mentioned.by_notifications ? CampaignKind::notification
                                                                        : CampaignKind::email);
    const std::optional<Instant> sent_at = campaign.sent_at ? campaign.sent_at : mentioned.at;
    const auto state =
        campaign.state.value_or(sent_at ? CampaignState::sent : CampaignState::draft);
    return {{"id", campaign.id},
            {"name", campaign.name.value_or(campaign.id)},
            {"kind", workspace::to_string(kind)},
            {"site", or_null(campaign.site)},
            {"state", workspace::to_string(state)},
            {"sent_at", time_or_null(sent_at)},
            {"reach", campaign.reach ? json::value(*campaign.reach) : json::value()}};
}

json::object form_object(const workspace::Form& form, const Mentioned& mentioned) {
    const Instant known = std::min(form.created, mentioned.at.value_or(form.created));
    return {{"id", form.id},
            {"name", form.name.value_or(form.id)},
            {"site", or_null(form.site)},
            {"enabled", form.is_enabled},
            {"created_at", to_rfc3339(form.created_at.value_or(known))},
            {"answers", form.answers ? json::value(*form.answers) : json::value()}};
}

Api::Answer Api::put_site(const Caller& caller, const http::Request& request,
                          const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(body, ChangeBody::of(request.body, {"name"}));
    workspace::SiteChange change;
    FOOTFALL_TRY(name, body.text_or_null("name"));
    change.name = std::move(name);
    FOOTFALL_TRY(site, parts_.control_plane.describe_site(caller.workspace, id, change,
                                                          caller.actor(request)));
    return answer_with(site_object(site));
}

Api::Answer Api::put_campaign(const Caller& caller, const http::Request& request,
                              const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(
        body, ChangeBody::of(request.body, {"name", "kind", "site", "state", "sent_at", "reach"}));
    workspace::CampaignChange change;
    FOOTFALL_TRY(name, body.text_or_null("name"));
    FOOTFALL_TRY(kind, word(body, "kind", workspace::parse_campaign_kind, "email or notification"));
    FOOTFALL_TRY(site, body.text_or_null("site"));
    FOOTFALL_TRY(
        state, word(body, "state", workspace::parse_campaign_state, "draft, queued, test or sent"));
    FOOTFALL_TRY(sent_at, body.time_or_null("sent_at"));
    FOOTFALL_TRY(reach, body.number_or_null("reach", 0, workspace::reach_max));
    change.name = std::move(name);
    change.kind = kind;
    change.site = std::move(site);
    change.state = state;
    change.sent_at = sent_at;
    change.reach = reach;
    FOOTFALL_TRY(campaign, parts_.control_plane.describe_campaign(caller.workspace, id, change,
                                                                  caller.actor(request)));
    // As the lists write it; while the numbers are being loaded, by what was said alone.
    KnownCampaign known{.said = std::move(campaign), .mentioned = {}};
    ContentRow row;
    if (check_ready()) {
        FOOTFALL_TRY(all, known_campaigns(caller, parts_));
        for (KnownCampaign& each : all) {
            if (each.said.id == id) known = std::move(each);
        }
        FOOTFALL_TRY(table, numbers_of({known}, caller.workspace, {}, parts_));
        row = std::move(table.rows.front());
    }
    return answer_with(campaign_object(known, row));
}

Api::Answer Api::put_form(const Caller& caller, const http::Request& request,
                          const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(
        body, ChangeBody::of(request.body, {"name", "site", "enabled", "created_at", "answers"}));
    workspace::FormChange change;
    FOOTFALL_TRY(name, body.text_or_null("name"));
    FOOTFALL_TRY(site, body.text_or_null("site"));
    FOOTFALL_TRY(is_enabled, body.flag("enabled"));
    FOOTFALL_TRY(created_at, body.time_or_null("created_at"));
    FOOTFALL_TRY(answers, body.number_or_null("answers", 0, workspace::reach_max));
    change.name = std::move(name);
    change.site = std::move(site);
    change.is_enabled = is_enabled;
    change.created_at = created_at;
    change.answers = answers;
    FOOTFALL_TRY(form, parts_.control_plane.describe_form(caller.workspace, id, change,
                                                          caller.actor(request)));
    KnownForm known{.said = std::move(form), .mentioned = {}};
    if (check_ready()) {
        FOOTFALL_TRY(all, known_forms(caller, parts_));
        for (KnownForm& each : all) {
            if (each.said.id == id) known = std::move(each);
        }
    }
    return answer_with(form_object(known));
}

}  // namespace footfall::api
