#include "service/upkeep.h"

#include <chrono>

#include "observe/log.h"

namespace footfall::service {

namespace {

constexpr std::chrono::seconds look_again_after(5);

}  // namespace

Upkeep::Upkeep(intake::IdFiles& files, const intake::Dedupe& dedupe)
    : files_(files), dedupe_(dedupe), thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Upkeep::run() {
    bool has_failed = false;
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        lock.unlock();
        const Result<bool> made = files_.make_one(dedupe_);
        if (!made && !has_failed) {
            has_failed = true;
            observe::warning("ids", "a file of ids was not written: the next start takes longer",
                             {{"why", made.error().message}});
        }
        lock.lock();
        if (made && *made) continue;
        wake_.wait_for(lock, look_again_after, [this] { return is_stopping_; });
    }
}

}  // namespace footfall::service
