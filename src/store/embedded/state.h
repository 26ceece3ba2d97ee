// What the embedded store's methods and its follower share.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "index/workspace_index.h"
#include "store/embedded/embedded_store.h"
#include "store/embedded/event_table.h"
#include "store/embedded/fair_mutex.h"
#include "store/embedded/tail.h"
#include "store/missing_entries.h"
#include "timeline/reading.h"
#include "timeline/timelines.h"

namespace footfall::embedded {

// Why the event table lags; the worst one stands.
enum class Doubt { none, failing, rebuilding };

struct EmbeddedStore::State {
    State(Options options_, Sequence journal_last_, store::JournalSource source_)
        : options(std::move(options_)),
          journal_last(journal_last_),
          source(std::move(source_)),
          tail(options.tail_bytes_max),
          timelines({.disk = options.disk, .folder = options.folder / "timelines"}, source) {}

    // Constant after construction.
    const Options options;
    const Sequence journal_last;
    const store::JournalSource source;

    // One set_days, and one recount, at a time; taken before `mutex`.
    std::mutex days_mutex;
    std::mutex recount_mutex;

    mutable FairMutex mutex;
    // Guarded by mutex.
    std::unordered_map<WorkspaceId, std::shared_ptr<const DayTable>> days;
    std::unordered_map<WorkspaceId, index::WorkspaceIndex> workspaces;
    // Workspaces whose index is made anew under other days, with what was applied meanwhile.
    std::unordered_map<WorkspaceId, std::vector<Entry>> moving;
    store::MissingEntries missing;
    Sequence applied;
    Sequence last_forget;  // of those applied since the start
    Sequence persisted;    // may be above `applied` while the journal is replayed after a start
    Tail tail;
    mutable timeline::Timelines timelines;  // thread-safe; holds what is applied
    std::shared_ptr<EventTable> table;
    Doubt doubt = Doubt::none;
    bool in_doubt = false;  // the file must be put aside before it is opened
    int abandoned = 0;      // databases that stay in memory, since they must not be closed

    std::mutex wake_mutex;
    std::condition_variable wake;
    // Guarded by wake_mutex.
    bool stopping = false;
    bool is_reading_stopped = false;
    bool has_work = false;
    bool is_hurried = false;  // somebody waits for the follower
    std::uint64_t steps = 0;  // the follower's, so that drain() sees them
    bool last_step_failed = false;

    std::thread follower;

    std::shared_ptr<const DayTable> days_of(const WorkspaceId& workspace) const;
    index::WorkspaceIndex& workspace(const WorkspaceId& id);

    // The workspace's index under other days, from the journal up to `last`, and what was missing.
    Result<index::WorkspaceIndex> read_again(const WorkspaceId& id,
                                             std::shared_ptr<const DayTable> given, Sequence last,
                                             store::MissingEntries& lost);

    // Makes the workspace's index anew from the journal and puts it in its place. Under
    // `days_mutex`; `moving` has the workspace, since everything up to `last` was applied.
    Result<> move(const WorkspaceId& id, const std::shared_ptr<const DayTable>& given,
                  Sequence last) noexcept;

    std::filesystem::path snapshot_file() const { return options.folder / "index.snapshot"; }

    // What a good snapshot holds; nothing is taken.
    struct Snapshot;
    Result<Snapshot> read_snapshot() const;
    Result<> write_snapshot(const Snapshot& snapshot) const;

    Result<store::EveryRow> every_row(const ActivityQuestion& question) const;

    // One customer's records as of an instant, and the entry that named it first; `not_found` if
    // it is not there.
    struct CustomerView {
        timeline::View view;
        Sequence since;
    };
    Result<CustomerView> view(const timeline::CustomerKey& key, Sequence* as_of) const;

    // A run that could not be read is made again; what the caller is told.
    tl::unexpected<Error> cannot_read(const timeline::Reading& reading, const Error& error) const;

    // Ends the doubts of the workspace's index. `catching_up` while timelines are made again.
    Result<> recount(const WorkspaceId& workspace);

    // What was applied, of a load or of entries: answers see it from here on. Under `mutex`.
    void settle(bool was_loading, std::span<const Entry> added);

    // Whether the event table up to `persisted` and the tail behind it are all that is applied.
    bool is_contiguous() const { return tail.holds_all_after(persisted); }

    // Opens the event table; puts a file in doubt aside and begins a fresh one, if it may.
    Result<> open_table();
    Result<> take_table();

    // Never closes it in an orderly way, since that would write to its file again. Under `mutex`.
    void drop_table();

    // The table is broken, as a read found: the follower builds another one.
    void distrust(const std::shared_ptr<EventTable>& read, const std::string& why) const;

    // The follower's.
    void follow();
    Result<bool> step();  // whether anything was written
    void pause();
    bool has_much_work();
    Result<> commit(const std::shared_ptr<EventTable>& to, EventTable::Transaction& transaction,
                    Sequence last);
    Result<> write_from_tail(const std::shared_ptr<EventTable>& to, Sequence from,
                             std::span<const std::shared_ptr<const Batch>> batches);
    Result<> write_from_journal(const std::shared_ptr<EventTable>& to, Sequence from,
                                Sequence last);
    Result<> replace_table();
    bool is_stopping();
    bool is_reading_to_stop();
};

}  // namespace footfall::embedded
