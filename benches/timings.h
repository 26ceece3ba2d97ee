// Times that were measured, and what is said of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "assert.h"
#include "clock.h"

namespace footfall::bench {

// In milliseconds. Of none of them nothing may be asked.
class Timings {
  public:
    void add(double ms) { ms_.push_back(ms); }
    void add(const Timings& others) { ms_.insert(ms_.end(), others.ms_.begin(), others.ms_.end()); }

    std::size_t count() const { return ms_.size(); }

    // The least time that at least `permille` of all do not exceed: 500 is the median, 1,000 the
    // longest.
    double at(std::size_t permille) const {
        ASSERT(!ms_.empty());
        std::vector<double> sorted = ms_;
        std::sort(sorted.begin(), sorted.end());
        const std::size_t rank = (sorted.size() * permille + 999) / 1'000;
        return sorted[std::max<std::size_t>(rank, 1) - 1];
    }
    double median() const { return at(500); }
    double p99() const { return at(990); }
    double longest() const { return at(1'000); }

  private:
    std::vector<double> ms_;
};

// From its making on.
class Stopwatch {
  public:
    double ms() const { return static_cast<double>((clock_.steady() - start_).count()) / 1'000.0; }

  private:
    SystemClock clock_;
    std::chrono::microseconds start_ = clock_.steady();
};

}  // namespace footfall::bench
