// The workload's events as bodies of requests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "clock.h"
#include "event/kind.h"
#include "workload.h"

namespace footfall::bench {

// How events are written in a request.
enum class Style : std::uint8_t { json_array, json_lines, tab_lines };

// Batches of a workload's events, each event once; ids are unlike for unlike `first_number`.
// One thread at a time.
class Batches {
  public:
    Batches(const WorkloadOptions& options, std::uint64_t first_number)
        : workload_(options), first_number_(first_number) {}

    // Fewer batches, and a shorter last one, where the workload ends.
    std::vector<std::string> next(std::size_t count, std::size_t events, Style style);

    // How many events were given.
    std::uint64_t count() const { return number_ - first_number_; }

    // When the last of them happened; the earliest Instant before any.
    Instant latest() const { return latest_; }

    // How many of each kind were given.
    const std::array<std::uint64_t, kinds.size()>& given() const { return given_; }

  private:
    bool has_more();
    void add(std::string& batch, const Fact& fact, Style style);

    Workload workload_;
    const std::uint64_t first_number_;
    std::uint64_t number_ = first_number_;
    Instant latest_{std::numeric_limits<std::int64_t>::min()};
    Event event_;
    std::span<const Fact> facts_;
    std::size_t at_ = 0;
    std::array<std::uint64_t, kinds.size()> given_{};
};

}  // namespace footfall::bench
