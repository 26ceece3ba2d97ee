// The recorder: gives what visitors did to the journal, and lets nobody wait long for that.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "intake/intake.h"
#include "result.h"

namespace footfall::gate {

// Events that are not kept, or not yet although nobody waits any more.
struct Unrecorded {
    std::uint64_t events = 0;
    Instant first;
    Instant last;

    void add(std::uint64_t more, Instant at);
};

// Thread-safe. What happens to the journal never happens to a visitor: on a full or frozen disk
// events are lost and counted.
class Recorder {
  public:
    // A visitor waits for the journal so long.
    static constexpr std::chrono::milliseconds wait_max{500};

    // What is passed in outlives the recorder.
    Recorder(const Clock& clock, intake::Intake& intake);
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // As wait().
    ~Recorder();

    // Waits for the journal's answers that are due.
    void wait();

    // Calls `then` once, as soon as the bodies are durable, are refused, or `wait_max` is over; on
    // a thread that must not wait. `settled`, if there is one, is called on such a thread with what
    // became of them: before `then`, or later if that took too long. Without bodies `then` is
    // called at once, and nothing else. All bodies are of one workspace.
    using Settled = std::function<void(const Result<intake::Counts>&)>;
    void record(std::vector<EntryBody> bodies, const Settled& settled, std::function<void()> then);

    // Of the workspace, since the start; nothing if all was kept.
    std::optional<Unrecorded> unrecorded(const WorkspaceId& workspace) const;

    // Of any workspace; nothing if all was kept.
    std::optional<Instant> last_unrecorded() const;

  private:
    // One call of record().
    struct Pending {
        std::chrono::microseconds deadline{0};
        WorkspaceId workspace;
        std::uint64_t events = 0;
        Instant at;
        std::function<void()> then;  // empty once it was called, or is about to be
        bool is_late = false;
    };

    void settle(const std::shared_ptr<Pending>& pending, bool is_kept);
    void lose(const Pending& pending);  // with mutex_ held
    void watch();

    const Clock& clock_;
    intake::Intake& intake_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    std::deque<std::shared_ptr<Pending>> pending_;  // by deadline; those answered leave late
    std::uint64_t due_ = 0;                         // answers of the journal
    std::map<WorkspaceId, Unrecorded> lost_;
    bool is_stopping_ = false;

    std::thread watcher_;
};

}  // namespace footfall::gate
