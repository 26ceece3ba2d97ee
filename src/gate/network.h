// Networks: where a visitor comes from, told apart for a day without keeping the address.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include <sodium.h>

#include "clock.h"
#include "random.h"

namespace footfall::gate {

struct Network {
    std::uint64_t hash = 0;

    // False for loopback, private and link-local addresses, and for what is no address: whoever
    // comes from there stands behind a proxy that is not trusted, or in the house, so that being
    // of one network says nothing of who they are.
    bool is_public = false;

    friend bool operator==(const Network&, const Network&) = default;
};

// 16 lower-case hexadecimal digits: all of a network that is ever written down.
std::string to_string(const Network& network);

// Thread-safe. The key of the hashes is random, only in memory, and another one on each UTC day:
// equal hashes mean one network within one day of one process, and nothing leads back from a hash
// to the address once the day or the process is over.
class Networks {
  public:
    explicit Networks(Random& random);

    // Of an address, as http::Request::peer names it: its first 24 bits, of IPv6 its first 48.
    Network of(std::string_view peer, Instant at);

  private:
    Random& random_;
    std::mutex mutex_;
    // Guarded by mutex_.
    std::array<unsigned char, crypto_shorthash_KEYBYTES> key_{};
    std::int64_t day_ = 0;  // since 1970
    bool has_key_ = false;
};

}  // namespace footfall::gate
