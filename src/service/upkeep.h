// Upkeep: what a server makes of sealed segments in the background.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "intake/dedupe.h"
#include "intake/id_file.h"

namespace footfall::service {

// Makes the id files that are missing, one after another, and looks for more every few seconds.
// Without room for one it says so once, and tries again at the next start.
class Upkeep {
  public:
    // What is passed in outlives it.
    Upkeep(intake::IdFiles& files, const intake::Dedupe& dedupe);

    // Ends after the file that is being made.
    ~Upkeep();

    Upkeep(const Upkeep&) = delete;
    Upkeep& operator=(const Upkeep&) = delete;

  private:
    void run();

    intake::IdFiles& files_;
    const intake::Dedupe& dedupe_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace footfall::service
