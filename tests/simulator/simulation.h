// Simulation: several lives of a server, its clients and its disk, all from one seed.
#pragma once

#include <cstdint>
#include <string>

#include "simulator/tally.h"

namespace footfall::simulator {

struct Outcome {
    std::string complaint;   // the first promise that was broken; empty: all were kept
    std::uint64_t hash = 0;  // of everything that happened
    Tally tally;
};

enum class Syncs : std::uint8_t { honest, lying };

// Equal seeds give equal outcomes. `is_printed` writes what happens to the standard output. Where
// syncs lie, the power is cut in every life.
Outcome simulate(std::uint64_t seed, bool is_printed = false, Syncs syncs = Syncs::honest);

}  // namespace footfall::simulator
