// A request's body, unpacked and ready to be parsed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "result.h"

namespace footfall::intake {

class Body {
  public:
    // Inflates what begins like gzip, of one member or several, whatever the headers say.
    // `too_large` above limits.h's bytes, as received or inflated, or its ratio; `invalid` for gzip
    // that is broken or cut off.
    static Result<Body> open(std::string received);

    // Without one leading byte order mark and the space before the first byte. Behind it
    // simdjson's padding can be read. Valid as long as this Body is neither moved nor destroyed.
    std::string_view text() const { return std::string_view(bytes_).substr(begin_, end_ - begin_); }

  private:
    explicit Body(std::string bytes);

    std::string bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace footfall::intake
