// The sample: a made-up wholesaler's customers and what they did, equal for equal seed and date.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "calendar/day_table.h"
#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"

namespace footfall::sample {

inline constexpr std::size_t customers = 2'000;
inline constexpr std::int32_t days_shown = 120;
inline constexpr std::size_t batch_entries_max = 5'000;

struct Options {
    WorkspaceId workspace;
    std::uint64_t seed = 1;
    Day until;                             // the last local day, included
    std::optional<Instant> now;            // nothing happens later, if `until` is not over yet
    std::shared_ptr<const DayTable> days;  // holds `until` and the 120 days that end with it
};

// Gives profiles and events in the order of their times, a customer's profile before its events.
// Equal options give equal entries on every machine; `now` only cuts the end off. Every entry has
// its own id and Via::sample, and keeps to limits.h. One thread at a time.
class Generator {
  public:
    explicit Generator(Options options);
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;
    ~Generator();

    // The next entries, 1 to batch_entries_max of them; nothing when all are given.
    std::optional<std::vector<EntryBody>> next_batch();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace footfall::sample
