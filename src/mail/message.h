// One mail as the bytes that go over the wire.
#pragma once

#include <string>

#include "clock.h"
#include "config/settings.h"
#include "result.h"

namespace footfall::mail {

// Name, subject and text may hold whatever strangers wrote.
struct Message {
    config::Mailbox from;
    std::string to;  // an address
    std::string subject;
    std::string text;
    Instant date;
    std::string id;  // the part before the `@`, of letters, digits and dots: the same at each try
};

// A message of RFC 5322 in plain text: UTF-8 as quoted-printable, header fields as RFC 2047 has it,
// lines that end with CRLF and have at most 78 bytes, except for one with a long address. What is
// no text in subject and name, such as a line end, is a blank there; in the text each kind of line
// end is one; bytes that are no UTF-8 become U+FFFD. `invalid` (`to`, `invalid_email`) if mail
// cannot be addressed to `to`.
Result<std::string> write_message(const Message& message);

}  // namespace footfall::mail
