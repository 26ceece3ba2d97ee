// POST /api/v1/links/send: order links by e-mail, to some customers or to many.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/activity_question.h"
#include "api/api.h"
#include "api/change_body.h"
#include "api/link_mail.h"
#include "api/parameters.h"
#include "config/values.h"
#include "workspace/token.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

constexpr std::size_t customers_max = 5'000;
constexpr std::size_t piece_max = 500;      // of customers in memory at a time
constexpr std::size_t skipped_max = 1'000;  // that the answer names
constexpr std::size_t key_bytes_max = 200;
constexpr const char* key_field = "Idempotency-Key";

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

// Who is not written to.
class Skipped {
  public:
    void add(std::string_view customer, std::string_view name, std::string_view reason) {
        if (++count_ > skipped_max) return;
        list_.push_back({{"customer", customer}, {"name", name}, {"reason", reason}});
    }
    const json::array& list() const { return list_; }
    std::size_t count() const { return count_; }

  private:
    json::array list_;
    std::size_t count_ = 0;
};

// Gives those named, each once.
Recipients named(const store::Store& store, const WorkspaceId& workspace,
                 std::vector<std::string> customers, Skipped& skipped) {
    return [&store, workspace, customers = std::move(customers), &skipped,
            seen = std::set<std::string>(),
            at = std::size_t{0}]() mutable -> Result<std::vector<Recipient>> {
        std::vector<Recipient> piece;
        for (; at < customers.size() && piece.size() < piece_max; ++at) {
            const std::string& customer = customers[at];
            if (!seen.insert(customer).second) continue;
            Result<CustomerTable> table = store::ask(store, CustomerQuestion{workspace, customer});
            if (!table && table.error().code != ErrorCode::not_found) return fail(table.error());
            if (!table) {
                skipped.add(customer, "", "unknown_customer");
                continue;
            }
            piece.push_back({customer, table->name, table->email, table->status});
        }
        return piece;
    };
}

std::vector<std::string> customers_of(const std::vector<Recipient>& recipients) {
    std::vector<std::string> customers;
    customers.reserve(recipients.size());
    for (const Recipient& each : recipients) customers.push_back(each.customer);
    return customers;
}

// Why a mail to `recipient` would be wrong; empty: it would not.
std::string_view reason_against(const Recipient& recipient, bool is_blocked) {
    if (recipient.status == Status::inactive) return "inactive";
    if (is_blocked) return "blocked";
    return config::is_mail_address(recipient.email) ? "" : "no_email";
}

// Those whom a mail may go to; `skipped` gets the others.
Recipients writable(const workspace::ControlPlane& control_plane, const WorkspaceId& workspace,
                    Recipients everybody, Skipped& skipped) {
    return [&control_plane, workspace, everybody = std::move(everybody),
            &skipped]() -> Result<std::vector<Recipient>> {
        for (;;) {
            FOOTFALL_TRY(piece, everybody());
            if (piece.empty()) return piece;
            const std::vector<bool> blocked = control_plane.blocked(workspace, customers_of(piece));
            std::vector<Recipient> found;
            for (std::size_t i = 0; i < piece.size(); ++i) {
                const std::string_view reason = reason_against(piece[i], blocked[i]);
                if (reason.empty()) {
                    found.push_back(std::move(piece[i]));
                } else {
                    skipped.add(piece[i].customer, piece[i].name, reason);
                }
            }
            if (!found.empty()) return found;
        }
    };
}

// Nothing: the link would be made.
bool can_be_sent(const Recipient& recipient, const std::optional<workspace::Link>& link,
                 Skipped& skipped) {
    if (!link || !link->token.empty()) return true;
    skipped.add(recipient.customer, recipient.name, link->is_unreadable ? "unreadable" : "revoked");
    return false;
}

json::value example_of(const workspace::NewMail& mail) {
    return json::object{{"to", mail.to}, {"subject", mail.subject}, {"text", mail.text}};
}

std::string sent_json(std::size_t queued, const json::array& skipped, std::size_t skipped_count,
                      const json::value& example) {
    return json::serialize(json::object{{"queued", queued},
                                        {"skipped", skipped},
                                        {"skipped_total", skipped_count},
                                        {"example", example}});
}

// Under which the request can be repeated; empty: it cannot.
Result<std::string> key_of(const http::Request& request) {
    const std::string_view key = request.field("idempotency-key");
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
    if (key.size() > key_bytes_max || !std::all_of(key.begin(), key.end(), is_visible)) {
        return fail(ErrorCode::invalid,
                    "Give a key of at most " + std::to_string(key_bytes_max) +
                        " letters, digits and signs of ASCII.",
                    key_field, "invalid_text");
    }
    return std::string(key);
}

// What was answered to the request before, if it was.
Result<std::optional<http::Response>> past_response(const workspace::ControlPlane& control_plane,
                                                    const WorkspaceId& workspace,
                                                    const std::string& key,
                                                    const std::string& asked) {
    FOOTFALL_TRY(past, control_plane.past_sending(workspace, key));
    if (!past) return std::nullopt;
    if (past->asked != asked) {
        return fail(ErrorCode::conflict,
                    "Something else was sent under this key: take a new one for each sending.",
                    key_field, "key_reused");
    }
    return http::Response::json(200, past->answer);
}

}  // namespace

Api::Answer Api::send_links(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    FOOTFALL_TRY(wanted, wanted_of(request.body));
    FOOTFALL_TRY(key, key_of(request));
    FOOTFALL_CHECK(check_ready());
    const std::string asked = workspace::sha256(request.body);
    const bool is_repeatable = !key.empty() && !wanted.is_preview;
    if (is_repeatable) {
        FOOTFALL_TRY(past, past_response(parts_.control_plane, caller.workspace, key, asked));
        if (past) return *past;
    }
    FOOTFALL_TRY(workspace, parts_.control_plane.find_workspace(caller.workspace));
    FOOTFALL_TRY(gate, parts_.control_plane.gate_settings(caller.workspace));
    FOOTFALL_TRY(letter,
                 LinkLetter::of(wanted.subject.value_or(gate.mail_subject),
                                wanted.text.value_or(gate.mail_text),
                                gate.brand_name.empty() ? workspace.name : gate.brand_name));
    Skipped skipped;
    Recipients everybody;
    if (wanted.customers) {
        everybody = named(parts_.store, caller.workspace, std::move(*wanted.customers), skipped);
    } else {
        FOOTFALL_TRY(found, matching(caller, wanted.search, wanted.status));
        everybody = std::move(found);
    }
    if (!wanted.is_preview && !workspace.sample && !parts_.mail_from) {
        return fail(ErrorCode::conflict,
                    "This server sends no mail: whoever runs it sets smtp_url and mail_from.", "",
                    "no_mail");
    }

    const Recipients next =
        writable(parts_.control_plane, caller.workspace, std::move(everybody), skipped);
    json::value example;
    std::size_t queued = 0;
    if (wanted.is_preview) {
        for (;;) {
            FOOTFALL_TRY(piece, next());
            if (piece.empty()) break;
            FOOTFALL_TRY(links,
                         parts_.control_plane.made_links(caller.workspace, customers_of(piece)));
            for (std::size_t i = 0; i < piece.size(); ++i) {
                if (!can_be_sent(piece[i], links[i], skipped)) continue;
                if (queued++ == 0) {
                    example = example_of(letter.to(piece[i], parts_.origin() + "/l/…"));
                }
            }
        }
    } else {
        const workspace::NextMails mails = [&]() -> Result<std::vector<workspace::NewMail>> {
            std::vector<workspace::NewMail> written;
            while (written.empty()) {
                FOOTFALL_TRY(piece, next());
                if (piece.empty()) break;
                FOOTFALL_TRY(links,
                             parts_.control_plane.links(caller.workspace, customers_of(piece)));
                for (std::size_t i = 0; i < piece.size(); ++i) {
                    if (!can_be_sent(piece[i], links[i], skipped)) continue;
                    written.push_back(letter.to(piece[i], url_of(links[i])));
                    if (example.is_null()) example = example_of(written.back());
                }
            }
            return written;
        };
        const workspace::Sending sending{key, asked, [&](std::size_t count) {
                                             return sent_json(count, {}, skipped.count(),
                                                              json::value());
                                         }};
        const Result<std::size_t> sent = parts_.control_plane.queue_mails(
            caller.workspace, mails, caller.actor(request), is_repeatable ? &sending : nullptr);
        if (!sent && sent.error().reason == "already_sent") {
            // By the same request at the same time.
            FOOTFALL_TRY(past, past_response(parts_.control_plane, caller.workspace, key, asked));
            if (past) return *past;
        }
        if (!sent) return fail(sent.error());
        queued = *sent;
    }
    return http::Response::json(200, sent_json(queued, skipped.list(), skipped.count(), example));
}

Result<Recipients> Api::matching(const Caller& caller, const std::string& search,
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
    return [next = std::move(rows.next)]() -> Result<std::vector<Recipient>> {
        FOOTFALL_TRY(piece, next());
        std::vector<Recipient> recipients;
        recipients.reserve(piece.size());
        for (ActivityRow& row : piece) {
            recipients.push_back(
                {std::move(row.id), std::move(row.name), std::move(row.email), row.status});
        }
        return recipients;
    };
}

}  // namespace footfall::api
