// What the journal keeps: event, profile, verdict change, forget, dead letter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "clock.h"
#include "event/ids.h"
#include "event/kind.h"

namespace footfall {

// The kind of client an entry came from; ids are unique within (workspace, family).
// The numbers stand in the journal: never change or reuse one.
enum class Family : std::uint8_t {
    footfall = 1,  // POST /api/v1/events, PUT /api/v1/customers/{id}
    segment = 2,   // the /v1/* routes
    gate = 3,      // seen by the gate itself
};

// How an entry was authorised. The numbers stand in the journal.
enum class Via : std::uint8_t { server_key = 1, member = 2, sample = 3, gate = 4, public_key = 5 };

// Who opened: only persons count. The numbers stand in the journal.
enum class Verdict : std::uint8_t {
    person = 1,
    scanner = 2,
    preview = 3,
    prefetch = 4,
    machine_open = 5,
    staff = 6,
    unknown = 7,
};

// As on the wire, such as `machine_open`.
std::string_view to_string(Verdict verdict);
std::optional<Verdict> parse_verdict(std::string_view name);

constexpr bool counts(Verdict verdict) { return verdict == Verdict::person; }

enum class Status : std::uint8_t { active = 1, inactive = 2 };

// One recorded fact about one customer. Text is valid UTF-8 within the bounds of limits.h;
// an empty string means "not given".
struct Event {
    WorkspaceId workspace;
    Kind kind = Kind::other;
    Family family = Family::footfall;
    Via via = Via::server_key;
    Verdict verdict = Verdict::person;
    bool by_customer = true;  // false: done by a provider, a system or staff
    bool id_derived = false;  // the client gave no id: `id` was made from the body

    std::string id;
    std::string customer;
    std::string name;  // the event's own name, exactly as sent
    std::string site;
    std::string campaign;
    std::string form;
    std::string order;
    std::string link;
    std::string message;  // an e-mail's or a notification's id
    std::string anonymous;
    std::string company;
    std::string rule;  // which rule decided the verdict

    Instant occurred_at;              // the time that counts
    std::optional<Instant> raw_time;  // the client's own time, uncorrected; dedupe looks by it
    std::optional<Instant> sent_at;

    std::string properties;  // a JSON object's text
    std::string raw;         // of lenient families: the event as received, JSON text

    friend bool operator==(const Event&, const Event&) = default;
};

// A field of a profile: absent = unchanged; present and empty = cleared.
using ProfileField = std::optional<std::string>;

// What a source or a member said of a customer. Merged per field: the later `changed_at` wins,
// ties by (family, id).
struct Profile {
    WorkspaceId workspace;
    Family family = Family::footfall;
    Via via = Via::server_key;
    std::string id;  // dedupes like an event's id
    std::string customer;
    Instant changed_at;
    std::optional<Instant> raw_time;

    ProfileField name;
    ProfileField code;
    ProfileField email;
    ProfileField phone;
    ProfileField contact;
    std::optional<Status> status;
    std::string traits;  // a JSON object's text; a null value clears that trait
    std::string raw;

    friend bool operator==(const Profile&, const Profile&) = default;
};

// A kept event's verdict is another one from here on. Names the event by its sequence and repeats
// the facts of it that a count depends on, so that a cache can be corrected in place.
struct VerdictChange {
    WorkspaceId workspace;
    Sequence event;
    std::string customer;
    Kind kind = Kind::link_open;
    std::string site;
    std::string campaign;
    std::string form;
    Instant occurred_at;
    bool by_customer = true;
    Verdict before = Verdict::person;
    Verdict after = Verdict::person;
    std::string rule;
    std::string member;  // who changed it; empty: a rule set

    friend bool operator==(const VerdictChange&, const VerdictChange&) = default;
};

// Everything of the workspace, or of one customer of it, from before this entry is gone.
struct Forget {
    WorkspaceId workspace;
    std::string customer;  // empty: the whole workspace
    std::string member;

    friend bool operator==(const Forget&, const Forget&) = default;
};

// What was refused, kept so that it can be looked at.
struct DeadLetter {
    WorkspaceId workspace;
    Family family = Family::footfall;
    std::string id;  // the event's, if it could be read
    std::string field;
    std::string reason;
    std::string raw;  // its bytes as valid UTF-8, cut to limits.h's dead_letter_bytes_max

    friend bool operator==(const DeadLetter&, const DeadLetter&) = default;
};

using EntryBody = std::variant<Event, Profile, VerdictChange, Forget, DeadLetter>;

// One entry as kept. `received_at` never falls from one entry to the next.
struct Entry {
    Sequence sequence;
    Instant received_at;
    EntryBody body;

    friend bool operator==(const Entry&, const Entry&) = default;
};

const WorkspaceId& workspace_of(const EntryBody& body);

}  // namespace footfall
