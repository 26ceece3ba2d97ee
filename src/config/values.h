// How the texts of settings are read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"

namespace footfall::config {

// Without spaces, tabs and line ends at either end.
std::string_view trim(std::string_view text);

// A number written in digits alone, or nothing.
std::optional<std::uint64_t> parse_number(std::string_view text);

// `HOST:PORT`, where a host is a name, an IPv4 address or an IPv6 address in brackets.
std::optional<Listen> parse_listen(std::string_view text);
std::string to_string(const Listen& listen);

// `http://HOST[:PORT]` or with https, one slash at the end allowed; gives it as browsers write it:
// in lower case, without that slash and without the scheme's standard port.
std::optional<std::string> parse_origin(std::string_view text);

// An IPv4 or IPv6 address, or a CIDR block of them.
bool is_address_block(std::string_view text);

}  // namespace footfall::config
