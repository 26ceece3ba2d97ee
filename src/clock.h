// Clock: where "now" comes from, so that tests and the simulator can set it.
#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>

namespace footfall {

// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Instant {
    std::int64_t us = 0;

    static constexpr Instant from_seconds(std::int64_t seconds) { return {seconds * 1'000'000}; }
    static constexpr Instant from_ms(std::int64_t ms) { return {ms * 1'000}; }

    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant at, std::chrono::microseconds span) {
        return {at.us + span.count()};
    }
    friend constexpr Instant operator-(Instant at, std::chrono::microseconds span) {
        return {at.us - span.count()};
    }
    friend constexpr std::chrono::microseconds operator-(Instant a, Instant b) {
        return std::chrono::microseconds(a.us - b.us);
    }
};

// Thread-safe.
class Clock {
  public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    // The wall clock; may jump in both directions.
    virtual Instant now() const = 0;

    // Never goes back; for durations. Its zero has no meaning.
    virtual std::chrono::microseconds steady() const = 0;
};

class SystemClock final : public Clock {
  public:
    Instant now() const override {
        return {std::chrono::duration_cast<std::chrono::microseconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count()};
    }
    std::chrono::microseconds steady() const override {
        return std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
};

// Stands still until it is moved.
class SimulatedClock final : public Clock {
  public:
    explicit SimulatedClock(Instant start) : now_us_(start.us) {}

    Instant now() const override { return {now_us_.load()}; }
    std::chrono::microseconds steady() const override {
        return std::chrono::microseconds(steady_us_.load());
    }

    // Both clocks go on by `span`, which is not negative.
    void advance(std::chrono::microseconds span) {
        now_us_ += span.count();
        steady_us_ += span.count();
    }

    // The wall clock alone jumps.
    void jump(Instant to) { now_us_ = to.us; }

  private:
    std::atomic<std::int64_t> now_us_;
    std::atomic<std::int64_t> steady_us_{0};
};

}  // namespace footfall
