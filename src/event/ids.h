// The strong ids: a workspace, and an entry's number in the journal.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace footfall {

// 128 random bits. Every function that reads or writes a tenant's facts takes one; no default.
struct WorkspaceId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const WorkspaceId&, const WorkspaceId&) = default;
};

// 32 lower-case hexadecimal digits.
std::string to_string(const WorkspaceId& id);

// The id that `text` writes as 32 hexadecimal digits, or nothing.
std::optional<WorkspaceId> parse_workspace_id(std::string_view text);

// An entry's number in its journal: from 1, rising without gaps. 0 is "before the first".
struct Sequence {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(Sequence, Sequence) = default;
};

constexpr Sequence next(Sequence sequence) { return {sequence.value + 1}; }

// First to last, both included; empty if last < first.
struct SequenceRange {
    Sequence first;
    Sequence last;

    constexpr bool empty() const { return last < first; }
    constexpr std::uint64_t count() const { return empty() ? 0 : last.value - first.value + 1; }
    friend constexpr bool operator==(SequenceRange, SequenceRange) = default;
};

}  // namespace footfall

template <>
struct std::hash<footfall::WorkspaceId> {
    // The id is random already, so its first bytes are a hash.
    std::size_t operator()(const footfall::WorkspaceId& id) const noexcept {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i) value = value << 8 | id.bytes[i];
        return value;
    }
};
