// `footfall check`: an independent recount of the journal.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "assert.h"
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
    Day day_of(const WorkspaceId& workspace, Instant at) {
        auto& days = days_[workspace];
        if (!days) days = store_.days(workspace);
        const std::optional<Day> day = days->day_of(at);
        ASSERT(day.has_value(), "at=" << at.us);
        return *day;
    }

    void add(const Entry& entry, const Event& event) {
        CustomerTally& tally = workspaces_[event.workspace][event.customer];
        ++tally.stored_events;
        tally.stored +=
            store::hash_of_event(entry.sequence, event.customer, event.kind, event.occurred_at);
        if (!counts(event.verdict)) return;
        ++tally.counts[{event.kind, day_of(event.workspace, event.occurred_at)}];
    }

    void add(const Entry&, const Profile& profile) {
        workspaces_[profile.workspace].try_emplace(profile.customer);
    }

    void add(const Entry&, const VerdictChange& change) {
        if (counts(change.before) == counts(change.after)) return;
        const auto found = workspaces_.find(change.workspace);
        if (found == workspaces_.end() || !found->second.contains(change.customer)) return;
        std::uint64_t& count =
            found->second[change.customer]
                .counts[{change.kind, day_of(change.workspace, change.occurred_at)}];
        if (counts(change.after)) {
            ++count;
        } else if (count > 0) {
            --count;
        }
    }

    void add(const Entry&, const Forget& forget) {
        if (forget.customer.empty()) {
            workspaces_.erase(forget.workspace);
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

constexpr int attempts = 20;

}  // namespace

Result<Outcome> run_check(const Parts& parts, const Progress& progress) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const Sequence upto = parts.store->progress().applied;
        Recount recount(*parts.store);
        if (upto.value > 0) {
            FOOTFALL_CHECK(parts.journal({1}, upto, [&](SequenceRange, auto entries) {
                for (const Entry& entry : entries) recount.take(entry);
                return Result<>();
            }));
        }
        std::string output;
        store::Fingerprint all;
        bool moved = false;
        for (const auto& [workspace, tally] : recount.workspaces()) {
            FOOTFALL_TRY(kept, parts.store->fingerprint(workspace));
            const store::Fingerprint counted = recount.fingerprint(workspace);
            moved = moved || parts.store->progress().applied != upto;
            all.customers += counted.customers;
            all.stored_events += counted.stored_events;
            if (kept == counted) continue;
            output +=
                "workspace " + to_string(workspace) + ": " + differences(kept, counted) + "\n";
        }
        if (moved) {
            progress("check: entries came in meanwhile, counting again");
            continue;
        }
        if (!output.empty()) {
            output.pop_back();
            return Outcome{output, 1};
        }
        return Outcome{"All agree: " + std::to_string(recount.workspaces().size()) +
                           " workspaces, " + std::to_string(all.customers) + " customers, " +
                           std::to_string(all.stored_events) + " events, up to sequence " +
                           std::to_string(upto.value),
                       0};
    }
    return fail(ErrorCode::unavailable,
                "Entries come in faster than they can be counted; try again when it is quieter.");
}

}  // namespace footfall::command
