// The token that the gate gives a visitor for the portal: a JWT (RFC 7519) signed with HS256.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "clock.h"
#include "event/ids.h"
#include "random.h"
#include "result.h"

namespace footfall::workspace {

// A visitor takes hours to order. A portal makes a session of its own when the visitor arrives, and
// should take no token there whose `iat` is older than some minutes.
inline constexpr std::chrono::hours portal_token_life{8};

// Whole seconds.
struct PortalClaims {
    WorkspaceId workspace;  // `aud`
    std::string customer;   // `sub`; empty, and then absent: the workspace's link
    bool is_staff = false;  // `staff`, only if true: a member went through the customer's link
    Instant issued;         // `iat`
    Instant expires;        // `exp`
    std::string id;         // `jti`
};

// `iss` is `footfall`, `jti` 128 random bits. The key is the secret as text.
std::string make_portal_token(const WorkspaceId& workspace, std::string_view customer,
                              bool is_staff, std::string_view secret, Instant now, Random& random);

// `unauthenticated`, with the reason `invalid_token`, `expired_token` or `foreign_token`, unless
// this made it with that secret for that workspace. Of algorithms, whatever a token says of its
// own, none but HS256 is ever used.
Result<PortalClaims> read_portal_token(std::string_view token, const WorkspaceId& workspace,
                                       std::string_view secret, Instant now);

}  // namespace footfall::workspace
