#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <variant>

#include "store/embedded/state.h"
#include "store/fingerprint.h"

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

bool is_newer(const TimelineRow& a, const TimelineRow& b) {
    return std::pair(a.occurred_at, a.sequence) > std::pair(b.occurred_at, b.sequence);
}

// What the tail knows of one customer.
struct TailOfCustomer {
    std::vector<TimelineRow> rows;
    NewVerdicts verdicts;
    bool is_forgotten = false;  // so nothing of the event table shows
};

TailOfCustomer read_tail(const Tail& tail, const TimelineQuestion& question, Sequence persisted) {
    TailOfCustomer found;
    tail.for_each_of(std::span(&question.customer, 1), [&](const Entry& entry) {
        if (entry.sequence <= persisted || workspace_of(entry.body) != question.workspace) return;
        if (const auto* event = std::get_if<Event>(&entry.body)) {
            if (event->customer != question.customer) return;
            found.rows.push_back({.sequence = entry.sequence,
                                  .kind = event->kind,
                                  .name = event->name,
                                  .occurred_at = event->occurred_at,
                                  .site = event->site,
                                  .order = event->order,
                                  .verdict = event->verdict,
                                  .rule = event->rule});
        } else if (const auto* change = std::get_if<VerdictChange>(&entry.body)) {
            if (change->customer != question.customer) return;
            found.verdicts[change->event] = {change->after, change->rule};
        } else if (const auto* forget = std::get_if<Forget>(&entry.body)) {
            if (!forget->customer.empty() && forget->customer != question.customer) return;
            found = {.rows = {}, .verdicts = {}, .is_forgotten = true};
        }
    });
    for (TimelineRow& row : found.rows) {
        const auto changed = found.verdicts.find(row.sequence);
        if (changed == found.verdicts.end()) continue;
        row.verdict = changed->second.verdict;
        row.rule = changed->second.rule;
    }
    std::erase_if(found.rows, [&](const TimelineRow& row) {
        if (!question.automated && !counts(row.verdict)) return true;
        if (!question.kinds.empty() && std::find(question.kinds.begin(), question.kinds.end(),
                                                 row.kind) == question.kinds.end()) {
            return true;
        }
        return question.after &&
               std::pair(row.occurred_at, row.sequence) >=
                   std::pair(question.after->occurred_at, question.after->sequence);
    });
    return found;
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

    // From the event table up to what it had when the lock was taken, and the tail behind that.
    Result<Table> operator()(const TimelineQuestion& question) const {
        if (question.rows_max == 0) {
            return fail(ErrorCode::invalid, "rows are counted from 1", "rows_max");
        }
        TimelineTable answer;
        TailOfCustomer tail;
        Sequence upto;
        std::shared_ptr<EventTable> table;
        {
            const std::shared_lock lock(state.mutex);
            const auto found = state.workspaces.find(question.workspace);
            if (found == state.workspaces.end() ||
                !found->second.directory().find(question.customer)) {
                return fail(ErrorCode::not_found, "there is no such customer", "customer");
            }
            if (!state.table || !state.is_contiguous()) return catching_up();
            answer.sequence = state.applied;
            upto = std::min(state.persisted, state.applied);
            tail = read_tail(state.tail, question, upto);
            table = state.table;
        }
        if (!tail.is_forgotten) {
            auto rows = table->timeline(question, upto, tail.verdicts);
            if (!rows && rows.error().code == ErrorCode::corrupt) {
                state.distrust(table, rows.error().message);
                return catching_up();
            }
            if (!rows) return fail(rows.error());
            answer.rows = std::move(*rows);
        }
        answer.rows.insert(answer.rows.end(), tail.rows.begin(), tail.rows.end());
        std::sort(answer.rows.begin(), answer.rows.end(), is_newer);
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
