#include "service/day_mover.h"

#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace footfall::service {

void DayMover::ask(const WorkspaceId& workspace) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.insert(workspace);
    }
    wake_.notify_all();
}

void DayMover::start() {
    thread_ = std::thread([this] { run(); });
}

void DayMover::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DayMover::run() {
    constexpr int low_priority = 10;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), low_priority);
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
        if (is_stopping_) return;
        const WorkspaceId workspace = waiting_.extract(waiting_.begin()).value();
        lock.unlock();
        move_(workspace);
        lock.lock();
    }
}

}  // namespace footfall::service
