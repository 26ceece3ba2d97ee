// The tail: applied entries that the event table has not got yet, bounded in bytes.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "event/entry.h"
#include "event/ids.h"

namespace footfall::embedded {

// One applied range; entries without what no row of the event table holds.
struct Batch {
    SequenceRange range;
    std::vector<Entry> entries;
    std::size_t bytes = 0;
};

// Not thread-safe; the batches themselves never change.
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

    // The oldest batches with about `entries_max` entries.
    std::vector<std::shared_ptr<const Batch>> oldest(std::size_t entries_max) const;

    void for_each(const std::function<void(const Entry&)>& take) const;

  private:
    void drop_oldest();

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    Sequence let_go_;
    std::deque<std::shared_ptr<const Batch>> batches_;
};

}  // namespace footfall::embedded
