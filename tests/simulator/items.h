// Items: the JSON of single events and profiles, good and bad.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "clock.h"
#include "event/entry.h"
#include "intake/decode_segment.h"
#include "simulator/dice.h"

namespace footfall::simulator {

// An event or profile as its client keeps it. Its number stands in what is sent, as the first of
// the properties or traits, so that what is stored can be told.
struct Item {
    std::size_t number = 0;
    WorkspaceId workspace;
    Family family = Family::footfall;
    bool is_profile = false;
    bool is_good = true;  // else it must be rejected
    std::string json;
    std::string id;  // empty: none was sent
    std::string customer;
    std::string order;
    Kind kind = Kind::other;
    std::optional<Instant> time;
    intake::SegmentCall call = intake::SegmentCall::track;

    // What its client was answered.
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t rejected = 0;
    std::uint64_t in_doubt = 0;  // sent without an answer that says what became of it
    std::uint64_t stored_in_life = 0;
    std::chrono::microseconds stored_at{0};
};

// RFC 3339, to the microsecond.
std::string time_text(Instant at);

// Fills in the item's JSON from its other fields, and what only the JSON decides. Where the item is
// not good, something in it is wrong.
void write_item(Item& item, Dice& dice, std::size_t padding_max);

}  // namespace footfall::simulator
