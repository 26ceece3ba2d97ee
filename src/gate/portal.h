// The way to the supplier's portal: only where the settings say.
#pragma once

#include <string>
#include <string_view>

namespace footfall::gate {

// Where sample data leads without settings: the portal that comes with the program.
inline constexpr std::string_view sample_portal = "/sample-portal/";

// `portal_url` with `footfall=token` in its query, before a fragment; `sample_portal` if it is
// empty. Nothing that is no http or https address without control characters, as an empty text:
// settings hold none.
std::string portal_address(std::string_view portal_url, std::string_view token);

// What CSP is to let forms lead to besides the gate itself. Browsers of Chromium's family hold
// every redirect after a form against it, those of the portal's own too, which may lead to another
// host of it; so it names the portal's scheme and not its host.
std::string form_targets(std::string_view portal_url);

}  // namespace footfall::gate
