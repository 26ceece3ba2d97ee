#include <memory>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "store/embedded/state.h"

namespace footfall::embedded {

Result<store::EveryRow> EmbeddedStore::every_row(const ActivityQuestion& question) const {
    while (true) {
        auto every = state_->every_row(question);
        if (every || every.error().reason != "in_doubt") return every;
        FOOTFALL_CHECK(state_->recount(question.workspace));
    }
}

Result<store::EveryRow> EmbeddedStore::State::every_row(const ActivityQuestion& question) const {
    constexpr std::size_t rows_of_piece = 500;
    const std::shared_lock lock(mutex);
    const auto found = workspaces.find(question.workspace);
    if (found == workspaces.end()) {
        const index::WorkspaceIndex nothing(days_of(question.workspace));
        FOOTFALL_TRY(none, nothing.answer(question));
        none.sequence = applied;
        return store::rows_of(std::move(none));
    }
    FOOTFALL_TRY(every, found->second.every_row(question));
    every.table.sequence = applied;
    const auto next = [this, id = question.workspace, number = found->second.number(), rank = 0U,
                       rows = std::shared_ptr(
                           std::move(every.rows))]() mutable -> Result<std::vector<ActivityRow>> {
        const std::shared_lock locked(mutex);
        const auto asked = workspaces.find(id);
        if (asked == workspaces.end() || asked->second.number() != number) {
            return fail(ErrorCode::unavailable, "customers were counted anew meanwhile", {},
                        "days_changed");
        }
        std::vector<ActivityRow> piece;
        while (rank < rows->size() && piece.size() < rows_of_piece) {
            auto row = rows->at(rank++, asked->second.directory());
            if (row) piece.push_back(*std::move(row));
        }
        return piece;
    };
    return store::EveryRow{std::move(every.table), next};
}

}  // namespace footfall::embedded
