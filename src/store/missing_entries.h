// MissingEntries: which entries of the applied ranges were not given: lost, or of unknown types.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "event/entry.h"
#include "event/ids.h"

namespace footfall::store {

// One thread at a time while it changes; any number while it does not.
class MissingEntries {
  public:
    MissingEntries() = default;
    explicit MissingEntries(std::vector<SequenceRange> rising) : missing_(std::move(rising)) {}

    // `range` follows the last one taken; `entries` are those of it that are there, in order.
    void take(SequenceRange range, std::span<const Entry> entries);

    // Those that another one knows of are missing too.
    void add(const MissingEntries& others);

    // Rising.
    const std::vector<SequenceRange>& ranges() const { return missing_; }

    // Whether one of `first` to `last`, both included, is missing.
    bool any(Sequence first, Sequence last) const;

  private:
    std::vector<SequenceRange> missing_;  // rising
};

}  // namespace footfall::store
