// The addresses of a portal: where visitors are sent to, and where an order is looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "result.h"

namespace footfall::workspace {

// The address without blanks around it; empty stays empty. `invalid` (`portal_url`, `invalid_url`)
// for anything but an http or https address with a host, in visible ASCII, of at most 2,000 bytes,
// without credentials, backslashes and fragment: a browser must not read another host in it.
Result<std::string> check_portal_url(std::string_view text);

// The same for where an order is looked at (`order_url`): `{order}` stands once, behind the host,
// in the place of its number, and a fragment is allowed.
Result<std::string> check_order_url(std::string_view text);

// Where that order is looked at; `url` is as check_order_url() gave it. Nothing if there is no
// address, no order, or if a browser would read its number as a step up (`..`).
std::optional<std::string> url_of_order(std::string_view url, std::string_view order);

}  // namespace footfall::workspace
