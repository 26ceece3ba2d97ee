// Cookies as a browser sends them back.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace footfall::http {

// The value of the first cookie of that name, without the blanks around it, or empty.
std::string cookie(const Request& request, std::string_view name);

}  // namespace footfall::http
