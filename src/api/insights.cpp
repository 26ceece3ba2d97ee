// The Insights page: its cards, its chart, and its two lists.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/content_reading.h"
#include "api/customers_asked.h"
#include "api/insights_question.h"
#include "api/json_text.h"
#include "api/json_value.h"
#include "calendar/date.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

constexpr std::size_t recent_max = 5;

json::object period_object(Day from, Day to) {
    return {{"from", to_string(from)}, {"to", to_string(to)}};
}

// In percent with one decimal; null without a base.
json::value change_of(std::uint64_t value, std::optional<std::uint64_t> before) {
    if (!before || *before == 0) return nullptr;
    const double base = static_cast<double>(*before);
    return std::round((static_cast<double>(value) - base) / base * 1'000) / 10;
}

json::value card_of(const InsightsTable& table, std::uint64_t InsightsNumbers::* number,
                    bool is_whole_before) {
    std::optional<std::uint64_t> before;
    if (table.previous) before = *table.previous.*number;
    const std::uint64_t value = table.numbers.*number;
    return json::object{{"value", value},
                        {"previous", before ? json::value(*before) : json::value()},
                        {"change", is_whole_before ? change_of(value, before) : json::value()}};
}

// What answers of this page begin with.
json::object head_of(Instant as_of, Sequence sequence, const std::string& zone) {
    return {{"as_of", to_rfc3339(as_of)}, {"sequence", sequence.value}, {"time_zone", zone}};
}

void add_scope(json::object& answer, const CustomersAsked& asked, const std::string& site) {
    answer["target"] = target_value(asked.target);
    answer["granted_targets"] = granted_value(asked);
    answer["site"] = site.empty() ? json::value() : json::value(site);
}

std::string insights_json(const InsightsTable& table, const InsightsQuestion& question,
                          const CustomersAsked& asked, Instant as_of) {
    json::object answer = head_of(as_of, table.sequence, table.zone);
    answer["period"] = period_object(question.period.first, question.period.last());
    answer["previous_period"] =
        question.previous
            ? json::value(period_object(question.previous->first, question.previous->last()))
            : json::value();
    json::array& set = answer["activity_set"].emplace_array();
    for (const KindFacts& each : kinds) {
        if (question.activity_set.has(each.kind)) set.emplace_back(each.name);
    }
    add_scope(answer, asked, question.site);
    answer["records_from"] = day_or_null(table.first_day);
    // A part of a period is no base.
    const bool is_whole_before =
        question.previous && table.first_day && *table.first_day <= question.previous->first;
    const auto card = [&](std::uint64_t InsightsNumbers::* number) {
        return card_of(table, number, is_whole_before);
    };
    answer["active_users"] = card(&InsightsNumbers::active_users);
    answer["activity"] = card(&InsightsNumbers::activity);
    answer["logins"] = card(&InsightsNumbers::logins);
    answer["logs"] = card(&InsightsNumbers::logs);
    answer["sign_ups"] = card(&InsightsNumbers::sign_ups);
    answer["automated_opens"] = table.automated_opens;
    const std::uint64_t active = table.numbers.active_users;
    json::value percent;
    if (table.customers > 0) {
        percent = 100.0 * static_cast<double>(active) / static_cast<double>(table.customers);
    }
    answer["engagement"] = {
        {"active", active}, {"total", table.customers}, {"percent", std::move(percent)}};
    return json_text(answer);
}

json::value line_of(const std::optional<Metric>& metric, const SeriesTable& table,
                    std::size_t& line) {
    if (!metric) return nullptr;
    const SeriesTable::Line& of = table.lines[line++];
    return json::object{{"metric", to_string(*metric)},
                        {"additive", *metric != Metric::active_users},
                        {"total", of.total},
                        {"values", json::value_from(of.values)}};
}

std::string series_json(const SeriesTable& table, const SeriesAsked& asked, Instant as_of) {
    const SeriesQuestion& question = asked.question;
    json::object answer = head_of(as_of, table.sequence, table.zone);
    answer["period"] = period_object(question.period.first, question.period.last());
    answer["bucket"] = to_string(asked.bucket);
    json::array& buckets = answer["buckets"].emplace_array();
    for (std::size_t i = 0; i < question.starts.size(); ++i) {
        const bool is_last = i + 1 == question.starts.size();
        buckets.push_back(period_object(
            question.starts[i], is_last ? question.period.last() : question.starts[i + 1] - 1));
    }
    std::size_t line = 0;
    answer["a"] = line_of(asked.a, table, line);
    answer["b"] = line_of(asked.b, table, line);
    return json_text(answer);
}

}  // namespace

Api::Answer Api::get_insights(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"preset", "from", "to", "target", "site"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(question, insights_question(parameters, scope));
        FOOTFALL_TRY(customers,
                     customers_asked(parameters, scope, parts_.control_plane, parts_.store));
        customers.narrow(question);
        FOOTFALL_TRY(table, store::ask(parts_.store, question));
        return http::Response::json(200, insights_json(table, question, customers, now));
    });
}

Api::Answer Api::get_series(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"a", "b", "bucket", "preset", "from", "to",
                                                      "target", "site"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(asked, series_question(parameters, scope));
        FOOTFALL_TRY(customers,
                     customers_asked(parameters, scope, parts_.control_plane, parts_.store));
        customers.narrow(asked.question);
        FOOTFALL_TRY(table, store::ask(parts_.store, asked.question));
        return http::Response::json(200, series_json(table, asked, now));
    });
}

Api::Answer Api::get_recent_campaigns(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"target", "site"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(customers,
                     customers_asked(parameters, scope, parts_.control_plane, parts_.store));
        const std::string site = parameters.text("site").value_or("");
        FOOTFALL_TRY(known, known_campaigns(caller, parts_));
        std::erase_if(known, [&](const KnownCampaign& each) {
            return !each.was_sent(now) || (!site.empty() && each.said.site != site);
        });
        std::sort(known.begin(), known.end(),
                  [](const auto& a, const auto& b) { return newest_first(a, b); });
        if (known.size() > recent_max) known.resize(recent_max);
        FOOTFALL_TRY(table, numbers_of(known, caller.workspace, customers, parts_));
        json::object answer = head_of(now, table.sequence, table.zone);
        add_scope(answer, customers, site);
        json::array& rows = answer["campaigns"].emplace_array();
        for (std::size_t i = 0; i < known.size(); ++i) {
            rows.push_back(campaign_row(known[i], table.rows[i], customers));
        }
        return http::Response::json(200, json_text(answer));
    });
}

Api::Answer Api::get_recent_forms(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"target", "site"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(customers,
                     customers_asked(parameters, scope, parts_.control_plane, parts_.store));
        const std::string site = parameters.text("site").value_or("");
        FOOTFALL_TRY(known, known_forms(caller, parts_));
        std::erase_if(
            known, [&](const KnownForm& each) { return !site.empty() && each.said.site != site; });
        std::sort(known.begin(), known.end(),
                  [](const auto& a, const auto& b) { return newest_first(a, b); });
        if (known.size() > recent_max) known.resize(recent_max);
        FOOTFALL_TRY(table, numbers_of(known, caller.workspace, customers, parts_));
        json::object answer = head_of(now, table.sequence, table.zone);
        add_scope(answer, customers, site);
        json::array& rows = answer["forms"].emplace_array();
        for (std::size_t i = 0; i < known.size(); ++i) {
            rows.push_back(form_row(known[i], table.rows[i], customers));
        }
        return http::Response::json(200, json_text(answer));
    });
}

}  // namespace footfall::api
