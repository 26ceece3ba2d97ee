#include "service/upkeep.h"

#include <chrono>
#include <utility>

#include "observe/log.h"

namespace footfall::service {

namespace {

constexpr std::chrono::seconds look_again_after(5);

}  // namespace

Upkeep::Upkeep(const Clock& clock, intake::IdFiles& files, const intake::Dedupe& dedupe,
               journal::Packer packer, Options options)
    : clock_(clock),
      files_(files),
      dedupe_(dedupe),
      packer_(std::move(packer)),
      options_(std::move(options)),
      thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

bool Upkeep::do_one() {
    if (!options_.may_write()) return false;
    const auto say = [&](const Error& error) {
        if (!has_failed_) {
            observe::warning("journal", "upkeep failed: what was there stays",
                             {{"why", error.message}});
        }
        has_failed_ = true;
    };
    const Result<bool> tended = options_.tend_timelines();
    if (!tended) say(tended.error());
    if (tended && *tended) return true;
    const Result<bool> made = files_.make_one(dedupe_, options_.may_write);
    if (!made) say(made.error());
    if (made && *made) return true;
    const Result<bool> saved = options_.save_snapshot();
    if (!saved) say(saved.error());
    if (saved && *saved) return true;
    const Result<bool> packed = packer_.pack_one(clock_.now() - options_.pack_after);
    if (!packed) say(packed.error());
    return packed && *packed;
}

void Upkeep::run() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        lock.unlock();
        const bool has_done = do_one();
        lock.lock();
        if (has_done) continue;
        wake_.wait_for(lock, look_again_after, [this] { return is_stopping_; });
    }
}

}  // namespace footfall::service
