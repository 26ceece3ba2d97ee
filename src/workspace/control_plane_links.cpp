// Links: made when they are first asked for, found from memory.

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/link_rows.h"
#include "workspace/link_token.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

// A link before and after a change.
struct Change {
    std::optional<StoredLink> before;
    StoredLink after;
    std::string token;  // of `after`; empty if it has none
};

// Empty if it has none, or none that can be read.
std::string open_token(const ControlPlane::State& state, const StoredLink& link) {
    if (!link.token_sealed) return {};
    return state.link_seal.open(*link.token_sealed).value_or(std::string());
}

void make_new_token(ControlPlane::State& state, Change& change) {
    change.token = make_link_token(state.random);
    change.after.token_hash = sha256(change.token);
    change.after.token_sealed = state.link_seal.close(change.token, state.random);
    change.after.made = state.clock.now();
}

Link to_link(const StoredLink& stored, std::string token) {
    const bool is_unreadable = stored.token_sealed && token.empty();
    return {stored.customer,   std::move(token), is_unreadable,
            stored.is_blocked, stored.made,      stored.last_sent};
}

// The customer's link as it is, or one that was never asked for.
StoredLink blank(const ControlPlane::State& state, std::string_view customer) {
    StoredLink link;
    link.customer = customer;
    link.made = state.clock.now();
    return link;
}

}  // namespace

Result<Link> ControlPlane::link(const WorkspaceId& workspace, std::string_view customer) {
    const std::array<std::string, 1> one{std::string(customer)};
    FOOTFALL_TRY(found, links(workspace, one));
    return std::move(found.front());
}

Result<std::vector<std::optional<Link>>> ControlPlane::made_links(
    const WorkspaceId& workspace, std::span<const std::string> customers) const {
    using Links = std::vector<std::optional<Link>>;
    return state_->database->read([&](soci::session& sql) -> Result<Links> {
        Links links;
        for (const std::string& customer : customers) {
            const std::optional<StoredLink> stored = select_link(sql, workspace, customer);
            links.emplace_back();
            if (stored) links.back() = to_link(*stored, open_token(*state_, *stored));
        }
        return links;
    });
}

Result<std::vector<Link>> ControlPlane::links(const WorkspaceId& workspace,
                                              std::span<const std::string> customers) {
    FOOTFALL_TRY(found, made_links(workspace, customers));
    std::vector<Link> links(customers.size());
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (found[i]) {
            links[i] = std::move(*found[i]);
        } else {
            missing.push_back(customers[i]);
        }
    }
    if (missing.empty()) return links;

    const std::lock_guard changes(state_->link_changes);
    std::vector<Change> made;
    std::map<std::string, Link> by_customer;
    FOOTFALL_CHECK(state_->database->write([&](soci::session& sql) -> Result<> {
        if (!select_workspace(sql, workspace)) return no_such_workspace();
        for (const std::string& customer : missing) {
            if (by_customer.contains(customer)) continue;
            // Somebody else may have been faster.
            if (const auto stored = select_link(sql, workspace, customer)) {
                by_customer.emplace(customer, to_link(*stored, open_token(*state_, *stored)));
                continue;
            }
            Change change{std::nullopt, blank(*state_, customer), {}};
            make_new_token(*state_, change);
            put_link(sql, workspace, change.after);
            by_customer.emplace(customer, to_link(change.after, change.token));
            made.push_back(std::move(change));
        }
        return {};
    }));
    for (const Change& change : made) {
        state_->link_book.put(workspace, change.after.customer, std::nullopt,
                              change.after.token_hash, false);
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto now = by_customer.find(customers[i]);
        if (now != by_customer.end()) links[i] = now->second;
    }
    return links;
}

namespace {

// Changes a link in the database and then in memory; `alter(Change&)` says how.
template <class Alter>
Result<Link> change_link(ControlPlane::State& state, const WorkspaceId& workspace,
                         std::string_view customer, const Actor& actor, std::string_view action,
                         Alter alter) {
    const std::lock_guard changes(state.link_changes);
    Change change;
    FOOTFALL_CHECK(state.database->write([&](soci::session& sql) -> Result<> {
        if (!select_workspace(sql, workspace)) return no_such_workspace();
        change.before = select_link(sql, workspace, std::string(customer));
        change.after = change.before.value_or(blank(state, customer));
        change.token = open_token(state, change.after);
        alter(change);
        put_link(sql, workspace, change.after);
        if (change.before && change.before->token_hash != change.after.token_hash) {
            fail_link_mails(sql, workspace, change.after.customer,
                            "The link was renewed or revoked before it was sent.");
        }
        append_audit(sql, state.clock.now(), workspace, actor, action,
                     {{"customer", std::string(customer)}});
        return {};
    }));
    state.link_book.put(workspace, change.after.customer,
                        change.before ? change.before->token_hash : std::nullopt,
                        change.after.token_hash, change.after.is_blocked);
    return to_link(change.after, change.token);
}

}  // namespace

Result<Link> ControlPlane::rotate_link(const WorkspaceId& workspace, std::string_view customer,
                                       const Actor& actor) {
    return change_link(*state_, workspace, customer, actor, "link_rotated", [&](Change& change) {
        make_new_token(*state_, change);
        change.after.last_sent.reset();
    });
}

Result<Link> ControlPlane::revoke_link(const WorkspaceId& workspace, std::string_view customer,
                                       const Actor& actor) {
    return change_link(*state_, workspace, customer, actor, "link_revoked", [](Change& change) {
        change.after.token_hash.reset();
        change.after.token_sealed.reset();
        change.token.clear();
    });
}

Result<Link> ControlPlane::block_link(const WorkspaceId& workspace, std::string_view customer,
                                      bool blocked, const Actor& actor) {
    return change_link(*state_, workspace, customer, actor,
                       blocked ? "link_blocked" : "link_unblocked", [&](Change& change) {
                           if (!change.before) make_new_token(*state_, change);
                           change.after.is_blocked = blocked;
                       });
}

Result<> ControlPlane::remove_customer(const WorkspaceId& workspace, std::string_view customer,
                                       const Actor& actor) {
    const std::string id(customer);
    const std::lock_guard changes(state_->link_changes);
    std::optional<StoredLink> link;
    FOOTFALL_CHECK(state_->database->write([&](soci::session& sql) -> Result<> {
        if (!select_workspace(sql, workspace)) return no_such_workspace();
        link = select_link(sql, workspace, id);
        remove_links_of(sql, workspace, id);
        append_audit(sql, state_->clock.now(), workspace, actor, "customer_removed",
                     {{"customer", id}});
        return {};
    }));
    if (link) state_->link_book.put(workspace, id, link->token_hash, std::nullopt, false);
    return {};
}

std::vector<bool> ControlPlane::blocked(const WorkspaceId& workspace,
                                        std::span<const std::string> customers) const {
    return state_->link_book.blocked(workspace, customers);
}

Result<LinkTarget> ControlPlane::find_link(std::string_view token) const {
    // Texts that are no token take the same way.
    std::optional<LinkTarget> target = state_->link_book.find(sha256(token));
    if (target) return std::move(*target);
    return fail(ErrorCode::not_found, "There is no such link.", "token", "unknown_link");
}

}  // namespace footfall::workspace
