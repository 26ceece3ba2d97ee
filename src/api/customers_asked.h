// Whose events a request about Insights asks for, of those that the caller may see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "api/activity_question.h"
#include "api/parameters.h"
#include "api/target_asked.h"
#include "question/target.h"
#include "result.h"
#include "store/store.h"
#include "workspace/control_plane.h"

namespace footfall::api {

// One of the targets that a member is limited to.
struct GrantedTarget {
    std::string id;
    std::string name;              // empty if it was deleted
    std::string warning;           // why nobody is in it; empty: it can be used
    std::optional<Target> target;  // nothing: nobody
};

struct CustomersAsked {
    std::optional<TargetAsked> target;                  // that the request names
    std::optional<std::vector<GrantedTarget>> granted;  // what the caller is limited to

    bool is_everybody() const { return !target && !granted; }

    // Only these are looked at.
    template <class Asked>
    void narrow(Asked& question) const {
        if (target) question.target = target->target;
        if (!granted) return;
        question.within.emplace();
        for (const GrantedTarget& each : *granted) {
            if (each.target) question.within->push_back(*each.target);
        }
    }
};

// By the parameter `target` and what the caller was granted. `not_found` (`unknown_target`) also
// for a target that was not granted; `conflict` (`target_broken`) for one that cannot be used.
Result<CustomersAsked> customers_asked(const Parameters& parameters, const Scope& scope,
                                       const workspace::ControlPlane& control_plane,
                                       const store::Store& store);

// The targets that the caller is limited to, each with its warning, or null.
boost::json::value granted_value(const CustomersAsked& asked);

}  // namespace footfall::api
