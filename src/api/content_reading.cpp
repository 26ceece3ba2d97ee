// GET of sites, campaigns and forms.
#include "api/content_reading.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/json.hpp>

#include "api/json_text.h"
#include "api/parameters.h"
#include "calendar/date.h"
#include "calendar/range.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

using Mentions = std::vector<MentionsTable::Mention>;

// What was said and what was mentioned, by id.
template <class Known, class Said>
std::vector<Known> join(const std::vector<Said>& said, const Mentions& mentions) {
    std::map<std::string, Known> by_id;
    for (const Said& each : said) by_id[each.id].said = each;
    for (const MentionsTable::Mention& mention : mentions) {
        Known& known = by_id[mention.id];
        if (known.said.id.empty()) {
            known.said.id = mention.id;
            known.said.created = mention.at;
        }
        known.mentioned = mention.at;
    }
    std::vector<Known> all;
    for (auto& [id, known] : by_id) all.push_back(std::move(known));
    return all;
}

template <class Known>
Result<ContentTable> ask_numbers(const std::vector<Known>& known, ContentType type,
                                 const WorkspaceId& workspace, const CustomersAsked& customers,
                                 const Parts& parts, bool by_day) {
    ContentQuestion question;
    question.workspace = workspace;
    question.type = type;
    for (const Known& each : known) question.ids.push_back(each.said.id);
    customers.narrow(question);
    question.by_day = by_day;
    return store::ask(parts.store, question);
}

// The days from the first with something to the last, in buckets.
struct Buckets {
    Bucket bucket = Bucket::day;
    json::array periods;
    json::array delivered, opens, responses;
};

Buckets buckets_of(const std::vector<ContentRow::OfDay>& days, Weekday first_weekday) {
    Buckets buckets;
    if (days.empty()) return buckets;
    const DayRange range{days.front().day, days.back().day};
    buckets.bucket = bucket_for(range);
    const std::vector<Day> starts = bucket_starts(range, buckets.bucket, first_weekday);
    auto day = days.begin();
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const Day last = i + 1 == starts.size() ? range.to : starts[i + 1] - 1;
        ContentRow::OfDay sum;
        for (; day != days.end() && day->day <= last; ++day) {
            sum.delivered += day->delivered;
            sum.opens += day->opens;
            sum.responses += day->responses;
        }
        buckets.periods.push_back(
            json::object{{"from", to_string(starts[i])}, {"to", to_string(last)}});
        buckets.delivered.emplace_back(sum.delivered);
        buckets.opens.emplace_back(sum.opens);
        buckets.responses.emplace_back(sum.responses);
    }
    return buckets;
}

// What a page of one campaign or form begins with.
void add_head(json::object& answer, const ContentTable& table, const CustomersAsked& customers,
              Instant now, Buckets& buckets) {
    answer["as_of"] = to_rfc3339(now);
    answer["sequence"] = table.sequence.value;
    answer["time_zone"] = table.zone;
    answer["target"] = target_value(customers.target);
    answer["granted_targets"] = granted_value(customers);
    answer["bucket"] = to_string(buckets.bucket);
    answer["buckets"] = std::move(buckets.periods);
}

}  // namespace

bool KnownCampaign::was_sent(Instant now) const {
    const std::optional<Instant> at = sent_at();
    const bool is_sent =
        said.state.value_or(workspace::CampaignState::sent) == workspace::CampaignState::sent;
    return is_sent && at && *at <= now;
}

Instant KnownForm::created_at() const {
    if (said.created_at) return *said.created_at;
    return std::min(said.created, mentioned.value_or(said.created));
}

Result<std::vector<KnownCampaign>> known_campaigns(const Caller& caller, const Parts& parts) {
    FOOTFALL_TRY(said, parts.control_plane.campaigns(caller.workspace));
    FOOTFALL_TRY(mentions,
                 store::ask(parts.store, MentionsQuestion{.workspace = caller.workspace}));
    if (caller.granted_targets()) {
        for (workspace::Campaign& each : said) each.reach.reset();
    }
    return join<KnownCampaign>(said, mentions.campaigns);
}

Result<std::vector<KnownForm>> known_forms(const Caller& caller, const Parts& parts) {
    FOOTFALL_TRY(said, parts.control_plane.forms(caller.workspace));
    FOOTFALL_TRY(mentions,
                 store::ask(parts.store, MentionsQuestion{.workspace = caller.workspace}));
    if (caller.granted_targets()) {
        for (workspace::Form& each : said) each.answers.reset();
    }
    return join<KnownForm>(said, mentions.forms);
}

bool newest_first(const KnownCampaign& a, const KnownCampaign& b) {
    // Nothing is less than any time.
    return std::tuple(b.sent_at(), a.said.id) < std::tuple(a.sent_at(), b.said.id);
}

bool newest_first(const KnownForm& a, const KnownForm& b) {
    return std::tuple(b.created_at(), a.said.id) < std::tuple(a.created_at(), b.said.id);
}

Result<ContentTable> numbers_of(const std::vector<KnownCampaign>& campaigns,
                                const WorkspaceId& workspace, const CustomersAsked& customers,
                                const Parts& parts, bool by_day) {
    return ask_numbers(campaigns, ContentType::campaign, workspace, customers, parts, by_day);
}

Result<ContentTable> numbers_of(const std::vector<KnownForm>& forms, const WorkspaceId& workspace,
                                const CustomersAsked& customers, const Parts& parts, bool by_day) {
    return ask_numbers(forms, ContentType::form, workspace, customers, parts, by_day);
}

json::object campaign_object(const KnownCampaign& campaign, const ContentRow& row) {
    const bool by_notifications =
        row.notifications + row.notification_opens > row.emails + row.email_opens + row.spam;
    return campaign_object(
        campaign.said, Mentioned{.at = campaign.mentioned, .by_notifications = by_notifications});
}

json::object campaign_row(const KnownCampaign& campaign, const ContentRow& row,
                          const CustomersAsked& customers) {
    json::object object = campaign_object(campaign, row);
    const std::uint64_t reached =
        customers.is_everybody() ? campaign.said.reach.value_or(row.recipients) : row.recipients;
    object["delivered"] = row.emails + row.notifications;
    object["reached"] = reached;
    object["opens"] = row.email_opens + row.notification_opens;
    object["unique_opens"] = row.openers;
    object["spam"] = row.spam;
    json::value& rate = object["rate"];
    if (reached > 0) {
        rate = 100.0 * static_cast<double>(row.openers) / static_cast<double>(reached);
    }
    return object;
}

json::object form_object(const KnownForm& form) {
    return form_object(form.said, Mentioned{.at = form.mentioned});
}

json::object form_row(const KnownForm& form, const ContentRow& row,
                      const CustomersAsked& customers) {
    json::object object = form_object(form);
    if (!customers.is_everybody()) object["answers"] = nullptr;
    object["responses"] = row.responses;
    object["respondents"] = row.respondents;
    return object;
}

json::value target_value(const std::optional<TargetAsked>& target) {
    if (!target) return nullptr;
    return json::object{{"id", target->id}, {"name", target->name}};
}

Api::Answer Api::list_sites(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(said, parts_.control_plane.sites(caller.workspace));
    FOOTFALL_TRY(mentions,
                 store::ask(parts_.store, MentionsQuestion{.workspace = caller.workspace}));
    std::set<std::pair<std::string, std::string>> by_name;
    std::set<std::string> described;
    for (const workspace::Site& site : said) {
        described.insert(site.id);
        by_name.emplace(site.name.value_or(site.id), site.id);
    }
    for (const std::string& id : mentions.sites) {
        if (!described.contains(id)) by_name.emplace(id, id);
    }
    json::array sites;
    for (const auto& [name, id] : by_name) {
        sites.push_back(json::object{{"id", id}, {"name", name}});
    }
    return http::Response::json(200, json::serialize(json::object{{"sites", std::move(sites)}}));
}

Api::Answer Api::list_campaigns(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(known, known_campaigns(caller, parts_));
    std::sort(known.begin(), known.end(),
              [](const auto& a, const auto& b) { return newest_first(a, b); });
    FOOTFALL_TRY(table, numbers_of(known, caller.workspace, {}, parts_));
    json::array campaigns;
    for (std::size_t i = 0; i < known.size(); ++i) {
        campaigns.push_back(campaign_object(known[i], table.rows[i]));
    }
    return http::Response::json(200,
                                json::serialize(json::object{{"campaigns", std::move(campaigns)}}));
}

Api::Answer Api::list_forms(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(known, known_forms(caller, parts_));
    std::sort(known.begin(), known.end(),
              [](const auto& a, const auto& b) { return newest_first(a, b); });
    json::array forms;
    for (const KnownForm& form : known) forms.push_back(form_object(form));
    return http::Response::json(200, json::serialize(json::object{{"forms", std::move(forms)}}));
}

Api::Answer Api::get_campaign(const Caller& caller, const http::Request& request,
                              const std::string& id) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"target"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(customers,
                     customers_asked(parameters, scope, parts_.control_plane, parts_.store));
        FOOTFALL_TRY(known, known_campaigns(caller, parts_));
        std::erase_if(known, [&](const KnownCampaign& each) { return each.said.id != id; });
        if (known.empty()) {
            return fail(ErrorCode::not_found, "There is no such campaign.", "id",
                        "unknown_campaign");
        }
        FOOTFALL_TRY(table, numbers_of(known, caller.workspace, customers, parts_, true));
        json::object answer = campaign_row(known[0], table.rows[0], customers);
        Buckets buckets = buckets_of(table.rows[0].days, scope.first_weekday);
        add_head(answer, table, customers, now, buckets);
        answer["delivered_series"] = std::move(buckets.delivered);
        answer["opens_series"] = std::move(buckets.opens);
        return http::Response::json(200, json_text(answer));
    });
}

Api::Answer Api::get_form(const Caller& caller, const http::Request& request,
                          const std::string& id) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"target"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(customers,
                     customers_asked(parameters, scope, parts_.control_plane, parts_.store));
        FOOTFALL_TRY(known, known_forms(caller, parts_));
        std::erase_if(known, [&](const KnownForm& each) { return each.said.id != id; });
        if (known.empty()) {
            return fail(ErrorCode::not_found, "There is no such form.", "id", "unknown_form");
        }
        FOOTFALL_TRY(table, numbers_of(known, caller.workspace, customers, parts_, true));
        json::object answer = form_row(known[0], table.rows[0], customers);
        Buckets buckets = buckets_of(table.rows[0].days, scope.first_weekday);
        add_head(answer, table, customers, now, buckets);
        answer["responses_series"] = std::move(buckets.responses);
        return http::Response::json(200, json_text(answer));
    });
}

}  // namespace footfall::api
