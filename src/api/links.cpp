// Order links: shown, renewed, blocked; and what became of those that were sent.
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/change_body.h"
#include "api/json_value.h"
#include "api/parameters.h"
#include "calendar/date.h"
#include "config/values.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

// What an opener meets, as the gate decides it.
std::string_view state_of(const workspace::Link& link, const CustomerTable& customer,
                          const workspace::GateSettings& gate, bool is_sample, bool sends_mail) {
    if (link.token.empty() && !link.is_unreadable) return "revoked";
    if (link.is_blocked) return "blocked";
    if (customer.status == Status::inactive) return "inactive";
    if (gate.portal_url.empty() && !is_sample) return "not_open";
    // A sample's mails go nowhere.
    if (gate.is_strict && !sends_mail && !is_sample) return "no_mail";
    if (gate.is_strict && !config::is_mail_address(customer.email)) return "no_email";
    return link.is_unreadable ? "unreadable" : "active";
}

// A cursor is the last mail's number.
Result<std::uint64_t> parse_cursor(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end &&
        number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return number;
    }
    return fail(ErrorCode::invalid, "Give the `next` of an earlier answer.", "cursor",
                "invalid_cursor");
}

json::value mail_value(const workspace::Mail& mail) {
    // What is to be sent holds a link or a code word, which only its reader may have.
    const bool is_kept = mail.state == workspace::MailState::kept;
    return {{"number", mail.number},
            {"to", mail.to},
            {"customer", mail.customer},
            {"subject", mail.subject},
            {"text", is_kept && !mail.is_unreadable ? json::value(mail.text) : json::value()},
            {"time", to_rfc3339(mail.queued)},
            {"purpose", to_string(mail.purpose)},
            {"state", to_string(mail.state)},
            {"trouble", text_or_null(mail.trouble)}};
}

// The first counted open at `since` or later; nothing beyond the newest 10,000 opens.
Result<std::optional<Instant>> first_open(const store::Store& store, const WorkspaceId& workspace,
                                          const std::string& customer, Instant since) {
    constexpr int pages_max = 50;
    TimelineQuestion question;
    question.workspace = workspace;
    question.customer = customer;
    question.kinds = {Kind::link_open};
    question.rows_max = 200;
    std::optional<Instant> first;
    for (int page = 0; page < pages_max; ++page) {
        FOOTFALL_TRY(table, store::ask(store, question));
        for (const TimelineRow& row : table.rows) {
            if (row.occurred_at < since) return first;
            first = row.occurred_at;
        }
        if (!table.more) return first;
        question.after = {table.rows.back().occurred_at, table.rows.back().sequence};
    }
    return std::nullopt;
}

}  // namespace

std::string Api::url_of(const workspace::Link& link) const {
    return parts_.origin() + "/l/" + link.token;
}

http::Response Api::link_response(const workspace::Link& link, std::string_view state,
                                  const std::optional<Instant>& opened) const {
    const bool is_there = !link.token.empty();
    return http::Response::json(
        200,
        json::serialize(json::object{{"customer", link.customer},
                                     {"url", is_there ? json::value(url_of(link)) : json::value()},
                                     {"state", state},
                                     {"made", to_rfc3339(link.made)},
                                     {"last_sent", time_or_null(link.last_sent)},
                                     {"first_open_after_sent", time_or_null(opened)}}));
}

std::vector<bool> Api::blocked(const Caller& caller, const ActivityTable& table) const {
    std::vector<std::string> customers;
    customers.reserve(table.rows.size());
    for (const ActivityRow& row : table.rows) customers.push_back(row.id);
    return parts_.control_plane.blocked(caller.workspace, customers);
}

// `change(customer)` gives the link as it is then.
template <class Change>
Api::Answer Api::answer_link(const Caller& caller, const http::Request& request,
                             const std::string& id, const Change& change) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_CHECK(check_ready());
    const CustomerQuestion question{caller.workspace, id};
    FOOTFALL_TRY(customer, store::ask(parts_.store, question));
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    FOOTFALL_TRY(shop, parts_.control_plane.shop(caller.workspace));
    FOOTFALL_TRY(before, parts_.control_plane.link(caller.workspace, id));
    // What may fail comes before the change: an error says that nothing was changed.
    std::optional<Instant> opened;
    if (before.last_sent && workspace::is_admin(caller.session->role)) {
        FOOTFALL_TRY(first, first_open(parts_.store, caller.workspace, id, *before.last_sent));
        opened = first;
    }
    Result<workspace::Link> link = change(id);
    if (!link) return fail(std::move(link).error());
    if (link->last_sent != before.last_sent) opened.reset();
    return link_response(
        *link, state_of(*link, customer, gate, shop.is_sample, parts_.mail_from.has_value()),
        opened);
}

Api::Answer Api::get_link(const Caller& caller, const http::Request& request,
                          const std::string& id) {
    return answer_link(caller, request, id, [&](const std::string& customer) {
        return parts_.control_plane.link(caller.workspace, customer);
    });
}

Api::Answer Api::rotate_link(const Caller& caller, const http::Request& request,
                             const std::string& id) {
    return answer_link(caller, request, id, [&](const std::string& customer) {
        return parts_.control_plane.rotate_link(caller.workspace, customer, caller.actor(request));
    });
}

Api::Answer Api::revoke_link(const Caller& caller, const http::Request& request,
                             const std::string& id) {
    return answer_link(caller, request, id, [&](const std::string& customer) {
        return parts_.control_plane.revoke_link(caller.workspace, customer, caller.actor(request));
    });
}

Api::Answer Api::block_link(const Caller& caller, const http::Request& request,
                            const std::string& id) {
    FOOTFALL_TRY(body, ChangeBody::of(request.body, {"blocked"}));
    FOOTFALL_TRY(blocked, body.flag("blocked"));
    if (!blocked) return fail(ErrorCode::invalid, "Give yes or no.", "blocked", "missing_field");
    return answer_link(caller, request, id, [&](const std::string& customer) {
        return parts_.control_plane.block_link(caller.workspace, customer, *blocked,
                                               caller.actor(request));
    });
}

Api::Answer Api::get_outbox(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"cursor", "limit", "state"}));
    FOOTFALL_TRY(limit, parameters.number("limit", 1, 200, 200));
    workspace::MailFilter filter;
    if (const auto cursor = parameters.text("cursor")) {
        FOOTFALL_TRY(before, parse_cursor(*cursor));
        filter.before = before;
    }
    if (const auto name = parameters.text("state")) {
        filter.state = workspace::parse_mail_state(*name);
        if (!filter.state) {
            return fail(ErrorCode::invalid, "Give one of queued, sent, failed, kept.", "state",
                        "unknown_state");
        }
    }
    const workspace::ControlPlane& control_plane = parts_.control_plane;
    FOOTFALL_TRY(counts, control_plane.mail_counts(caller.workspace));
    // One more, which tells whether there are more.
    FOOTFALL_TRY(mails, control_plane.mails(caller.workspace, limit + 1, filter));
    json::value next;
    if (mails.size() > limit) {
        mails.resize(limit);
        next = std::to_string(mails.back().number);
    }
    json::array list;
    for (const workspace::Mail& mail : mails) list.push_back(mail_value(mail));
    return http::Response::json(200, json::serialize(json::object{{"mails", std::move(list)},
                                                                  {"next", next},
                                                                  {"totals",
                                                                   {{"queued", counts.queued},
                                                                    {"sent", counts.sent},
                                                                    {"failed", counts.failed},
                                                                    {"kept", counts.kept}}}}));
}

}  // namespace footfall::api
