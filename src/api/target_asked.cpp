#include "api/target_asked.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "api/target_rules.h"

namespace footfall::api {

namespace {

bool is_mentioned(const std::vector<MentionsTable::Mention>& mentions, const std::string& id) {
    return std::any_of(mentions.begin(), mentions.end(),
                       [&](const auto& mention) { return mention.id == id; });
}

}  // namespace

tl::unexpected<Error> no_such_target() {
    return fail(ErrorCode::not_found, "There is no such target.", "target", "unknown_target");
}

Result<std::string> trouble_of(const Target& target, const WorkspaceId& workspace,
                               const workspace::ControlPlane& control_plane,
                               const store::Store& store) {
    const NamedContent named = content_of(target);
    if (named.campaigns.empty() && named.forms.empty()) return std::string();
    FOOTFALL_TRY(mentions, store::ask(store, MentionsQuestion{.workspace = workspace}));
    for (const std::string& id : named.campaigns) {
        if (is_mentioned(mentions.campaigns, id)) continue;
        FOOTFALL_TRY(described, control_plane.find_campaign(workspace, id));
        if (!described) return "A rule names the campaign " + id + ", which nothing is known of.";
    }
    for (const std::string& id : named.forms) {
        if (is_mentioned(mentions.forms, id)) continue;
        FOOTFALL_TRY(described, control_plane.find_form(workspace, id));
        if (!described) return "A rule names the form " + id + ", which nothing is known of.";
    }
    return std::string();
}

Result<std::optional<TargetAsked>> target_asked(const Parameters& parameters, const Scope& scope,
                                                const workspace::ControlPlane& control_plane,
                                                const store::Store& store) {
    const auto given = parameters.text("target");
    if (!given) return std::optional<TargetAsked>();
    const auto id = workspace::parse_target_id(*given);
    if (!id) return no_such_target();
    FOOTFALL_TRY(kept, control_plane.find_target(scope.workspace, *id));
    TargetAsked asked{
        .id = *given,
        .name = kept.name,
        .target = target_of(boost::json::parse(kept.groups).as_array(), scope.today())};
    FOOTFALL_TRY(trouble, trouble_of(asked.target, scope.workspace, control_plane, store));
    if (!trouble.empty()) {
        return fail(ErrorCode::conflict, "The target " + kept.name + " cannot be used. " + trouble,
                    "target", "target_broken");
    }
    return std::optional(std::move(asked));
}

}  // namespace footfall::api
