#include "intake/decode_segment.h"

#include <array>
#include <string>
#include <utility>

#include "event/entry.h"
#include "event/limits.h"
#include "intake/json.h"
#include "intake/lift.h"
#include "intake/names.h"
#include "intake/split.h"
#include "intake/time.h"

namespace footfall::intake {

namespace {

struct CallName {
    SegmentCall call;
    std::string_view name;
    std::string_view short_name;
};

constexpr std::array call_names{
    CallName{SegmentCall::identify, "identify", "i"}, CallName{SegmentCall::track, "track", "t"},
    CallName{SegmentCall::page, "page", "p"},         CallName{SegmentCall::screen, "screen", "s"},
    CallName{SegmentCall::group, "group", "g"},       CallName{SegmentCall::alias, "alias", "a"},
};

constexpr bool is_key(std::string_view name) { return name == "writeKey" || name == "write_key"; }

// The part of a call that is the same when it is sent again.
constexpr bool changes_on_retry(std::string_view name) {
    return is_key(name) || name == "sentAt" || name == "sent_at";
}

// What a batch says of all its calls.
struct Envelope {
    std::optional<Instant> sent_at;
};

// A call on its way to an entry.
struct Draft {
    const Terms& terms;
    SegmentCall call;
    dom::object object;
    std::string id;  // empty: none was sent
    Bearer bearer;
    std::optional<Instant> sent_at;
    OwnTime time;
    std::string raw;
};

std::optional<std::string_view> string_member(dom::object object, std::string_view name) {
    const std::optional<dom::element> element = member(object, name);
    return element ? string_of(*element) : std::nullopt;
}

std::optional<Instant> instant_member(dom::object object, std::string_view name) {
    const std::optional<std::string_view> text = string_member(object, name);
    return text ? parse_time(*text) : std::nullopt;
}

// The received text, but never a key with it: what is kept is read by people.
std::string without_key(dom::object object, std::string_view bytes) {
    if (!member(object, "writeKey") && !member(object, "write_key")) return std::string(bytes);
    return write_object(object, KeyOrder::as_sent, is_key);
}

std::optional<SegmentCall> call_of(dom::object object) {
    for (const std::string_view name : {"type", "action"}) {
        if (const auto text = string_member(object, name)) return parse_segment_call(*text);
    }
    return std::nullopt;
}

// A time that is there, but is none, refuses the call; null is not there.
std::optional<Rejection> read_time(Draft& draft) {
    for (const std::string_view name : {"timestamp", "originalTimestamp"}) {
        const std::optional<dom::element> element = member(draft.object, name);
        if (!element || element->is_null()) continue;
        return admit_time(draft.terms, name, string_of(*element).value_or(std::string_view()),
                          draft.sent_at, draft.time);
    }
    return admit_time(draft.terms, "timestamp", std::nullopt, draft.sent_at, draft.time);
}

void set_if_fits(std::string text, std::string& field) {
    if (text.size() <= limits::text_bytes_max) field = std::move(text);
}

std::optional<Rejection> fill_name(const Draft& draft, Event& event) {
    event.by_customer = draft.call != SegmentCall::group && draft.call != SegmentCall::alias;
    if (!event.by_customer) {
        event.name = to_string(draft.call);
        return std::nullopt;
    }
    const bool track = draft.call == SegmentCall::track;
    const std::string_view field = track ? "event" : "name";
    event.name = string_member(draft.object, field).value_or(std::string_view());
    if (!track) return admit_text(field, event.name, limits::name_bytes_max);
    if (event.name.empty()) return Rejection{"event", "missing_event", "a track names its event"};
    const Meaning meaning = meaning_of(event.name);
    event.kind = meaning.kind;
    event.by_customer = meaning.by_customer;
    if (auto refused = admit_kind(draft.terms, field, event.kind)) return refused;
    return admit_text(field, event.name, limits::name_bytes_max);
}

// In the properties or in the context; a page's script does not say it of itself.
bool is_impersonated(const Draft& draft) {
    if (draft.terms.via != Via::server_key) return false;
    for (const std::string_view place : {"properties", "context"}) {
        const std::optional<dom::object> object = object_member(draft.object, place);
        const auto element = object ? member(*object, "impersonated") : std::nullopt;
        bool impersonated = false;
        if (element && !element->get(impersonated) && impersonated) return true;
    }
    return false;
}

std::optional<Rejection> fill_event(Draft& draft, Decision& decision) {
    Event& event = decision.make<Event>();
    event.workspace = draft.terms.workspace;
    event.family = draft.terms.family;
    event.via = draft.terms.via;
    event.customer = std::move(draft.bearer.customer);
    event.occurred_at = draft.time.occurred_at;
    event.raw_time = draft.time.raw_time;
    event.sent_at = draft.sent_at;
    if (auto refused = fill_name(draft, event)) return refused;
    if (const auto properties = object_member(draft.object, "properties")) {
        if (auto refused = keep_object("properties", *properties, event.properties)) return refused;
        if (auto refused = lift(*properties, event)) return refused;
        if (draft.terms.visitor != nullptr) {
            event.properties = without_tokens(std::move(event.properties));
        }
    }
    set_if_fits(text_member(draft.object, "anonymousId"), event.anonymous);
    set_if_fits(text_member(draft.object, "groupId"), event.company);
    if (const auto context = object_member(draft.object, "context")) lift_context(*context, event);
    if (draft.bearer.is_staff) mark_staff(event, member_session_rule);
    if (is_impersonated(draft)) mark_staff(event, impersonated_rule);
    event.id = std::move(draft.id);
    if (event.id.empty()) {
        event.id_derived = true;
        event.id = derived_id(draft.terms,
                              std::string(to_string(draft.call)) +
                                  write_object(draft.object, KeyOrder::sorted, changes_on_retry));
    }
    event.raw = std::move(draft.raw);
    return std::nullopt;
}

// Text and integers become the field, null clears it; anything else is left among the traits.
std::optional<Rejection> read_trait(dom::object traits, std::string_view name,
                                    std::size_t bytes_max, ProfileField& field) {
    const std::optional<dom::element> element = member(traits, name);
    if (!element || field) return std::nullopt;
    if (element->is_null()) {
        field = std::string();
        return std::nullopt;
    }
    field = text_of(*element);
    if (!field) return std::nullopt;
    return admit_text("traits." + std::string(name), *field, bytes_max);
}

std::optional<Rejection> read_traits(dom::object traits, Profile& profile) {
    struct Trait {
        std::string_view name;
        std::size_t bytes_max;
        ProfileField* field;
    };
    const std::array<Trait, 6> fields{{
        {"name", limits::name_bytes_max, &profile.name},
        {"email", limits::email_bytes_max, &profile.email},
        {"code", limits::text_bytes_max, &profile.code},
        {"customer_code", limits::text_bytes_max, &profile.code},
        {"phone", limits::text_bytes_max, &profile.phone},
        {"contact", limits::text_bytes_max, &profile.contact},
    }};
    for (const Trait& trait : fields) {
        if (auto refused = read_trait(traits, trait.name, trait.bytes_max, *trait.field)) {
            return refused;
        }
    }
    const std::string_view status = string_member(traits, "status").value_or(std::string_view());
    if (status == "active") profile.status = Status::active;
    if (status == "inactive") profile.status = Status::inactive;

    profile.traits = write_object(traits, KeyOrder::as_sent, [&](std::string_view name) {
        if (name == "status") return profile.status.has_value();
        for (const Trait& trait : fields) {
            if (trait.name != name) continue;
            const std::optional<dom::element> element = member(traits, name);
            return element && (element->is_null() || text_of(*element));
        }
        return false;
    });
    if (profile.traits.size() > limits::properties_bytes_max) {
        return Rejection{"traits", "too_large",
                         "at most " + std::to_string(limits::properties_bytes_max) + " bytes"};
    }
    if (profile.traits == "{}") profile.traits.clear();
    return std::nullopt;
}

std::optional<Rejection> fill_profile(Draft& draft, Decision& decision) {
    Profile& profile = decision.make<Profile>();
    profile.workspace = draft.terms.workspace;
    profile.family = draft.terms.family;
    profile.via = draft.terms.via;
    profile.customer = std::move(draft.bearer.customer);
    profile.changed_at = draft.time.occurred_at;
    profile.raw_time = draft.time.raw_time;
    if (const auto traits = object_member(draft.object, "traits")) {
        if (auto refused = read_traits(*traits, profile)) return refused;
    }
    // Without an id of its own it is kept each time: merged again it changes nothing.
    profile.id = draft.id.empty() ? unique_id(*draft.terms.random) : std::move(draft.id);
    profile.raw = std::move(draft.raw);
    return std::nullopt;
}

std::optional<Rejection> fill(Draft& draft, const Envelope& envelope, Decision& decision) {
    const bool is_profile = draft.call == SegmentCall::identify;
    if (is_profile && draft.terms.visitor != nullptr) {
        return Rejection{"type", "not_allowed", "a public key changes no profile"};
    }
    const std::string named = text_member(draft.object, "userId", "user_id");
    if (auto refused = admit_customer(draft.terms, "userId", named, draft.bearer)) return refused;
    draft.sent_at = instant_member(draft.object, "sentAt");
    if (!draft.sent_at) draft.sent_at = envelope.sent_at;
    if (auto refused = read_time(draft)) return refused;
    decision.clock_future = draft.time.clock_future;
    return is_profile ? fill_profile(draft, decision) : fill_event(draft, decision);
}

void decide(const Terms& terms, std::optional<SegmentCall> call, const Envelope& envelope,
            const Piece& piece, Decision& decision) {
    dom::object object;
    std::optional<Rejection> refused = parse_object(piece, object);
    bool parsed = false;
    if (!refused) {
        parsed = true;
        decision.id = bounded_id(string_member(object, "messageId").value_or(std::string_view()));
        if (!call) call = call_of(object);
        if (call) {
            std::string raw = without_key(object, piece.bytes);
            if (terms.visitor != nullptr) raw = without_tokens(std::move(raw));
            Draft draft{terms, *call, object, decision.id, {}, {}, {}, std::move(raw)};
            refused = fill(draft, envelope, decision);
        } else {
            refused = Rejection{"type", "unknown_type", "there is no such call"};
        }
    }
    if (!refused) return;
    std::string received = parsed ? without_key(object, piece.bytes) : std::string(piece.bytes);
    if (received.size() > limits::dead_letter_bytes_max) {
        received.resize(limits::dead_letter_bytes_max);
    }
    decision.reject(*std::move(refused), std::move(received));
}

// The text of a string of the body's envelope; a string with escapes is no time.
std::optional<Instant> instant_of(const Piece& piece) {
    const std::string_view text = piece.bytes;
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
    return parse_time(text.substr(1, text.size() - 2));
}

}  // namespace

std::optional<SegmentCall> parse_segment_call(std::string_view name) {
    for (const CallName& entry : call_names) {
        if (entry.name == name || entry.short_name == name) return entry.call;
    }
    return std::nullopt;
}

std::string_view to_string(SegmentCall call) {
    return call_names[static_cast<std::size_t>(call)].name;
}

Result<std::vector<Decision>> decode_segment_batch(const Terms& terms, std::string_view text) {
    FOOTFALL_TRY(members, split_object(text));
    const Piece* batch = nullptr;
    const Piece* sent_at = nullptr;
    for (const auto& [name, piece] : members) {
        if (name == "batch" && batch == nullptr) batch = &piece;
        if (name == "sentAt" && sent_at == nullptr) sent_at = &piece;
    }
    if (batch == nullptr) {
        return fail(ErrorCode::invalid, "the body has no `batch`", "batch", "missing_batch");
    }
    FOOTFALL_TRY(pieces, split_array(batch->bytes));
    Envelope envelope;
    if (sent_at != nullptr) envelope.sent_at = instant_of(*sent_at);
    std::vector<Decision> decisions;
    decisions.reserve(pieces.size());
    for (const Piece& piece : pieces) {
        decide(terms, std::nullopt, envelope, piece, decisions.emplace_back());
    }
    return decisions;
}

Result<std::vector<Decision>> decode_segment_call(const Terms& terms, SegmentCall call,
                                                  std::string_view text) {
    FOOTFALL_TRY(piece, split_single(text));
    std::vector<Decision> decisions;
    decide(terms, call, Envelope(), piece, decisions.emplace_back());
    return decisions;
}

}  // namespace footfall::intake
