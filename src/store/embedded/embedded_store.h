// The embedded store: activity index and customer directory in memory, DuckDB following behind.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "disk/disk.h"
#include "event/ids.h"
#include "result.h"
#include "store/journal_source.h"
#include "store/store.h"

namespace footfall::embedded {

struct Options {
    std::filesystem::path folder;                             // of the event table; made if missing
    std::uint64_t memory_limit_bytes = 256ULL * 1024 * 1024;  // of DuckDB

    // Of DuckDB. While it works for the caller a second one makes the caller wait in a loop, which
    // costs half as much again for each row written, on a core that intake needs.
    unsigned threads = 1;

    std::size_t tail_bytes_max = 64ULL * 1024 * 1024;

    // Of one transaction, about. DuckDB writes whole row groups, of 122,880 rows, once and straight
    // to its file; smaller pieces go through its log and are packed again at each checkpoint, which
    // costs three times as much. Two row groups, less the largest range.
    std::size_t batch_entries = 240'000;

    // After a transaction, while less than five eighths of that waits and nobody drains.
    std::chrono::milliseconds pause{2'000};

    bool follow = true;  // false: the event table is left as it is

    // Where the snapshot of the memory is kept, and what binds it to the journal; without a disk
    // there is none. The disk outlives the store.
    Disk* disk = nullptr;
    store::JournalMarkOf mark_of;
    // Asked before so many bytes are written; while it says no, no snapshot is.
    std::function<bool(std::uint64_t bytes)> has_room = [](std::uint64_t) { return true; };

    // Asked by the follower before each step; while it says no, the event table is not written, and
    // one that cannot be opened is left alone until it says yes.
    std::function<bool()> may_write = [] { return true; };
};

// Never waits for DuckDB in apply. While the event table lacks what the tail has let go (a rebuild,
// or a tail beyond its bound), counts, customers and timelines are answered, the fingerprint is
// `unavailable` with the reason `catching_up`, kept() too unless all that the journal had at the
// start is in the event table and every forgetting since, and progress() says why:
//   event_table_rebuilding  it is filled from the journal, after a start without a usable file
//   event_table_behind      the tail went beyond its bound, so the journal is read again
//   event_table_failing     opening or writing it fails; it is tried again, after 1 s up to 60 s
class EmbeddedStore final : public store::Store {
  public:
    // Opens the event table, or puts a file in doubt aside and begins a fresh one: after a start
    // that died while opening, a failed opening, or another schema. `corrupt` (`journal_behind`) if
    // there is more in it than `journal_last`: then the journal has lost acknowledged entries. What
    // is missing is read from `source` in the background, once it is applied. Memory begins empty:
    // the caller replays the journal (store/relay.h). `io` if the folder or the fresh file cannot
    // be written although it may, or if the library is older than 1.5.6.
    static Result<std::unique_ptr<EmbeddedStore>> open(Options options, Sequence journal_last,
                                                       store::JournalSource source);

    // Ends the follower after its current transaction; what it has not written is read from the
    // journal at the next start.
    ~EmbeddedStore() override;

    Result<> apply(SequenceRange range, std::span<const Entry> entries) override;
    Result<> set_days(const WorkspaceId& workspace, DayTable days) override;
    std::shared_ptr<const DayTable> days(const WorkspaceId& workspace) const override;
    Result<Table> answer(const Question& question) const override;
    // Holds some 70 bytes of each row.
    Result<store::EveryRow> every_row(const ActivityQuestion& question) const override;
    Result<std::vector<bool>> kept(std::span<const store::EntryKey> keys) const override;
    store::Progress progress() const override;
    Result<store::Fingerprint> fingerprint(const WorkspaceId& workspace) const override;

    // Takes the snapshot in, if there is one of this journal, of the days that were given, and of
    // this version of the program: then only what follows it is to be applied. Before the first
    // apply(), after all set_days(). What was taken, 0 for nothing; a snapshot in doubt is not.
    Sequence restore();

    // Writes the snapshot of what is applied, in place of the one before. Answers and applying go
    // on meanwhile, apart from some milliseconds for each 100,000 customers. From one thread at a
    // time. `unavailable` while not all that the journal had at the start is applied, customers are
    // in doubt, or there is no room.
    Result<> save();

    // Counts all anew from the journal, for entries that the snapshot knew are lost since, and
    // removes the snapshot; answers change when that is done. `unavailable` after stop_reading().
    Result<> read_again();

    // Ends a read_again() that is under way, as soon as may be.
    void stop_reading();

    // One piece of background work on the timelines; false: there is none. Due now and then, also
    // while the journal is replayed: what waits for it is in memory. One thread at a time, with
    // save().
    Result<bool> tend();

    // Waits until the event table holds all that was applied before the call; `unavailable` if it
    // does not follow or writing it fails.
    Result<> drain();

    // Puts the event table aside and builds it again from the journal, in the background.
    void rebuild();

  private:
    struct State;
    struct Answerer;
    explicit EmbeddedStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace footfall::embedded
