#include "gate/recorder.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "observe/log.h"

namespace footfall::gate {

namespace {

// How late somebody may be let go on; the clock may be one that only tests move.
constexpr std::chrono::milliseconds look_interval{10};

std::uint64_t events_in(const std::vector<EntryBody>& bodies) {
    return static_cast<std::uint64_t>(
        std::count_if(bodies.begin(), bodies.end(),
                      [](const EntryBody& body) { return std::holds_alternative<Event>(body); }));
}

}  // namespace

void Unrecorded::add(std::uint64_t more, Instant at) {
    if (events == 0) first = at;
    events += more;
    last = std::max(last, at);
}

Recorder::Recorder(const Clock& clock, intake::Intake& intake)
    : clock_(clock), intake_(intake), watcher_([this] { watch(); }) {}

Recorder::~Recorder() {
    wait();
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
    watcher_.join();
}

void Recorder::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return due_ == 0; });
}

void Recorder::record(std::vector<EntryBody> bodies, const Settled& settled,
                      std::function<void()> then) {
    if (bodies.empty()) return then();
    auto pending = std::make_shared<Pending>();
    pending->deadline = clock_.steady() + wait_max;
    pending->workspace = workspace_of(bodies.front());
    pending->events = events_in(bodies);
    pending->at = clock_.now();
    pending->then = std::move(then);
    {
        const std::lock_guard lock(mutex_);
        ++due_;
        pending_.push_back(pending);
        if (pending_.size() == 1) changed_.notify_all();
    }
    intake_.append(std::move(bodies),
                   [this, pending, settled](const Result<intake::Counts>& outcome) {
                       if (settled) settled(outcome);
                       settle(pending, outcome.has_value());
                   });
}

void Recorder::settle(const std::shared_ptr<Pending>& pending, bool is_kept) {
    std::function<void()> then;
    {
        const std::lock_guard lock(mutex_);
        then = std::exchange(pending->then, nullptr);
        if (!is_kept && !pending->is_late) lose(*pending);
        if (is_kept && pending->is_late) lost_[pending->workspace].events -= pending->events;
    }
    if (then) then();
    const std::lock_guard lock(mutex_);
    if (--due_ == 0) changed_.notify_all();
}

void Recorder::lose(const Pending& pending) {
    if (pending.events == 0) return;
    if (lost_.empty()) {
        observe::warning("gate", "what visitors do cannot be recorded; they are let through");
    }
    lost_[pending.workspace].add(pending.events, pending.at);
}

std::optional<Unrecorded> Recorder::unrecorded(const WorkspaceId& workspace) const {
    const std::lock_guard lock(mutex_);
    const auto found = lost_.find(workspace);
    if (found == lost_.end() || found->second.events == 0) return std::nullopt;
    return found->second;
}

std::optional<Instant> Recorder::last_unrecorded() const {
    std::optional<Instant> last;
    const std::lock_guard lock(mutex_);
    for (const auto& [workspace, lost] : lost_) {
        if (lost.events > 0) last = std::max(last.value_or(lost.last), lost.last);
    }
    return last;
}

void Recorder::watch() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        if (pending_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const std::shared_ptr<Pending> first = pending_.front();
        if (first->then && first->deadline > clock_.steady()) {
            changed_.wait_for(lock, look_interval);
            continue;
        }
        pending_.pop_front();
        if (!first->then) continue;
        first->is_late = true;
        lose(*first);
        const std::function<void()> then = std::exchange(first->then, nullptr);
        lock.unlock();
        then();
        lock.lock();
    }
}

}  // namespace footfall::gate
