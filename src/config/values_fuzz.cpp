// Settings' texts: what is read is written as it was meant, and read the same again.
#include <cstdint>
#include <string>
#include <string_view>

#include "assert.h"
#include "config/values.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace footfall::config;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto listen = parse_listen(text)) {
        ASSERT(parse_listen(to_string(*listen)) == listen, text);
    }
    if (const auto origin = parse_origin(text)) {
        ASSERT(parse_origin(*origin) == origin && !origin->ends_with('/'), *origin);
        ASSERT(origin->find_first_of("@?# \r\n\t\\\"<>") == origin->npos, *origin);
    }
    if (const auto number = parse_number(text)) {
        ASSERT(text.find_first_not_of("0123456789") == text.npos);
        const std::string written = std::to_string(*number);
        ASSERT(text.ends_with(written) &&
               text.find_first_not_of('0') >= text.size() - written.size());
    }
    if (is_address_block(text)) {
        ASSERT(text.find_first_not_of("0123456789abcdefABCDEF.:/") == text.npos, text);
    }
    ASSERT(trim(trim(text)) == trim(text));
    if (const auto server = parse_mail_server(text)) {
        const std::string shown = to_string(*server);
        const auto again = parse_mail_server(shown);
        ASSERT(again && again->host == server->host && again->user == server->user, shown);
        ASSERT(again->port == server->port && again->is_tls == server->is_tls, shown);
    }
    if (is_mail_address(text)) {
        ASSERT(text.find_first_of(std::string_view("\r\n\0 <>", 6)) == text.npos, text);
    }
    if (const auto mailbox = parse_mailbox(text)) {
        ASSERT(parse_mailbox(to_string(*mailbox)) == mailbox, to_string(*mailbox));
    }
    return 0;
}
