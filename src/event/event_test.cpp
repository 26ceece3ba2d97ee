#include <limits>
#include <rapidcheck.h>
#include <unordered_set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "event/codec.h"
#include "event/limits.h"

namespace rc {

using namespace footfall;

template <>
struct Arbitrary<WorkspaceId> {
    static Gen<WorkspaceId> arbitrary() {
        return gen::build<WorkspaceId>(
            gen::set(&WorkspaceId::bytes,
                     gen::container<std::array<std::uint8_t, 16>>(gen::arbitrary<std::uint8_t>())));
    }
};

template <>
struct Arbitrary<Instant> {
    static Gen<Instant> arbitrary() {
        return gen::build<Instant>(gen::set(
            &Instant::us,
            gen::oneOf(gen::arbitrary<std::int64_t>(),
                       gen::element(std::int64_t{0}, std::numeric_limits<std::int64_t>::min(),
                                    std::numeric_limits<std::int64_t>::max()))));
    }
};

template <class Enum>
Gen<Enum> choice(int last) {
    return gen::map(gen::inRange(1, last + 1), [](int n) { return static_cast<Enum>(n); });
}

template <class T>
Gen<std::optional<T>> maybe(Gen<T> some) {
    return gen::oneOf(gen::just(std::optional<T>()), gen::map(std::move(some), [](T v) {
                          return std::optional<T>(std::move(v));
                      }));
}

template <>
struct Arbitrary<Event> {
    static Gen<Event> arbitrary() {
        return gen::build<Event>(
            gen::set(&Event::workspace), gen::set(&Event::kind, choice<Kind>(14)),
            gen::set(&Event::family, choice<Family>(2)), gen::set(&Event::via, choice<Via>(3)),
            gen::set(&Event::verdict, choice<Verdict>(7)), gen::set(&Event::by_customer),
            gen::set(&Event::id_derived), gen::set(&Event::id), gen::set(&Event::customer),
            gen::set(&Event::name), gen::set(&Event::site), gen::set(&Event::campaign),
            gen::set(&Event::form), gen::set(&Event::order), gen::set(&Event::link),
            gen::set(&Event::message), gen::set(&Event::anonymous), gen::set(&Event::company),
            gen::set(&Event::rule), gen::set(&Event::occurred_at),
            gen::set(&Event::raw_time, maybe(gen::arbitrary<Instant>())),
            gen::set(&Event::sent_at, maybe(gen::arbitrary<Instant>())),
            gen::set(&Event::properties), gen::set(&Event::raw));
    }
};

template <>
struct Arbitrary<Profile> {
    static Gen<Profile> arbitrary() {
        const auto field = maybe(gen::arbitrary<std::string>());
        return gen::build<Profile>(
            gen::set(&Profile::workspace), gen::set(&Profile::family, choice<Family>(2)),
            gen::set(&Profile::via, choice<Via>(3)), gen::set(&Profile::id),
            gen::set(&Profile::customer), gen::set(&Profile::changed_at),
            gen::set(&Profile::raw_time, maybe(gen::arbitrary<Instant>())),
            gen::set(&Profile::name, field), gen::set(&Profile::code, field),
            gen::set(&Profile::email, field), gen::set(&Profile::phone, field),
            gen::set(&Profile::contact, field),
            gen::set(&Profile::status, maybe(choice<Status>(2))), gen::set(&Profile::traits),
            gen::set(&Profile::raw));
    }
};

template <>
struct Arbitrary<VerdictChange> {
    static Gen<VerdictChange> arbitrary() {
        const auto sequence =
            gen::map(gen::arbitrary<std::uint64_t>(), [](std::uint64_t v) { return Sequence{v}; });
        return gen::build<VerdictChange>(
            gen::set(&VerdictChange::workspace), gen::set(&VerdictChange::event, sequence),
            gen::set(&VerdictChange::customer), gen::set(&VerdictChange::kind, choice<Kind>(14)),
            gen::set(&VerdictChange::site), gen::set(&VerdictChange::occurred_at),
            gen::set(&VerdictChange::by_customer),
            gen::set(&VerdictChange::before, choice<Verdict>(7)),
            gen::set(&VerdictChange::after, choice<Verdict>(7)), gen::set(&VerdictChange::rule),
            gen::set(&VerdictChange::member));
    }
};

template <>
struct Arbitrary<Forget> {
    static Gen<Forget> arbitrary() {
        return gen::build<Forget>(gen::set(&Forget::workspace), gen::set(&Forget::customer),
                                  gen::set(&Forget::member));
    }
};

template <>
struct Arbitrary<DeadLetter> {
    static Gen<DeadLetter> arbitrary() {
        return gen::build<DeadLetter>(gen::set(&DeadLetter::workspace),
                                      gen::set(&DeadLetter::family, choice<Family>(2)),
                                      gen::set(&DeadLetter::id), gen::set(&DeadLetter::field),
                                      gen::set(&DeadLetter::reason), gen::set(&DeadLetter::raw));
    }
};

template <>
struct Arbitrary<EntryBody> {
    static Gen<EntryBody> arbitrary() {
        const auto body = [](auto entry) { return EntryBody(std::move(entry)); };
        return gen::oneOf(
            gen::map(gen::arbitrary<Event>(), body), gen::map(gen::arbitrary<Profile>(), body),
            gen::map(gen::arbitrary<VerdictChange>(), body),
            gen::map(gen::arbitrary<Forget>(), body), gen::map(gen::arbitrary<DeadLetter>(), body));
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
