// What a request carries that says who sent it: a key, a session, a page's origin.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "result.h"

namespace footfall::api {

// The cookie's name: with this prefix a browser takes it only from this host, secure, for all
// paths.
inline constexpr std::string_view session_cookie = "__Host-footfall";

// The key in the Authorization field: a Bearer token, or the user name of Basic. Nothing if the
// field is absent; empty if it holds neither.
std::optional<std::string> key_text(const http::Request& request);

// The public key in the query's `key`, for browsers' calls that carry no fields of their own.
// Nothing if there is none; `unauthenticated` if it is another key, which addresses would give
// away.
Result<std::optional<std::string>> public_key_text(const http::Request& request);

// The session's token, or empty.
std::string session_token(const http::Request& request);

// Whether the page that sent the request is of this server, as the Origin field says. `origin` is
// this server's own.
bool is_own_page(const http::Request& request, std::string_view origin);

// Whether a browser sent the request for a page that is not of this origin, another port included:
// Sec-Fetch-Site or Origin says so. Clients that are no browsers send neither.
bool is_cross_site(const http::Request& request, std::string_view origin);

}  // namespace footfall::api
