#include "intake/decode_events.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "event/entry.h"
#include "event/kind.h"
#include "event/limits.h"
#include "intake/json.h"
#include "intake/lift.h"
#include "intake/names.h"
#include "intake/split.h"

namespace footfall::intake {

namespace {

// The members of an event, as they are found.
struct Fields {
    std::optional<std::string_view> id;
    std::optional<std::string_view> kind;
    std::optional<std::string_view> customer;
    std::optional<std::string_view> time;
    std::optional<std::string_view> site;
    std::optional<std::string_view> name;
    std::optional<dom::object> properties;
    std::optional<bool> impersonated;
};

Rejection wrong_type(std::string_view field, std::string_view wanted) {
    return {std::string(field), "wrong_type", "must be " + std::string(wanted)};
}

Rejection unknown_field(std::string_view field) {
    return {valid_utf8(field, limits::text_bytes_max), "unknown_field", "there is no such field"};
}

// Of members with the same name the first one is read.
std::optional<Rejection> read_fields(dom::object object, Fields& fields) {
    const std::array<std::pair<std::string_view, std::optional<std::string_view>*>, 6> texts{{
        {"id", &fields.id},
        {"kind", &fields.kind},
        {"customer", &fields.customer},
        {"time", &fields.time},
        {"site", &fields.site},
        {"name", &fields.name},
    }};
    for (const dom::key_value_pair pair : object) {
        if (pair.key == "properties") {
            if (fields.properties) continue;
            dom::object properties;
            if (pair.value.get(properties)) return wrong_type("properties", "an object");
            fields.properties = properties;
            continue;
        }
        if (pair.key == "impersonated") {
            if (fields.impersonated) continue;
            bool impersonated = false;
            if (pair.value.get(impersonated)) return wrong_type("impersonated", "true or false");
            fields.impersonated = impersonated;
            continue;
        }
        bool known = false;
        for (const auto& [name, value] : texts) {
            if (pair.key != name) continue;
            known = true;
            if (*value) break;
            *value = string_of(pair.value);
            if (!*value) return wrong_type(name, "a string");
        }
        if (!known) return unknown_field(pair.key);
    }
    return std::nullopt;
}

std::optional<Rejection> read_kind(const Terms& terms, const Fields& fields, Event& event) {
    if (!fields.kind) return Rejection{"kind", "missing_kind", "an event has a kind"};
    const std::optional<Kind> kind = parse_kind(*fields.kind);
    if (!kind) return Rejection{"kind", "unknown_kind", "there is no such kind"};
    event.kind = *kind;
    event.name = fields.name.value_or(std::string_view());
    event.by_customer = facts(*kind).by_customer;
    if (*kind == Kind::other) {
        const Meaning meaning = meaning_of(event.name);
        event.by_customer = meaning.kind != Kind::other || meaning.by_customer;
    }
    return admit_kind(terms, "kind", *kind);
}

std::optional<Rejection> fill(const Terms& terms, dom::object object, Decision& decision) {
    Fields fields;
    if (auto refused = read_fields(object, fields)) return refused;
    Event& event = decision.make<Event>();
    event.workspace = terms.workspace;
    event.family = terms.family;
    event.via = terms.via;
    if (auto refused = read_kind(terms, fields, event)) return refused;
    const std::string_view named = fields.customer.value_or(std::string_view());
    Bearer bearer;
    if (auto refused = admit_customer(terms, "customer", named, bearer)) return refused;
    event.customer = std::move(bearer.customer);
    if (bearer.is_staff) mark_staff(event, member_session_rule);
    if (auto refused = admit_text("name", event.name, limits::name_bytes_max)) return refused;
    event.site = fields.site.value_or(std::string_view());
    if (auto refused = admit_text("site", event.site, limits::text_bytes_max)) return refused;

    OwnTime time;
    if (terms.visitor != nullptr) event.sent_at = terms.visitor->sent_at;
    if (auto refused = admit_time(terms, "time", fields.time, event.sent_at, time)) return refused;
    event.occurred_at = time.occurred_at;
    event.raw_time = time.raw_time;
    if (fields.properties) {
        if (auto refused = keep_object("properties", *fields.properties, event.properties)) {
            return refused;
        }
        if (auto refused = lift(*fields.properties, event)) return refused;
        if (terms.visitor != nullptr)
            event.properties = without_tokens(std::move(event.properties));
    }
    if (fields.impersonated) {
        if (terms.via != Via::server_key) {
            return Rejection{"impersonated", "server_key_only", "only a server's key says that"};
        }
        if (*fields.impersonated) mark_staff(event, impersonated_rule);
    }
    event.id = decision.id;
    if (event.id.empty()) {
        event.id_derived = true;
        event.id =
            derived_id(terms, write_object(object, KeyOrder::sorted,
                                           [](std::string_view name) { return name == "id"; }));
    }
    decision.clock_future = time.clock_future;
    return std::nullopt;
}

void decide(const Terms& terms, const Piece& piece, Decision& decision) {
    dom::object object;
    std::optional<Rejection> refused = parse_object(piece, object);
    if (!refused) {
        if (const auto id = member(object, "id")) {
            decision.id = bounded_id(string_of(*id).value_or(std::string_view()));
        }
        refused = fill(terms, object, decision);
    }
    if (!refused) return;
    decision.reject(*std::move(refused),
                    std::string(piece.bytes.substr(0, limits::dead_letter_bytes_max)));
}

// One event over several lines is no NDJSON, but cannot be mistaken either.
Result<std::vector<Piece>> split_ndjson(std::string_view text) {
    if (const Result<Piece> single = split_single(text)) return std::vector<Piece>{*single};
    return split_lines(text);
}

// A profile's field: text, or null for cleared.
std::optional<Rejection> read_profile_field(const dom::key_value_pair& pair, std::size_t bytes_max,
                                            ProfileField& field) {
    if (field) return std::nullopt;
    if (pair.value.is_null()) {
        field = std::string();
        return std::nullopt;
    }
    const std::optional<std::string_view> text = string_of(pair.value);
    if (!text) return wrong_type(pair.key, "a string or null");
    field = *text;
    return admit_text(pair.key, *text, bytes_max);
}

std::optional<Rejection> read_status(dom::element value, std::optional<Status>& status) {
    if (status) return std::nullopt;
    if (value.is_null()) {
        status = Status::active;  // as a customer without a status has it
        return std::nullopt;
    }
    const std::optional<std::string_view> text = string_of(value);
    if (!text) return wrong_type("status", "`active`, `inactive` or null");
    if (*text == "active") status = Status::active;
    if (*text == "inactive") status = Status::inactive;
    if (!status) return Rejection{"status", "unknown_status", "must be `active` or `inactive`"};
    return std::nullopt;
}

std::optional<Rejection> read_profile_member(const dom::key_value_pair& pair, Profile& profile) {
    if (pair.key == "name") return read_profile_field(pair, limits::name_bytes_max, profile.name);
    if (pair.key == "code") return read_profile_field(pair, limits::text_bytes_max, profile.code);
    if (pair.key == "email") {
        return read_profile_field(pair, limits::email_bytes_max, profile.email);
    }
    if (pair.key == "phone") return read_profile_field(pair, limits::text_bytes_max, profile.phone);
    if (pair.key == "contact") {
        return read_profile_field(pair, limits::text_bytes_max, profile.contact);
    }
    if (pair.key == "status") return read_status(pair.value, profile.status);
    if (pair.key != "traits") return unknown_field(pair.key);
    dom::object traits;
    if (pair.value.get(traits)) return wrong_type("traits", "an object");
    return profile.traits.empty() ? keep_object("traits", traits, profile.traits) : std::nullopt;
}

std::optional<Rejection> fill_profile(const Terms& terms, std::string_view customer,
                                      dom::object object, Decision& decision) {
    Profile& profile = decision.make<Profile>();
    Bearer bearer;
    if (auto refused = admit_customer(terms, "customer", customer, bearer)) return refused;
    profile.customer = std::move(bearer.customer);
    profile.workspace = terms.workspace;
    profile.family = terms.family;
    profile.via = terms.via;
    profile.id = unique_id(*terms.random);
    profile.changed_at = terms.received_at;
    for (const dom::key_value_pair pair : object) {
        if (auto refused = read_profile_member(pair, profile)) return refused;
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<Decision>> decode_events(const Terms& terms, std::string_view text) {
    if (!text.starts_with('[') && !text.starts_with('{')) {
        return fail(ErrorCode::invalid, "the body begins with neither `[` nor `{`", {},
                    "invalid_json");
    }
    FOOTFALL_TRY(pieces, text.front() == '[' ? split_array(text) : split_ndjson(text));
    std::vector<Decision> decisions;
    decisions.reserve(pieces.size());
    for (const Piece& piece : pieces) decide(terms, piece, decisions.emplace_back());
    return decisions;
}

Result<std::vector<Decision>> decode_profile(const Terms& terms, std::string_view customer,
                                             std::string_view text) {
    FOOTFALL_TRY(piece, split_single(text));
    std::vector<Decision> decisions(1);
    dom::object object;
    std::optional<Rejection> refused = parse_object(piece, object);
    if (!refused) refused = fill_profile(terms, customer, object, decisions.front());
    if (refused) {
        decisions.front().reject(*std::move(refused),
                                 std::string(piece.bytes.substr(0, limits::dead_letter_bytes_max)));
    }
    return decisions;
}

}  // namespace footfall::intake
