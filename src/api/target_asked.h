// The target that a request names, ready to be asked for.
#pragma once

#include <optional>
#include <string>

#include "api/activity_question.h"
#include "api/parameters.h"
#include "question/target.h"
#include "result.h"
#include "store/store.h"
#include "workspace/control_plane.h"

namespace footfall::api {

struct TargetAsked {
    std::string id;
    std::string name;
    Target target;
};

// That of the parameter `target`, if it is there. `not_found` (`unknown_target`); `conflict`
// (`target_broken`) if it cannot be used as it is.
Result<std::optional<TargetAsked>> target_asked(const Parameters& parameters, const Scope& scope,
                                                const workspace::ControlPlane& control_plane,
                                                const store::Store& store);

// Of an id that no target has, or none that the caller may see.
tl::unexpected<Error> no_such_target();

// Why the target cannot be used as it is: a rule names a campaign or form that nothing is known of.
// Empty if it can.
Result<std::string> trouble_of(const Target& target, const WorkspaceId& workspace,
                               const workspace::ControlPlane& control_plane,
                               const store::Store& store);

}  // namespace footfall::api
