#include "index/workspace_index.h"

#include <atomic>
#include <utility>
#include <variant>

namespace footfall::index {

namespace {

std::uint64_t next_number() {
    static std::atomic<std::uint64_t> given{0};
    return ++given;
}

}  // namespace

WorkspaceIndex::WorkspaceIndex(std::shared_ptr<const DayTable> days)
    : number_(next_number()), activity_(std::move(days)) {}

void WorkspaceIndex::apply(const Entry& entry) noexcept {
    std::visit([&](const auto& body) { apply(entry, body); }, entry.body);
}

void WorkspaceIndex::doubt(std::string_view customer, Sequence at) noexcept {
    const std::optional<Ordinal> ordinal = directory_.find(customer);
    if (ordinal) doubts_[*ordinal] = {.since = at, .has_counts = false, .later = {}};
}

std::vector<std::string> WorkspaceIndex::doubtful() const {
    std::vector<std::string> customers;
    for (const auto& [ordinal, doubt] : doubts_) customers.emplace_back(directory_.at(ordinal).id);
    return customers;
}

void WorkspaceIndex::recount(std::string_view customer, Sequence as_of,
                             std::span<const EventFacts> events) noexcept {
    const std::optional<Ordinal> ordinal = directory_.find(customer);
    if (!ordinal) return;
    const auto found = doubts_.find(*ordinal);
    if (found == doubts_.end() || as_of < found->second.since) return;
    const std::vector<Entry> later = std::move(found->second.later);
    doubts_.erase(found);
    activity_.remove(*ordinal);
    for (const EventFacts& event : events) {
        activity_.add(*ordinal, event,
                      named(*ordinal, event.occurred_at, event.site, event.campaign, event.form));
    }
    for (const Entry& entry : later) {
        if (entry.sequence > as_of) apply(entry);
    }
}

bool WorkspaceIndex::put_off(Ordinal ordinal, const Entry& entry) {
    if (doubts_.empty()) return false;
    const auto found = doubts_.find(ordinal);
    if (found == doubts_.end()) return false;
    found->second.later.push_back(entry);
    return true;
}

void WorkspaceIndex::apply(const Entry& entry, const Event& event) {
    const Ordinal ordinal = directory_.add(event.customer, entry.received_at, entry.sequence);
    const Named numbers = named(ordinal, event.occurred_at, event.site, event.campaign, event.form);
    if (put_off(ordinal, entry)) return;
    activity_.add(ordinal,
                  {.sequence = entry.sequence,
                   .occurred_at = event.occurred_at,
                   .kind = event.kind,
                   .site = {},
                   .campaign = {},
                   .form = {},
                   .verdict = event.verdict,
                   .by_customer = event.by_customer},
                  numbers);
}

void WorkspaceIndex::apply(const Entry& entry, const Profile& profile) {
    directory_.merge(directory_.add(profile.customer, entry.received_at, entry.sequence), profile);
}

void WorkspaceIndex::apply(const Entry& entry, const VerdictChange& change) {
    // The event may be gone with its customer; then there is nothing left to correct.
    const std::optional<Ordinal> ordinal = directory_.find(change.customer);
    if (!ordinal || change.event < directory_.at(*ordinal).since) return;
    if (put_off(*ordinal, entry)) return;
    const EventFacts event{.sequence = change.event,
                           .occurred_at = change.occurred_at,
                           .kind = change.kind,
                           .site = {},
                           .campaign = {},
                           .form = {},
                           .verdict = change.before,
                           .by_customer = change.by_customer};
    const Named numbers =
        named(*ordinal, change.occurred_at, change.site, change.campaign, change.form);
    if (!activity_.correct(*ordinal, event, numbers, change.after))
        doubts_[*ordinal] = {.since = entry.sequence, .has_counts = true, .later = {}};
}

Named WorkspaceIndex::named(Ordinal ordinal, Instant at, std::string_view site,
                            std::string_view campaign, std::string_view form) {
    return {directory_.add_site(ordinal, site), campaigns_.add(campaign, at), forms_.add(form, at)};
}

void WorkspaceIndex::apply(const Entry&, const Forget& forget) {
    if (!forget.customer.empty()) {
        if (const auto ordinal = directory_.find(forget.customer)) this->forget(*ordinal);
        return;
    }
    *this = WorkspaceIndex(activity_.days());
}

void WorkspaceIndex::save(std::size_t part, Saver& saver) const {
    if (part > 0) return activity_.save(part - 1, saver);
    directory_.save(saver);
    campaigns_.save(saver);
    forms_.save(saver);
}

void WorkspaceIndex::load(std::size_t part, Loader& loader) {
    if (part > 0) return activity_.load(part - 1, loader);
    directory_ = CustomerDirectory::load(loader);
    campaigns_ = Mentions::load(loader);
    forms_ = Mentions::load(loader);
}

void WorkspaceIndex::forget(Ordinal ordinal) {
    // What was put off counts, but corrections of what is not known. Latest times matter no more,
    // so what brings them into doubt again only puts off what follows it.
    for (auto found = doubts_.find(ordinal); found != doubts_.end();
         found = doubts_.find(ordinal)) {
        const Doubt doubt = std::move(found->second);
        doubts_.erase(found);
        for (const Entry& entry : doubt.later) {
            if (doubt.has_counts || std::holds_alternative<Event>(entry.body)) apply(entry);
        }
    }
    activity_.forget(ordinal);
    directory_.remove(ordinal);
}

}  // namespace footfall::index
