// The customers: their list, one of them, its activity and its timeline, and what members change.
#include <charconv>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/activity_question.h"
#include "api/answers.h"
#include "api/api.h"
#include "api/parameters.h"

namespace footfall::api {

namespace {

constexpr std::int32_t panel_days = 30;
constexpr std::int32_t panel_trend_days = 14;

// A cursor is the last row's instant and sequence: `<microseconds>.<sequence>`.
std::string cursor_of(const TimelineRow& row) {
    return std::to_string(row.occurred_at.us) + "." + std::to_string(row.sequence.value);
}

Result<TimelineQuestion::After> parse_cursor(std::string_view text) {
    TimelineQuestion::After after;
    const char* end = text.data() + text.size();
    const auto [dot, first_error] = std::from_chars(text.data(), end, after.occurred_at.us);
    if (first_error == std::errc() && dot != end && *dot == '.') {
        const auto [stop, error] = std::from_chars(dot + 1, end, after.sequence.value);
        if (error == std::errc() && stop == end) return after;
    }
    return fail(ErrorCode::invalid, "Give the `next` of an earlier answer.", "cursor",
                "invalid_cursor");
}

Result<std::vector<Kind>> parse_kinds(std::string_view text) {
    std::vector<Kind> kinds_asked;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::optional<Kind> kind = parse_kind(text.substr(0, end));
        if (!kind) {
            return fail(ErrorCode::invalid, "Give kinds of events, with commas between them.",
                        "kinds", "unknown_kind");
        }
        kinds_asked.push_back(*kind);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return kinds_asked;
}

// `conflict` unless the customer is still as `version` has it; `new` is one that is not there.
Result<> check_version(const store::Store& store, const CustomerQuestion& question,
                       std::string_view version) {
    const auto customer = store::ask(store, question);
    const bool is_there = customer.has_value();
    if (!is_there && customer.error().code != ErrorCode::not_found) return fail(customer.error());
    if (version == (is_there ? version_of(*customer) : "new")) return {};
    if (version == "new") {
        return fail(ErrorCode::conflict, "There is a customer with this id already.", "id",
                    "customer_exists");
    }
    return fail(ErrorCode::conflict, "The customer was changed by somebody else meanwhile.", {},
                "customer_changed");
}

}  // namespace

Api::Answer Api::get_customer(const Caller& caller, const http::Request& request,
                              const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    CustomerQuestion question{caller.workspace, id};
    FOOTFALL_TRY(table, store::ask(parts_.store, question));
    return http::Response::json(200, customer_json(table));
}

Api::Answer Api::list_customers(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters,
                 Parameters::of(request, {"search", "status", "sort", "page", "per_page"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Scope scope{caller.workspace, days, Weekday::monday, {}, parts_.clock.now()};
        FOOTFALL_TRY(question, customers_question(parameters, scope));
        FOOTFALL_TRY(table, store::ask(parts_.store, question));
        return http::Response::json(
            200, customers_json(table, blocked(caller, table), question.page->rows_max));
    });
}

// Once it is durable, as with a key.
Api::Answer Api::edit_customer(const Caller& caller, const http::Request& request,
                               const std::string& id) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"version"}));
    FOOTFALL_CHECK(check_ready());
    const std::scoped_lock lock(editing_);
    if (const auto version = parameters.text("version")) {
        const CustomerQuestion question{caller.workspace, id};
        FOOTFALL_CHECK(check_version(parts_.store, question, *version));
    }
    const intake::Source source{caller.workspace, Via::member, Instant(), request.id};
    auto promise = std::make_shared<std::promise<intake::Reply>>();
    std::future<intake::Reply> answered = promise->get_future();
    parts_.intake.take_profile(source, id, request.body, [promise](intake::Reply reply) {
        promise->set_value(std::move(reply));
    });
    intake::Reply reply = answered.get();
    if (reply.status == 200) {
        FOOTFALL_CHECK(parts_.control_plane.audit(caller.workspace, caller.actor(request),
                                                  "edited_customer", {{"customer", id}}));
    }
    return response_of(std::move(reply));
}

// Its link goes first, so that nobody is let in whom a crash between leaves there.
Api::Answer Api::remove_customer(const Caller& caller, const http::Request& request,
                                 const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    const std::scoped_lock lock(editing_);
    FOOTFALL_CHECK(store::ask(parts_.store, CustomerQuestion{caller.workspace, id}));
    FOOTFALL_CHECK(
        parts_.control_plane.remove_customer(caller.workspace, id, caller.actor(request)));
    std::vector<EntryBody> bodies;
    bodies.emplace_back(Forget{.workspace = caller.workspace,
                               .customer = id,
                               .member = workspace::to_string(caller.session->member.id)});
    FOOTFALL_CHECK(parts_.intake.append(std::move(bodies)));
    http::Response response;
    response.status = 204;
    return response;
}

Api::Answer Api::get_customer_activity(const Caller& caller, const http::Request& request,
                                       const std::string& id) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        const Day today = Scope{caller.workspace, days, Weekday::monday, {}, now}.today();
        CustomerActivityQuestion question{caller.workspace, id,
                                          days.days(today - (panel_days - 1), today),
                                          days.days(today - (panel_trend_days - 1), today)};
        FOOTFALL_TRY(table, store::ask(parts_.store, question));
        return http::Response::json(200, customer_activity_json(table, question.period, now));
    });
}

Api::Answer Api::get_timeline(const Caller& caller, const http::Request& request,
                              const std::string& id) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"automated", "cursor", "kinds", "limit"}));
    TimelineQuestion question;
    question.workspace = caller.workspace;
    question.customer = id;
    FOOTFALL_TRY(limit, parameters.number("limit", 1, 200, 50));
    question.rows_max = limit;
    FOOTFALL_TRY(automated, parameters.flag("automated"));
    question.automated = automated;
    if (const auto cursor = parameters.text("cursor")) {
        FOOTFALL_TRY(after, parse_cursor(*cursor));
        question.after = after;
    }
    if (const auto kinds_text = parameters.text("kinds")) {
        FOOTFALL_TRY(kinds_asked, parse_kinds(*kinds_text));
        question.kinds = std::move(kinds_asked);
    }
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(table, store::ask(parts_.store, question));
    const std::string next = table.more ? cursor_of(table.rows.back()) : std::string();
    const std::string zone(parts_.store.days(caller.workspace)->zone());
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    return http::Response::json(
        200, timeline_json(table, next, gate.order_url, zone, parts_.clock.now()));
}

}  // namespace footfall::api
