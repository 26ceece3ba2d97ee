// Sidecars: what was made of a sealed segment, kept beside it so that a start need not make it
// again. Caches: any of them may be removed at any time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "clock.h"
#include "disk/disk.h"
#include "event/ids.h"
#include "journal/frame.h"
#include "result.h"

namespace footfall::journal {

// A segment that another one follows, as the two headers tell it.
struct SealedSegment {
    std::uint32_t number = 0;
    SequenceRange range;  // empty: marks alone
    Instant received_until;
    ChainHash end{};  // of its last terminator, and so of all that is in it and before it
};

// In order. Segments whose header, or whose successor's, is missing or damaged are left out.
Result<std::vector<SealedSegment>> sealed_segments(Disk& disk, const std::filesystem::path& folder);

// Writes `content` to `<ten digits>.<kind>`, in place of what has that name. Nothing is synced: a
// power cut leaves the old sidecar, this one, or one that read_sidecar() does not take.
Result<> write_sidecar(Disk& disk, const std::filesystem::path& folder,
                       const SealedSegment& segment, std::string_view kind,
                       std::span<const std::byte> content);

// The content; nothing if there is no such file, it is damaged, or it was made of another content
// of that segment.
std::optional<std::vector<std::byte>> read_sidecar(Disk& disk, const std::filesystem::path& folder,
                                                   const SealedSegment& segment,
                                                   std::string_view kind);

// Whether there is one of that content; its own content is not checked.
bool has_sidecar(Disk& disk, const std::filesystem::path& folder, const SealedSegment& segment,
                 std::string_view kind);

}  // namespace footfall::journal
