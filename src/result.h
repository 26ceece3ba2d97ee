// Result: a value or an Error. Failures that are expected are values; bugs are ASSERTs.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace footfall {

// What the caller should do, not where it happened. http/status.cpp maps each one to a status.
enum class ErrorCode : std::uint8_t {
    invalid,          // the caller's input is wrong: `field` names where, `reason` why
    unauthenticated,  // nobody is signed in, or the key is unknown
    forbidden,        // known, but without the right
    not_found,        // there is no such thing, or it is not the caller's
    conflict,         // it is there already, or has changed meanwhile
    too_large,        // above a limit
    busy,             // intake cannot keep it now; try again, nothing was kept
    unavailable,      // a read cannot be answered now; try again
    io,               // the disk or a peer failed; trying again will not help
    corrupt,          // stored bytes are not what was written
};

struct Error {
    ErrorCode code = ErrorCode::invalid;
    std::string message;  // for people; in answers of 5xx the client gets a general text instead
    std::string field;    // the input's field at fault, or empty
    std::string reason;   // a stable word for programs, such as `missing_customer`; may be empty
};

// A class and not an alias, since tl::expected 1.0.0 is not [[nodiscard]]: with an alias the
// compiler is silent when a caller drops a failure.
template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  public:
    using tl::expected<T, Error>::expected;

    // map() and and_then() return the base class; this brings their value back.
    Result(tl::expected<T, Error> value)  // NOLINT(google-explicit-constructor)
        : tl::expected<T, Error>(std::move(value)) {}
};

// return fail(ErrorCode::invalid, "from is after to", "from", "invalid_range");
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string field = {},
                                  std::string reason = {}) {
    return tl::unexpected<Error>(
        Error{code, std::move(message), std::move(field), std::move(reason)});
}

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace footfall

#define FOOTFALL_CONCAT_(a, b) a##b
#define FOOTFALL_CONCAT(a, b) FOOTFALL_CONCAT_(a, b)

// FOOTFALL_TRY(name, expression) names the value of a Result<T> or returns its error.
#define FOOTFALL_TRY(name, ...)                                              \
    auto FOOTFALL_CONCAT(footfall_result_, __LINE__) = (__VA_ARGS__);        \
    if (!FOOTFALL_CONCAT(footfall_result_, __LINE__))                        \
        return ::tl::unexpected<::footfall::Error>(                          \
            std::move(FOOTFALL_CONCAT(footfall_result_, __LINE__)).error()); \
    auto name = std::move(*FOOTFALL_CONCAT(footfall_result_, __LINE__))

// FOOTFALL_CHECK(expression) returns the error of a Result<>, or of a Result<T> not wanted.
#define FOOTFALL_CHECK(...)                                                                  \
    do {                                                                                     \
        if (auto footfall_checked = (__VA_ARGS__); !footfall_checked)                        \
            return ::tl::unexpected<::footfall::Error>(std::move(footfall_checked).error()); \
    } while (false)
