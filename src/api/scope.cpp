#include "api/activity_question.h"

namespace footfall::api {

Result<Scope> scope_of(const Caller& caller, const DayTable& days, Instant now,
                       const workspace::ControlPlane& control_plane) {
    const auto of = [&](const workspace::Workspace& workspace) {
        return Scope{caller.workspace,       days, workspace.first_weekday,
                     workspace.activity_set, now,  caller.granted_targets(),
                     workspace.quiet_percent};
    };
    if (caller.session) return of(caller.session->workspace);
    FOOTFALL_TRY(workspace, control_plane.find_workspace(caller.workspace));
    return of(workspace);
}

}  // namespace footfall::api
