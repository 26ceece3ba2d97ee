// Group commit: takes one group of submissions through admission, append, sync and apply.
#pragma once

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
    void find_room();
    void idle();

    // Whether idle() has something to do once a second has passed.
    bool has_idle_work() const;

    // The mark of an orderly stop. Nothing may follow.
    void stop();

    const Recovery& recovery() const { return recovery_; }

    // The last sequence that is synced and applied.
    Sequence last() const { return last_; }

    // Why groups fail now: `journal_frozen`, `disk_full`; empty when all is well.
    const std::string& trouble() const { return trouble_; }

  private:
    GroupCommit(const Clock& clock, Hooks hooks);

    void set_trouble(const Error& cause);
    void take_entries(std::span<Submission*> group);
    void give_bodies_back();
    Result<> keep();
    void write_mark(bool stop);

    const Clock& clock_;
    const Hooks hooks_;
    std::unique_ptr<FolderLock> lock_;
    Recovery recovery_;
    std::unique_ptr<Appender> appender_;
    GroupBuffer buffer_;
    std::vector<Entry> entries_;  // of the group at hand
    std::vector<Draft*> drafts_;  // where their bodies came from
    bool mark_due_ = false;
    Sequence last_;
    std::string trouble_;
};

}  // namespace footfall::journal
