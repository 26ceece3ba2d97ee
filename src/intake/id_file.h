// IdFile: the ids and orders that a sealed segment of the journal adds to the dedupe set, kept as
// its sidecars `.ids` and `.orders`, so that a start need not read the segment.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "clock.h"
#include "disk/disk.h"
#include "event/ids.h"
#include "intake/hash_set.h"
#include "journal/sidecar.h"
#include "result.h"
#include "store/journal_source.h"

namespace footfall::intake {

class Dedupe;

struct IdFile {
    struct Record {
        Hash128 hash;
        std::int32_t day = 0;     // of an id: the UTC day with which it leaves the set
        std::uint32_t place = 0;  // of the entry: its sequence less the segment's first
    };

    // Before any day of an id; its end still is an Instant.
    static constexpr std::int64_t no_day = -100'000'000;

    // What both sidecars begin with, as it stands in memory: little-endian.
    struct Head {
        std::uint64_t secret_check = 0;  // tells which secret the hashes were made with
        Sequence first;                  // of the segment
        Sequence last;
        Instant received_until;
        std::int64_t last_day = no_day;  // of all ids

        friend bool operator==(const Head&, const Head&) = default;
    };

    Head head;
    std::vector<Record> ids;
    std::vector<Record> orders;
};

// One of the two sidecars.
std::vector<std::byte> encode(const IdFile::Head& head, std::span<const IdFile::Record> records);

// False if `bytes` are not what encode() gives.
bool decode(std::span<const std::byte> bytes, IdFile::Head& head,
            std::vector<IdFile::Record>& records);

// The id files of one journal. One thread at a time, beside the journal's writer.
class IdFiles {
  public:
    // `source` reads the journal in `folder`; what is passed in outlives this.
    IdFiles(Disk& disk, std::filesystem::path folder, const store::JournalSource& source);

    // Fills `dedupe` with what the journal has up to `last`, as Dedupe::restore of each entry
    // would: from the files, and from the journal where there is none. `now` is the clock's time.
    // `progress` is called now and then with the sequence reached; its error ends the work.
    Result<> restore(Dedupe& dedupe, Sequence last, Instant now,
                     const std::function<Result<>(Sequence)>& progress) const;

    // Makes the file of the first sealed segment that has none and can be read. `may_write` is
    // asked right before each write; where it says no, the file is left for later. False: there is
    // nothing to make now.
    Result<bool> make_one(const Dedupe& dedupe, const std::function<bool()>& may_write);

    // Entries that were restored turn out to be lost.
    void lose(Dedupe& dedupe, SequenceRange lost) const;

  private:
    // Without the ids if all of them left the set before `begin`.
    std::optional<IdFile> read(const journal::SealedSegment& segment, Instant begin) const;

    // Whether it was allowed to write all of it.
    Result<bool> write(const journal::SealedSegment& segment, const IdFile& file,
                       const std::function<bool()>& may_write) const;

    Disk& disk_;
    const std::filesystem::path folder_;
    const store::JournalSource& source_;
    std::uint32_t made_until_ = 0;  // segments up to here have one, or cannot have one
};

}  // namespace footfall::intake
