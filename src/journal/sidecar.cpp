#include "journal/sidecar.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "journal/crc32c.h"
#include "journal/little_endian.h"
#include "journal/segment_file.h"
#include "journal/segment_scan.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

// magic 8, version 4, segment 4, first 8, last 8, chain hash 16, length 8, checksum of the content
// 4, checksum of what stands before 4.
constexpr std::size_t header_bytes = 64;
constexpr std::string_view magic = "footside";
constexpr std::uint32_t version = 1;

using Header = std::array<std::byte, header_bytes>;

Header encode(const SealedSegment& segment, std::uint64_t length, std::uint32_t content_crc) {
    Header header{};
    std::memcpy(header.data(), magic.data(), magic.size());
    const std::span bytes(header);
    put<std::uint32_t>(bytes, 8, version);
    put<std::uint32_t>(bytes, 12, segment.number);
    put<std::uint64_t>(bytes, 16, segment.range.first.value);
    put<std::uint64_t>(bytes, 24, segment.range.last.value);
    std::copy(segment.end.begin(), segment.end.end(), header.begin() + 32);
    put<std::uint64_t>(bytes, 48, length);
    put<std::uint32_t>(bytes, 56, content_crc);
    put<std::uint32_t>(bytes, 60, crc32c(bytes.first(60)));
    return header;
}

fs::path path_of(const fs::path& folder, std::uint32_t segment, std::string_view kind) {
    return (folder / segment_name(segment)).replace_extension(kind);
}

// The open sidecar with its header, if it is of that segment and as long as it says.
std::unique_ptr<File> open(Disk& disk, const fs::path& folder, const SealedSegment& segment,
                           std::string_view kind, Header& header) {
    auto file = disk.open(path_of(folder, segment.number, kind), Disk::Open::existing);
    if (!file) return nullptr;
    const auto read = (*file)->read(0, header);
    if (!read || *read != header_bytes) return nullptr;
    const auto length = get<std::uint64_t>(header, 48);
    if (encode(segment, length, get<std::uint32_t>(header, 56)) != header) return nullptr;
    const auto size = (*file)->size();
    if (!size || *size != header_bytes + length) return nullptr;
    return std::move(*file);
}

}  // namespace

Result<std::vector<SealedSegment>> sealed_segments(Disk& disk, const fs::path& folder) {
    FOOTFALL_TRY(numbers, list_segments(disk, folder, Gaps::allowed));
    std::vector<SealedSegment> sealed;
    std::optional<SegmentHeader> before;
    for (const std::uint32_t number : numbers) {
        std::optional<SegmentHeader> header;
        auto file = disk.open(folder / segment_name(number), Disk::Open::existing);
        std::array<std::byte, segment_header_bytes> bytes{};
        const Result<std::size_t> read =
            file ? (*file)->read(0, bytes) : Result<std::size_t>(std::size_t{0});
        if (read && *read == bytes.size()) {
            auto decoded = decode_header(bytes);
            if (decoded && decoded->segment == number) header = *decoded;
        }
        if (before && header && before->segment + 1 == number) {
            sealed.push_back({.number = before->segment,
                              .range = {before->first, {header->first.value - 1}},
                              .received_until = header->received_after,
                              .end = header->previous});
        }
        before = header;
    }
    return sealed;
}

Result<> write_sidecar(Disk& disk, const fs::path& folder, const SealedSegment& segment,
                       std::string_view kind, std::span<const std::byte> content) {
    const fs::path path = path_of(folder, segment.number, kind);
    const fs::path fresh = path.string() + ".new";
    FOOTFALL_TRY(file, open_anew(disk, fresh));
    Result<> written = file->write(0, encode(segment, content.size(), crc32c(content)));
    if (written) written = file->write(header_bytes, content);
    if (written) written = disk.rename(fresh, path);
    if (!written) {
        // Whatever is left of it only takes room until it is made again.
        [[maybe_unused]] const Result<> removed = disk.remove(fresh);
    }
    return written;
}

std::optional<std::vector<std::byte>> read_sidecar(Disk& disk, const fs::path& folder,
                                                   const SealedSegment& segment,
                                                   std::string_view kind) {
    Header header{};
    const auto file = open(disk, folder, segment, kind, header);
    if (!file) return std::nullopt;
    std::vector<std::byte> content(get<std::uint64_t>(header, 48));
    const auto read = file->read(header_bytes, content);
    if (!read || *read != content.size()) return std::nullopt;
    if (crc32c(content) != get<std::uint32_t>(header, 56)) return std::nullopt;
    return content;
}

bool has_sidecar(Disk& disk, const fs::path& folder, const SealedSegment& segment,
                 std::string_view kind) {
    Header header{};
    return open(disk, folder, segment, kind, header) != nullptr;
}

}  // namespace footfall::journal
