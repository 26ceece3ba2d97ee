// Decoding is the inverse of encoding, for any entry and for any bytes that are one.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "event/codec.h"

namespace footfall {
namespace {

// An entry of any values.
class Maker {
  public:
    explicit Maker(FuzzedDataProvider& input) : input_(input) {}

    Event event() {
        Event event;
        event.workspace = workspace();
        event.kind = choice<Kind>(kinds.size());
        event.family = choice<Family>(2);
        event.via = choice<Via>(3);
        event.verdict = choice<Verdict>(7);
        event.by_customer = input_.ConsumeBool();
        event.id_derived = input_.ConsumeBool();
        for (std::string* field :
             {&event.id, &event.customer, &event.name, &event.site, &event.campaign, &event.form,
              &event.order, &event.link, &event.message, &event.anonymous, &event.company,
              &event.rule, &event.properties, &event.raw}) {
            *field = text();
        }
        event.occurred_at = instant();
        event.raw_time = perhaps(instant());
        event.sent_at = perhaps(instant());
        return event;
    }

    Profile profile() {
        Profile profile;
        profile.workspace = workspace();
        profile.family = choice<Family>(2);
        profile.via = choice<Via>(3);
        profile.id = text();
        profile.customer = text();
        profile.changed_at = instant();
        profile.raw_time = perhaps(instant());
        for (ProfileField* field :
             {&profile.name, &profile.code, &profile.email, &profile.phone, &profile.contact}) {
            *field = perhaps(text());
        }
        profile.status = perhaps(choice<Status>(2));
        profile.traits = text();
        profile.raw = text();
        return profile;
    }

    VerdictChange verdict_change() {
        VerdictChange change;
        change.workspace = workspace();
        change.event = {input_.ConsumeIntegral<std::uint64_t>()};
        change.customer = text();
        change.kind = choice<Kind>(kinds.size());
        change.site = text();
        change.occurred_at = instant();
        change.by_customer = input_.ConsumeBool();
        change.before = choice<Verdict>(7);
        change.after = choice<Verdict>(7);
        change.rule = text();
        change.member = text();
        return change;
    }

    EntryBody body() {
        switch (input_.ConsumeIntegralInRange(0, 4)) {
            case 0:
                return event();
            case 1:
                return profile();
            case 2:
                return verdict_change();
            case 3:
                return Forget{workspace(), text(), text()};
            default:
                return DeadLetter{workspace(), choice<Family>(2), text(), text(), text(), text()};
        }
    }

  private:
    WorkspaceId workspace() {
        WorkspaceId id;
        input_.ConsumeData(id.bytes.data(), id.bytes.size());
        return id;
    }
    template <class Enum>
    Enum choice(std::size_t count) {
        return static_cast<Enum>(input_.ConsumeIntegralInRange<std::size_t>(1, count));
    }
    Instant instant() { return {input_.ConsumeIntegral<std::int64_t>()}; }
    std::string text() { return input_.ConsumeRandomLengthString(); }
    template <class T>
    std::optional<T> perhaps(T value) {
        return input_.ConsumeBool() ? std::optional<T>(std::move(value)) : std::nullopt;
    }

    FuzzedDataProvider& input_;
};

void check_round_trip(const EntryBody& body) {
    std::vector<std::byte> bytes;
    encode(body, bytes);
    const auto read = decode(static_cast<std::uint8_t>(type_of(body)), bytes);
    ASSERT(read && *read && **read == body);
    // One byte less is never the same entry.
    if (bytes.empty()) return;
    const auto cut =
        decode(static_cast<std::uint8_t>(type_of(body)), std::span(bytes).first(bytes.size() - 1));
    ASSERT(!cut || !*cut || **cut != body);
}

void check_bytes(std::uint8_t type, std::span<const std::byte> bytes) {
    const auto read = decode(type, bytes);
    if (!read) {
        ASSERT(read.error().code == ErrorCode::corrupt);
        return;
    }
    if (!*read) return;
    ASSERT(static_cast<std::uint8_t>(type_of(**read)) == type);
    check_round_trip(**read);
}

}  // namespace
}  // namespace footfall

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const auto type = input.ConsumeIntegralInRange<std::uint8_t>(0, 6);
    if (type == 0) {
        footfall::check_round_trip(footfall::Maker(input).body());
    } else {
        const auto bytes = input.ConsumeRemainingBytes<std::uint8_t>();
        footfall::check_bytes(type, std::as_bytes(std::span(bytes)));
    }
    return 0;
}
