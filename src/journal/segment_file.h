// The steps by which a segment comes into being and is sealed, each safe against a loss of power.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "disk/disk.h"
#include "journal/frame.h"

namespace footfall::journal {

// An empty file of that name; an older one is removed first.
Result<std::unique_ptr<File>> open_anew(Disk& disk, const std::filesystem::path& path);

// Makes a file of `bytes` zeroes under a temporary name that no start takes for content. An older
// one of that name is removed first. On failure there is none.
Result<std::unique_ptr<File>> make_spare(Disk& disk, const std::filesystem::path& folder,
                                         std::uint64_t bytes);

// Removes the spare, if there is one.
void drop_spare(Disk& disk, const std::filesystem::path& folder);

// Writes the header, nothing more.
Result<> write_header(File& file, const SegmentHeader& header);

// Syncs the spare, gives it the segment's name, which may be taken, and syncs the folder. After a
// failure it is in doubt whether the segment is there.
Result<> put_in_place(Disk& disk, const std::filesystem::path& folder, File& spare,
                      std::uint32_t segment);

// Ends the file behind `offset` with a footer and syncs it.
Result<> seal(File& file, const SegmentHeader& header, std::uint64_t offset, const Sha256& sha,
              Sequence last, Instant received_at);

}  // namespace footfall::journal
