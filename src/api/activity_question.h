// The parameters of the Activity page and its file, as a question.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "api/caller.h"
#include "api/parameters.h"
#include "calendar/date.h"
#include "calendar/day_table.h"
#include "clock.h"
#include "event/ids.h"
#include "question/question.h"
#include "result.h"
#include "store/store.h"
#include "workspace/control_plane.h"

namespace footfall::api {

// Where and when is asked: the workspace, its days in force, its week, what counts as activity
// there, and now.
struct Scope {
    WorkspaceId workspace;
    const DayTable& days;
    Weekday first_weekday = Weekday::monday;
    Kinds activity_set;
    Instant now;
    // The targets that the caller is limited to, on pages that others than admins see.
    std::optional<std::vector<workspace::TargetId>> granted = {};
    std::int32_t quiet_percent = standard_quiet_percent;  // see Filter

    Day today() const;
};

inline constexpr std::size_t search_bytes_max = 800;
inline constexpr std::size_t rows_default = 25;
inline constexpr std::size_t rows_max = 200;
inline constexpr std::int32_t trend_days = 7;

// Of the caller's workspace.
Result<Scope> scope_of(const Caller& caller, const DayTable& days, Instant now,
                       const workspace::ControlPlane& control_plane);

// The days just before, as many; nothing if the day table has fewer.
std::optional<LocalDays> days_before(const LocalDays& period, const Scope& scope);

// The question that `parameters` put: preset or from and to, search, status, stage, sort, page,
// per_page, compare. `invalid` names the parameter at fault.
Result<ActivityQuestion> activity_question(const Parameters& parameters, const Scope& scope);

// The customers alone: search, status, sort by id, name (the default), code, email or status, page,
// per_page. Counts are of today, so that none of another day is looked at.
Result<ActivityQuestion> customers_question(const Parameters& parameters, const Scope& scope);

// The same of the funnel, which has neither order nor pages.
Result<FunnelQuestion> funnel_question(const Parameters& parameters, const Scope& scope);

// What `ask` gives with the workspace's days in force; once more with the new ones, if these are
// replaced between their reading and the question (`days_changed`).
template <class Ask>
auto in_days_in_force(const store::Store& store, const WorkspaceId& workspace, const Ask& ask) {
    constexpr int attempts = 3;
    for (int attempt = 1;; ++attempt) {
        const std::shared_ptr<const DayTable> days = store.days(workspace);
        auto answer = ask(*days);
        if (answer || answer.error().reason != "days_changed" || attempt == attempts) {
            return answer;
        }
    }
}

}  // namespace footfall::api
