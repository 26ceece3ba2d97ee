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

// Below the space, or DEL; text of one line has none.
bool is_control(char c);

// For one part of an address: all but letters, digits, `-`, `.`, `_` and `~` of ASCII as `%20`.
std::string encode_percent(std::string_view text);

// A number written in digits alone, or nothing.
std::optional<std::uint64_t> parse_number(std::string_view text);

// `HOST:PORT`, where a host is a name, an IPv4 address or an IPv6 address in brackets.
std::optional<Listen> parse_listen(std::string_view text);
std::string to_string(const Listen& listen);

// `http://HOST[:PORT]` or with https, one slash at the end allowed; gives it as browsers write it:
// in lower case, without that slash and without the scheme's standard port.
std::optional<std::string> parse_origin(std::string_view text);

// `smtp://[USER:PASSWORD@]HOST[:PORT]` or with smtps, one slash at the end allowed. Standard ports:
// 587 and 465. In user and password `%40` may stand for `@`, and so on.
std::optional<MailServer> parse_mail_server(std::string_view text);

// What to_string() writes for a password.
inline constexpr std::string_view hidden_password = "***";

// Without the password.
std::string to_string(const MailServer& server);

// Whether mail may be addressed to `text` without doubt about where it ends: one `@`, no blanks,
// quotes, brackets or control characters, at most 254 bytes. Bytes beyond ASCII are not looked at.
bool is_mail_address(std::string_view text);

// `ADDRESS`, `Name <ADDRESS>` or `"Name" <ADDRESS>`, the address in ASCII, the name at most 100
// bytes.
std::optional<Mailbox> parse_mailbox(std::string_view text);
std::string to_string(const Mailbox& mailbox);

// An IPv4 or IPv6 address, or a CIDR block of them.
bool is_address_block(std::string_view text);

}  // namespace footfall::config
