// What a page's form sends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.h"

namespace footfall::gate {

inline constexpr std::size_t form_fields_max = 16;  // those beyond are not looked at

// The fields of an `application/x-www-form-urlencoded` body, in their order. Never fails: what is
// no escape stands for itself, what is no UTF-8 becomes U+FFFD.
http::Fields parse_form(std::string_view body);

// The first field of that name, or nothing; good as long as `form`.
const std::string* form_field(const http::Fields& form, std::string_view name);

}  // namespace footfall::gate
