#include "api/answers.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <boost/json.hpp>

#include "calendar/date.h"
#include "event/limits.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

json::value time_or_null(std::optional<Instant> at) {
    if (!at) return nullptr;
    return json::value(to_rfc3339(*at));
}

json::value text_or_null(const std::string& text) {
    if (text.empty()) return nullptr;
    return json::value(text);
}

std::string_view name_of(Status status) { return status == Status::active ? "active" : "inactive"; }

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::person:
            return "person";
        case Verdict::scanner:
            return "scanner";
        case Verdict::preview:
            return "preview";
        case Verdict::prefetch:
            return "prefetch";
        case Verdict::machine_open:
            return "machine_open";
        case Verdict::staff:
            return "staff";
        case Verdict::unknown:
            return "unknown";
    }
    return "unknown";
}

json::object period_object(const LocalDays& period) {
    return {{"from", to_string(period.first)}, {"to", to_string(period.last())}};
}

template <class Counts>
json::array counts_array(const Counts& counts) {
    json::array result;
    for (const std::uint64_t count : counts) result.emplace_back(count);
    return result;
}

json::object row_object(const ActivityRow& row) {
    return {{"id", row.id},
            {"name", row.name},
            {"code", text_or_null(row.code)},
            {"email", text_or_null(row.email)},
            {"status", name_of(row.status)},
            {"last_click", time_or_null(row.last_click)},
            {"views", row.views},
            {"trend", counts_array(row.trend)},
            {"confirmed", row.confirmed},
            {"verified", row.verified},
            {"checkout", row.checkout},
            {"orders", row.orders},
            {"recent_activity", time_or_null(row.recent_activity)}};
}

}  // namespace

std::string activity_json(const ActivityTable& table, const LocalDays& period,
                          std::size_t rows_per_page, Instant as_of) {
    json::array rows;
    for (const ActivityRow& row : table.rows) rows.push_back(row_object(row));
    const ActivitySummary& summary = table.summary;
    return json::serialize(json::object{
        {"as_of", to_rfc3339(as_of)},
        {"sequence", table.sequence.value},
        {"time_zone", table.zone},
        {"period", period_object(period)},
        {"summary",
         {{"customers_with_clicks", summary.customers_with_clicks},
          {"total_views", summary.total_views},
          {"verified", summary.verified},
          {"checkout_started", summary.checkout_started},
          {"orders_submitted", summary.orders_submitted}}},
        {"customers", table.customers},
        {"total", table.total},
        {"page", table.page},
        {"per_page", rows_per_page},
        {"pages", std::max<std::uint64_t>(1, (table.total + rows_per_page - 1) / rows_per_page)},
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
                                        {"last_seen", time_or_null(table.last_seen)}});
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

std::string timeline_json(const TimelineTable& table, const std::string& next) {
    json::array events;
    for (const TimelineRow& row : table.rows) {
        events.push_back(json::object{{"sequence", row.sequence.value},
                                      {"kind", to_string(row.kind)},
                                      {"name", text_or_null(row.name)},
                                      {"time", to_rfc3339(row.occurred_at)},
                                      {"site", text_or_null(row.site)},
                                      {"order_id", text_or_null(row.order)},
                                      {"verdict", name_of(row.verdict)}});
    }
    return json::serialize(json::object{{"sequence", table.sequence.value},
                                        {"next", text_or_null(next)},
                                        {"events", std::move(events)}});
}

}  // namespace footfall::api
