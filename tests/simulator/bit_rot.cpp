#include "simulator/bit_rot.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "journal/segment_scan.h"

namespace footfall::simulator {

namespace {

// The end of the bytes of a segment that may turn.
Result<std::uint64_t> end_of_promise(SimulatedDisk& disk, const std::filesystem::path& folder,
                                     std::uint32_t segment, bool is_last) {
    FOOTFALL_TRY(scan, journal::SegmentScan::open(disk, folder, segment, false));
    std::uint64_t before_last_group = journal::segment_header_bytes;
    for (;;) {
        const std::uint64_t offset = scan->offset();
        FOOTFALL_TRY(found, scan->next([](const auto&, const auto&) {}));
        if (!found) break;
        before_last_group = offset;
    }
    return is_last ? before_last_group : scan->offset();
}

bool is_packed(const std::vector<std::byte>& bytes) {
    return bytes.size() > journal::segment_header_bytes && bytes[10] == std::byte{1};
}

// Begin and end of the blocks of a packed segment but the last, which may hold a footer alone. Its
// tables are there twice.
std::pair<std::size_t, std::size_t> blocks_of(const std::vector<std::byte>& bytes) {
    const auto number = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            value |= static_cast<std::uint32_t>(bytes.at(at + i)) << (8 * i);
        }
        return value;
    };
    constexpr std::size_t table = journal::segment_header_bytes + 24;
    const std::uint32_t blocks = number(table - 4);
    const std::size_t begin = table + std::size_t{blocks} * 8 + 4;
    std::size_t end = begin;
    for (std::size_t i = 0; i + 1 < blocks; ++i) end += number(table + i * 8);
    return {begin, end};
}

}  // namespace

std::optional<BitRot> some_bit(SimulatedDisk& disk, const std::filesystem::path& folder,
                               Dice& dice) {
    auto segments = journal::list_segments(disk, folder);
    if (!segments || segments->empty()) return std::nullopt;
    const std::uint32_t segment = dice.pick(*segments);
    const std::filesystem::path file = folder / journal::segment_name(segment);
    std::pair<std::size_t, std::size_t> range;
    if (const std::vector<std::byte> bytes = disk.contents(file); is_packed(bytes)) {
        range = blocks_of(bytes);
    } else {
        const auto end = end_of_promise(disk, folder, segment, segment == segments->back());
        if (!end) return std::nullopt;
        range.second = *end;
    }
    if (range.second <= range.first) return std::nullopt;
    return BitRot{file, range.first + dice.below(range.second - range.first),
                  static_cast<unsigned>(dice.below(8))};
}

void flip(SimulatedDisk& disk, const BitRot& rot) {
    std::vector<std::byte> bytes = disk.contents(rot.file);
    bytes.at(rot.offset) ^= std::byte{1} << rot.bit;
    disk.replace(rot.file, bytes);
}

}  // namespace footfall::simulator
