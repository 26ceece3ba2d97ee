// The recount of customers whose latest event a correction took away.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "store/embedded/state.h"

namespace footfall::embedded {
namespace {

using Events = std::map<std::string, std::map<Sequence, index::EventFacts>>;  // by customer

// What the tail's entries make of `events`, which the event table has.
void take(const Entry& entry, const WorkspaceId& workspace, Events& events) {
    if (workspace_of(entry.body) != workspace) return;
    if (const auto* event = std::get_if<Event>(&entry.body)) {
        const auto found = events.find(event->customer);
        if (found == events.end()) return;
        found->second[entry.sequence] = {.sequence = entry.sequence,
                                         .occurred_at = event->occurred_at,
                                         .kind = event->kind,
                                         .site = event->site,
                                         .verdict = event->verdict,
                                         .by_customer = event->by_customer};
    } else if (const auto* change = std::get_if<VerdictChange>(&entry.body)) {
        const auto found = events.find(change->customer);
        if (found == events.end()) return;
        const auto changed = found->second.find(change->event);
        if (changed != found->second.end()) changed->second.verdict = change->after;
    } else if (const auto* forget = std::get_if<Forget>(&entry.body)) {
        for (auto& [customer, of_customer] : events) {
            if (forget->customer.empty() || forget->customer == customer) of_customer.clear();
        }
    }
}

}  // namespace

Result<> EmbeddedStore::State::recount(const WorkspaceId& workspace) {
    const std::lock_guard one_at_a_time(recount_mutex);
    std::vector<std::string> customers;
    std::vector<Entry> newer;
    Sequence upto;
    Sequence as_of;
    std::shared_ptr<EventTable> from;
    {
        const std::shared_lock lock(mutex);
        const auto found = workspaces.find(workspace);
        if (found == workspaces.end()) return {};
        customers = found->second.doubtful();
        if (customers.empty()) return {};
        if (!table || !is_contiguous()) {
            return fail(ErrorCode::unavailable, "customers are being recounted", {}, "catching_up");
        }
        from = table;
        as_of = applied;
        upto = std::min(persisted, applied);
        tail.for_each_of(customers, [&](const Entry& entry) {
            if (entry.sequence > upto) newer.push_back(entry);
        });
    }
    auto stored = from->events(workspace, customers, upto);
    if (!stored) {
        if (stored.error().code != ErrorCode::corrupt) return fail(stored.error());
        distrust(from, stored.error().message);
        return fail(ErrorCode::unavailable, "customers are being recounted", {}, "catching_up");
    }
    Events events;
    for (const std::string& customer : customers) events[customer];
    for (CustomerEvent& event : *stored) {
        events[event.customer].emplace(event.facts.sequence, std::move(event.facts));
    }
    for (const Entry& entry : newer) take(entry, workspace, events);

    const std::unique_lock lock(mutex);
    const auto found = workspaces.find(workspace);
    if (found == workspaces.end()) return {};
    for (const auto& [customer, by_sequence] : events) {
        std::vector<index::EventFacts> facts;
        for (const auto& [sequence, event] : by_sequence) facts.push_back(event);
        found->second.recount(customer, as_of, facts);
    }
    return {};
}

}  // namespace footfall::embedded
