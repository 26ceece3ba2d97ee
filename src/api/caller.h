// Who asks: a member's browser session or a key, and whether the route is for them.
#pragma once

#include <optional>
#include <vector>

#include "api/routes.h"
#include "event/ids.h"
#include "http/message.h"
#include "result.h"
#include "workspace/control_plane.h"

namespace footfall::api {

struct Caller {
    WorkspaceId workspace;
    std::optional<workspace::Key> key;
    std::optional<workspace::Session> session;

    // Those that the caller's view of Insights is limited to; nothing: all customers.
    std::optional<std::vector<workspace::TargetId>> granted_targets() const;

    // For audit rows.
    workspace::Actor actor(const http::Request& request) const;
};

// Who asks for a route that is not for anybody. An Authorization field decides where there is one.
// `unauthenticated` for strangers, `forbidden` for those without the right, `unavailable` if it
// cannot be told.
Result<Caller> caller_of(const http::Request& request, Access access,
                         workspace::ControlPlane& control_plane);

}  // namespace footfall::api
