// Patience: how long a client is told to wait before it sends again.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "clock.h"
#include "random.h"
#include "result.h"

namespace footfall::intake {

// A short queue and a start (`journal_not_open`) pass within seconds: 1 to 5, jittered. What lasts
// (`disk_full`, `journal_frozen`, a failed group, a store that cannot answer) is 60 for its
// first two minutes, then 270 to 300, since clients give up after 30 tries. Thread-safe.
class Patience {
  public:
    Patience(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

    // For a request refused with `error`.
    std::chrono::seconds wait(const Error& error);

    // A group was kept: the journal's trouble is over.
    void succeeded();

  private:
    enum class Cause : std::uint8_t { queue, journal, store };

    struct Trouble {
        std::chrono::microseconds since;
        std::chrono::microseconds last;
    };

    static Cause cause_of(const Error& error);
    std::int64_t between(std::int64_t low, std::int64_t high);

    const Clock& clock_;
    Random& random_;
    std::mutex mutex_;
    std::array<std::optional<Trouble>, 3> troubles_;  // Guarded by mutex_.
};

}  // namespace footfall::intake
