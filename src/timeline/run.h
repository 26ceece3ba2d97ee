// Run: what a stretch of the journal says of each customer, so that one customer's records lie
// together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "clock.h"
#include "event/ids.h"
#include "result.h"
#include "timeline/record.h"

namespace footfall::timeline {

// Whose records: a customer of one workspace. The text outlives it.
class CustomerKey {
  public:
    CustomerKey(const WorkspaceId& workspace, std::string_view customer);

    const WorkspaceId& workspace() const { return workspace_; }
    std::string_view customer() const { return customer_; }

    // Equal on every machine; of different keys mostly different.
    std::uint64_t hash() const { return hash_; }

    friend bool operator==(const CustomerKey& a, const CustomerKey& b) {
        return a.workspace_ == b.workspace_ && a.customer_ == b.customer_;
    }

  private:
    WorkspaceId workspace_;
    std::string_view customer_;
    std::uint64_t hash_;
};

// Whether the records of that extent are wanted.
using Wants = std::function<bool(const Extent&)>;

// Sees the bytes of a customer's records, which are valid during the call alone.
using TakeRecords = std::function<Result<>(std::string_view bytes)>;

// Never changes; any number of threads.
class Run {
  public:
    Run() = default;
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    virtual ~Run() = default;

    virtual SequenceRange range() const = 0;

    // Of all its events; the earliest Instant without any.
    virtual Instant latest() const = 0;

    // Calls `take` with the customer's records, if there are any and they are wanted; its error is
    // given back. `corrupt` or `io` if they cannot be read.
    virtual Result<> read(const CustomerKey& key, const Wants& wants,
                          const TakeRecords& take) const = 0;

    virtual std::size_t memory_bytes() const = 0;
};

}  // namespace footfall::timeline
