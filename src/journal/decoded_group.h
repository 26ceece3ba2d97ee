// DecodedGroup: the next group of a segment as entries, cut to the sequences that are asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "event/entry.h"
#include "event/ids.h"
#include "journal/segment_scan.h"
#include "result.h"

namespace footfall::journal {

class DecodedGroup {
  public:
    // Reads the next group of `scan`; false: there is none.
    Result<bool> read(SegmentScan& scan, Sequence from, Sequence to);

    // Of the group read; empty: it has nothing that is asked for.
    SequenceRange range() const { return range_; }

    // Those of known types, until the next is read.
    std::span<const Entry> entries() const { return entries_; }

    std::uint64_t unknown_entries() const { return unknown_entries_; }

    // Why an entry in `range` cannot be decoded.
    const std::optional<Error>& broken() const { return broken_; }

  private:
    SequenceRange range_;
    std::vector<Entry> entries_;  // each made in the place, and the memory, of one before
    std::uint64_t unknown_entries_ = 0;
    std::optional<Error> broken_;
};

}  // namespace footfall::journal
