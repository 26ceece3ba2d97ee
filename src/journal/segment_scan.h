// SegmentScan: walks over one segment, group after group, and judges what follows the last one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "disk/disk.h"
#include "journal/frame.h"

namespace footfall::journal {

// What follows the last good group of a segment.
struct Tail {
    enum class What {
        zeroes,   // the end of a segment in use
        footer,   // it is sealed
        torn,     // a write that never became whole, and nothing behind it
        corrupt,  // damage, with something good behind it or in a way no torn write does
    };

    What what = What::zeroes;
    std::uint64_t torn_bytes = 0;
    std::string damage;  // of `corrupt`
    Sequence later;      // the last sequence that damage hides, if something behind it tells
};

// One thread at a time. Only reads.
class SegmentScan {
  public:
    // Called with each entry before its group is known to be good.
    using Take = std::function<void(const FrameHeader&, std::span<const std::byte> payload)>;

    // `not_found` without such a segment, `corrupt` if its header is damaged. `whole` also checks
    // the footer's digest, and makes sha() known.
    static Result<std::unique_ptr<SegmentScan>> open(Disk& disk, std::filesystem::path folder,
                                                     std::uint32_t segment, bool whole);

    // As open(), of a segment whose header is damaged: what it said follows from the one before it,
    // which was read to its footer (null: there is none), and from its own frames. `corrupt` where
    // that does not tell it.
    static Result<std::unique_ptr<SegmentScan>> open_after(const SegmentScan* before, Disk& disk,
                                                           std::filesystem::path folder,
                                                           std::uint32_t segment, bool whole);

    // Goes over the next good group and says whether there was one.
    Result<bool> next(const Take& take);

    // What skip() went over.
    struct Skipped {
        SequenceRange lost;  // empty: marks alone
        Instant before;      // nothing of it was received later
    };

    // When next() found no group: goes to the next one that is whole or, where none is, behind the
    // last terminator of a later group than the damaged one; none of them beyond `limit`. The
    // chain is checked again from where it is known. Nothing: there is none, and nothing changed.
    Result<std::optional<Skipped>> skip(Sequence limit);

    // To be asked when next() found none.
    Result<Tail> tail();

    // Forgets what was read ahead, so that next() sees what a writer has added since.
    Result<> refresh();

    // `corrupt`, naming the segment, offset() and the sequences from here up to `last`, if known.
    Error corrupt(const std::string& damage, Sequence last) const;

    // `corrupt`, naming all sequences before the segment.
    Error missing_before() const;

    // Whether `successor` follows exactly what was read so far.
    bool is_followed_by(const SegmentHeader& successor) const;

    const SegmentHeader& header() const { return header_; }
    const File& file() const { return *file_; }

    // Of the last good group, or of what the header says lies before the segment:
    std::uint64_t offset() const { return offset_; }  // its end
    SequenceRange range() const { return range_; }
    Sequence last() const { return range_.last; }
    std::uint64_t group() const { return group_; }
    const ChainHash& hash() const { return hash_; }
    Instant received_at() const { return received_at_; }
    bool stopped() const { return stopped_; }  // it is the mark of an orderly stop
    bool has_groups() const { return group_ >= header_.first_group; }
    const Sha256& sha() const { return sha_; }  // of all bytes up to offset()

  private:
    SegmentScan(std::unique_ptr<File> file, std::filesystem::path path, bool whole);

    static Result<std::unique_ptr<SegmentScan>> open_file(Disk& disk,
                                                          const std::filesystem::path& folder,
                                                          std::uint32_t segment, bool whole);
    Result<> start(std::uint32_t segment);
    void begin(const SegmentHeader& header);
    Result<bool> find_epoch();
    Result<std::optional<std::uint64_t>> find(std::uint64_t at, std::span<const std::byte> wanted);
    Result<std::optional<std::uint64_t>> find_frame(std::uint64_t at);
    Result<> move_to(std::uint64_t offset, Sequence last, std::uint64_t group);
    Result<std::span<const std::byte>> bytes(std::uint64_t at, std::uint64_t count);
    Result<std::span<const std::byte>> good_frame(std::uint64_t at);  // empty: there is none
    bool finish_group(std::span<const std::byte> terminator, ChainHasher& hasher,
                      std::uint32_t count, std::uint64_t end);
    Result<std::uint64_t> bytes_until_zeroes();
    Result<bool> find_later(std::uint64_t end, Sequence& later);

    std::unique_ptr<File> file_;
    std::filesystem::path path_;
    bool whole_;
    std::uint64_t size_ = 0;
    SegmentHeader header_;

    std::uint64_t offset_ = segment_header_bytes;
    SequenceRange range_;
    std::uint64_t group_ = 0;
    ChainHash hash_{};
    Instant received_at_;
    bool stopped_ = false;
    bool is_chained_ = true;  // hash_ is what the next group must follow
    Sha256 sha_;
    std::string contradiction_;  // good frames that cannot stand where they stand

    std::vector<std::byte> window_;  // of the file, from window_at_ on
    std::uint64_t window_at_ = 0;
};

// The segments of a journal in their order; none if the folder is missing. `corrupt` if one is
// missing between others and may not be, or a file only looks like a segment.
enum class Gaps { refused, allowed };
Result<std::vector<std::uint32_t>> list_segments(const Disk& disk,
                                                 const std::filesystem::path& folder,
                                                 Gaps gaps = Gaps::refused);

}  // namespace footfall::journal
