// DecodedGroup: the next group of a segment as entries, cut to the sequences that are asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "event/entry.h"
#include "event/ids.h"
#include "journal/segment_scan.h"
#include "result.h"

namespace footfall::journal {

struct DecodedGroup {
    SequenceRange range;         // of the group read; empty: it has nothing that is asked for
    std::vector<Entry> entries;  // those of known types
    std::uint64_t unknown_entries = 0;
    std::optional<Error> broken;  // why an entry in `range` cannot be decoded

    // Reads the next group of `scan`; false: there is none.
    Result<bool> read(SegmentScan& scan, Sequence from, Sequence to);
};

}  // namespace footfall::journal
