// The bytes of an entry's body in the journal: tagged fields, so that fields can be added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "event/entry.h"
#include "result.h"

namespace footfall {

// The entry types of the journal. Never 0, so that zeroes are never an entry; never reused.
enum class EntryType : std::uint8_t {
    event = 1,
    profile = 2,
    verdict_change = 3,
    forget = 4,
    dead_letter = 5,
};

EntryType type_of(const EntryBody& body);

// Appends the body's bytes to `out`. Layout: fields in rising order of number, each a varint
// `number << 1 | is_bytes`, then a varint (zigzag where it may be negative) or a varint length and
// bytes; a field with its default value is left out. docs/journal.md lists the numbers.
void encode(const EntryBody& body, std::vector<std::byte>& out);

// The same without what only the journal has to give back: when it was sent, the texts of an event
// that no row of it holds, what a profile says, what a dead letter holds.
void encode_slim(const EntryBody& body, std::vector<std::byte>& out);

// The body in `bytes`. Unknown fields are skipped. A `type`, or the number of a kind, family,
// verdict …, that is unknown to this version gives nothing; bytes that do not follow the layout
// give `corrupt`. Allocates no more than `bytes` are long.
Result<std::optional<EntryBody>> decode(std::uint8_t type, std::span<const std::byte> bytes);

// The same into `body`, whose texts keep their memory: for many entries, one after another. False:
// nothing, and `body` is anything then, as after an error.
Result<bool> decode(std::uint8_t type, std::span<const std::byte> bytes, EntryBody& body);

}  // namespace footfall
