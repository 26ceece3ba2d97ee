// Appender: puts sealed groups at the end of the journal, each with one write and one sync.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "disk/disk.h"
#include "journal/frame.h"

namespace footfall::journal {

// The end of the journal: the last segment, and the last good group.
struct Tip {
    std::unique_ptr<File> file;
    SegmentHeader header;
    std::uint64_t offset = segment_header_bytes;  // where the next group goes
    std::uint64_t capacity = 0;                   // the file is reserved up to here
    Sha256 sha;                                   // of all bytes before `offset`

    Sequence last;
    std::uint64_t group = 0;
    ChainHash hash{};
    Instant received_at;
    bool stopped = false;  // the last group is the mark of an orderly stop
};

// The header of the segment that follows this end of the journal.
SegmentHeader successor(const Tip& tip, std::uint32_t epoch);

// The end of the journal once the segment of that header, whose file this is, comes after `before`.
Tip begin_segment(std::unique_ptr<File> file, std::uint64_t capacity, const SegmentHeader& header,
                  const Tip& before);

// Not thread-safe. Failures: `busy` with `disk_full`, after which everything is as before; or with
// `journal_frozen`, after which nothing can be appended any more.
class Appender {
  public:
    // New segments are of that epoch.
    Appender(Disk& disk, std::filesystem::path folder, std::uint64_t segment_bytes,
             std::uint32_t epoch, Tip tip);

    // Makes the group durable. A group that does not fit goes to the next segment, which is larger
    // than others if it must be. A group without entries is a mark.
    Result<> append(GroupBuffer& group, Sequence last, Instant received_at, bool stop);

    // Makes the spare segment if there is none, and makes up for what a full disk left undone.
    Result<> find_room();

    bool has_room() const { return is_ready() && spare_ != nullptr; }
    bool frozen() const { return frozen_; }
    const Tip& tip() const { return tip_; }

  private:
    bool is_ready() const { return !is_short_ && !unsealed_; }
    Result<> make_ready();
    Result<> freeze(const Error& cause);
    Result<> freeze_unless_full(Error cause);
    Result<> take_back(Error cause);
    Result<> go_on_to_next_segment(std::uint64_t group_bytes);

    Disk& disk_;
    const std::filesystem::path folder_;
    const std::uint64_t segment_bytes_;
    const std::uint32_t epoch_;
    Tip tip_;
    std::unique_ptr<File> spare_;
    bool is_short_ = false;        // the file is not reserved up to the tip's capacity
    std::optional<Tip> unsealed_;  // the segment before the tip's, if it has no footer yet
    bool frozen_ = false;
};

}  // namespace footfall::journal
