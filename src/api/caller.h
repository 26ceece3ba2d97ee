// Who asks: a member's browser session or a key, and whether the route is for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/routes.h"
#include "event/ids.h"
#include "http/message.h"
#include "result.h"
#include "workspace/control_plane.h"

namespace footfall::api {

// The cookie's name: with this prefix a browser takes it only from this host, secure, for all
// paths.
inline constexpr std::string_view session_cookie = "__Host-footfall";

struct Caller {
    WorkspaceId workspace;
    std::optional<workspace::Key> key;
    std::optional<workspace::Session> session;

    // For audit rows.
    workspace::Actor actor(const http::Request& request) const;
};

// The key in the Authorization field: a Bearer token, or the user name of Basic. Nothing if the
// field is absent; empty if it holds neither.
std::optional<std::string> key_text(const http::Request& request);

// The session's token, or empty.
std::string session_token(const http::Request& request);

// Whether a browser sent the request for a page that is not of this origin, another port included:
// Sec-Fetch-Site or Origin says so. `origin` is this server's own. Clients that are no browsers
// send neither.
bool is_cross_site(const http::Request& request, std::string_view origin);

// Who asks for a route that is not for anybody. An Authorization field decides where there is one.
// `unauthenticated` for strangers, `forbidden` for those without the right, `unavailable` if it
// cannot be told.
Result<Caller> caller_of(const http::Request& request, Access access,
                         workspace::ControlPlane& control_plane);

}  // namespace footfall::api
