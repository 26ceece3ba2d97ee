// The canonical workload: customers of a power law and what they did, equal for equal options on
// every machine and compiler.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/day_table.h"
#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"

namespace footfall::bench {

// Customers by number, from 0.
using CustomerNumber = std::uint32_t;

struct WorkloadOptions {
    std::uint64_t seed = 1;
    CustomerNumber customers = 100'000;     // 1 to 10 million
    std::uint64_t events = 100'000'000;     // in all; at most 1,000 million a day
    std::int32_t days = 365;                // 1 to 3,660
    Day last_day{20'453};                   // of UTC, included: 2025-12-31
    WorkspaceId workspace = {{{0xBE, 1}}};  // of the entries made
};

// One event, before it has ids and names. Always by a person and by the customer.
struct Fact {
    Instant occurred_at;  // whole milliseconds
    CustomerNumber customer = 0;
    Kind kind = Kind::link_open;  // one of the five of the portal
    std::uint8_t site = 0;        // a position in site_names

    friend bool operator==(const Fact&, const Fact&) = default;
};

inline constexpr std::array<std::string_view, 4> site_names{"shop", "trade", "export", "outlet"};

// Customers come in visits: some opens, then as far down the funnel as they go, each kind less
// often than the one before. A few hundred customers come every day, most now and then: the r-th
// busiest has a share of about 1 / (r + 100). Busy ones are strewn over the numbers. Days follow
// the week, hours the day. Nine visits in ten are to the customer's own site.
//
// Facts come visit by visit, visits in the order of their times, so a fact may be minutes older
// than the one before; none leaves its day of UTC. Integer arithmetic alone. One thread at a time.
class Workload {
  public:
    static constexpr std::size_t batch_facts_max = 4'096;

    explicit Workload(const WorkloadOptions& options);

    const WorkloadOptions& options() const { return options_; }

    // The next facts, at most batch_facts_max; empty when all are given. Valid until the next call.
    std::span<const Fact> next_batch();

    // `c0000042`: byte order is the order of numbers.
    static std::string customer_id(CustomerNumber customer);

    // Name, code, e-mail and status, all of the first day's beginning. About 6 % are inactive, 8 %
    // have no code and 5 % no e-mail; names are of six scripts, and some are alike.
    Profile profile(CustomerNumber customer) const;

    // Makes `event` the entry of a fact, keeping the room of its texts; `number` makes its id.
    void write(const Fact& fact, std::uint64_t number, Event& event) const;

  private:
    // Fractions of a day's events, in 4,096ths, and by which millisecond they have happened.
    static constexpr std::size_t day_steps = 4'096;

    void begin_day();
    void add_visit();
    CustomerNumber customer_of(std::uint32_t roll) const;
    std::uint8_t own_site(CustomerNumber customer) const;
    std::uint64_t next_word();

    WorkloadOptions options_;
    std::uint64_t state_;  // of SplitMix64
    std::uint64_t rank_factor_ = 1;
    std::uint64_t rank_shift_ = 0;
    std::uint64_t spread_log2_ = 0;  // of (customers + 100) / 100, in 2^-24
    // Of 2, by 8 bits of a fraction each, in 2^-31.
    std::array<std::array<std::uint64_t, 256>, 3> powers_{};
    std::array<std::uint64_t, day_steps + 1> day_ms_{};
    std::vector<Fact> batch_;

    std::int32_t day_ = -1;  // from the first one
    std::uint64_t weight_before_ = 0;
    std::uint64_t weight_sum_ = 0;
    std::uint64_t given_ = 0;
    std::uint64_t day_events_ = 0;
    std::uint64_t day_given_ = 0;
    std::uint64_t day_step_ = 0;  // of one event through the day, in 2^-40
};

}  // namespace footfall::bench
