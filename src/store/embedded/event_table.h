// The event table: the id of every event and profile in DuckDB, without keys or SQL indexes, only
// ever appended to. It says what was kept beyond the window of dedupe, and what `check` compares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "event/entry.h"
#include "event/ids.h"
#include "result.h"
#include "store/embedded/duckdb.h"
#include "store/store.h"

namespace footfall::embedded {

// The sums of store::Fingerprint that come from events.
struct StoredEvents {
    std::uint64_t events = 0;
    std::uint64_t hash = 0;
};

struct Appenders;

// Reads from any thread, writes from one. Errors: `corrupt` means that the file must be put aside.
class EventTable {
  public:
    // Opens `folder`/events.duckdb or makes it, between setting and removing the marker that says
    // an opening is under way. `corrupt` if the marker of an earlier opening is there, the file
    // cannot be opened, its schema is another one, or it holds more than `journal_last`.
    static Result<std::shared_ptr<EventTable>> open(const std::filesystem::path& folder,
                                                    std::uint64_t memory_limit_bytes,
                                                    unsigned threads, Sequence journal_last);

    // Moves the file, if there is one, to a name beside it, so that open() makes a fresh one. The
    // one put aside before is removed.
    static Result<> put_aside(const std::filesystem::path& folder);

    explicit EventTable(std::shared_ptr<Database> database, Sequence applied);

    // The last entry written, as of opening.
    Sequence applied_at_opening() const { return applied_; }

    // Rows in the making, of one thread.
    class Transaction {
      public:
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;

        // Without commit() nothing of it is kept.
        ~Transaction();

        void append(const Entry& entry);

        // Writes what was appended and that everything up to `applied` is written.
        Result<> commit(Sequence applied);

      private:
        friend class EventTable;
        explicit Transaction(Connection connection);

        Connection connection_;
        std::unique_ptr<Appenders> appenders_;
        bool forgets_ = false;
    };

    Result<std::unique_ptr<Transaction>> begin();

    // Which of `keys` are among the rows that are written and not forgotten.
    Result<std::vector<bool>> kept(std::span<const store::EntryKey> keys) const;

    // Rows up to `upto` without those that `forgotten`, by customer ("" is the whole workspace),
    // says are gone.
    Result<StoredEvents> stored(const WorkspaceId& workspace, Sequence upto,
                                const std::map<std::string, Sequence>& forgotten) const;

    // The database is broken: it is dropped without an orderly end once nobody reads it.
    void abandon() { database_->abandon(); }

  private:
    std::shared_ptr<Database> database_;
    Sequence applied_;
};

}  // namespace footfall::embedded
