// The recount of customers whose latest event a correction took away.
#include <string>
#include <utility>
#include <vector>

#include "store/embedded/state.h"

namespace footfall::embedded {

Result<> EmbeddedStore::State::recount(const WorkspaceId& workspace) {
    const std::lock_guard one_at_a_time(recount_mutex);
    std::vector<std::string> customers;
    {
        const std::shared_lock lock(mutex);
        const auto found = workspaces.find(workspace);
        if (found == workspaces.end()) return {};
        customers = found->second.doubtful();
    }
    for (const std::string& customer : customers) {
        const timeline::CustomerKey key(workspace, customer);
        Sequence as_of;
        auto found = view(key, &as_of);
        if (!found && found.error().code == ErrorCode::not_found) continue;  // forgotten meanwhile
        if (!found) return fail(std::move(found).error());
        std::vector<index::EventFacts> events;
        timeline::Reading reading(key, found->since);
        const Result<> read = reading.read(found->view, [&](const timeline::Record& event) {
            events.push_back({.sequence = event.sequence,
                              .occurred_at = event.occurred_at,
                              .kind = event.kind,
                              .site = std::string(event.site),
                              .campaign = std::string(event.campaign),
                              .form = std::string(event.form),
                              .verdict = event.verdict,
                              .by_customer = event.by_customer});
        });
        if (!read) return cannot_read(reading, read.error());
        const std::unique_lock lock(mutex);
        const auto changed = workspaces.find(workspace);
        if (changed != workspaces.end()) changed->second.recount(customer, as_of, events);
    }
    return {};
}

}  // namespace footfall::embedded
