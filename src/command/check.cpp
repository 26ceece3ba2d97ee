// `footfall check`: an independent recount of the journal.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
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

// What the journal says of one customer: sums only, so that memory follows the customers, not the
// events.
struct CustomerTally {
    std::uint64_t stored_events = 0, stored = 0;
    std::uint64_t events = 0, counts = 0;  // of those that count, on days of the day table
    std::uint64_t automated = 0;
    std::uint64_t counts_of_nobody = 0;  // as `counts`, of a customer without id
    std::optional<Instant> last_open, first, last;
    std::set<std::string> sites;
    Stated<std::string> name, code, email, phone, contact;
    Stated<Status> status{Status::active, {Instant{INT64_MIN}, Family{}, {}}};
};

struct WorkspaceTally {
    std::shared_ptr<const DayTable> days;  // that the sums are of
    std::map<std::string, CustomerTally> customers;
    std::uint64_t forgotten = 0;  // of those who were: their `counts_of_nobody`
};

void keep_earlier(std::optional<Instant>& kept, Instant at) {
    kept = std::min(kept.value_or(at), at);
}
void keep_later(std::optional<Instant>& kept, Instant at) {
    kept = std::max(kept.value_or(at), at);
}

// Reads the journal twice: first for verdicts that were changed later on, then to sum up.
class Recount {
  public:
    explicit Recount(const Parts& parts) : store_(*parts.store), journal_(parts.journal) {}

    // Goes on from what was counted, or begins again where that no longer holds.
    Result<> count(Sequence upto) {
        if (counted_ < upto) {
            FOOTFALL_CHECK(read(upto, [&](const Entry& entry) { foresee(entry); }));
        }
        if (is_outdated()) {
            workspaces_.clear();
            counted_ = {};
            is_outdated_ = false;
        }
        if (counted_ < upto) {
            FOOTFALL_CHECK(read(upto, [&](const Entry& entry) {
                std::visit([&](const auto& body) { add(entry, body); }, entry.body);
            }));
            counted_ = upto;
        }
        return {};
    }

    // Whether a verdict of what was counted has changed, or local days have.
    bool is_outdated() const {
        return is_outdated_ || std::ranges::any_of(workspaces_, [&](const auto& workspace) {
                   return store_.days(workspace.first) != workspace.second.days;
               });
    }

    store::Fingerprint fingerprint(const WorkspaceId& workspace) const {
        store::Fingerprint sum;
        const auto found = workspaces_.find(workspace);
        if (found == workspaces_.end()) return sum;
        sum.forgotten = found->second.forgotten;
        for (const auto& [customer, tally] : found->second.customers) {
            ++sum.customers;
            sum.stored_events += tally.stored_events;
            sum.stored += tally.stored;
            sum.events += tally.events;
            sum.counts += tally.counts;
            sum.automated += tally.automated;
            sum.times += store::hash_of_times(customer, {tally.last_open, tally.first, tally.last});
            for (const std::string& site : tally.sites)
                sum.sites += store::hash_of_site(customer, site);
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
    Result<> read(Sequence upto, const std::function<void(const Entry&)>& take) const {
        return journal_(next(counted_), upto, [&](SequenceRange, auto entries) {
            for (const Entry& entry : entries) take(entry);
            return Result<>();
        });
    }

    void foresee(const Entry& entry) {
        if (const auto* forget = std::get_if<Forget>(&entry.body)) {
            forgets_[{forget->workspace, forget->customer}] = entry.sequence;
        }
        const auto* change = std::get_if<VerdictChange>(&entry.body);
        if (change == nullptr) return;
        // What was forgotten is corrected no more.
        const auto forgotten = forgets_.find({change->workspace, change->customer});
        if (forgotten != forgets_.end() && change->event < forgotten->second) return;
        verdicts_[change->event.value] = change->after;
        if (change->event <= counted_) is_outdated_ = true;
    }

    WorkspaceTally& of(const WorkspaceId& workspace) {
        WorkspaceTally& tally = workspaces_[workspace];
        if (!tally.days) tally.days = store_.days(workspace);
        return tally;
    }

    void add(const Entry& entry, const Event& event) {
        WorkspaceTally& workspace = of(event.workspace);
        CustomerTally& tally = workspace.customers[event.customer];
        ++tally.stored_events;
        tally.stored +=
            store::hash_of_event(entry.sequence, event.customer, event.kind, event.occurred_at);
        if (!event.site.empty()) tally.sites.insert(event.site);
        const auto changed = verdicts_.find(entry.sequence.value);
        const Verdict verdict = changed == verdicts_.end() ? event.verdict : changed->second;
        // What lies outside the day table, as after a clock that stood in 1970, is kept, but
        // counts on no day.
        const auto day = workspace.days->day_of(event.occurred_at);
        const auto hash_of = [&](std::string_view customer) {
            return store::hash_of_count(customer, event.kind, *day, 1);
        };
        if (!counts(verdict)) {
            if (day && opens.has(event.kind)) tally.automated += hash_of(event.customer);
            return;
        }
        if (day) {
            ++tally.events;
            tally.counts += hash_of(event.customer);
            tally.counts_of_nobody += hash_of({});
        }
        if (event.kind == Kind::link_open) keep_later(tally.last_open, event.occurred_at);
        if (!event.by_customer || !facts(event.kind).by_customer) return;
        keep_earlier(tally.first, event.occurred_at);
        keep_later(tally.last, event.occurred_at);
    }

    void add(const Entry&, const Profile& profile) {
        CustomerTally& tally = of(profile.workspace).customers[profile.customer];
        tally.name.merge(profile.name, profile);
        tally.code.merge(profile.code, profile);
        tally.email.merge(profile.email, profile);
        tally.phone.merge(profile.phone, profile);
        tally.contact.merge(profile.contact, profile);
        tally.status.merge(profile.status, profile);
    }

    void add(const Entry&, const Forget& forget) {
        WorkspaceTally& workspace = of(forget.workspace);
        if (forget.customer.empty()) {
            workspace.customers.clear();
            workspace.forgotten = 0;
        } else if (const auto found = workspace.customers.find(forget.customer);
                   found != workspace.customers.end()) {
            workspace.forgotten += found->second.counts_of_nobody;
            workspace.customers.erase(found);
        }
    }

    void add(const Entry&, const VerdictChange&) {}  // foreseen
    void add(const Entry&, const DeadLetter&) {}

    const store::Store& store_;
    const store::JournalSource& journal_;
    std::map<WorkspaceId, WorkspaceTally> workspaces_;
    std::map<std::pair<WorkspaceId, std::string>, Sequence> forgets_;  // the latest ones
    std::unordered_map<std::uint64_t, Verdict> verdicts_;  // in the end, by the event's sequence
    Sequence counted_;
    bool is_outdated_ = false;
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
    compare("sum of forgotten customers", kept.forgotten, counted.forgotten);
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
    Recount recount(parts);
    for (int attempt = 0; attempt < attempts; ++attempt) {
        FOOTFALL_CHECK(wait_for_event_table(*parts.store, progress));
        const Sequence upto = parts.store->progress().applied;
        FOOTFALL_CHECK(recount.count(upto));
        const auto kept = fingerprints(*parts.store, recount);
        if (!kept && kept.error().reason == "catching_up") {
            progress("check: the event table could not be read, and is built again");
            continue;
        }
        if (!kept) return fail(kept.error());
        // Of one instant only if nothing came in meanwhile; what did is counted on top.
        if (parts.store->progress().applied != upto || recount.is_outdated()) continue;
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
