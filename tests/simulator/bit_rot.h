// BitRot: one bit of what was acknowledged turns over on the disk, and back again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "disk/simulated_disk.h"
#include "simulator/dice.h"

namespace footfall::simulator {

struct BitRot {
    std::filesystem::path file;
    std::size_t offset = 0;
    unsigned bit = 0;
};

// Some bit that docs/journal.md promises to miss: in a segment's header or good groups, but not in
// the journal's very last group, where damage cannot be told from a torn write.
std::optional<BitRot> some_bit(SimulatedDisk& disk, const std::filesystem::path& folder,
                               Dice& dice);

void flip(SimulatedDisk& disk, const BitRot& rot);

}  // namespace footfall::simulator
