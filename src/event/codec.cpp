#include "event/codec.h"

#include <algorithm>
#include <concepts>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace footfall {

namespace {

// The numbers below stand in the journal: never change or reuse one. Each `fields` names those of
// one type in rising order, for the encoder and the decoder alike.

template <class Codec, class E>
    requires std::same_as<std::remove_const_t<E>, Event>
void fields(Codec& codec, E& event) {
    codec.workspace(1, event.workspace);
    codec.number(2, event.kind, Kind::other, kinds.size());
    codec.number(3, event.family, Family::footfall, 3);
    codec.number(4, event.via, Via::server_key, 5);
    codec.number(5, event.verdict, Verdict::person, 7);
    codec.flag(6, event.by_customer, true);
    codec.flag(7, event.id_derived, false);
    codec.instant(8, event.occurred_at);
    codec.instant_near(9, event.raw_time, event.occurred_at);
    codec.instant_near(10, event.sent_at, event.occurred_at);
    codec.text(11, event.id);
    codec.text(12, event.customer);
    codec.text(13, event.name);
    codec.text(14, event.site);
    codec.text(15, event.campaign);
    codec.text(16, event.form);
    codec.text(17, event.order);
    codec.text(18, event.link);
    codec.text(19, event.message);
    codec.text(20, event.anonymous);
    codec.text(21, event.company);
    codec.text(22, event.rule);
    codec.text(23, event.properties);
    codec.text(24, event.raw);
}

template <class Codec, class E>
    requires std::same_as<std::remove_const_t<E>, Profile>
void fields(Codec& codec, E& profile) {
    codec.workspace(1, profile.workspace);
    codec.number(2, profile.family, Family::footfall, 3);
    codec.number(3, profile.via, Via::server_key, 5);
    codec.text(4, profile.id);
    codec.text(5, profile.customer);
    codec.instant(6, profile.changed_at);
    codec.instant_near(7, profile.raw_time, profile.changed_at);
    codec.optional_text(8, profile.name);
    codec.optional_text(9, profile.code);
    codec.optional_text(10, profile.email);
    codec.optional_text(11, profile.phone);
    codec.optional_text(12, profile.contact);
    codec.optional_number(13, profile.status, 2);
    codec.text(14, profile.traits);
    codec.text(15, profile.raw);
}

template <class Codec, class E>
    requires std::same_as<std::remove_const_t<E>, VerdictChange>
void fields(Codec& codec, E& change) {
    codec.workspace(1, change.workspace);
    codec.sequence(2, change.event);
    codec.text(3, change.customer);
    codec.number(4, change.kind, Kind::link_open, kinds.size());
    codec.text(5, change.site);
    codec.instant(6, change.occurred_at);
    codec.flag(7, change.by_customer, true);
    codec.number(8, change.before, Verdict::person, 7);
    codec.number(9, change.after, Verdict::person, 7);
    codec.text(10, change.rule);
    codec.text(11, change.member);
    codec.text(12, change.campaign);
    codec.text(13, change.form);
}

template <class Codec, class E>
    requires std::same_as<std::remove_const_t<E>, Forget>
void fields(Codec& codec, E& forget) {
    codec.workspace(1, forget.workspace);
    codec.text(2, forget.customer);
    codec.text(3, forget.member);
}

template <class Codec, class E>
    requires std::same_as<std::remove_const_t<E>, DeadLetter>
void fields(Codec& codec, E& letter) {
    codec.workspace(1, letter.workspace);
    codec.number(2, letter.family, Family::footfall, 3);
    codec.text(3, letter.id);
    codec.text(4, letter.field);
    codec.text(5, letter.reason);
    codec.text(6, letter.raw);
}

constexpr std::uint64_t zigzag(std::uint64_t two_complement) {
    return two_complement << 1 ^ (0 - (two_complement >> 63));
}
constexpr std::uint64_t unzigzag(std::uint64_t number) { return number >> 1 ^ (0 - (number & 1)); }

// Differences of instants wrap, so that any two have one.
constexpr std::uint64_t bits(Instant at) { return static_cast<std::uint64_t>(at.us); }
constexpr Instant from_bits(std::uint64_t value) { return {static_cast<std::int64_t>(value)}; }

// The most bytes that a body's fields take.
class Bound {
  public:
    void workspace(std::uint64_t, const WorkspaceId& id) { bytes_ += field_max + id.bytes.size(); }
    template <class Enum>
    void number(std::uint64_t, Enum, Enum, std::size_t) {
        bytes_ += field_max;
    }
    template <class Enum>
    void optional_number(std::uint64_t, const std::optional<Enum>&, std::size_t) {
        bytes_ += field_max;
    }
    void flag(std::uint64_t, bool, bool) { bytes_ += field_max; }
    void sequence(std::uint64_t, Sequence) { bytes_ += field_max; }
    void instant(std::uint64_t, Instant) { bytes_ += field_max; }
    void instant_near(std::uint64_t, const std::optional<Instant>&, Instant) {
        bytes_ += field_max;
    }
    void text(std::uint64_t, const std::string& value) { bytes_ += field_max + value.size(); }
    void optional_text(std::uint64_t, const std::optional<std::string>& value) {
        if (value) bytes_ += field_max + value->size();
    }

    std::size_t bytes() const { return bytes_; }

  private:
    static constexpr std::size_t field_max = 1 + 10;  // a small number of its own, and any number

    std::size_t bytes_ = 0;
};

// Writes where Bound has found room. Leaves out the fields whose bits are set in `left_out`.
class Encoder {
  public:
    Encoder(std::byte* to, std::uint32_t left_out) : to_(to), left_out_(left_out) {}

    void workspace(std::uint64_t field, const WorkspaceId& id) {
        if (id == WorkspaceId{}) return;
        bytes(field, id.bytes.data(), id.bytes.size());
    }
    template <class Enum>
    void number(std::uint64_t field, Enum value, Enum missing, std::size_t) {
        if (value != missing) plain(field, static_cast<std::uint64_t>(value));
    }
    template <class Enum>
    void optional_number(std::uint64_t field, const std::optional<Enum>& value, std::size_t) {
        if (value) plain(field, static_cast<std::uint64_t>(*value));
    }
    void flag(std::uint64_t field, bool value, bool missing) {
        if (value != missing) plain(field, value ? 1 : 0);
    }
    void sequence(std::uint64_t field, Sequence value) {
        if (value.value != 0) plain(field, value.value);
    }
    void instant(std::uint64_t field, Instant at) {
        if (at.us != 0) plain(field, zigzag(bits(at)));
    }
    void instant_near(std::uint64_t field, const std::optional<Instant>& at, Instant anchor) {
        if (at) plain(field, zigzag(bits(*at) - bits(anchor)));
    }
    void text(std::uint64_t field, const std::string& value) {
        if (!value.empty()) bytes(field, value.data(), value.size());
    }
    void optional_text(std::uint64_t field, const std::optional<std::string>& value) {
        if (value) bytes(field, value->data(), value->size());
    }

    const std::byte* end() const { return to_; }

  private:
    bool is_left_out(std::uint64_t field) const { return (left_out_ >> field & 1) != 0; }
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) *to_++ = static_cast<std::byte>(value | 0x80);
        *to_++ = static_cast<std::byte>(value);
    }
    void plain(std::uint64_t field, std::uint64_t value) {
        if (is_left_out(field)) return;
        varint(field << 1);
        varint(value);
    }
    void bytes(std::uint64_t field, const void* from, std::size_t count) {
        if (is_left_out(field)) return;
        varint(field << 1 | 1);
        varint(count);
        if (count > 0) std::memcpy(to_, from, count);
        to_ += count;
    }

    std::byte* to_;
    const std::uint32_t left_out_;
};

constexpr std::uint32_t bits_of(std::initializer_list<int> fields) {
    std::uint32_t bits = 0;
    for (const int field : fields) bits |= std::uint32_t{1} << field;
    return bits;
}

// What encode_slim() leaves out.
constexpr std::uint32_t left_out_of(const Event&) { return bits_of({10, 19, 20, 21, 23, 24}); }
constexpr std::uint32_t left_out_of(const Profile&) {
    return bits_of({8, 9, 10, 11, 12, 13, 14, 15});
}
constexpr std::uint32_t left_out_of(const VerdictChange&) { return 0; }
constexpr std::uint32_t left_out_of(const Forget&) { return 0; }
constexpr std::uint32_t left_out_of(const DeadLetter&) { return bits_of({3, 4, 5, 6}); }

template <class Body>
void encode_as(const Body& body, std::uint32_t left_out, std::vector<std::byte>& out) {
    Bound bound;
    fields(bound, body);
    const std::size_t begin = out.size();
    out.resize(begin + bound.bytes());
    Encoder encoder(out.data() + begin, left_out);
    fields(encoder, body);
    out.resize(static_cast<std::size_t>(encoder.end() - out.data()));
}

// Gives every field its default value; texts keep their memory, unless it is much.
class Reset {
  public:
    static constexpr std::size_t kept_bytes_max = 1024;

    void workspace(std::uint64_t, WorkspaceId& id) { id = {}; }
    template <class Enum>
    void number(std::uint64_t, Enum& value, Enum missing, std::size_t) {
        value = missing;
    }
    template <class Enum>
    void optional_number(std::uint64_t, std::optional<Enum>& value, std::size_t) {
        value.reset();
    }
    void flag(std::uint64_t, bool& value, bool missing) { value = missing; }
    void sequence(std::uint64_t, Sequence& value) { value = {}; }
    void instant(std::uint64_t, Instant& at) { at = {}; }
    void instant_near(std::uint64_t, std::optional<Instant>& at, Instant) { at.reset(); }
    void text(std::uint64_t, std::string& value) {
        if (value.capacity() > kept_bytes_max) value = std::string();
        value.clear();
    }
    void optional_text(std::uint64_t, std::optional<std::string>& value) { value.reset(); }
};

// Takes the fields in rising order, so that one pass finds those it is asked for. After the first
// fault it finds nothing more.
class Decoder {
  public:
    explicit Decoder(std::span<const std::byte> bytes) : rest_(bytes) { advance(); }

    void workspace(std::uint64_t field, WorkspaceId& id) {
        if (!find(field, true)) return;
        if (bytes_.size() != id.bytes.size()) return fault("a workspace id is 16 bytes");
        std::ranges::transform(bytes_, id.bytes.begin(),
                               [](std::byte byte) { return static_cast<std::uint8_t>(byte); });
    }
    template <class Enum>
    void number(std::uint64_t field, Enum& value, Enum, std::size_t last) {
        if (!find(field, false)) return;
        if (number_ == 0) return fault("0 is no choice");
        if (number_ > last) {
            newer_ = true;
            return;
        }
        value = static_cast<Enum>(number_);
    }
    template <class Enum>
    void optional_number(std::uint64_t field, std::optional<Enum>& value, std::size_t last) {
        Enum found{};
        number(field, found, found, last);
        if (found != Enum{}) value = found;
    }
    void flag(std::uint64_t field, bool& value, bool) {
        if (!find(field, false)) return;
        if (number_ > 1) return fault("a flag is 0 or 1");
        value = number_ == 1;
    }
    void sequence(std::uint64_t field, Sequence& value) {
        if (find(field, false)) value.value = number_;
    }
    void instant(std::uint64_t field, Instant& at) {
        if (find(field, false)) at = from_bits(unzigzag(number_));
    }
    void instant_near(std::uint64_t field, std::optional<Instant>& at, Instant anchor) {
        if (find(field, false)) at = from_bits(unzigzag(number_) + bits(anchor));
    }
    void text(std::uint64_t field, std::string& value) {
        if (find(field, true))
            value.assign(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    }
    void optional_text(std::uint64_t field, std::optional<std::string>& value) {
        if (find(field, true)) text(field, value.emplace());
    }

    // Walks over what is left, so that its layout is checked too.
    void finish() {
        while (field_ != 0) advance();
    }

    bool newer() const { return newer_; }
    std::string_view what() const { return what_; }

  private:
    bool find(std::uint64_t field, bool is_bytes) {
        while (field_ != 0 && field_ < field) advance();
        if (field_ != field) return false;
        if (is_bytes_ != is_bytes) fault("a field has the wrong form");
        return what_.empty();
    }

    void advance() {
        const std::uint64_t before = field_;
        field_ = 0;
        if (rest_.empty()) return;
        const auto key = varint();
        if (!key) return;
        if (*key >> 1 <= before) return fault("fields are not in rising order");
        const auto value = varint();
        if (!value) return;
        is_bytes_ = (*key & 1) != 0;
        if (is_bytes_) {
            if (*value > rest_.size()) return fault("a length goes beyond the end");
            bytes_ = rest_.first(static_cast<std::size_t>(*value));
            rest_ = rest_.subspan(bytes_.size());
        } else {
            number_ = *value;
        }
        field_ = *key >> 1;
    }

    std::optional<std::uint64_t> varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) {
                fault("the bytes end in a number");
                return std::nullopt;
            }
            const auto byte = static_cast<std::uint64_t>(rest_.front());
            rest_ = rest_.subspan(1);
            value |= (byte & 0x7F) << shift;
            if (byte >= 0x80 && shift < 63) continue;
            const bool overlong = byte == 0 && shift > 0;
            const bool overflow = shift == 63 && byte > 1;
            if (!overlong && !overflow) return value;
            break;
        }
        fault("a number is too long");
        return std::nullopt;
    }

    void fault(std::string_view what) {
        if (what_.empty()) what_ = what;
        field_ = 0;
        rest_ = {};
    }

    std::span<const std::byte> rest_;
    std::uint64_t field_ = 0;  // the one at hand; 0: none
    bool is_bytes_ = false;
    std::uint64_t number_ = 0;
    std::span<const std::byte> bytes_;
    bool newer_ = false;
    std::string_view what_;  // the fault
};

template <class Body>
Result<bool> decode_as(std::span<const std::byte> bytes, EntryBody& to) {
    Body* body = std::get_if<Body>(&to);
    if (body == nullptr) {
        body = &to.emplace<Body>();
    } else {
        Reset reset;
        fields(reset, *body);
    }
    Decoder decoder(bytes);
    fields(decoder, *body);
    decoder.finish();
    if (!decoder.what().empty()) {
        return fail(ErrorCode::corrupt, "entry body: " + std::string(decoder.what()));
    }
    return !decoder.newer();
}

}  // namespace

EntryType type_of(const EntryBody& body) {
    static_assert(
        std::same_as<EntryBody, std::variant<Event, Profile, VerdictChange, Forget, DeadLetter>>);
    return static_cast<EntryType>(body.index() + 1);
}

void encode(const EntryBody& body, std::vector<std::byte>& out) {
    std::visit([&](const auto& entry) { encode_as(entry, 0, out); }, body);
}

void encode_slim(const EntryBody& body, std::vector<std::byte>& out) {
    std::visit([&](const auto& entry) { encode_as(entry, left_out_of(entry), out); }, body);
}

Result<std::optional<EntryBody>> decode(std::uint8_t type, std::span<const std::byte> bytes) {
    std::optional<EntryBody> body(std::in_place);
    FOOTFALL_TRY(is_known, decode(type, bytes, *body));
    if (!is_known) body.reset();
    return body;
}

Result<bool> decode(std::uint8_t type, std::span<const std::byte> bytes, EntryBody& body) {
    switch (static_cast<EntryType>(type)) {
        case EntryType::event:
            return decode_as<Event>(bytes, body);
        case EntryType::profile:
            return decode_as<Profile>(bytes, body);
        case EntryType::verdict_change:
            return decode_as<VerdictChange>(bytes, body);
        case EntryType::forget:
            return decode_as<Forget>(bytes, body);
        case EntryType::dead_letter:
            return decode_as<DeadLetter>(bytes, body);
    }
    return false;
}

}  // namespace footfall
