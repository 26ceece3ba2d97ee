// FairMutex: a shared mutex under which the writer is not starved by readers that never pause.
#pragma once

#include <mutex>
#include <shared_mutex>

namespace footfall::embedded {

// Whoever locks takes a turn: while a writer waits for the readers before it, later readers wait
// for their turn. For std::unique_lock and std::shared_lock; never twice by one thread.
class FairMutex {
  public:
    void lock() {
        const std::lock_guard turn(turn_);
        mutex_.lock();
    }
    void unlock() { mutex_.unlock(); }

    void lock_shared() {
        const std::lock_guard turn(turn_);
        mutex_.lock_shared();
    }
    void unlock_shared() { mutex_.unlock_shared(); }

  private:
    std::mutex turn_;
    std::shared_mutex mutex_;
};

}  // namespace footfall::embedded
