#include "store/relay.h"

#include <utility>

#include "journal/reader.h"

namespace footfall::store {

JournalSource journal_source(Disk& disk, std::filesystem::path folder) {
    return [&disk, folder = std::move(folder)](Sequence from, Sequence to,
                                               const TakeRange& take) -> Result<> {
        FOOTFALL_CHECK(journal::read(disk, folder, from, to, take));
        return {};
    };
}

Result<Sequence> replay(const JournalSource& source, Sequence to, Store& store) {
    const Sequence applied = store.progress().applied;
    if (applied < to) {
        FOOTFALL_CHECK(source(next(applied), to,
                              [&store](SequenceRange range, std::span<const Entry> entries) {
                                  return store.apply(range, entries);
                              }));
    }
    return store.progress().applied;
}

}  // namespace footfall::store
