#include "simulator/bit_rot.h"

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

}  // namespace

std::optional<BitRot> some_bit(SimulatedDisk& disk, const std::filesystem::path& folder,
                               Dice& dice) {
    auto segments = journal::list_segments(disk, folder);
    if (!segments || segments->empty()) return std::nullopt;
    const std::uint32_t segment = dice.pick(*segments);
    const auto end = end_of_promise(disk, folder, segment, segment == segments->back());
    if (!end) return std::nullopt;
    return BitRot{folder / journal::segment_name(segment),
                  static_cast<std::size_t>(dice.below(*end)), static_cast<unsigned>(dice.below(8))};
}

void flip(SimulatedDisk& disk, const BitRot& rot) {
    std::vector<std::byte> bytes = disk.contents(rot.file);
    bytes.at(rot.offset) ^= std::byte{1} << rot.bit;
    disk.replace(rot.file, bytes);
}

}  // namespace footfall::simulator
