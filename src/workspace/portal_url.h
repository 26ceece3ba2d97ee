// The address of a portal, which visitors are sent to.
#pragma once

#include <string>
#include <string_view>

#include "result.h"

namespace footfall::workspace {

// The address without blanks around it; empty stays empty. `invalid` (`portal_url`, `invalid_url`)
// for anything but an http or https address with a host, in visible ASCII, of at most 2,000 bytes,
// without credentials, backslashes and fragment: a browser must not read another host in it.
Result<std::string> check_portal_url(std::string_view text);

}  // namespace footfall::workspace
