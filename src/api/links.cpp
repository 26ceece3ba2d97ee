// Order links: shown, renewed, blocked, and sent by e-mail.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/activity_question.h"
#include "api/api.h"
#include "api/change_body.h"
#include "api/json_value.h"
#include "api/link_mail.h"
#include "api/parameters.h"
#include "calendar/date.h"
#include "config/values.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

constexpr std::size_t customers_max = 5'000;

std::string url_of(const std::string& origin, const workspace::Link& link) {
    return origin + "/l/" + link.token;
}

// What an opener meets.
std::string_view state_of(const workspace::Link& link, Status status) {
    if (link.token.empty() && !link.is_unreadable) return "revoked";
    if (status == Status::inactive) return "inactive";
    if (link.is_blocked) return "blocked";
    return link.is_unreadable ? "unreadable" : "active";
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

// Of `SendLinks`.
struct Wanted {
    std::optional<std::vector<std::string>> customers;
    std::string search;
    std::string status;
    bool is_preview = false;
    std::optional<std::string> subject;
    std::optional<std::string> text;
};

Result<Wanted> wanted_of(const std::string& text) {
    FOOTFALL_TRY(body, ChangeBody::of(text, {"customers", "all", "search", "status", "subject",
                                             "text", "preview"}));
    Wanted wanted;
    FOOTFALL_TRY(customers, body.texts("customers"));
    FOOTFALL_TRY(all, body.flag("all"));
    FOOTFALL_TRY(search, body.text("search"));
    FOOTFALL_TRY(status, body.text("status"));
    FOOTFALL_TRY(subject, body.text("subject"));
    FOOTFALL_TRY(mail_text, body.text("text"));
    FOOTFALL_TRY(preview, body.flag("preview"));
    if (customers.has_value() == all.value_or(false)) {
        return fail(ErrorCode::invalid, "Give either customers or all.", "customers",
                    "missing_field");
    }
    if (customers && (customers->empty() || customers->size() > customers_max)) {
        return fail(ErrorCode::invalid,
                    "Give 1 to " + std::to_string(customers_max) + " customers.", "customers",
                    customers->empty() ? "missing_field" : "too_many");
    }
    if (customers && (search || status)) {
        return fail(ErrorCode::invalid, "A search goes with all, not with customers.",
                    search ? "search" : "status", "unknown_field");
    }
    wanted.customers = std::move(customers);
    wanted.search = search.value_or("");
    wanted.status = status.value_or("all");
    wanted.is_preview = preview.value_or(false);
    wanted.subject = std::move(subject);
    wanted.text = std::move(mail_text);
    return wanted;
}

struct Skipped {
    std::string customer;
    std::string name;
    std::string_view reason;
};

json::array array_of(const std::vector<Skipped>& skipped) {
    json::array list;
    for (const Skipped& each : skipped) {
        list.push_back({{"customer", each.customer}, {"name", each.name}, {"reason", each.reason}});
    }
    return list;
}

Result<std::vector<Recipient>> named(const store::Store& store, const WorkspaceId& workspace,
                                     const std::vector<std::string>& customers,
                                     std::vector<Skipped>& skipped) {
    std::vector<Recipient> recipients;
    std::set<std::string> seen;
    for (const std::string& customer : customers) {
        if (!seen.insert(customer).second) continue;
        const CustomerQuestion question{workspace, customer};
        Result<CustomerTable> table = store::ask(store, question);
        if (!table && table.error().code != ErrorCode::not_found) return fail(table.error());
        if (!table) {
            skipped.push_back({customer, "", "unknown_customer"});
            continue;
        }
        recipients.push_back({customer, table->name, table->email, table->status});
    }
    return recipients;
}

}  // namespace

http::Response Api::link_response(const workspace::Link& link, Status status,
                                  const std::optional<Instant>& opened) const {
    const bool is_there = !link.token.empty();
    return http::Response::json(
        200, json::serialize(json::object{
                 {"customer", link.customer},
                 {"url", is_there ? json::value(url_of(parts_.origin(), link)) : json::value()},
                 {"state", state_of(link, status)},
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
    Result<workspace::Link> link = change(id);
    if (!link) return fail(std::move(link).error());
    std::optional<Instant> opened;
    if (link->last_sent) {
        FOOTFALL_TRY(first, first_open(parts_.store, caller.workspace, id, *link->last_sent));
        opened = first;
    }
    return link_response(*link, customer.status, opened);
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

Api::Answer Api::send_links(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(wanted, wanted_of(request.body));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(workspace, parts_.control_plane.find_workspace(caller.workspace));
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    FOOTFALL_TRY(letter,
                 LinkLetter::of(wanted.subject.value_or(gate.mail_subject),
                                wanted.text.value_or(gate.mail_text),
                                gate.brand_name.empty() ? workspace.name : gate.brand_name));
    std::vector<Skipped> skipped;
    std::vector<Recipient> recipients;
    if (wanted.customers) {
        FOOTFALL_TRY(found, named(parts_.store, caller.workspace, *wanted.customers, skipped));
        recipients = std::move(found);
    } else {
        FOOTFALL_TRY(found, matching(caller, wanted.search, wanted.status));
        recipients = std::move(found);
    }

    std::vector<std::string> customers;
    for (const Recipient& each : recipients) customers.push_back(each.customer);
    const std::vector<bool> blocked = parts_.control_plane.blocked(caller.workspace, customers);
    std::vector<Recipient> written;
    customers.clear();
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        Recipient& each = recipients[i];
        const std::string_view reason = each.status == Status::inactive       ? "inactive"
                                        : blocked[i]                          ? "blocked"
                                        : config::is_mail_address(each.email) ? ""
                                                                              : "no_email";
        if (!reason.empty()) {
            skipped.push_back({each.customer, each.name, reason});
            continue;
        }
        customers.push_back(each.customer);
        written.push_back(std::move(each));
    }
    FOOTFALL_TRY(links, parts_.control_plane.links(caller.workspace, customers));
    std::vector<workspace::NewMail> mails;
    json::value example;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (links[i].token.empty()) {
            skipped.push_back({written[i].customer, written[i].name,
                               links[i].is_unreadable ? "unreadable" : "revoked"});
            continue;
        }
        workspace::NewMail mail =
            letter.to(written[i], wanted.is_preview ? parts_.origin() + "/l/…"
                                                    : url_of(parts_.origin(), links[i]));
        if (mails.empty()) {
            example = json::object{{"to", mail.to}, {"subject", mail.subject}, {"text", mail.text}};
        }
        mails.push_back(std::move(mail));
    }
    if (!wanted.is_preview && !workspace.sample && !parts_.mail_from) {
        return fail(ErrorCode::conflict,
                    "This server sends no mail: whoever runs it sets smtp_url and mail_from.", "",
                    "no_mail");
    }
    if (!wanted.is_preview) {
        FOOTFALL_CHECK(
            parts_.control_plane.queue_mails(caller.workspace, mails, caller.actor(request)));
    }
    return http::Response::json(
        200, json::serialize(json::object{
                 {"queued", mails.size()}, {"skipped", array_of(skipped)}, {"example", example}}));
}

Result<std::vector<Recipient>> Api::matching(const Caller& caller, const std::string& search,
                                             const std::string& status) const {
    http::Request asked;
    asked.query = {{"search", search}, {"status", status}};
    FOOTFALL_TRY(parameters, Parameters::of(asked, {"search", "status"}));
    FOOTFALL_TRY(
        rows,
        in_days_in_force(
            parts_.store, caller.workspace, [&](const DayTable& days) -> Result<store::EveryRow> {
                const Scope scope{caller.workspace, days, Weekday::monday, {}, parts_.clock.now()};
                FOOTFALL_TRY(question, customers_question(parameters, scope));
                question.page.reset();
                return parts_.store.every_row(question);
            }));
    std::vector<Recipient> recipients;
    for (;;) {
        FOOTFALL_TRY(piece, rows.next());
        if (piece.empty()) return recipients;
        for (ActivityRow& row : piece) {
            recipients.push_back(
                {std::move(row.id), std::move(row.name), std::move(row.email), row.status});
        }
    }
}

Api::Answer Api::get_outbox(const Caller& caller, const http::Request& request) {
    constexpr std::size_t mails_max = 200;
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(mails, parts_.control_plane.mails(caller.workspace, mails_max));
    json::array list;
    for (const workspace::Mail& mail : mails) {
        // What is to be sent holds a link or a code word, which only its reader may have.
        const bool is_kept = mail.state == workspace::MailState::kept;
        list.push_back({{"number", mail.number},
                        {"to", mail.to},
                        {"customer", mail.customer},
                        {"subject", mail.subject},
                        {"text", is_kept ? json::value(mail.text) : json::value()},
                        {"time", to_rfc3339(mail.queued)},
                        {"purpose", to_string(mail.purpose)},
                        {"state", to_string(mail.state)},
                        {"trouble", text_or_null(mail.trouble)}});
    }
    return http::Response::json(200, json::serialize(json::object{{"mails", std::move(list)}}));
}

}  // namespace footfall::api
