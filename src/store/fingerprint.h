// The hash that fingerprints are sums of, so that equal contents give equal sums in any order.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "calendar/day_table.h"
#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"

namespace footfall::store {

// Of `count` events of a kind that a customer has on a local day; the hashes of parts of them add
// up to that of all, modulo 2^64. 64-bit FNV-1a over the customer's bytes, then SplitMix64's
// finisher over each number in turn, times the count.
std::uint64_t hash_of_count(std::string_view customer, Kind kind, Day day, std::uint64_t count);

// Of one kept event.
std::uint64_t hash_of_event(Sequence sequence, std::string_view customer, Kind kind,
                            Instant occurred_at);

// Of what the profiles left of one customer: name (the id if none was given), code, e-mail, phone
// and contact, in this order.
std::uint64_t hash_of_profile(std::string_view customer,
                              std::initializer_list<std::string_view> fields, Status status);

// Of one site that a customer's events name.
std::uint64_t hash_of_site(std::string_view customer, std::string_view site);

// Of one customer's last open, first and last activity.
std::uint64_t hash_of_times(std::string_view customer,
                            std::initializer_list<std::optional<Instant>> times);

}  // namespace footfall::store
