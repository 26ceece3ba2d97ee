#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <variant>

#include "store/embedded/state.h"
#include "store/fingerprint.h"
#include "timeline/reading.h"

namespace footfall::embedded {
namespace {

tl::unexpected<Error> catching_up() {
    return fail(ErrorCode::unavailable, "the event table is catching up", {}, "catching_up");
}

void add_customers(const index::WorkspaceIndex& workspace, store::Fingerprint& sums) {
    const index::CustomerDirectory& directory = workspace.directory();
    for (index::Ordinal ordinal = 0; ordinal < directory.ordinals(); ++ordinal) {
        if (!directory.is_there(ordinal)) continue;
        const index::Customer customer = directory.at(ordinal);
        sums.profiles += store::hash_of_profile(
            customer.id,
            {customer.name, customer.code, customer.email, customer.phone, customer.contact},
            customer.status);
        for (const std::string& site : directory.sites(ordinal)) {
            sums.sites += store::hash_of_site(customer.id, site);
        }
        const index::Recency recency = workspace.activity().recency(ordinal);
        sums.times += store::hash_of_times(
            customer.id, {recency.last_open, recency.first_activity, recency.last_activity});
    }
}

}  // namespace

struct EmbeddedStore::Answerer {
    const State& state;

    // From memory: one lock, so one instant.
    template <class Q>
    Result<Table> operator()(const Q& question) const {
        const std::shared_lock lock(state.mutex);
        const auto found = state.workspaces.find(question.workspace);
        if (found == state.workspaces.end()) {
            return answered(index::WorkspaceIndex(state.days_of(question.workspace)), question);
        }
        return answered(found->second, question);
    }

    // From the runs, which do not change, so the lock is not held while they are read.
    Result<Table> operator()(const TimelineQuestion& question) const {
        if (question.rows_max == 0) {
            return fail(ErrorCode::invalid, "rows are counted from 1", "rows_max");
        }
        const timeline::CustomerKey key(question.workspace, question.customer);
        TimelineTable answer;
        FOOTFALL_TRY(found, state.view(key, &answer.sequence));
        timeline::PageReading reading(key, found.since, question);
        auto rows = reading.rows(found.view);
        if (!rows) return state.cannot_read(reading, rows.error());
        answer.rows = std::move(*rows);
        answer.more = answer.rows.size() > question.rows_max;
        if (answer.more) answer.rows.resize(question.rows_max);
        return Table(std::move(answer));
    }

  private:
    template <class Q>
    Result<Table> answered(const index::WorkspaceIndex& index, const Q& question) const {
        FOOTFALL_TRY(table, index.answer(question));
        table.sequence = state.applied;
        return Table(std::move(table));
    }
};

Result<EmbeddedStore::State::CustomerView> EmbeddedStore::State::view(
    const timeline::CustomerKey& key, Sequence* as_of) const {
    const std::shared_lock lock(mutex);
    const auto found = workspaces.find(key.workspace());
    const auto ordinal =
        found == workspaces.end() ? std::nullopt : found->second.directory().find(key.customer());
    if (!ordinal) return fail(ErrorCode::not_found, "there is no such customer", "customer");
    FOOTFALL_TRY(view, timelines.view(key));
    *as_of = applied;
    return CustomerView{std::move(view), found->second.directory().at(*ordinal).since};
}

tl::unexpected<Error> EmbeddedStore::State::cannot_read(const timeline::Reading& reading,
                                                        const Error& error) const {
    if (reading.damaged() == nullptr) return fail(error);
    timelines.distrust(*reading.damaged(), error.message);
    return fail(ErrorCode::unavailable, "timelines are made again from the journal", {},
                "catching_up");
}

Result<Table> EmbeddedStore::answer(const Question& question) const {
    while (true) {
        auto table = std::visit(Answerer{*state_}, question);
        if (table || table.error().reason != "in_doubt") return table;
        FOOTFALL_CHECK(state_->recount(
            std::visit([](const auto& asked) { return asked.workspace; }, question)));
    }
}

Result<store::Fingerprint> EmbeddedStore::fingerprint(const WorkspaceId& workspace) const {
    FOOTFALL_CHECK(state_->recount(workspace));
    store::Fingerprint sums;
    std::map<std::string, Sequence> forgotten;
    std::vector<std::pair<Sequence, std::pair<std::string, std::pair<Kind, Instant>>>> recent;
    Sequence upto;
    std::shared_ptr<EventTable> table;
    {
        const std::shared_lock lock(state_->mutex);
        if (!state_->table || !state_->is_contiguous()) return catching_up();
        table = state_->table;
        upto = std::min(state_->persisted, state_->applied);
        const auto found = state_->workspaces.find(workspace);
        if (found != state_->workspaces.end()) {
            const auto& directory = found->second.directory();
            sums.customers = directory.count();
            found->second.activity().counts().for_each(
                [&](Kind kind, Day day, index::Ordinal ordinal, std::uint64_t count) {
                    sums.events += count;
                    sums.counts += store::hash_of_count(directory.at(ordinal).id, kind, day, count);
                });
            found->second.activity().automated_opens().for_each(
                [&](Kind kind, Day day, index::Ordinal ordinal, std::uint64_t count) {
                    sums.automated +=
                        store::hash_of_count(directory.at(ordinal).id, kind, day, count);
                });
            found->second.activity().of_forgotten().for_each(
                [&](Kind kind, Day day, index::Ordinal, std::uint64_t count) {
                    sums.forgotten += store::hash_of_count({}, kind, day, count);
                });
            add_customers(found->second, sums);
        }
        state_->tail.for_each([&](const Entry& entry) {
            if (entry.sequence <= upto || workspace_of(entry.body) != workspace) return;
            if (const auto* event = std::get_if<Event>(&entry.body)) {
                recent.emplace_back(
                    entry.sequence,
                    std::pair(event->customer, std::pair(event->kind, event->occurred_at)));
            } else if (const auto* forget = std::get_if<Forget>(&entry.body)) {
                forgotten[forget->customer] = entry.sequence;
            }
        });
    }
    auto stored = table->stored(workspace, upto, forgotten);
    if (!stored && stored.error().code == ErrorCode::corrupt) {
        state_->distrust(table, stored.error().message);
        return catching_up();
    }
    if (!stored) return fail(stored.error());
    sums.stored_events = stored->events;
    sums.stored = stored->hash;
    for (const auto& [sequence, event] : recent) {
        const auto& [customer, facts_of] = event;
        if (forgotten.contains(customer) && sequence < forgotten.at(customer)) continue;
        if (forgotten.contains("") && sequence < forgotten.at("")) continue;
        ++sums.stored_events;
        sums.stored += store::hash_of_event(sequence, customer, facts_of.first, facts_of.second);
    }
    return sums;
}

}  // namespace footfall::embedded
