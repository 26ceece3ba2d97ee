// Packed segments: a sealed segment's bytes, compressed in blocks. docs/journal.md describes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "clock.h"
#include "disk/disk.h"
#include "result.h"

namespace footfall::journal {

// Of a segment's bytes; what a flipped bit of a packed segment makes unreadable.
inline constexpr std::size_t packed_block_bytes = 64 * 1024;

// Writes the bytes of a segment, compressed, into an empty file. Nothing is synced.
Result<> pack(const File& segment, File& into);

// The bytes of the segment, whether the file is packed or not; never written through. Where a block
// is damaged there are zeroes, so that the checks of its frames find it. A file whose block table
// is lost, in both its places, is given as it is.
Result<std::unique_ptr<File>> unpacked(std::unique_ptr<File> file);

// Packs the sealed segments of one journal, beside its writer. One thread at a time.
class Packer {
  public:
    // `disk` outlives it.
    Packer(Disk& disk, std::filesystem::path folder);

    // Packs the next sealed segment that is not packed and received nothing after `until`, if it is
    // whole: what is damaged is left as it is. The two segments before the last are left too, since
    // a start may look at their ends. False: there is none. After a failure, or a loss of power,
    // the segment is as it was, or packed.
    Result<bool> pack_one(Instant until);

  private:
    Result<bool> pack(std::uint32_t segment);

    Disk& disk_;
    const std::filesystem::path folder_;
    std::uint32_t packed_until_ = 0;  // segments up to here are packed, or stay as they are
};

}  // namespace footfall::journal
