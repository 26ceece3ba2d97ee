// The mail that carries an order link.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "event/entry.h"
#include "result.h"
#include "workspace/links.h"

namespace footfall::api {

struct Recipient {
    std::string customer;
    std::string name;
    std::string email;
    Status status = Status::active;
};

// Gives them piece by piece, empty at the end.
using Recipients = std::function<Result<std::vector<Recipient>>()>;

// A template with {customer}, {supplier} and {link}.
class LinkLetter {
  public:
    // `invalid`: `subject` and `text` (`invalid_text`: too long, several lines of a subject,
    // control characters; `missing_link` for a text without {link}).
    static Result<LinkLetter> of(std::string subject, std::string text, std::string supplier);

    // Lists show the subject with "…" for the link. Names are put in as text on one line; what they
    // hold is not looked at for braces again.
    workspace::NewMail to(const Recipient& recipient, std::string_view url) const;

  private:
    std::string subject_;
    std::string text_;
    std::string supplier_;
};

}  // namespace footfall::api
