// Dedupe: which events and profiles the journal has already, by id, and orders by their order id.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sodium.h>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "intake/hash_set.h"
#include "intake/id_file.h"
#include "journal/writer.h"
#include "store/store.h"

namespace footfall::intake {

// The workspace's server keeps it; who has it can make ids collide.
using DedupeSecret = std::array<std::byte, 32>;

struct DedupeOptions {
    std::chrono::hours window = std::chrono::hours(7 * 24);
    std::uint64_t ids_max = 20'000'000;  // whole days leave, so the newest day stays in any case
};

// An id is (workspace, family, id). Ids are looked for in an exact set of keyed hashes that holds
// the window, and, for an event whose own time lies before the window's edge, in the store. An id
// leaves the set only when its receipt and its own time both lie before the edge and the store has
// it persisted; an own time more than a day ahead of the receipt is not used. Ids that were
// derived from the body are honoured for ten seconds. Order ids are held for ever.
//
// admit, commit, discard and restore are for one thread at a time, the journal's writer's;
// edge and ids for any.
class Dedupe {
  public:
    Dedupe(const Clock& clock, const DedupeSecret& secret, const store::Store& store,
           DedupeOptions options = {});

    Dedupe(const Dedupe&) = delete;
    Dedupe& operator=(const Dedupe&) = delete;

    // journal::Hooks::admit: marks the duplicates, also of the same group, and refuses with `busy`
    // what only the store could decide when it cannot.
    void admit(std::span<journal::Submission*> group);

    // After the store has applied the group: its ids are known from here on. `entries` are exactly
    // what the last admit() left to be kept, in its order: their hashes are those it noted.
    void commit(std::span<const Entry> entries);

    // journal::Hooks::discard: forgets what the last admit() noted.
    void discard();

    // An entry that the journal had at the start. To be called for all of them, in their order,
    // before the first admit().
    void restore(const Entry& entry);

    // As restore() of all entries that the file was made of, without those that have left the
    // window by `newest`, the receipt of a later entry. False, and nothing, if it is another
    // secret's.
    bool restore(const IdFile& file, Instant newest);

    // What leaves the set with a day that ended before is not restored.
    Instant begin_of_window(Instant newest) const { return newest - options_.window; }

    // Of a UTC day.
    static Instant end_of(std::int64_t day);

    // What restore() of the file needs of this entry, unless its id was derived: those are for the
    // last seconds alone. From any thread.
    void collect(const Entry& entry, IdFile& file) const;

    // Takes the file's ids and orders of the entries in `lost` out again: they are not kept any
    // more, so that whoever sends them again is heard. For admit's thread.
    void lose(const IdFile& file, SequenceRange lost);

    // Ids that were received and happened before this may be missing from the set. The earliest
    // Instant while none has left it.
    Instant edge() const { return {edge_us_.load(std::memory_order_relaxed)}; }

    // How many ids the set holds.
    std::uint64_t ids() const { return ids_.load(std::memory_order_relaxed); }

  private:
    struct Named;

    // The ids whose later one of receipt and own time falls on one UTC day.
    struct Shard {
        HashSet ids;
        Sequence last;
    };

    using SipKey = std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES>;

    // What an event or a profile is known by.
    struct Subject {
        Hash128 id;
        bool derived = false;
        std::optional<Hash128> order;
    };

    // A draft on its way through admit().
    struct Candidate {
        journal::Submission* submission = nullptr;
        journal::Draft* draft = nullptr;
        Subject subject;
        bool is_known = false;
        std::optional<std::size_t> asked;  // which key of the store's, if it is to say
    };

    Hash128 hash_id(const WorkspaceId& workspace, Family family, bool derived,
                    std::string_view id) const;
    Hash128 hash_order(const WorkspaceId& workspace, std::string_view order) const;
    Subject subject_of(const Named& named) const;
    void prefetch(const Subject& subject) const;
    bool is_known(const Subject& subject) const;
    bool is_pending(const Subject& subject) const;
    void note(const Subject& subject);
    void find_candidates(std::span<journal::Submission* const> group);
    std::vector<store::EntryKey> look_up();
    void remember(const Entry& entry, const Named& named, const Subject& subject);
    void add_derived(const Hash128& id, Instant received_at);
    void add_id(const Hash128& id, std::int64_t day, Sequence sequence);
    void forget_derived();
    void evict();

    const Clock& clock_;
    const store::Store& store_;
    const DedupeOptions options_;
    SipKey id_key_{};
    SipKey order_key_{};
    std::uint64_t secret_check_ = 0;  // tells one secret from another

    std::map<std::int64_t, Shard> shards_;  // by UTC day
    HashSet orders_;
    std::unordered_map<Hash128, std::chrono::microseconds, Hash128::Hasher> derived_;  // until when
    std::deque<std::pair<std::chrono::microseconds, Hash128>> derived_order_;

    // Of the group between admit() and commit() or discard().
    HashSet pending_ids_;
    HashSet pending_orders_;
    std::vector<Subject> noted_;  // those to be kept, in their order
    std::vector<Candidate> candidates_;

    Instant newest_;                                     // the last receipt; never falls
    std::optional<std::chrono::microseconds> asked_at_;  // when the store was asked how far it is
    Sequence persisted_;

    std::atomic<std::int64_t> edge_us_;
    std::atomic<std::uint64_t> ids_{0};
};

}  // namespace footfall::intake
