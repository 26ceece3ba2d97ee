// The query parameters of a request, each read once, with errors that name it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "result.h"

namespace footfall::api {

// The parameters of `request`: `invalid` names one that is not in `known` (`unknown_parameter`)
// or stands there twice (`repeated_parameter`).
class Parameters {
  public:
    static Result<Parameters> of(const http::Request& request,
                                 std::initializer_list<std::string_view> known);

    // The parameter's text; nothing if it is absent or empty.
    std::optional<std::string> text(std::string_view name) const;

    // A whole number from `least` to `most`, or `otherwise` if it is absent; `invalid_number`.
    Result<std::uint64_t> number(std::string_view name, std::uint64_t least, std::uint64_t most,
                                 std::uint64_t otherwise) const;

    // `yes` or `no`, which it is without; `not_yes_or_no`.
    Result<bool> flag(std::string_view name) const;

  private:
    explicit Parameters(const http::Fields& fields) : fields_(fields) {}

    http::Fields fields_;
};

}  // namespace footfall::api
