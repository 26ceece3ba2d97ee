// Dice: every choice that a simulation makes, from its seed alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "assert.h"
#include "random.h"

namespace footfall::simulator {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    // 0 to count - 1.
    std::uint64_t below(std::uint64_t count) {
        ASSERT(count > 0);
        return random_.next() % count;
    }

    // `least` to `most`, both included.
    std::uint64_t between(std::uint64_t least, std::uint64_t most) {
        return least + below(most - least + 1);
    }

    bool chance(std::uint64_t percent) { return below(100) < percent; }

    template <class Container>
    auto& pick(Container& from) {
        return from[static_cast<std::size_t>(below(from.size()))];
    }

    // For what takes a source of bytes.
    Random& random() { return random_; }

  private:
    SeededRandom random_;
};

}  // namespace footfall::simulator
