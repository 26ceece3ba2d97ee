#include "event/entry.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace footfall {

namespace {

constexpr std::array<std::string_view, 7> verdict_names{
    "person", "scanner", "preview", "prefetch", "machine_open", "staff", "unknown"};

}  // namespace

std::string_view to_string(Verdict verdict) {
    return verdict_names[static_cast<std::size_t>(verdict) - 1];
}

std::optional<Verdict> parse_verdict(std::string_view name) {
    const auto found = std::find(verdict_names.begin(), verdict_names.end(), name);
    if (found == verdict_names.end()) return std::nullopt;
    return static_cast<Verdict>(found - verdict_names.begin() + 1);
}

const WorkspaceId& workspace_of(const EntryBody& body) {
    return std::visit([](const auto& entry) -> const WorkspaceId& { return entry.workspace; },
                      body);
}

}  // namespace footfall
