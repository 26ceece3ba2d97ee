#include "simulator/simulated_store.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "assert.h"

namespace footfall::simulator {

namespace {

bool is_named(const EntryBody& body, const store::EntryKey& key) {
    const auto matches = [&](const auto& one) {
        return one.workspace == key.workspace && one.family == key.family && one.id == key.id &&
               one.customer == key.customer && one.raw_time == key.raw_time;
    };
    if (const auto* const event = std::get_if<Event>(&body)) return matches(*event);
    if (const auto* const profile = std::get_if<Profile>(&body)) return matches(*profile);
    return false;
}

bool is_forgotten(const EntryBody& body, const store::EntryKey& key) {
    const auto* const forget = std::get_if<Forget>(&body);
    return forget != nullptr && forget->workspace == key.workspace &&
           (forget->customer.empty() || forget->customer == key.customer);
}

}  // namespace

Result<> SimulatedStore::apply(SequenceRange range, std::span<const Entry> entries) {
    if (range.last <= applied_) return {};
    ASSERT(range.first == next(applied_), "first=" << range.first.value);
    missing_.take(range, entries);
    for (const Entry& entry : entries) {
        const WorkspaceId& workspace = workspace_of(entry.body);
        auto found = workspaces_.find(workspace);
        if (found == workspaces_.end()) {
            found = workspaces_.emplace(workspace, days(workspace)).first;
        }
        const auto* const change = std::get_if<VerdictChange>(&entry.body);
        if (change != nullptr && missing_.any(change->event, entry.sequence)) {
            found->second.doubt(change->customer, entry.sequence);
        } else {
            found->second.apply(entry);
        }
        entries_.push_back(entry);
    }
    applied_ = range.last;
    for (auto& [workspace, index] : workspaces_) {
        index.settle();
        for (const std::string& customer : index.doubtful()) recount(workspace, customer);
    }
    return {};
}

void SimulatedStore::recount(const WorkspaceId& workspace, const std::string& customer) {
    std::map<Sequence, index::EventFacts> events;
    for (const Entry& entry : entries_) {
        if (workspace_of(entry.body) != workspace) continue;
        if (const auto* const event = std::get_if<Event>(&entry.body)) {
            if (event->customer != customer) continue;
            events[entry.sequence] = {entry.sequence, event->occurred_at, event->kind,
                                      event->site,    event->campaign,    event->form,
                                      event->verdict, event->by_customer};
        } else if (const auto* const change = std::get_if<VerdictChange>(&entry.body)) {
            const auto changed = events.find(change->event);
            if (changed != events.end()) changed->second.verdict = change->after;
        } else if (const auto* const forget = std::get_if<Forget>(&entry.body)) {
            if (forget->customer.empty() || forget->customer == customer) events.clear();
        }
    }
    std::vector<index::EventFacts> facts;
    for (const auto& [sequence, event] : events) facts.push_back(event);
    workspaces_.at(workspace).recount(customer, applied_, facts);
}

Result<> SimulatedStore::set_days(const WorkspaceId& workspace, DayTable days) {
    share_days(workspace, std::make_shared<const DayTable>(std::move(days)));
    return {};
}

void SimulatedStore::share_days(const WorkspaceId& workspace,
                                std::shared_ptr<const DayTable> days) {
    ASSERT(!workspaces_.contains(workspace));
    days_[workspace] = std::move(days);
}

std::shared_ptr<const DayTable> SimulatedStore::days(const WorkspaceId& workspace) const {
    return days_.at(workspace);
}

Result<Table> SimulatedStore::answer(const Question& question) const {
    const auto from_index = [&](const auto& asked) -> Result<Table> {
        const auto found = workspaces_.find(asked.workspace);
        auto table = found == workspaces_.end()
                         ? index::WorkspaceIndex(days(asked.workspace)).answer(asked)
                         : found->second.answer(asked);
        if (!table) return fail(table.error());
        table->sequence = applied_;
        return Table(*std::move(table));
    };
    if (const auto* const activity = std::get_if<ActivityQuestion>(&question)) {
        return from_index(*activity);
    }
    if (const auto* const customer = std::get_if<CustomerQuestion>(&question)) {
        return from_index(*customer);
    }
    if (const auto* const activity = std::get_if<CustomerActivityQuestion>(&question)) {
        return from_index(*activity);
    }
    return fail(ErrorCode::unavailable, "there are no timelines here");
}

Result<std::vector<bool>> SimulatedStore::kept(std::span<const store::EntryKey> keys) const {
    tally_.add(Happening::store_asked, keys.size());
    if (table_.rebuilding) return fail(ErrorCode::unavailable, "rebuilding", {}, "catching_up");
    std::vector<bool> answers(keys.size());
    for (const Entry& entry : entries_) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (is_named(entry.body, keys[i])) answers[i] = true;
            if (is_forgotten(entry.body, keys[i])) answers[i] = false;
        }
    }
    return answers;
}

store::Progress SimulatedStore::progress() const {
    return {applied_, std::min(table_.persisted, applied_), {}};
}

Result<store::Fingerprint> SimulatedStore::fingerprint(const WorkspaceId&) const {
    return fail(ErrorCode::unavailable, "there are no fingerprints here");
}

void SimulatedStore::follow(Dice& dice) {
    if (table_.persisted >= applied_) return follow();
    table_.persisted.value += dice.between(1, applied_.value - table_.persisted.value);
    if (table_.persisted == applied_) follow();
}

void SimulatedStore::follow() {
    table_.persisted = std::max(table_.persisted, applied_);
    table_.rebuilding = false;
}

void SimulatedStore::rebuild() { table_ = {Sequence(), applied_.value > 0}; }

}  // namespace footfall::simulator
