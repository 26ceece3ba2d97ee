#include "workspace/ids.h"

#include <cstddef>
#include <span>

namespace footfall::workspace {

namespace {

template <class Id>
Id make_id(Random& random) {
    Id id;
    random.fill(std::as_writable_bytes(std::span(id.bytes)));
    return id;
}

template <class Id>
std::optional<Id> parse_id(std::string_view text) {
    const std::optional<WorkspaceId> parsed = parse_workspace_id(text);
    if (!parsed) return std::nullopt;
    return Id{parsed->bytes};
}

}  // namespace

std::string to_string(const MemberId& id) { return footfall::to_string(WorkspaceId{id.bytes}); }

std::string to_string(const KeyId& id) { return footfall::to_string(WorkspaceId{id.bytes}); }

std::string to_string(const ViewId& id) { return footfall::to_string(WorkspaceId{id.bytes}); }

std::string to_string(const TargetId& id) { return footfall::to_string(WorkspaceId{id.bytes}); }

std::optional<MemberId> parse_member_id(std::string_view text) { return parse_id<MemberId>(text); }

std::optional<KeyId> parse_key_id(std::string_view text) { return parse_id<KeyId>(text); }

std::optional<ViewId> parse_view_id(std::string_view text) { return parse_id<ViewId>(text); }

std::optional<TargetId> parse_target_id(std::string_view text) { return parse_id<TargetId>(text); }

WorkspaceId make_workspace_id(Random& random) { return make_id<WorkspaceId>(random); }

MemberId make_member_id(Random& random) { return make_id<MemberId>(random); }

KeyId make_key_id(Random& random) { return make_id<KeyId>(random); }

ViewId make_view_id(Random& random) { return make_id<ViewId>(random); }

TargetId make_target_id(Random& random) { return make_id<TargetId>(random); }

}  // namespace footfall::workspace
