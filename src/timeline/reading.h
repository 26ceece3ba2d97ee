// Reading: one customer's events out of its records, the newest ones first, with the verdicts that
// hold now.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "question/question.h"
#include "question/table.h"
#include "result.h"
#include "timeline/record.h"
#include "timeline/timelines.h"

namespace footfall::timeline {

// An event with its present verdict; its texts are valid during the call alone.
using TakeEvent = std::function<void(const Record& event)>;

// Reads a customer's runs from the newest to the oldest, so that a change of a verdict is known
// before its event. One thread at a time.
class Reading {
  public:
    // Entries before `since` were forgotten. `key` outlives it.
    Reading(const CustomerKey& key, Sequence since) : key_(key), since_(since) {}

    // All events, in no order.
    Result<> read(const View& view, const TakeEvent& take);

    // The run that was damaged, if that was the error.
    const Run* damaged() const { return damaged_; }

  protected:
    // `wants` as of a Run; `is_enough` may end the reading before a run, given the latest time of
    // it and all before it.
    Result<> read(const View& view, const Wants& wants,
                  const std::function<bool(Instant latest)>& is_enough, const TakeEvent& take);

  private:
    Result<> take_all(std::string_view bytes, const TakeEvent& take);

    struct Change {
        Verdict verdict = Verdict::person;
        std::string rule;
    };
    struct HashOfSequence {
        std::size_t operator()(Sequence sequence) const { return sequence.value; }
    };

    const CustomerKey& key_;
    const Sequence since_;
    const Run* damaged_ = nullptr;
    std::unordered_map<Sequence, Change, HashOfSequence> changes_;  // the newest of each event
};

// The page of a timeline, and one row more if there is one.
class PageReading : public Reading {
  public:
    // `question` outlives it.
    PageReading(const CustomerKey& key, Sequence since, const TimelineQuestion& question);

    Result<std::vector<TimelineRow>> rows(const View& view);

  private:
    bool is_wanted(const Extent& extent) const;
    void take(const Record& event);
    void cut();

    const TimelineQuestion& question_;
    const std::size_t rows_max_;  // with the one more
    std::uint32_t kinds_ = 0;     // as in an Extent
    std::vector<TimelineRow> rows_;
    std::optional<Instant> cutoff_;  // the last row's time, once there are enough
};

}  // namespace footfall::timeline
