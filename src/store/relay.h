// The relay: journal to store, range after range, to catch up after a start or a rebuild.
#pragma once

#include <filesystem>

#include "disk/disk.h"
#include "event/ids.h"
#include "store/journal_source.h"
#include "store/store.h"

namespace footfall::store {

// Reads the journal of `folder`; `disk` outlives the function.
JournalSource journal_source(Disk& disk, std::filesystem::path folder);

// Applies what `store` lacks of `source` up to and including `to`; gives what is applied then. On
// failure the store keeps what was applied so far, and the next call goes on from there. One
// thread at a time for one store, and not beside the writer's own apply.
Result<Sequence> replay(const JournalSource& source, Sequence to, Store& store);

}  // namespace footfall::store
