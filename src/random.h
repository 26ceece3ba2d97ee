// Random: where random bytes come from, so that tests and the simulator can replay them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <sys/random.h>

#include "assert.h"

namespace footfall {

// Thread-safe.
class Random {
  public:
    Random() = default;
    Random(const Random&) = delete;
    Random& operator=(const Random&) = delete;
    virtual ~Random() = default;

    virtual void fill(std::span<std::byte> bytes) = 0;

    std::uint64_t next() {
        std::uint64_t value = 0;
        fill(std::as_writable_bytes(std::span(&value, 1)));
        return value;
    }
};

// The kernel's cryptographic generator.
class SystemRandom final : public Random {
  public:
    void fill(std::span<std::byte> bytes) override {
        while (!bytes.empty()) {
            const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
            ASSERT(got > 0, "getrandom returned " << got);
            bytes = bytes.subspan(static_cast<std::size_t>(got));
        }
    }
};

// SplitMix64 (Steele, Lea, Flood 2014): equal seeds give equal bytes on every machine. Not secret.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

    void fill(std::span<std::byte> bytes) override {
        const std::lock_guard lock(mutex_);
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i % 8 == 0) word = step();
            bytes[i] = static_cast<std::byte>(word >> (8 * (i % 8)));
        }
    }

  private:
    std::uint64_t step() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    std::mutex mutex_;
    std::uint64_t state_;  // Guarded by mutex_.
};

}  // namespace footfall
