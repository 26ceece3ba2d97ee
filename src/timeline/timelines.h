// Timelines: all runs together, so that one customer's latest events are found without a look at
// the others'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "disk/disk.h"
#include "event/entry.h"
#include "event/ids.h"
#include "random.h"
#include "result.h"
#include "store/journal_source.h"
#include "timeline/memory_run.h"
#include "timeline/run.h"

namespace footfall::timeline {

struct Options {
    // Where full runs are kept; without a disk they stay in memory. It outlives the timelines.
    Disk* disk = nullptr;
    std::filesystem::path folder;

    // A run is full with so many entries, or so many bytes.
    std::uint64_t run_entries = 500'000;
    std::size_t run_bytes = 64ULL * 1024 * 1024;

    // So many full runs may wait in memory for tend(); beyond it the oldest ones are let go, and
    // are missing until they are read again.
    std::size_t waiting_max = 8;
};

// Names a run that a file holds.
struct RunName {
    SequenceRange range;
    std::uint64_t id = 0;  // random

    friend bool operator==(const RunName&, const RunName&) = default;
};

// One customer's records at one instant, whatever happens to the timelines later.
struct View {
    std::vector<std::shared_ptr<const Run>> runs;  // in the order of the journal
    std::string newest;                            // records that follow those of the runs
};

// What was added is in the next view(). Thread-safe; but add() and seal() are for one thread at a
// time, and tend(), save(), remove_others() and restore() for another.
class Timelines {
  public:
    // `source` reads the journal for runs that are missing or damaged.
    Timelines(Options options, store::JournalSource source);

    // `range` begins at most behind the last entry; what lies before that is left out.
    void add(SequenceRange range, std::span<const Entry> entries);

    // The last entry that was added or restored.
    Sequence last() const;

    // `unavailable` (`catching_up`) while a run is missing.
    Result<View> view(const CustomerKey& key) const;

    // What was read of the run is damaged: it is missing from here on, until tend() has made it
    // again.
    void distrust(const Run& run, const std::string& why);

    // All runs are missing from here on: the journal is another one than it was.
    void distrust_all();

    // One piece of work: makes a run that is missing from the journal, writes one that is full, or
    // makes one of two small ones. False: there is nothing to do. The first call removes files of
    // earlier runs that were not restored.
    Result<bool> tend();

    // Ends the newest run, so that save() holds what was added so far.
    void seal();

    // Keeps everything up to `last`, where a run ends, in files, and says in which. `unavailable`
    // while a run is missing.
    Result<std::vector<RunName>> save(Sequence last);

    // Removes the files of runs that are neither named nor in use: once it is durably noted what
    // save() said.
    Result<> remove_others(std::span<const RunName> names);

    // Before anything is added: takes the runs that save() named. Those that cannot be taken are
    // missing.
    void restore(std::span<const RunName> names);

    std::size_t memory_bytes() const;

  private:
    // The journal from one entry to another; together they have no gaps, from the first entry on.
    struct Stretch {
        SequenceRange range;
        std::shared_ptr<const Run> run;  // nothing: it is missing
        std::optional<RunName> name;     // if a file holds it
    };

    std::filesystem::path path_of(const RunName& name) const;
    Sequence last_of_runs() const;
    void seal_open();
    void let_go();
    // Puts `made` in the place of those of its range, if they are still as they were.
    void replace(std::span<const Stretch> before, Stretch made);
    Result<Stretch> keep(const std::shared_ptr<const MemoryRun>& run);
    Result<bool> make_missing();
    Result<bool> keep_full();
    Result<bool> merge_small();

    const Options options_;
    const store::JournalSource source_;
    SystemRandom random_;
    bool has_tidied_ = false;  // tend()'s

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::vector<Stretch> stretches_;
    std::shared_ptr<MemoryRun> open_;  // what follows them
};

}  // namespace footfall::timeline
