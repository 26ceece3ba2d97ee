// The strong ids of the control plane, besides a workspace's.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "event/ids.h"
#include "random.h"

namespace footfall::workspace {

// 128 random bits each.
struct MemberId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const MemberId&, const MemberId&) = default;
};

struct KeyId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const KeyId&, const KeyId&) = default;
};

struct ViewId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const ViewId&, const ViewId&) = default;
};

struct TargetId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const TargetId&, const TargetId&) = default;
};

// 32 lower-case hexadecimal digits, and back.
std::string to_string(const MemberId& id);
std::string to_string(const KeyId& id);
std::string to_string(const ViewId& id);
std::string to_string(const TargetId& id);
std::optional<MemberId> parse_member_id(std::string_view text);
std::optional<KeyId> parse_key_id(std::string_view text);
std::optional<ViewId> parse_view_id(std::string_view text);
std::optional<TargetId> parse_target_id(std::string_view text);

WorkspaceId make_workspace_id(Random& random);
MemberId make_member_id(Random& random);
KeyId make_key_id(Random& random);
ViewId make_view_id(Random& random);
TargetId make_target_id(Random& random);

}  // namespace footfall::workspace
