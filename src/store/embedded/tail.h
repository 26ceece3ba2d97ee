// The tail: applied entries that the event table has not got yet, bounded in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"

namespace footfall::embedded {

// Sees one entry, which is valid during the call alone.
using TakeEntry = std::function<void(const Entry&)>;

// One applied range, packed: entries without what no row of the event table holds, and none of
// those that have no row. Never changes.
class Batch {
  public:
    Batch(SequenceRange range, std::span<const Entry> entries);

    SequenceRange range() const { return range_; }
    std::size_t entries() const { return heads_.size(); }
    std::size_t bytes() const;

    // All of them, or those alone whose customer has one of the hashes, and those of no customer.
    void for_each(const TakeEntry& take) const;
    void for_each_of(std::span<const std::uint32_t> customers, const TakeEntry& take) const;

    // Never 0, which is "of no customer".
    static std::uint32_t hash_of(const std::string& customer);

  private:
    struct Head {
        Instant received_at;
        std::uint32_t place = 0;  // its sequence less the range's first
        std::uint32_t begin = 0;  // of its body in `bodies_`
        std::uint32_t customer = 0;
        std::uint8_t type = 0;
    };

    void unpack(std::size_t at, Entry& entry) const;

    SequenceRange range_;
    std::vector<Head> heads_;
    std::vector<std::byte> bodies_;
};

// Not thread-safe.
class Tail {
  public:
    explicit Tail(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // `range` follows the last one added; `entries` are those of it that are new. Beyond the bound
    // the oldest batches are let go.
    void add(SequenceRange range, std::span<const Entry> entries);

    // Nothing was added yet: what lies up to `last` is known from elsewhere, and was let go.
    void begin_after(Sequence last) { let_go_ = last; }

    // Lets go what lies up to `persisted`.
    void drop(Sequence persisted);

    // Whether every applied entry after `sequence` is in here.
    bool holds_all_after(Sequence sequence) const { return let_go_ <= sequence; }

    // The last entry that was let go; the end of a range that was applied.
    Sequence let_go() const { return let_go_; }

    std::size_t entries() const { return entries_; }
    bool is_half_full() const { return bytes_ > bytes_max_ / 2; }

    // The oldest batches with about `entries_max` entries.
    std::vector<std::shared_ptr<const Batch>> oldest(std::size_t entries_max) const;

    void for_each(const TakeEntry& take) const;

    // Those alone that may tell of one of `customers`: theirs, of any workspace, a few others', and
    // what is of a whole workspace.
    void for_each_of(std::span<const std::string> customers, const TakeEntry& take) const;

  private:
    void drop_oldest();

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::size_t entries_ = 0;
    Sequence let_go_;
    std::deque<std::shared_ptr<const Batch>> batches_;
};

}  // namespace footfall::embedded
