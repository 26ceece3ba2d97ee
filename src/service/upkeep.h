// Upkeep: what a server does in the background for the next start, and to keep its folder small.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "clock.h"
#include "intake/dedupe.h"
#include "intake/id_file.h"
#include "journal/packed_segment.h"
#include "result.h"

namespace footfall::service {

// Tends the timelines, makes the id files that are missing, saves the snapshot and packs segments,
// one after another, and looks for more every few seconds. Where one fails it says so once, and
// does the others.
class Upkeep {
  public:
    struct Options {
        // A segment is packed so long after its last entry.
        std::chrono::seconds pack_after{60};
        // Asked before each; while it says no, nothing is written.
        std::function<bool()> may_write = [] { return true; };
        // Does one piece of what timelines need; whether there was something to do.
        std::function<Result<bool>()> tend_timelines = [] { return false; };
        // Saves what a start needs not read again, if that is due; whether it did.
        std::function<Result<bool>()> save_snapshot = [] { return false; };
    };

    // What is passed in outlives it.
    Upkeep(const Clock& clock, intake::IdFiles& files, const intake::Dedupe& dedupe,
           journal::Packer packer, Options options);

    // Ends after the file that is being made.
    ~Upkeep();

    Upkeep(const Upkeep&) = delete;
    Upkeep& operator=(const Upkeep&) = delete;

  private:
    void run();
    bool do_one();  // whether there was something to do

    const Clock& clock_;
    intake::IdFiles& files_;
    const intake::Dedupe& dedupe_;
    journal::Packer packer_;
    const Options options_;
    bool has_failed_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace footfall::service
