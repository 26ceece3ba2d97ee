// WallClock: what a server takes for now, so that a year's events arrive within their year.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "clock.h"
#include "result.h"

namespace footfall::bench {

// Goes on by itself from where it was set; the steady clock is the machine's. One thread at a time.
class WallClock {
  public:
    // As the machine's, until it is set. `shim` is libwall_clock_shim.so, `file` is made anew.
    static Result<WallClock> make(std::filesystem::path shim, std::filesystem::path file);

    void set(Instant now);
    Instant now() const;

    // What a process is to be started with.
    std::string preload() const { return shim_.string(); }
    std::pair<std::string, std::string> variable() const { return {"WALL_CLOCK_AHEAD", file_}; }

  private:
    WallClock(std::filesystem::path shim, std::filesystem::path file)
        : shim_(std::move(shim)), file_(std::move(file)) {}

    std::filesystem::path shim_;
    std::filesystem::path file_;
    std::int64_t ahead_us_ = 0;
};

}  // namespace footfall::bench
