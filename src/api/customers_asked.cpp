#include "api/customers_asked.h"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "api/target_rules.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

// Nobody is in a target that is gone or cannot be used: what a member sees never grows by that.
Result<GrantedTarget> granted_target(const workspace::TargetId& id,
                                     const std::vector<workspace::Target>& targets,
                                     const Scope& scope,
                                     const workspace::ControlPlane& control_plane,
                                     const store::Store& store) {
    GrantedTarget granted;
    granted.id = workspace::to_string(id);
    const auto found = std::find_if(targets.begin(), targets.end(),
                                    [&](const auto& target) { return target.id == id; });
    if (found == targets.end()) {
        granted.warning = "The target was deleted.";
        return granted;
    }
    granted.name = found->name;
    Target target = target_of(json::parse(found->groups).as_array(), scope.today());
    FOOTFALL_TRY(trouble, trouble_of(target, scope.workspace, control_plane, store));
    if (trouble.empty()) granted.target = std::move(target);
    granted.warning = std::move(trouble);
    return granted;
}

}  // namespace

Result<CustomersAsked> customers_asked(const Parameters& parameters, const Scope& scope,
                                       const workspace::ControlPlane& control_plane,
                                       const store::Store& store) {
    CustomersAsked asked;
    if (scope.granted) {
        const auto named = parameters.text("target");
        const auto is_it = [&](const auto& id) { return workspace::to_string(id) == *named; };
        if (named && std::none_of(scope.granted->begin(), scope.granted->end(), is_it)) {
            return no_such_target();
        }
        FOOTFALL_TRY(targets, control_plane.targets(scope.workspace));
        asked.granted.emplace();
        for (const workspace::TargetId& id : *scope.granted) {
            FOOTFALL_TRY(granted, granted_target(id, targets, scope, control_plane, store));
            asked.granted->push_back(std::move(granted));
        }
    }
    FOOTFALL_TRY(target, target_asked(parameters, scope, control_plane, store));
    asked.target = std::move(target);
    return asked;
}

json::value granted_value(const CustomersAsked& asked) {
    if (!asked.granted) return nullptr;
    const auto text = [](const std::string& value) {
        return value.empty() ? json::value() : json::value(value);
    };
    json::array list;
    for (const GrantedTarget& each : *asked.granted) {
        list.push_back(json::object{
            {"id", each.id}, {"name", text(each.name)}, {"warning", text(each.warning)}});
    }
    return list;
}

}  // namespace footfall::api
