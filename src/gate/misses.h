// How many unknown links a network may ask for.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace footfall::gate {

// Thread-safe, in bounded memory. Times are those of Clock::steady(). Only misses are counted and
// only misses are refused: a link of 130 random bits needs no protection from guessing, but
// customers who share an address with a guesser need theirs from the throttle.
class Misses {
  public:
    // Counts one miss of the peer, an IP address; its /64 where that is of IPv6. False beyond
    // `misses_max` in the minute that began with the first of them.
    bool allow(std::string_view peer, std::chrono::microseconds now);

    static constexpr unsigned misses_max = 50;
    static constexpr std::chrono::seconds window{60};
    static constexpr std::size_t networks_max = 10'000;

  private:
    struct Count {
        unsigned misses = 0;
        std::chrono::microseconds begun{0};
    };

    std::mutex mutex_;
    std::unordered_map<std::string, Count> counts_;  // Guarded by mutex_, like the rest.
    Count others_;                                   // of networks beyond `networks_max`
    std::chrono::microseconds swept_{0};             // when those that are over were removed
};

}  // namespace footfall::gate
