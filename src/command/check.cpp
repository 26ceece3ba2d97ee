// `footfall check`: an independent recount of the journal.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "calendar/date.h"
#include "command/commands.h"
#include "store/fingerprint.h"

namespace footfall::command {

namespace {

// A value of a profile, and the statement that it comes from: the latest one stands.
template <class T>
struct Stated {
    T value{};
    std::tuple<Instant, Family, std::string> origin{Instant{INT64_MIN}, Family{}, {}};

    void merge(const std::optional<T>& given, const Profile& by) {
        std::tuple<Instant, Family, std::string> statement{by.changed_at, by.family, by.id};
        if (!given || statement <= origin) return;
        value = *given;
        origin = std::move(statement);
    }
};

struct TalliedEvent {
    Sequence sequence;
    Instant occurred_at;
    Kind kind = Kind::other;
    Verdict verdict = Verdict::person;  // as it is now
    bool by_customer = true;
};

// What the journal says of one customer.
struct CustomerTally {
    std::vector<TalliedEvent> events;  // rising by sequence
    std::set<std::string> sites;
    Stated<std::string> name, code, email, phone, contact;
    Stated<Status> status{Status::active, {Instant{INT64_MIN}, Family{}, {}}};
};

using WorkspaceTally = std::map<std::string, CustomerTally>;

void keep_earlier(std::optional<Instant>& kept, Instant at) {
    kept = std::min(kept.value_or(at), at);
}
void keep_later(std::optional<Instant>& kept, Instant at) {
    kept = std::max(kept.value_or(at), at);
}

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
        const auto days = store_.days(workspace);
        for (const auto& [customer, tally] : found->second) {
            ++sum.customers;
            add_events(customer, tally, *days, sum);
            const std::string& name = tally.name.value.empty() ? customer : tally.name.value;
            sum.profiles += store::hash_of_profile(
                customer,
                {name, tally.code.value, tally.email.value, tally.phone.value, tally.contact.value},
                tally.status.value);
        }
        return sum;
    }

    const std::map<WorkspaceId, WorkspaceTally>& workspaces() const { return workspaces_; }

  private:
    static void add_events(const std::string& customer, const CustomerTally& tally,
                           const DayTable& days, store::Fingerprint& sum) {
        std::map<std::pair<Kind, Day>, std::uint64_t> counts_of, automated;
        std::optional<Instant> last_open, first, last;
        for (const TalliedEvent& event : tally.events) {
            ++sum.stored_events;
            sum.stored +=
                store::hash_of_event(event.sequence, customer, event.kind, event.occurred_at);
            // What lies outside the day table, as after a clock that stood in 1970, is kept, but
            // counts on no day.
            const auto day = days.day_of(event.occurred_at);
            if (!counts(event.verdict)) {
                if (day && opens.has(event.kind)) ++automated[{event.kind, *day}];
                continue;
            }
            if (day) ++counts_of[{event.kind, *day}];
            if (event.kind == Kind::link_open) keep_later(last_open, event.occurred_at);
            if (!event.by_customer || !facts(event.kind).by_customer) continue;
            keep_earlier(first, event.occurred_at);
            keep_later(last, event.occurred_at);
        }
        for (const auto& [cell, count] : counts_of) {
            sum.events += count;
            sum.counts += store::hash_of_count(customer, cell.first, cell.second, count);
        }
        for (const auto& [cell, count] : automated) {
            sum.automated += store::hash_of_count(customer, cell.first, cell.second, count);
        }
        for (const std::string& site : tally.sites)
            sum.sites += store::hash_of_site(customer, site);
        sum.times += store::hash_of_times(customer, {last_open, first, last});
    }

    void add(const Entry& entry, const Event& event) {
        CustomerTally& tally = workspaces_[event.workspace][event.customer];
        tally.events.push_back(
            {entry.sequence, event.occurred_at, event.kind, event.verdict, event.by_customer});
        if (!event.site.empty()) tally.sites.insert(event.site);
    }

    void add(const Entry&, const Profile& profile) {
        CustomerTally& tally = workspaces_[profile.workspace][profile.customer];
        tally.name.merge(profile.name, profile);
        tally.code.merge(profile.code, profile);
        tally.email.merge(profile.email, profile);
        tally.phone.merge(profile.phone, profile);
        tally.contact.merge(profile.contact, profile);
        tally.status.merge(profile.status, profile);
    }

    void add(const Entry&, const VerdictChange& change) {
        const auto found = workspaces_.find(change.workspace);
        if (found == workspaces_.end()) return;
        const auto customer = found->second.find(change.customer);
        if (customer == found->second.end()) return;
        // An event that is gone, forgotten or lost, has no verdict.
        std::vector<TalliedEvent>& events = customer->second.events;
        const auto event =
            std::ranges::lower_bound(events, change.event, {}, &TalliedEvent::sequence);
        if (event != events.end() && event->sequence == change.event) {
            event->verdict = change.after;
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
    compare("sum of automated opens", kept.automated, counted.automated);
    compare("events in the event table", kept.stored_events, counted.stored_events);
    compare("sum of events", kept.stored, counted.stored);
    compare("sum of profiles", kept.profiles, counted.profiles);
    compare("sum of sites", kept.sites, counted.sites);
    compare("sum of latest activity", kept.times, counted.times);
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
