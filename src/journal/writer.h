// The writer: appends groups of entries to the journal, syncs once a group, then answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clock.h"
#include "disk/ballast.h"
#include "disk/disk.h"
#include "event/entry.h"
#include "random.h"
#include "result.h"

namespace footfall::journal {

struct Options {
    std::filesystem::path folder;                       // of the segments; made if missing
    std::uint64_t segment_bytes = 64ULL * 1024 * 1024;  // 1 to 256 MiB; at least 64 KiB
    std::size_t group_bytes_max = 1024 * 1024;          // or one larger submission
    std::size_t queue_bytes_max = 64 * 1024 * 1024;     // beyond it, `busy`
    bool salvage = false;  // open a damaged journal too, if it tells how far it went

    // Of the disk that the folder is on; outlives the writer, which checks it about once a second
    // and after each new segment. Without it the disk is full only when a write says so.
    Ballast* ballast = nullptr;
};

// An entry before it is kept, and what became of it.
struct Draft {
    enum class Fate : std::uint8_t { kept, duplicate };

    EntryBody body;
    Fate fate = Fate::kept;
    Sequence sequence = {};  // of the entry that was made of it; 0 for a duplicate
};

// One caller's drafts: all that are kept lie in one group, so they survive together or not at all.
struct Submission {
    std::vector<Draft> drafts;
    std::size_t bytes = 0;         // what it weighs in the queue; at least 1
    std::optional<Error> refusal;  // set by Hooks::admit: nothing of it is kept

    // Called once, on the writer's thread, after sync and apply, or with the error that says why
    // nothing of it was kept. Must not block. The drafts' fates and sequences are final by then;
    // the bodies of those that were to be kept are gone.
    std::function<void(Submission& submission, Result<> outcome)> done;
};

// What happens around a group's sync; all on the writer's thread, one group at a time.
struct Hooks {
    // Before the append: sets fates and refusals. Sees the group's submissions in their order.
    std::function<void(std::span<Submission*> group)> admit;

    // After the sync, before the replies: `entries` are the group's, of `range`; both are empty if
    // it kept none.
    std::function<void(SequenceRange range, std::span<const Entry> entries)> apply;

    // Instead of `apply`: nothing of the group was kept, so what `admit` noted is void. `entries`
    // are what it would have kept.
    std::function<void(std::span<const Entry> entries)> discard;
};

// What opening found.
struct Recovery {
    std::uint64_t segments = 0;
    std::uint64_t entries = 0;
    std::uint64_t unknown_entries = 0;  // in the last segment, of types this version does not know
    std::uint64_t torn_bytes = 0;       // cut off after the last good terminator
    Sequence last;                      // the last good one; 0 for an empty journal
    bool orderly = true;                // the last stop was
    std::string damage;                 // why it had to be salvaged; salvage() says what is lost
};

// Thread-safe. Owns the writer's thread and the folder's lock.
class Writer {
  public:
    // Recovers the last segment by the rules of docs/journal.md and starts the thread. `conflict`
    // if another process holds the folder, `corrupt` (which segment, which offset, which sequences)
    // if more than a torn tail is damaged and is not to be salvaged, or cannot be: then nothing is
    // changed on disk. Of older segments only both ends are checked; a reader's pass checks all of
    // them. Without room for what recovery must write, even from the ballast, it opens all the
    // same, with the trouble `disk_full`: what was found can be read, and the thread recovers when
    // room returns.
    static Result<std::unique_ptr<Writer>> open(Disk& disk, const Clock& clock, Random& random,
                                                Options options, Hooks hooks);

    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Stops as stop() does.
    ~Writer();

    // Queues it, and answers through `submission.done`, unless it returns an error: then `done` is
    // never called. One larger than the queue is taken when nothing else waits. `busy` with the
    // reason `queue_full`, `disk_full`, `journal_frozen` or `stopping`; `done` gets the same errors
    // where trouble comes later. One that only forgets is taken on a full disk too, since it makes
    // room: it fails only if it finds none itself.
    Result<> append(Submission submission);

    // Finishes what is queued, leaves the mark of an orderly stop, joins the thread.
    void stop();

    const Recovery& recovery() const;

    // The last sequence that is synced and applied.
    Sequence last() const;

    // Why intake is refused now: `journal_frozen`, `disk_full`; empty when all is well.
    std::string trouble() const;

    // False while there was no room to recover: a loss of power may still take back the last of
    // what can be read, so nothing that is kept may be made of it.
    bool is_recovered() const;

  private:
    struct State;
    explicit Writer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace footfall::journal
