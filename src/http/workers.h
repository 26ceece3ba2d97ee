// A few threads for what may wait, since I/O threads may not.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace footfall::http {

// As many threads as there are cores, at least one: for what is in memory and waits for nothing.
std::size_t quick_threads();

// Thread-safe. Tasks begin in the order in which they came.
class Workers {
  public:
    explicit Workers(std::size_t threads);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    // Runs what is queued, then ends the threads.
    ~Workers();

    // False if `waiting_max` tasks wait already: the task is not taken.
    bool run(std::function<void()> task);

    static constexpr std::size_t waiting_max = 4096;

  private:
    void work();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;  // Guarded by mutex_.
    bool stopping_ = false;                      // Guarded by mutex_.
    std::vector<std::thread> threads_;
};

}  // namespace footfall::http
