// What the control plane takes as e-mail address and as name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "result.h"

namespace footfall::workspace {

bool is_utf8(std::string_view text);

// The address without blanks around it, in lower case, as it is kept and compared; nothing if it is
// none. ASCII only, so that no two addresses look alike.
std::optional<std::string> fold_email(std::string_view text);

// The name without blanks around it. `invalid` (`name`, `invalid_name`) if it is empty, longer than
// 254 bytes, not UTF-8 or has control characters.
Result<std::string> check_name(std::string_view text);

// `invalid` (`field`, `invalid_id`) if `text` is no id by which an event could name a site, a
// campaign or a form: empty, longer than limits::text_bytes_max, not UTF-8, or with a NUL.
Result<> check_id(std::string_view text, std::string_view field);

}  // namespace footfall::workspace
