// `footfall check`: an independent recount of the journal.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "calendar/date.h"
#include "command/commands.h"
#include "store/fingerprint.h"

namespace footfall::command {

namespace {

// What the journal says of one customer.
struct CustomerTally {
    std::map<std::pair<Kind, Day>, std::uint64_t> counts;
    std::uint64_t stored_events = 0;
    std::uint64_t stored = 0;
};

using WorkspaceTally = std::map<std::string, CustomerTally>;

class Recount {
  public:
    explicit Recount(const store::Store& store) : store_(store) {}

    void take(const Entry& entry) {
        std::visit([&](const auto& body) { add(entry, body); }, entry.body);
    }

    store::Fingerprint fingerprint(const WorkspaceId& workspace) const {
        store::Fingerprint sum;
        const auto found = workspaces_.find(workspace);
        if (found == workspaces_.end()) return sum;
        for (const auto& [customer, tally] : found->second) {
            ++sum.customers;
            sum.stored_events += tally.stored_events;
            sum.stored += tally.stored;
            for (const auto& [cell, count] : tally.counts) {
                if (count == 0) continue;
                sum.events += count;
                sum.counts += store::hash_of_count(customer, cell.first, cell.second, count);
            }
        }
        return sum;
    }

    const std::map<WorkspaceId, WorkspaceTally>& workspaces() const { return workspaces_; }

  private:
    // Nothing for what lies outside the day table, as after a clock that stood in 1970: such an
    // event is kept, but counts on no day.
    std::optional<Day> day_of(const WorkspaceId& workspace, Instant at) {
        auto& days = days_[workspace];
        if (!days) days = store_.days(workspace);
        return days->day_of(at);
    }

    void add(const Entry& entry, const Event& event) {
        CustomerTally& tally = workspaces_[event.workspace][event.customer];
        ++tally.stored_events;
        tally.stored +=
            store::hash_of_event(entry.sequence, event.customer, event.kind, event.occurred_at);
        if (!counts(event.verdict)) return;
        if (const auto day = day_of(event.workspace, event.occurred_at)) {
            ++tally.counts[{event.kind, *day}];
        }
    }

    void add(const Entry&, const Profile& profile) {
        workspaces_[profile.workspace].try_emplace(profile.customer);
    }

    void add(const Entry&, const VerdictChange& change) {
        if (counts(change.before) == counts(change.after)) return;
        const auto found = workspaces_.find(change.workspace);
        if (found == workspaces_.end() || !found->second.contains(change.customer)) return;
        const auto day = day_of(change.workspace, change.occurred_at);
        if (!day) return;
        std::uint64_t& count = found->second[change.customer].counts[{change.kind, *day}];
        if (counts(change.after)) {
            ++count;
        } else if (count > 0) {
            --count;
        }
    }

    void add(const Entry&, const Forget& forget) {
        if (forget.customer.empty()) {
            workspaces_[forget.workspace].clear();
        } else if (const auto found = workspaces_.find(forget.workspace);
                   found != workspaces_.end()) {
            found->second.erase(forget.customer);
        }
    }

    void add(const Entry&, const DeadLetter&) {}

    const store::Store& store_;
    std::map<WorkspaceId, WorkspaceTally> workspaces_;
    std::map<WorkspaceId, std::shared_ptr<const DayTable>> days_;
};

std::string differences(const store::Fingerprint& kept, const store::Fingerprint& counted) {
    std::string text;
    const auto compare = [&](const char* what, std::uint64_t a, std::uint64_t b) {
        if (a == b) return;
        text += std::string(text.empty() ? "" : ", ") + what + " " + std::to_string(a) +
                " instead of " + std::to_string(b);
    };
    compare("customers", kept.customers, counted.customers);
    compare("counted events", kept.events, counted.events);
    compare("sum of counts", kept.counts, counted.counts);
    compare("events in the event table", kept.stored_events, counted.stored_events);
    compare("sum of events", kept.stored, counted.stored);
    return text;
}

// What the journal and the store say of every workspace at one sequence.
Outcome compare(const Recount& recount, const std::map<WorkspaceId, store::Fingerprint>& kept,
                Sequence upto) {
    std::string output;
    std::uint64_t customers = 0;
    std::uint64_t events = 0;
    for (const auto& [workspace, fingerprint] : kept) {
        const store::Fingerprint counted = recount.fingerprint(workspace);
        customers += counted.customers;
        events += counted.stored_events;
        if (fingerprint == counted) continue;
        output += (output.empty() ? "workspace " : "\nworkspace ") + to_string(workspace) + ": " +
                  differences(fingerprint, counted);
    }
    if (!output.empty()) return {output, 1};
    return {"All agree: " + std::to_string(kept.size()) + " workspaces, " +
                std::to_string(customers) + " customers, " + std::to_string(events) +
                " events, up to sequence " + std::to_string(upto.value),
            0};
}

// Waits while the event table is being filled from the journal, for as long as it gets on.
Result<> wait_for_event_table(const store::Store& store, const Progress& progress) {
    constexpr int waits_in_vain_max = 150;
    Sequence before;
    for (int in_vain = 0; in_vain < waits_in_vain_max; ++in_vain) {
        const store::Progress now = store.progress();
        if (now.persisted >= now.applied && now.trouble.empty()) return {};
        if (before < now.persisted) {
            before = now.persisted;
            in_vain = 0;
            progress("check: the event table holds " + std::to_string(now.persisted.value) +
                     " of " + std::to_string(now.applied.value) + " entries");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return fail(ErrorCode::unavailable, "The event table does not catch up.", "", "catching_up");
}

Result<std::map<WorkspaceId, store::Fingerprint>> fingerprints(const store::Store& store,
                                                               const Recount& recount) {
    std::map<WorkspaceId, store::Fingerprint> all;
    for (const auto& [workspace, tally] : recount.workspaces()) {
        FOOTFALL_TRY(fingerprint, store.fingerprint(workspace));
        all.emplace(workspace, fingerprint);
    }
    return all;
}

constexpr int attempts = 50;

}  // namespace

Result<Outcome> run_check(const Parts& parts, const Progress& progress) {
    Recount recount(*parts.store);
    Sequence counted;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        FOOTFALL_CHECK(wait_for_event_table(*parts.store, progress));
        const Sequence upto = parts.store->progress().applied;
        if (counted < upto) {
            FOOTFALL_CHECK(parts.journal(next(counted), upto, [&](SequenceRange, auto entries) {
                for (const Entry& entry : entries) recount.take(entry);
                return Result<>();
            }));
            counted = upto;
        }
        const auto kept = fingerprints(*parts.store, recount);
        if (!kept && kept.error().reason == "catching_up") {
            progress("check: the event table could not be read, and is built again");
            continue;
        }
        if (!kept) return fail(kept.error());
        // Of one instant only if nothing came in meanwhile; what did is counted on top.
        if (parts.store->progress().applied != upto) continue;
        Outcome outcome = compare(recount, *kept, upto);
        for (const std::string& line : parts.damage()) {
            outcome.output = line + "\n" + outcome.output;
            outcome.exit_status = 1;
        }
        return outcome;
    }
    return fail(ErrorCode::unavailable,
                "Entries come in faster than they can be counted; try again when it is quieter.");
}

}  // namespace footfall::command
