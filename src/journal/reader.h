// The reader: gives the journal's entries in order. Never changes a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "disk/disk.h"
#include "event/entry.h"
#include "event/ids.h"
#include "journal/frame.h"
#include "result.h"

namespace footfall::journal {

// What a pass over the journal saw.
struct Pass {
    Sequence last;     // the last sequence given, whatever its type
    ChainHash hash{};  // of the group that ends there, and so of all before it
    std::uint64_t entries = 0;
    std::uint64_t unknown_entries = 0;  // of types this version does not know: counted, not given
    std::uint64_t torn_bytes = 0;       // behind the last good group: torn, or being written
};

// Calls `take` with every group from the one that holds `from` on, up to and including `to` (a
// group's end), in order; entries before `from` are left out. Only groups with a good terminator
// are given, so it is safe beside a writer. `take` returning an error ends the pass with it.
// Damage anywhere but at the very tail is `corrupt` and names segment, offset and sequences.
Result<Pass> read(Disk& disk, const std::filesystem::path& folder, Sequence from, Sequence to,
                  const std::function<Result<>(SequenceRange, std::span<const Entry>)>& take);

}  // namespace footfall::journal
