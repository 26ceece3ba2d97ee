// Salvage: reads a damaged journal, gives all that is whole and says exactly what is lost.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "clock.h"
#include "disk/disk.h"
#include "event/entry.h"
#include "event/ids.h"
#include "journal/reader.h"
#include "result.h"

namespace footfall::journal {

// A place where the journal is damaged, and what cannot be read any more because of it.
struct Damage {
    std::uint32_t segment = 0;
    std::uint64_t offset = 0;
    std::string what;
    SequenceRange lost;  // of entries; empty where only marks, a header or a footer are damaged
    // The lost entries were received between these, where that is known.
    std::optional<Instant> after;
    std::optional<Instant> before;
};

// As read(), but damage does not end the pass: `damaged` is called with it, then `take` with the
// lost range and no entries. What is given is what was written: every frame and each group is
// whole, and the chain is right wherever both its ends are there. A segment whose header is damaged
// is read by what its neighbours say; one that holds another segment is not. `corrupt` where the
// last segment does not tell how far the journal went. Beside a writer only for entries that were
// synced before the call.
Result<Pass> salvage(Disk& disk, const std::filesystem::path& folder, Sequence from, Sequence to,
                     const std::function<Result<>(SequenceRange, std::span<const Entry>)>& take,
                     const std::function<Result<>(const Damage&)>& damaged);

}  // namespace footfall::journal
