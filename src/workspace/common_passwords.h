// The passwords that everybody tries first.
#pragma once

#include <string_view>

namespace footfall::workspace {

// Of the 49,000 commonest known from leaks (frequency list of zxcvbn-ts, MIT licence; see NOTICE)
// those that are long enough for check_password(), and some of this product's own. `lower` is in
// lower case.
bool is_common(std::string_view lower);

}  // namespace footfall::workspace
