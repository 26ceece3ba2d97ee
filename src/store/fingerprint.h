// The hash that fingerprints are sums of, so that equal contents give equal sums in any order.
#pragma once

#include <cstdint>
#include <string_view>

#include "calendar/day_table.h"
#include "clock.h"
#include "event/ids.h"
#include "event/kind.h"

namespace footfall::store {

// Of one customer's counted events of a kind on a local day. 64-bit FNV-1a over the customer's
// bytes, then SplitMix64's finisher over each number in turn.
std::uint64_t hash_of_count(std::string_view customer, Kind kind, Day day, std::uint64_t count);

// Of one kept event.
std::uint64_t hash_of_event(Sequence sequence, std::string_view customer, Kind kind,
                            Instant occurred_at);

}  // namespace footfall::store
