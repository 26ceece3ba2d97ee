#include <limits>
#include <rapidcheck.h>
#include <unordered_set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "event/codec.h"
#include "event/limits.h"

namespace rc {

using namespace footfall;

// Entries of any values, drawn field by field: a generator built of as many types as an event has
// fields takes the compiler a minute.
template <class T>
T any() {
    return *gen::arbitrary<T>();
}

template <>
inline WorkspaceId any<WorkspaceId>() {
    return {*gen::container<std::array<std::uint8_t, 16>>(gen::arbitrary<std::uint8_t>())};
}

template <>
inline Instant any<Instant>() {
    using Limits = std::numeric_limits<std::int64_t>;
    return {*gen::oneOf(gen::arbitrary<std::int64_t>(),
                        gen::element(std::int64_t{0}, Limits::min(), Limits::max()))};
}

template <class Enum>
Enum choice(int last) {
    return static_cast<Enum>(*gen::inRange(1, last + 1));
}

template <class T>
std::optional<T> maybe(T some) {
    return any<bool>() ? std::optional<T>(std::move(some)) : std::nullopt;
}

inline Event any_event() {
    Event event;
    event.workspace = any<WorkspaceId>();
    event.kind = choice<Kind>(14);
    event.family = choice<Family>(2);
    event.via = choice<Via>(3);
    event.verdict = choice<Verdict>(7);
    event.by_customer = any<bool>();
    event.id_derived = any<bool>();
    for (std::string* text :
         {&event.id, &event.customer, &event.name, &event.site, &event.campaign, &event.form,
          &event.order, &event.link, &event.message, &event.anonymous, &event.company, &event.rule,
          &event.properties, &event.raw}) {
        *text = any<std::string>();
    }
    event.occurred_at = any<Instant>();
    event.raw_time = maybe(any<Instant>());
    event.sent_at = maybe(any<Instant>());
    return event;
}

inline Profile any_profile() {
    Profile profile;
    profile.workspace = any<WorkspaceId>();
    profile.family = choice<Family>(2);
    profile.via = choice<Via>(3);
    profile.id = any<std::string>();
    profile.customer = any<std::string>();
    profile.changed_at = any<Instant>();
    profile.raw_time = maybe(any<Instant>());
    for (ProfileField* field :
         {&profile.name, &profile.code, &profile.email, &profile.phone, &profile.contact}) {
        *field = maybe(any<std::string>());
    }
    profile.status = maybe(choice<Status>(2));
    profile.traits = any<std::string>();
    profile.raw = any<std::string>();
    return profile;
}

inline VerdictChange any_verdict_change() {
    VerdictChange change;
    change.workspace = any<WorkspaceId>();
    change.event = {any<std::uint64_t>()};
    change.customer = any<std::string>();
    change.kind = choice<Kind>(14);
    change.site = any<std::string>();
    change.occurred_at = any<Instant>();
    change.by_customer = any<bool>();
    change.before = choice<Verdict>(7);
    change.after = choice<Verdict>(7);
    change.rule = any<std::string>();
    change.member = any<std::string>();
    change.campaign = any<std::string>();
    change.form = any<std::string>();
    return change;
}

inline Forget any_forget() { return {any<WorkspaceId>(), any<std::string>(), any<std::string>()}; }

inline DeadLetter any_dead_letter() {
    return {any<WorkspaceId>(), choice<Family>(2),  any<std::string>(),
            any<std::string>(), any<std::string>(), any<std::string>()};
}

template <>
struct Arbitrary<WorkspaceId> {
    static Gen<WorkspaceId> arbitrary() { return gen::exec(any<WorkspaceId>); }
};

template <>
struct Arbitrary<EntryBody> {
    static Gen<EntryBody> arbitrary() {
        return gen::exec([]() -> EntryBody {
            switch (*gen::inRange(0, 5)) {
                case 0:
                    return any_event();
                case 1:
                    return any_profile();
                case 2:
                    return any_verdict_change();
                case 3:
                    return any_forget();
                default:
                    return any_dead_letter();
            }
        });
    }
};

}  // namespace rc

namespace footfall {
namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
    std::vector<std::byte> bytes;
    for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

std::vector<std::byte> encoded(const EntryBody& body) {
    std::vector<std::byte> bytes;
    encode(body, bytes);
    return bytes;
}

std::uint8_t number_of(const EntryBody& body) { return static_cast<std::uint8_t>(type_of(body)); }

bool is_corrupt(EntryType type, std::initializer_list<int> values) {
    const auto body = decode(static_cast<std::uint8_t>(type), bytes_of(values));
    return !body && body.error().code == ErrorCode::corrupt;
}

RC_GTEST_PROP(Codec, gives_back_what_it_was_given, (const EntryBody& body)) {
    const auto bytes = encoded(body);
    const auto again = decode(number_of(body), bytes);
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->has_value());
    RC_ASSERT(**again == body);
}

// Whatever the one decoded before left behind.
RC_GTEST_PROP(Codec, decodes_into_a_used_body, (const EntryBody& body, EntryBody used)) {
    const Result<bool> is_known = decode(number_of(body), encoded(body), used);
    RC_ASSERT(is_known.value());
    RC_ASSERT(used == body);
    RC_ASSERT(decode(number_of(body), encoded(body), used).value());
    RC_ASSERT(used == body);
}

RC_GTEST_PROP(Codec, leaves_out_what_is_not_asked_for, (const EntryBody& body)) {
    std::vector<std::byte> slim;
    encode_slim(body, slim);
    RC_ASSERT(slim.size() <= encoded(body).size());
    EntryBody expected = body;
    if (auto* const event = std::get_if<Event>(&expected)) {
        event->sent_at.reset();
        for (std::string* const text : {&event->message, &event->anonymous, &event->company,
                                        &event->properties, &event->raw}) {
            text->clear();
        }
    } else if (auto* const profile = std::get_if<Profile>(&expected)) {
        for (ProfileField* const field : {&profile->name, &profile->code, &profile->email,
                                          &profile->phone, &profile->contact}) {
            field->reset();
        }
        profile->status.reset();
        profile->traits.clear();
        profile->raw.clear();
    } else if (auto* const letter = std::get_if<DeadLetter>(&expected)) {
        for (std::string* const text :
             {&letter->id, &letter->field, &letter->reason, &letter->raw}) {
            text->clear();
        }
    }
    RC_ASSERT(decode(number_of(body), slim).value() == expected);
}

// A field added by a later version must not hide those that this one knows.
RC_GTEST_PROP(Codec, skips_unknown_fields, (const EntryBody& body, std::uint64_t value)) {
    auto bytes = encoded(body);
    for (const int byte : {0xC0, 0x0C}) bytes.push_back(static_cast<std::byte>(byte));  // 800
    for (; value >= 128; value >>= 7) bytes.push_back(static_cast<std::byte>(value | 128));
    bytes.push_back(static_cast<std::byte>(value));
    for (const int byte : {0xC3, 0x0C, 2, 0x68, 0x69})
        bytes.push_back(static_cast<std::byte>(byte));
    const auto again = decode(number_of(body), bytes);
    RC_ASSERT(again.has_value());
    RC_ASSERT(**again == body);
}

// No cut is taken for the whole: it is either refused or lacks a field, and never crashes.
RC_GTEST_PROP(Codec, survives_any_cut, (const EntryBody& body)) {
    const auto bytes = encoded(body);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto cut = decode(number_of(body), std::span(bytes).first(size));
        RC_ASSERT((!cut || **cut != body));
    }
}

RC_GTEST_PROP(Codec, survives_garbage, (const std::vector<std::uint8_t>& garbage)) {
    for (int type = 0; type <= 6; ++type) {
        const auto body =
            decode(static_cast<std::uint8_t>(type), std::as_bytes(std::span(garbage)));
        if (!body) RC_ASSERT(body.error().code == ErrorCode::corrupt);
        if (type == 0 || type == 6) RC_ASSERT((body.has_value() && !body->has_value()));
    }
}

TEST(Codec, stores_no_defaults) {
    EXPECT_TRUE(encoded(Event{}).empty());
    EXPECT_TRUE(encoded(Profile{}).empty());
    EXPECT_TRUE(encoded(VerdictChange{}).empty());
    EXPECT_TRUE(encoded(Forget{}).empty());
    EXPECT_TRUE(encoded(DeadLetter{}).empty());
}

// The bytes stand in journals: these must never change.
TEST(Codec, keeps_its_layout) {
    Event event;
    event.kind = Kind::link_open;
    event.by_customer = false;
    event.occurred_at = {300};
    event.raw_time = Instant{299};
    event.id = "a";
    EXPECT_EQ(encoded(event), bytes_of({4, 1, 12, 0, 16, 0xD8, 4, 18, 1, 23, 1, 'a'}));

    Profile profile;
    profile.name = "";
    profile.status = Status::inactive;
    EXPECT_EQ(encoded(profile), bytes_of({17, 0, 26, 2}));
}

TEST(Codec, tells_a_cleared_field_from_an_unchanged_one) {
    Profile cleared;
    cleared.email = "";
    const auto again = decode(2, encoded(cleared));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(std::get<Profile>(**again).email, "");
    EXPECT_EQ(std::get<Profile>(**again).phone, std::nullopt);
}

TEST(Codec, refuses_what_does_not_follow_the_layout) {
    EXPECT_TRUE(is_corrupt(EntryType::event, {4}));            // no value
    EXPECT_TRUE(is_corrupt(EntryType::event, {0x80}));         // a number without its end
    EXPECT_TRUE(is_corrupt(EntryType::event, {0, 1}));         // field 0
    EXPECT_TRUE(is_corrupt(EntryType::event, {4, 1, 4, 1}));   // a field twice
    EXPECT_TRUE(is_corrupt(EntryType::event, {12, 0, 4, 1}));  // falling order
    EXPECT_TRUE(is_corrupt(EntryType::event, {4, 0x81, 0}));   // a longer form of 1
    EXPECT_TRUE(is_corrupt(EntryType::event, {0x84, 0, 1}));   // a longer form of the field
    EXPECT_TRUE(is_corrupt(EntryType::event, {5, 1, 1}));      // bytes where a number belongs
    EXPECT_TRUE(is_corrupt(EntryType::event, {22, 1}));        // a number where bytes belong
    EXPECT_TRUE(is_corrupt(EntryType::event, {12, 2}));        // a flag of 2
    EXPECT_TRUE(is_corrupt(EntryType::event, {4, 0}));         // kind 0
    EXPECT_TRUE(is_corrupt(EntryType::event, {3, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_TRUE(is_corrupt(EntryType::forget, {5, 2, 'a'}));  // one byte short
    // A length of 2^63 must be refused before anything is allocated.
    EXPECT_TRUE(is_corrupt(EntryType::forget,
                           {5, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1}));
    // More than 64 bits.
    EXPECT_TRUE(is_corrupt(EntryType::event,
                           {16, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2}));
}

// Going back one version keeps the data: what it cannot say is skipped, not called damage.
TEST(Codec, gives_nothing_for_what_a_later_version_wrote) {
    const auto later_type = decode(6, bytes_of({4, 1}));
    ASSERT_TRUE(later_type.has_value());
    EXPECT_FALSE(later_type->has_value());

    const auto later_kind = decode(1, bytes_of({4, 15, 25, 1, 'c'}));
    ASSERT_TRUE(later_kind.has_value());
    EXPECT_FALSE(later_kind->has_value());

    const auto later_status = decode(2, bytes_of({26, 3}));
    ASSERT_TRUE(later_status.has_value());
    EXPECT_FALSE(later_status->has_value());
}

TEST(Codec, takes_the_largest_fields) {
    Event event;
    event.properties = std::string(limits::properties_bytes_max, 'p');
    event.raw = std::string(limits::event_bytes_max, 'r');
    const auto again = decode(1, encoded(event));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(std::get<Event>(**again), event);
}

RC_GTEST_PROP(WorkspaceIds, read_what_they_wrote, (const WorkspaceId& id)) {
    RC_ASSERT(to_string(id).size() == 32U);
    RC_ASSERT(parse_workspace_id(to_string(id)) == id);
}

TEST(WorkspaceIds, refuse_what_is_none) {
    const std::string good = "00112233445566778899aabbccddeeff";
    ASSERT_TRUE(parse_workspace_id(good).has_value());
    EXPECT_EQ(to_string(*parse_workspace_id("00112233445566778899AABBCCDDEEFF")), good);
    EXPECT_FALSE(parse_workspace_id("").has_value());
    EXPECT_FALSE(parse_workspace_id(good.substr(1)).has_value());
    EXPECT_FALSE(parse_workspace_id(good + "0").has_value());
    for (const char bad : {'g', 'G', '/', ':', '@', '`', '-', ' ', '\0'}) {
        std::string text = good;
        text[31] = bad;
        EXPECT_FALSE(parse_workspace_id(text).has_value()) << bad;
    }
}

TEST(Entries, know_their_workspace_and_type) {
    WorkspaceId id;
    id.bytes[3] = 7;
    Event event;
    event.workspace = id;
    DeadLetter letter;
    letter.workspace = id;
    EXPECT_EQ(workspace_of(EntryBody(event)), id);
    EXPECT_EQ(workspace_of(EntryBody(letter)), id);
    EXPECT_EQ(type_of(EntryBody(event)), EntryType::event);
    EXPECT_EQ(type_of(EntryBody(letter)), EntryType::dead_letter);
}

TEST(Kinds, are_found_by_name_and_number) {
    std::unordered_set<std::string_view> names;
    for (const KindFacts& entry : kinds) {
        EXPECT_TRUE(names.insert(entry.name).second);
        EXPECT_EQ(parse_kind(entry.name), entry.kind);
        EXPECT_EQ(kind_from_number(position(entry.kind) + 1), entry.kind);
    }
    EXPECT_EQ(kind_from_number(0), std::nullopt);
    EXPECT_EQ(kind_from_number(15), std::nullopt);
    EXPECT_EQ(parse_kind("Link_open"), std::nullopt);
}

}  // namespace
}  // namespace footfall
