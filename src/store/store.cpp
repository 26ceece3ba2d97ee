#include "store/store.h"

namespace footfall::store {

EveryRow rows_of(ActivityTable table) {
    auto next = [rows = std::exchange(table.rows, {})]() mutable {
        return Result<std::vector<ActivityRow>>(std::exchange(rows, {}));
    };
    return {std::move(table), std::move(next)};
}

Result<EveryRow> Store::every_row(const ActivityQuestion& question) const {
    FOOTFALL_TRY(table, ask(*this, question));
    return rows_of(std::move(table));
}

}  // namespace footfall::store
