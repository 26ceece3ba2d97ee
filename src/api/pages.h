// Pages of other origins: what lets their browsers send events, and how often.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"
#include "workspace/ids.h"

namespace footfall::api {

// Lets a page of `origin` read the answer, and when to try again; nothing if it is empty.
void share(http::Response& response, std::string_view origin);

// The answer to a browser that asks whether a page may post to an intake route. It names no key, so
// every origin is told yes: the post itself is refused.
http::Response preflight(const http::Request& request);

// How much is taken under a public key: of each network, an IPv4 address or a /64 of IPv6, which
// may be an office with many visitors behind it. Thread-safe; as large as there were senders
// lately, at most 10,000.
class Pace {
  public:
    using Time = std::chrono::microseconds;

    // Whether a request of `body_bytes` may be taken; `now` is of the steady clock. Each one
    // counts, and each 16 KiB of it again.
    bool take(const workspace::KeyId& key, std::string_view peer, std::size_t body_bytes, Time now);

  private:
    static constexpr double at_once = 1'000;
    static constexpr double a_second = 20;
    static constexpr std::size_t senders_max = 10'000;

    struct Left {
        double count = at_once;
        Time updated{0};
    };

    static double count_at(const Left& left, Time now);

    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Left> left_;  // Guarded by mutex_.
};

}  // namespace footfall::api
