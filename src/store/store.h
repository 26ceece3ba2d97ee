// The seam: a projection of the journal that answers questions. Two stores stand behind it, the
// embedded one and, in tests, the model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "calendar/day_table.h"
#include "event/entry.h"
#include "event/ids.h"
#include "question/question.h"
#include "question/table.h"
#include "result.h"

namespace footfall::store {

// An event or profile by what names it for ever, with what finds it: its customer and own time.
struct EntryKey {
    WorkspaceId workspace;
    Family family = Family::footfall;
    std::string id;
    std::string customer;
    Instant raw_time;
};

// How far the store is.
struct Progress {
    Sequence applied;    // in the answers of counts and customers
    Sequence persisted;  // in the event table on disk; never above `applied`
    std::vector<std::string>
        trouble;  // for /healthz: stable words such as `event_table_rebuilding`
};

// What the store has of a workspace, for `footfall check`: equal stores give equal fingerprints.
// `counts` sums, over customers, kinds and local days with counted events, `hash_of_count`; order
// does not matter.
struct Fingerprint {
    std::uint64_t customers = 0;
    std::uint64_t events = 0;         // counted ones
    std::uint64_t counts = 0;         // from the index
    std::uint64_t automated = 0;      // of opens that do not count, as `counts`
    std::uint64_t forgotten = 0;      // of who was forgotten, as `counts`, of a customer without id
    std::uint64_t stored_events = 0;  // rows of the event table and its tail, counted or not
    std::uint64_t stored = 0;         // sum of a hash of (sequence, customer, kind, occurred_at)
    std::uint64_t profiles = 0;       // sum, over customers, of a hash of name, code, … and status
    std::uint64_t sites = 0;          // sum of a hash of each (customer, site)
    std::uint64_t times = 0;          // sum, over customers, of a hash of their latest activity

    friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

// An answer without its rows, and what gives them piece by piece, in their order, empty at the end:
// one thread at a time, while the store lives. Times and counts are those of the answer's instant;
// texts are those of when their piece is taken, and who was forgotten by then is left out.
// `unavailable` if the customers were counted anew meanwhile: ask again.
struct EveryRow {
    ActivityTable table;
    std::function<Result<std::vector<ActivityRow>>()> next;
};

// The same of a table's rows, in one piece.
EveryRow rows_of(ActivityTable table);

// Any method, from any thread, at any time. Errors: `unavailable` is worth trying again later;
// `corrupt` and `io` are not: rebuild.
class Store {
  public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    // Takes in `entries` (events, profiles, …), those of `range`, which follows what was applied
    // of the same journal. Entries of a type unknown to this version are missing from `entries`,
    // never from `range`. On failure the applied sequence stays and no answer shows a part of the
    // range, so the caller gives the same range again. A range already applied changes nothing.
    // The journal keeps the entries durable, not this call: embedded it fills memory only, between
    // the journal's sync and the reply, and DuckDB follows on its own thread.
    virtual Result<> apply(SequenceRange range, std::span<const Entry> entries) = 0;

    // Gives the UTC edges of the workspace's local days, made by calendar/; they are only bisected.
    // After a change of zone answers keep to the old days, under the old zone's name, until the new
    // ones are ready. Until the first call the workspace's days are those of UTC.
    virtual Result<> set_days(const WorkspaceId& workspace, DayTable days) = 0;

    // The days in force: questions are made of these.
    virtual std::shared_ptr<const DayTable> days(const WorkspaceId& workspace) const = 0;

    // Answers as of one instant: an apply still under way is in the answer whole or not at all.
    // Embedded, every event acknowledged before the call is in it, also where DuckDB lags.
    // A customer that is not there is `not_found`; a workspace without entries has no customers.
    virtual Result<Table> answer(const Question& question) const = 0;

    // The answer to a question without a page, where its rows are too many to be held with their
    // texts. A store for few of them need not do better than answer().
    virtual Result<EveryRow> every_row(const ActivityQuestion& question) const;

    // Which of `keys` are kept: one answer for each, in their order. Looks by customer and own
    // time, so it is for keys older than the dedupe window. It may miss what was applied since the
    // store was opened and is not persisted: who asks has those ids.
    virtual Result<std::vector<bool>> kept(std::span<const EntryKey> keys) const = 0;

    virtual Progress progress() const = 0;

    virtual Result<Fingerprint> fingerprint(const WorkspaceId& workspace) const = 0;
};

// The answer to a question, in the question's own type of table.
template <class Q>
Result<typename Q::Answer> ask(const Store& store, const Q& question) {
    FOOTFALL_TRY(table, store.answer(Question(question)));
    return std::get<typename Q::Answer>(std::move(table));
}

}  // namespace footfall::store
