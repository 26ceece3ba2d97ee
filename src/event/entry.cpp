#include "event/entry.h"

namespace footfall {

const WorkspaceId& workspace_of(const EntryBody& body) {
    return std::visit([](const auto& entry) -> const WorkspaceId& { return entry.workspace; },
                      body);
}

}  // namespace footfall
