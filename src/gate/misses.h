// How many unknown links a network may ask for.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gate/throttle.h"

namespace footfall::gate {

// Thread-safe, in bounded memory. Times are those of Clock::steady(). Only misses are counted and
// only misses are refused: a link of 130 random bits needs no protection from guessing, but
// customers who share an address with a guesser need theirs from the throttle.
class Misses {
  public:
    // Counts one miss of the peer, an IP address; its /64 where that is of IPv6. False beyond
    // `misses_max` in the minute that began with the first of them.
    bool allow(std::string_view peer, std::chrono::microseconds now);

    static constexpr std::uint64_t misses_max = 50;
    static constexpr std::size_t networks_max = 10'000;

  private:
    Throttle throttle_{networks_max};
};

}  // namespace footfall::gate
