// Dice: whole numbers from a seed, by integer arithmetic alone, so that every machine rolls alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "assert.h"
#include "random.h"

namespace footfall::sample {

// One seed out of several numbers; any change of one of them gives an unrelated seed.
constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0) {
    for (const std::uint64_t word : {a, b}) {
        seed = (seed ^ word) * 0x9E3779B97F4A7C15U;
        seed ^= seed >> 32;
        seed *= 0xD6E8FEB86659FD93U;
        seed ^= seed >> 29;
    }
    return seed;
}

// One thread at a time. One roll a statement: compilers differ in what they evaluate first.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    // 0 to count - 1. The bias of the remainder is below 2^-40 for the counts used here.
    std::int64_t below(std::int64_t count) {
        ASSERT(count > 0, "count=" << count);
        return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(count));
    }

    // `least` to `most`, both included.
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + below(most - least + 1);
    }

    bool chance_permille(std::int64_t permille) { return below(1'000) < permille; }

    // A position in `weights`, each as likely as its weight.
    std::size_t pick(std::span<const int> weights) {
        std::int64_t sum = 0;
        for (const int weight : weights) sum += weight;
        std::int64_t left = below(sum);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            left -= weights[i];
            if (left < 0) return i;
        }
        ASSERT(false, "sum=" << sum);
        return 0;
    }

  private:
    SeededRandom random_;
};

}  // namespace footfall::sample
