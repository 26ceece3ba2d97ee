// Admission: the rules that one event has to pass, whatever its client's family.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "intake/visitor.h"
#include "random.h"

namespace footfall::intake {

// What a body is decoded under.
struct Terms {
    WorkspaceId workspace;
    Family family = Family::footfall;
    Via via = Via::server_key;
    Instant received_at;
    Instant kept_from;
    Random* random = nullptr;
    const Visitor* visitor = nullptr;  // under a public key, and only then
};

// Why one event is refused; the others of its body are not.
struct Rejection {
    std::string field;   // empty: the event as a whole
    std::string reason;  // a stable word
    std::string message;
};

// What becomes of one event of a body, in the body's order.
struct Decision {
    std::string id;                 // as sent, for the reply; empty if there is none
    std::optional<EntryBody> body;  // an Event or a Profile; nothing if it is rejected
    bool clock_future = false;
    Rejection rejection;  // if there is no body
    std::string bytes;    // if there is no body: what was received, for the dead letter

    // The body made in place, as a `Body`: moving one costs as much as filling it.
    template <class Body>
    Body& make() {
        return std::get<Body>(body.emplace(std::in_place_type<Body>));
    }

    void reject(Rejection why, std::string received) {
        body.reset();
        rejection = std::move(why);
        bytes = std::move(received);
    }
};

// An event's time.
struct OwnTime {
    Instant occurred_at;
    std::optional<Instant> raw_time;
    bool clock_future = false;
};

// `text` is the client's own time, or nothing if it gave none. The clock of a visitor that is off
// by more than 30 seconds, as `sent_at` shows, is set right; a server's is taken as it is. A time
// more than ten minutes ahead of the receipt is kept as the receipt; one that cannot be parsed, or
// lies before the retention, is refused.
std::optional<Rejection> admit_time(const Terms& terms, std::string_view field,
                                    std::optional<std::string_view> text,
                                    std::optional<Instant> sent_at, OwnTime& time);

// Puts the customer whom `named` names into `bearer`: the text itself, of a visitor whom the token
// names. Or says why there is none.
std::optional<Rejection> admit_customer(const Terms& terms, std::string_view field,
                                        std::string_view named, Bearer& bearer);

// Refuses the kinds that a visitor may not record.
std::optional<Rejection> admit_kind(const Terms& terms, std::string_view field, Kind kind);

// Refuses text of more than `bytes_max` bytes as `too_long`.
std::optional<Rejection> admit_text(std::string_view field, std::string_view text,
                                    std::size_t bytes_max);

// `id`, or its SHA-256 in hexadecimal digits if it is longer than an id may be.
std::string bounded_id(std::string_view id);

// The SHA-256 of `canonical`, and of a visitor's address, in hexadecimal digits: the id of an event
// that has none.
std::string derived_id(const Terms& terms, std::string_view canonical);

// 32 hexadecimal digits that never come again: the id of a profile that has none.
std::string unique_id(Random& random);

// Keeps what was refused so that it can be looked at: `bytes` cut, and made valid UTF-8.
DeadLetter dead_letter(const Terms& terms, std::string_view id, const Rejection& rejection,
                       std::string_view bytes);

// The first part of `bytes` with U+FFFD for what is not UTF-8, at most `bytes_max` bytes.
std::string valid_utf8(std::string_view bytes, std::size_t bytes_max);

}  // namespace footfall::intake
