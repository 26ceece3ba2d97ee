// What every decision on a stranger's event must hold, for the fuzz targets of the decoders.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <simdjson.h>

#include "assert.h"
#include "event/codec.h"
#include "event/limits.h"
#include "intake/admission.h"

namespace footfall::intake {

// Any text that is not empty is a token of its customer, `visitor`.
inline Visitor any_visitor(std::int64_t sent_at_s) {
    return {"192.0.2.1", Instant::from_seconds(sent_at_s), [](std::string_view token) {
                return Bearer{token.empty() ? "" : "visitor", token.ends_with('s')};
            }};
}

inline void check_text(std::string_view text, std::size_t bytes_max) {
    ASSERT(text.size() <= bytes_max, text.size() << " bytes");
    ASSERT(simdjson::validate_utf8(text.data(), text.size()), text);
}

// An object's text, or nothing; of lenient families never with a key at its top.
inline void check_object(std::string_view text, std::size_t bytes_max) {
    check_text(text, bytes_max);
    if (text.empty()) return;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    const simdjson::padded_string padded(text);
    ASSERT(!parser.parse(padded).get(object), text);
    for (const auto& member : object) {
        ASSERT(member.key != "writeKey" && member.key != "write_key", text);
    }
}

inline void check_entry(const Terms& terms, const Event& event) {
    ASSERT(event.workspace == terms.workspace && event.family == terms.family);
    ASSERT(!event.id.empty() && !event.customer.empty());
    check_text(event.id, limits::id_bytes_max);
    check_text(event.customer, limits::customer_bytes_max);
    check_text(event.name, limits::name_bytes_max);
    for (const std::string* text :
         {&event.site, &event.campaign, &event.form, &event.order, &event.link, &event.message,
          &event.anonymous, &event.company}) {
        check_text(*text, limits::text_bytes_max);
    }
    check_text(event.properties, limits::properties_bytes_max);
    check_object(event.raw, limits::event_bytes_max);
    if (terms.visitor != nullptr) {
        ASSERT(may_record(event.kind));
        ASSERT(event.customer == "visitor");
    }
    ASSERT(event.occurred_at >= terms.kept_from);
    ASSERT(event.occurred_at <= terms.received_at + std::chrono::minutes(10));
}

inline void check_entry(const Terms& terms, const Profile& profile) {
    ASSERT(terms.visitor == nullptr, "a visitor changes no profile");
    ASSERT(profile.workspace == terms.workspace && profile.family == terms.family);
    ASSERT(!profile.id.empty() && !profile.customer.empty());
    check_text(profile.id, limits::id_bytes_max);
    check_text(profile.customer, limits::customer_bytes_max);
    check_text(profile.name.value_or(""), limits::name_bytes_max);
    check_text(profile.email.value_or(""), limits::email_bytes_max);
    for (const ProfileField* text : {&profile.code, &profile.phone, &profile.contact}) {
        check_text(text->value_or(""), limits::text_bytes_max);
    }
    check_text(profile.traits, limits::properties_bytes_max);
    check_object(profile.raw, limits::event_bytes_max);
}

// Read back from the journal it is what it was.
inline void check_codec(const EntryBody& body) {
    std::vector<std::byte> bytes;
    encode(body, bytes);
    const auto read = decode(static_cast<std::uint8_t>(type_of(body)), bytes);
    ASSERT(read && *read && **read == body);
}

inline void check_rejection(const Terms& terms, const Decision& decision) {
    ASSERT(!decision.rejection.reason.empty() && !decision.rejection.message.empty());
    const DeadLetter letter = dead_letter(terms, decision.id, decision.rejection, decision.bytes);
    check_text(letter.id, limits::id_bytes_max);
    check_text(letter.raw, limits::dead_letter_bytes_max);
    check_text(letter.field, limits::text_bytes_max + 16);
    check_codec(letter);
}

inline void check_decision(const Terms& terms, const Decision& decision) {
    check_text(decision.id, limits::id_bytes_max);
    if (!decision.body) return check_rejection(terms, decision);
    ASSERT(decision.rejection.reason.empty());
    check_codec(*decision.body);
    if (const auto* const event = std::get_if<Event>(&*decision.body)) {
        check_entry(terms, *event);
    } else {
        check_entry(terms, std::get<Profile>(*decision.body));
    }
}

// Sent again later it must be the same event, so that it is counted once.
inline void check_resent(const Decision& first, const Decision& again) {
    ASSERT(first.id == again.id && first.rejection.reason == again.rejection.reason);
    ASSERT(first.body.has_value() == again.body.has_value());
    if (!first.body) return;
    const auto* const event = std::get_if<Event>(&*first.body);
    if (event == nullptr) return;
    const auto& other = std::get<Event>(*again.body);
    ASSERT(event->id == other.id && event->order == other.order);
    ASSERT(event->raw_time == other.raw_time);
}

}  // namespace footfall::intake
