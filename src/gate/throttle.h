// A throttle: how often something of a name may happen in a minute.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace footfall::gate {

// Thread-safe, in bounded memory. Times are those of Clock::steady().
class Throttle {
  public:
    static constexpr std::chrono::seconds window{60};

    // Beyond `names_max` names that came within a minute all others are counted as one.
    explicit Throttle(std::size_t names_max) : names_max_(names_max) {}

    // Counts one more of the name: the how many-th it is of the minute that began with the first.
    std::uint64_t count(const std::string& name, std::chrono::microseconds now);

  private:
    struct Count {
        std::uint64_t count = 0;
        std::chrono::microseconds begun{0};
    };

    const std::size_t names_max_;
    std::mutex mutex_;
    std::unordered_map<std::string, Count> counts_;  // Guarded by mutex_, like the rest.
    Count others_;                                   // of names beyond `names_max_`
    std::chrono::microseconds swept_{0};             // when those that are over were removed
};

}  // namespace footfall::gate
