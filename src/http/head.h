// The strict reading of a request's head: what the parser lets through is refused here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "http/message.h"

namespace footfall::http {

// Looks over the bytes of a head before they are parsed, as they come.
class HeadScanner {
  public:
    enum class Outcome {
        more,      // not at the end yet
        end,       // the head is the first size() bytes
        bad,       // folded lines, bare CR or LF, control characters, no request line
        too_large  // in bytes or in fields
    };

    HeadScanner(std::size_t bytes_max, std::size_t fields_max)
        : bytes_max_(bytes_max), fields_max_(fields_max) {}

    // `bytes` is what came so far: what was given before and more behind it.
    Outcome scan(std::string_view bytes);

    std::size_t size() const { return position_; }

  private:
    std::size_t bytes_max_;
    std::size_t fields_max_;
    std::size_t position_ = 0;
    std::size_t lines_ = 0;
    std::size_t line_size_ = 0;
    bool after_cr_ = false;
};

// A head as the parser split it.
struct RawHead {
    std::string method;
    std::string target;
    int version = 11;  // 10 or 11
    bool keep_alive = true;
    Fields fields;  // names in lower case
};

// A head that has passed every check.
struct Head {
    Request request;  // without id, body and peer
    int version = 11;
    bool keep_alive = true;
    bool expects_continue = false;
    std::optional<std::uint64_t> body_size;  // as Content-Length says
};

struct Refused {
    int status = 400;
};

// The methods there are, as an Allow field names them.
inline constexpr std::string_view allowed_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

// Refuses with 400 what could be read in two ways or is malformed, with 405 an unknown method, with
// 417 an expectation other than 100-continue.
tl::expected<Head, Refused> check_head(RawHead raw);

}  // namespace footfall::http
