// The relay: journal to store, range after range, to catch up after a start or a rebuild.
#pragma once

#include <filesystem>
#include <functional>

#include "disk/disk.h"
#include "event/ids.h"
#include "journal/salvage.h"
#include "store/journal_source.h"
#include "store/store.h"

namespace footfall::store {

// Called for each damaged place, before the entries behind it are given; from any thread. An error
// ends the reading with it.
using TakeDamage = std::function<Result<>(const journal::Damage&)>;

// Reads the journal of `folder`; `disk` outlives the function. Where the journal is damaged the
// reading ends with `corrupt`, or, given `damaged`, goes on: what is lost is in the ranges, not in
// the entries.
JournalSource journal_source(Disk& disk, std::filesystem::path folder, TakeDamage damaged = {});

// Marks of that journal: its chain of hashes. Reads the segment that `end` is in up to there.
JournalMarkOf journal_mark(Disk& disk, std::filesystem::path folder);

// Applies what `store` lacks of `source` up to and including `to`; gives what is applied then. On
// failure the store keeps what was applied so far, and the next call goes on from there. One
// thread at a time for one store, and not beside the writer's own apply.
Result<Sequence> replay(const JournalSource& source, Sequence to, Store& store);

}  // namespace footfall::store
