// An allowance: how many of a kind a workspace may add to what is kept, over time.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "event/ids.h"

namespace footfall::intake {

// A workspace begins with `count_max` and is given them anew over a day, evenly. Kept in memory
// alone: a restart begins full. Thread-safe; as large as there are workspaces.
class Allowance {
  public:
    explicit Allowance(std::int64_t count_max) : count_max_(count_max) {}

    // Takes one, if there is one; `now` is of the steady clock.
    bool take(WorkspaceId workspace, std::chrono::microseconds now);

  private:
    struct Left {
        std::int64_t count = 0;
        std::chrono::microseconds given_at{0};  // up to when anew ones were given
    };

    const std::int64_t count_max_;
    std::mutex mutex_;
    std::unordered_map<WorkspaceId, Left> left_;  // Guarded by mutex_.
};

}  // namespace footfall::intake
