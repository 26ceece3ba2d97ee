// Ballast: a reserved file that is given up when the disk runs full, so that small writes go on.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>

#include "disk/disk.h"
#include "result.h"

namespace footfall {

// Room is ample exactly while the ballast is there. It is given up when less than the low-water
// mark is free, or when a write has met a full disk; it is made again once, above the mark, three
// times its size is free: itself, and as much twice over, so that it does not come and go with each
// file. That room is reserved to prove that it is there: a quota, say, does not show in the free
// space. Thread-safe.
//
// The file has no content. Whatever a crash leaves of it the next one takes over or removes; where
// it cannot be removed it only takes room.
class Ballast {
  public:
    struct Options {
        std::filesystem::path file;  // its folder must exist
        std::uint64_t bytes = 0;
        std::uint64_t low_water_bytes = 0;
    };

    // Takes over the file of an earlier run, and checks. `disk` must outlive it.
    Ballast(Disk& disk, Options options);

    // Measures the free space, and gives the ballast up or makes it. Where free space cannot be
    // measured all stays as it is. May take as long as reserving the file does.
    void check();

    // A write has met a full disk: more than the file system's free space may be used up.
    void give_up();

    // Whether there is room for more than small writes. Takes no time.
    bool is_there() const { return is_there_; }

  private:
    void take(std::uint64_t room);
    void remove();

    Disk& disk_;
    const Options options_;
    std::mutex mutex_;  // one change at a time
    std::atomic<bool> is_there_ = false;
};

}  // namespace footfall
