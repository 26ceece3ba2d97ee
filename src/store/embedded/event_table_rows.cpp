#include "store/embedded/event_table_rows.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

namespace footfall::embedded {
namespace {

std::uint8_t small(auto value) { return static_cast<std::uint8_t>(value); }

void append_time(Appender& row, const std::optional<Instant>& at) {
    if (at) {
        row.time(at->us);
    } else {
        row.nothing();
    }
}

void append(Appenders& appenders, const Entry& entry, const Event& event) {
    Appender& row = appenders.events;
    row.number(entry.sequence.value)
        .wide(to_number(event.workspace))
        .text(event.customer)
        .small(small(event.kind))
        .time(event.occurred_at.us);
    append_time(row, event.raw_time);
    row.small(small(event.family)).text(event.id).end_row();
}

void append(Appenders& appenders, const Entry& entry, const Profile& profile) {
    Appender& row = appenders.profiles;
    row.number(entry.sequence.value).wide(to_number(profile.workspace)).text(profile.customer);
    append_time(row, profile.raw_time);
    row.small(small(profile.family)).text(profile.id).end_row();
}

void append(Appenders&, const Entry&, const VerdictChange&) {}

void append(Appenders& appenders, const Entry& entry, const Forget& forget) {
    appenders.forgets.number(entry.sequence.value)
        .wide(to_number(forget.workspace))
        .text(forget.customer)
        .end_row();
}

void append(Appenders&, const Entry&, const DeadLetter&) {}

}  // namespace

Uint128 to_number(const WorkspaceId& workspace) {
    Uint128 value;
    for (std::size_t i = 0; i < 8; ++i) value.high = value.high << 8 | workspace.bytes[i];
    for (std::size_t i = 8; i < 16; ++i) value.low = value.low << 8 | workspace.bytes[i];
    return value;
}

void append(Appenders& appenders, const Entry& entry) {
    std::visit([&](const auto& body) { append(appenders, entry, body); }, entry.body);
}

}  // namespace footfall::embedded
