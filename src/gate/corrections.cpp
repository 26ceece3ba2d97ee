#include "gate/corrections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "observe/log.h"

namespace footfall::gate {

namespace {

// They wait for syncs most of the time, of which many share one.
constexpr std::size_t threads = 8;
// How late one may be tried again; the clock may be one that only tests move.
constexpr std::chrono::milliseconds look_interval{50};

}  // namespace

Corrections::Corrections(const Clock& clock, intake::Verdicts& verdicts, const Judge& judge,
                         std::function<bool()> is_loaded)
    : clock_(clock), verdicts_(verdicts), judge_(judge), is_loaded_(std::move(is_loaded)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void Corrections::add(const std::vector<Correction>& corrections) {
    if (corrections.empty()) return;
    const std::lock_guard lock(mutex_);
    for (const Correction& correction : corrections) {
        if (is_finishing_) {
            drop("the server stops");
        } else if (const auto off = put_off_.find(correction.open); off != put_off_.end()) {
            off->second = correction;
        } else if (const auto found = waiting_.find(correction.open); found != waiting_.end()) {
            found->second = correction;
        } else if (waiting_.size() + put_off_.size() + in_hand_.size() >= waiting_max) {
            drop("too many wait");
        } else {
            waiting_.emplace(correction.open, correction);
        }
    }
    changed_.notify_all();
}

void Corrections::finish() {
    {
        const std::lock_guard lock(mutex_);
        is_finishing_ = true;
        finish_by_ = clock_.steady() + finish_max;
        bring_back();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    const std::lock_guard lock(mutex_);
    if (const std::uint64_t dropped = std::exchange(dropped_, 0); dropped > 0) {
        observe::warning("gate", "verdicts stay as they were first", {{"events", dropped}});
    }
}

void Corrections::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (again_at_ <= clock_.steady()) bring_back();
        Waiting::node_type next = take();
        if (!next) {
            if (is_finishing_ && waiting_.empty()) return;
            if (put_off_.empty()) {
                changed_.wait(lock);
            } else {
                changed_.wait_for(lock, look_interval);
            }
            continue;
        }
        const OpenNumber open = next.key();
        const bool is_last_try = is_finishing_;
        lock.unlock();
        const Result<> made = make(next.mapped());
        lock.lock();
        in_hand_.erase(open);
        if (waiting_.contains(open)) changed_.notify_all();
        // Who was forgotten meanwhile has no events.
        if (made || made.error().code == ErrorCode::not_found) continue;
        if (is_last_try) {
            drop(made.error().message);
        } else {
            put_off(std::move(next), made.error());
        }
    }
}

Corrections::Waiting::node_type Corrections::take() {
    if (is_finishing_ && finish_by_ <= clock_.steady() && !waiting_.empty()) {
        drop("there is no time left", waiting_.size());
        waiting_.clear();
    }
    const auto next = std::find_if(waiting_.begin(), waiting_.end(), [this](const auto& each) {
        return !in_hand_.contains(each.first);
    });
    if (next == waiting_.end()) return {};
    in_hand_.insert(next->first);
    return waiting_.extract(next);
}

Result<> Corrections::make(const Correction& correction) {
    if (!is_loaded_()) return fail(ErrorCode::busy, "The numbers are being loaded.");
    const auto decide = [&](const intake::Opinion&) -> std::optional<intake::Opinion> {
        const Standing standing = judge_.standing(correction.open).value_or(correction.standing);
        return intake::Opinion{standing.verdict, std::string(standing.rule)};
    };
    FOOTFALL_CHECK(
        verdicts_.change({correction.workspace, correction.customer, correction.event}, decide));
    return {};
}

// What the journal refuses now it refuses of all; a doubt of the store's is one workspace's.
void Corrections::put_off(Waiting::node_type correction, const Error& why) {
    if (put_off_.empty()) again_at_ = clock_.steady() + again_after;
    // If the judge has changed its mind again, that waits already.
    if (!waiting_.contains(correction.key())) put_off_.insert(std::move(correction));
    if (why.code == ErrorCode::busy) put_off_.merge(waiting_);
    if (is_finishing_) bring_back();
}

void Corrections::bring_back() {
    if (put_off_.empty()) return;
    waiting_.merge(put_off_);
    changed_.notify_all();
}

void Corrections::drop(std::string_view why, std::size_t count) {
    if (std::exchange(dropped_, dropped_ + count) > 0) return;
    observe::warning("gate", "a verdict stays as it was first", {{"why", why}});
}

}  // namespace footfall::gate
