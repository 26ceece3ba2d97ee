#include "api/answers.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <boost/json.hpp>

#include "api/json_value.h"
#include "calendar/date.h"
#include "event/limits.h"
#include "workspace/portal_url.h"
#include "workspace/token.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

constexpr std::size_t version_digits = 16;

std::string_view name_of(Status status) { return status == Status::active ? "active" : "inactive"; }

json::object period_object(const LocalDays& period) {
    return {{"from", to_string(period.first)}, {"to", to_string(period.last())}};
}

template <class Counts>
json::array counts_array(const Counts& counts) {
    json::array result;
    for (const std::uint64_t count : counts) result.emplace_back(count);
    return result;
}

json::object row_object(const ActivityRow& row, bool is_blocked) {
    return {{"id", row.id},
            {"name", row.name},
            {"code", text_or_null(row.code)},
            {"email", text_or_null(row.email)},
            {"status", name_of(row.status)},
            {"blocked", is_blocked},
            {"last_click", time_or_null(row.last_click)},
            {"views", row.views},
            {"trend", counts_array(row.trend)},
            {"confirmed", row.confirmed},
            {"verified", row.verified},
            {"checkout", row.checkout},
            {"orders", row.orders},
            {"recent_activity", time_or_null(row.recent_activity)},
            {"stage", row.stalled ? json::value(to_string(row.stalled->stage)) : json::value()},
            {"stage_days", row.stalled ? json::value(row.stalled->days) : json::value()}};
}

std::uint64_t pages_of(std::uint64_t rows, std::uint64_t rows_per_page) {
    return std::max<std::uint64_t>(1, (rows + rows_per_page - 1) / rows_per_page);
}

json::object summary_object(const ActivitySummary& summary) {
    return {{"customers_with_clicks", summary.customers_with_clicks},
            {"total_views", summary.total_views},
            {"verified", summary.verified},
            {"checkout_started", summary.checkout_started},
            {"orders_submitted", summary.orders_submitted},
            {"automated_views", summary.automated_views}};
}

}  // namespace

std::string activity_json(const ActivityTable& table, const ActivityQuestion& question,
                          const std::vector<bool>& blocked, Instant as_of) {
    const std::uint64_t rows_per_page = question.page->rows_max;
    json::array rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        rows.push_back(row_object(table.rows[i], blocked[i]));
    }
    json::object answer{{"as_of", to_rfc3339(as_of)},
                        {"sequence", table.sequence.value},
                        {"time_zone", table.zone},
                        {"period", period_object(question.period)},
                        {"records_from", day_or_null(table.first_day)},
                        {"summary", summary_object(table.summary)},
                        {"customers", table.customers},
                        {"total", table.total},
                        {"page", table.page},
                        {"per_page", rows_per_page},
                        {"pages", pages_of(table.total, rows_per_page)},
                        {"rows", std::move(rows)}};
    if (table.previous) {
        answer["previous"] = {{"period", period_object(*question.previous)},
                              {"summary", summary_object(*table.previous)}};
    }
    if (table.in_stages) {
        json::object& counts = answer["stages"].emplace_object();
        for (const Stage stage : stages) {
            counts[to_string(stage)] = (*table.in_stages)[position(stage)];
        }
    }
    return json::serialize(answer);
}

std::string funnel_json(const FunnelTable& table, const LocalDays& period, Instant as_of) {
    json::array steps;
    for (std::size_t i = 0; i < funnel_kinds.size(); ++i) {
        const FunnelStep& step = table.steps[i];
        steps.push_back(json::object{{"kind", to_string(funnel_kinds[i])},
                                     {"events", step.events},
                                     {"customers", step.customers},
                                     {"reached", step.reached}});
    }
    return json::serialize(json::object{{"as_of", to_rfc3339(as_of)},
                                        {"sequence", table.sequence.value},
                                        {"time_zone", table.zone},
                                        {"period", period_object(period)},
                                        {"total", table.total},
                                        {"steps", std::move(steps)}});
}

std::string customers_json(const ActivityTable& table, const std::vector<bool>& blocked,
                           std::size_t rows_per_page) {
    json::array rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const ActivityRow& row = table.rows[i];
        rows.push_back(json::object{{"id", row.id},
                                    {"name", row.name},
                                    {"code", text_or_null(row.code)},
                                    {"email", text_or_null(row.email)},
                                    {"status", name_of(row.status)},
                                    {"blocked", blocked[i]}});
    }
    return json::serialize(json::object{{"sequence", table.sequence.value},
                                        {"customers", table.customers},
                                        {"total", table.total},
                                        {"page", table.page},
                                        {"per_page", rows_per_page},
                                        {"pages", pages_of(table.total, rows_per_page)},
                                        {"rows", std::move(rows)}});
}

std::string customer_json(const CustomerTable& table) {
    json::array sites;
    for (const std::string& site : table.sites) sites.emplace_back(site);
    json::error_code error;
    json::parse_options options;
    options.max_depth = limits::json_depth_max;
    json::value traits = json::parse(table.traits, error, {}, options);
    if (error || !traits.is_object()) traits = json::object();
    return json::serialize(json::object{{"sequence", table.sequence.value},
                                        {"id", table.id},
                                        {"name", table.name},
                                        {"code", text_or_null(table.code)},
                                        {"email", text_or_null(table.email)},
                                        {"phone", text_or_null(table.phone)},
                                        {"contact", text_or_null(table.contact)},
                                        {"status", name_of(table.status)},
                                        {"traits", std::move(traits)},
                                        {"sites", std::move(sites)},
                                        {"created", to_rfc3339(table.created)},
                                        {"first_seen", time_or_null(table.first_seen)},
                                        {"last_seen", time_or_null(table.last_seen)},
                                        {"version", version_of(table)}});
}

std::string version_of(const CustomerTable& table) {
    const json::array said{table.name,  table.code,    table.email,
                           table.phone, table.contact, name_of(table.status),
                           table.traits};
    return workspace::sha256(json::serialize(said)).substr(0, version_digits);
}

std::string customer_activity_json(const CustomerActivityTable& table, const LocalDays& period,
                                   Instant as_of) {
    return json::serialize(json::object{{"as_of", to_rfc3339(as_of)},
                                        {"sequence", table.sequence.value},
                                        {"time_zone", table.zone},
                                        {"period", period_object(period)},
                                        {"views", table.views},
                                        {"verified", table.verified},
                                        {"checkout", table.checkout},
                                        {"orders", table.orders},
                                        {"trend", counts_array(table.trend)}});
}

std::string timeline_json(const TimelineTable& table, const std::string& next,
                          const std::string& order_url, const std::string& zone, Instant as_of) {
    json::array events;
    for (const TimelineRow& row : table.rows) {
        const std::optional<std::string> url = workspace::url_of_order(order_url, row.order);
        events.push_back(json::object{{"sequence", row.sequence.value},
                                      {"kind", to_string(row.kind)},
                                      {"name", text_or_null(row.name)},
                                      {"time", to_rfc3339(row.occurred_at)},
                                      {"site", text_or_null(row.site)},
                                      {"order_id", text_or_null(row.order)},
                                      {"order_url", text_or_null(url.value_or(""))},
                                      {"verdict", to_string(row.verdict)},
                                      {"rule", text_or_null(row.rule)}});
    }
    return json::serialize(json::object{{"as_of", to_rfc3339(as_of)},
                                        {"sequence", table.sequence.value},
                                        {"time_zone", zone},
                                        {"next", text_or_null(next)},
                                        {"events", std::move(events)}});
}

}  // namespace footfall::api
