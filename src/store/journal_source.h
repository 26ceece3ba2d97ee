// How a store reads the journal back without knowing it: a function that gives ranges in order.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>

#include "event/entry.h"
#include "event/ids.h"
#include "result.h"

namespace footfall::store {

// Called once for each range, in order; returning an error ends the reading with it.
using TakeRange = std::function<Result<>(SequenceRange range, std::span<const Entry> entries)>;

// Gives the entries `from` to `to`, both included, in ranges without a gap; `to` is the end of a
// range that was applied. Safe beside a writer and from several threads.
using JournalSource = std::function<Result<>(Sequence from, Sequence to, const TakeRange& take)>;

// What is equal for two journals if all entries up to a group's end are.
using JournalMark = std::array<std::byte, 16>;

// Gives the mark of the journal up to `end`, the end of a range that was applied. Safe beside a
// writer and from several threads. `corrupt` where what it takes cannot be read.
using JournalMarkOf = std::function<Result<JournalMark>(Sequence end)>;

}  // namespace footfall::store
