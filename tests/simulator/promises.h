// Promises: what the journal must hold after all that clients were answered.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "event/entry.h"
#include "intake/dedupe.h"
#include "simulator/items.h"
#include "simulator/judge.h"
#include "simulator/tally.h"

namespace footfall::simulator {

// What a server had, and what may have come to it besides.
struct Past {
    std::vector<Entry> applied;                      // before any reply that named them
    std::optional<std::vector<EntryBody>> in_doubt;  // of the last group: all of them or none
};

// The journal as read after a start: sequences dense, times of receipt never falling, all that was
// applied, entry by entry, and of the group in doubt all or nothing.
void check_entries(std::span<const Entry> found, const Past& past, Judge& judge, Tally& tally);

// Everything acknowledged is there, nothing that was not sent, each id and order once, as far as
// dedupe promises it. Gives how many ids came again where it promises no more.
std::uint64_t check_items(std::span<const Entry> found, std::span<const Item> items,
                          const intake::DedupeOptions& dedupe, Judge& judge, Tally& tally);

}  // namespace footfall::simulator
