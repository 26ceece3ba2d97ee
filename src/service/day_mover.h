// Moves the numbers of a workspace to the days of the zone that a member has chosen.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "event/ids.h"

namespace footfall::service {

// Thread-safe. One workspace after the other, on a thread of its own; one that is asked for again
// while it is moved is moved once more.
class DayMover {
  public:
    // `move` takes as long as reading the journal does, and looks up the zone itself.
    explicit DayMover(std::function<void(const WorkspaceId&)> move) : move_(std::move(move)) {}
    DayMover(const DayMover&) = delete;
    DayMover& operator=(const DayMover&) = delete;
    ~DayMover() { stop(); }

    // Does not wait. Before start() it is only noted.
    void ask(const WorkspaceId& workspace);

    // To be called once.
    void start();

    // Waits for the move under way, and begins no other.
    void stop();

  private:
    void run();

    const std::function<void(const WorkspaceId&)> move_;
    std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_.
    std::set<WorkspaceId> waiting_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace footfall::service
