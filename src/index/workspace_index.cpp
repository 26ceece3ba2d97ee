#include "index/workspace_index.h"

#include <utility>
#include <variant>

namespace footfall::index {

WorkspaceIndex::WorkspaceIndex(std::shared_ptr<const DayTable> days) : activity_(std::move(days)) {}

void WorkspaceIndex::apply(const Entry& entry) {
    std::visit([&](const auto& body) { apply(entry, body); }, entry.body);
}

void WorkspaceIndex::begin_days(std::shared_ptr<const DayTable> days) {
    activity_.begin_days(std::move(days));
}

void WorkspaceIndex::apply(const Entry& entry, const Event& event) {
    const Ordinal ordinal = directory_.add(event.customer, entry.received_at);
    directory_.add_site(ordinal, event.site);
    activity_.add(ordinal, {.sequence = entry.sequence,
                            .occurred_at = event.occurred_at,
                            .kind = event.kind,
                            .verdict = event.verdict,
                            .by_customer = event.by_customer});
}

void WorkspaceIndex::apply(const Entry& entry, const Profile& profile) {
    directory_.merge(directory_.add(profile.customer, entry.received_at), profile);
}

void WorkspaceIndex::apply(const Entry&, const VerdictChange& change) {
    // The event may be gone with its customer; then there is nothing left to correct.
    if (const auto ordinal = directory_.find(change.customer)) {
        activity_.change_verdict(*ordinal, change.event, change.after);
    }
}

void WorkspaceIndex::apply(const Entry&, const Forget& forget) {
    if (!forget.customer.empty()) {
        if (const auto ordinal = directory_.find(forget.customer)) {
            activity_.remove(*ordinal);
            directory_.remove(*ordinal);
        }
        return;
    }
    for (Ordinal ordinal = 0; ordinal < directory_.ordinals(); ++ordinal) {
        if (directory_.at(ordinal).removed) continue;
        activity_.remove(ordinal);
        directory_.remove(ordinal);
    }
}

}  // namespace footfall::index
