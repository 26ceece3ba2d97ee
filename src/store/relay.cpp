#include "store/relay.h"

#include <string>
#include <utility>

#include "journal/reader.h"

namespace footfall::store {

JournalSource journal_source(Disk& disk, std::filesystem::path folder, TakeDamage damaged) {
    return [&disk, folder = std::move(folder), damaged = std::move(damaged)](
               Sequence from, Sequence to, const TakeRange& take) -> Result<> {
        Sequence rest = from;
        bool is_taken = true;
        const auto watch = [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
            Result<> taken = take(range, entries);
            is_taken = taken.has_value();
            rest = next(range.last);
            return taken;
        };
        const auto pass = journal::read(disk, folder, from, to, watch);
        if (pass) return {};
        const Error& error = pass.error();
        const bool is_damage =
            is_taken && error.code == ErrorCode::corrupt && error.reason != "newer_format";
        if (!damaged || !is_damage) return fail(error);
        FOOTFALL_CHECK(journal::salvage(disk, folder, rest, to, take, damaged));
        return {};
    };
}

JournalMarkOf journal_mark(Disk& disk, std::filesystem::path folder) {
    return [&disk, folder = std::move(folder)](Sequence end) -> Result<JournalMark> {
        const auto ignore = [](SequenceRange, std::span<const Entry>) -> Result<> { return {}; };
        FOOTFALL_TRY(pass, journal::read(disk, folder, end, end, ignore));
        if (pass.last != end) {
            return fail(ErrorCode::corrupt,
                        "no group of the journal ends at " + std::to_string(end.value));
        }
        return pass.hash;
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
