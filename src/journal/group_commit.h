// Group commit: takes one group of submissions through admission, append, sync and apply.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "clock.h"
#include "disk/disk.h"
#include "event/entry.h"
#include "journal/appender.h"
#include "journal/frame.h"
#include "journal/writer.h"
#include "random.h"
#include "result.h"

namespace footfall::journal {

// The writer without its queue and its thread, so that the simulator can step it. Not thread-safe.
class GroupCommit {
  public:
    // As Writer::open, short of the thread.
    static Result<std::unique_ptr<GroupCommit>> open(Disk& disk, const Clock& clock, Random& random,
                                                     Options options, Hooks hooks);

    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;

    // Makes what admission keeps of the group durable and applies it, or keeps nothing of it.
    // Drafts and refusals are final when it returns.
    Result<> write(std::vector<Submission>& group);

    // Calls each submission's `done`, with its refusal or the group's outcome.
    static void answer(std::vector<Submission>& group, const Result<>& outcome);

    // After each group, and after a second without one: what need not be done before an answer.
    // Both look at the disk's free space; recovery that found no room goes on in idle().
    void find_room();
    void idle();

    // Whether idle() has something to do once a second has passed.
    bool has_idle_work() const;

    // The mark of an orderly stop. Nothing may follow.
    void stop();

    const Recovery& recovery() const { return recovery_; }

    // The last sequence that is synced and applied.
    Sequence last() const { return last_; }

    // Why groups should not come now: `journal_frozen`, `disk_full`; empty when all is well. While
    // the disk has little room left, write() may still find some.
    std::string trouble() const;

    // As Writer::is_recovered.
    bool is_recovered() const { return appender_ != nullptr; }

  private:
    GroupCommit(Disk& disk, const Clock& clock, Random& random, Options options, Hooks hooks);

    Result<> recover_first();
    void recover_later();
    bool is_frozen() const { return gave_up_ || (appender_ && appender_->frozen()); }
    bool is_ample() const { return options_.ballast == nullptr || options_.ballast->is_there(); }
    void watch_disk();
    void take_entries(std::span<Submission*> group);
    Result<> keep();
    void write_mark(bool stop);

    Disk& disk_;
    const Clock& clock_;
    Random& random_;
    const Options options_;
    const Hooks hooks_;
    std::unique_ptr<FolderLock> lock_;
    Recovery recovery_;
    std::unique_ptr<Appender> appender_;  // nothing while recovery has no room
    bool gave_up_ = false;                // recovery failed for another reason
    GroupBuffer buffer_;
    std::vector<Entry> entries_;  // of the group at hand
    bool mark_due_ = false;
    Sequence last_;
    bool is_full_ = false;  // the last group met a full disk
    std::chrono::microseconds watched_at_;
    std::uint32_t watched_segment_ = 0;
};

}  // namespace footfall::journal
