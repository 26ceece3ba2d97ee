#include "command/commands.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "calendar/date.h"

namespace footfall::command {

namespace {

std::string option(const Request& request, const std::string& name) {
    const auto found = request.options.find(name);
    return found == request.options.end() ? std::string() : found->second;
}

// About 99 random bits, without letters that are taken for one another.
std::string make_password(Random& random) {
    constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    std::string text;
    for (int i = 0; i < 20; ++i) {
        if (i > 0 && i % 5 == 0) text += '-';
        text += alphabet[random.next() % alphabet.size()];
    }
    return text;
}

Result<Outcome> create_key(const Parts& parts, const Request& request) {
    const std::optional<workspace::KeyKind> kind =
        workspace::parse_key_kind(option(request, "kind"));
    if (!kind) return fail(ErrorCode::invalid, "Use write or read.", "--kind", "unknown_kind");
    FOOTFALL_TRY(workspace, find_workspace(parts.control_plane, option(request, "workspace")));
    FOOTFALL_TRY(key, parts.control_plane.create_key(workspace.id, *kind, {}));
    return Outcome{"A " + std::string(workspace::to_string(*kind)) + " key of workspace \"" +
                       workspace.name + "\", shown this once: " + key.text,
                   0};
}

// As much of it as tells it from others.
std::string shown(const workspace::Key& key, std::string_view between) {
    return std::string(workspace::to_string(key.kind)) + std::string(between) + key.prefix + "…";
}

Result<Outcome> list_keys(const Parts& parts, const Request& request) {
    FOOTFALL_TRY(workspace, find_workspace(parts.control_plane, option(request, "workspace")));
    FOOTFALL_TRY(keys, parts.control_plane.keys(workspace.id));
    if (keys.empty()) return Outcome{"Workspace \"" + workspace.name + "\" has no keys", 0};
    std::string lines;
    for (const workspace::Key& key : keys) {
        if (!lines.empty()) lines += '\n';
        lines += to_string(key.id) + " " + shown(key, " ") + " " + to_rfc3339(key.created);
    }
    return Outcome{std::move(lines), 0};
}

// By its id or its text, of whatever workspace.
Result<Outcome> revoke_key(const Parts& parts, const Request& request) {
    const std::string meant = option(request, "key");
    const Result<workspace::Key> by_text = parts.control_plane.find_key(meant);
    FOOTFALL_TRY(workspaces, parts.control_plane.workspaces());
    for (const workspace::Workspace& workspace : workspaces) {
        FOOTFALL_TRY(keys, parts.control_plane.keys(workspace.id));
        const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& key) {
            return by_text ? key.id == by_text->id : to_string(key.id) == meant;
        });
        if (found == keys.end()) continue;
        FOOTFALL_CHECK(parts.control_plane.revoke_key(workspace.id, found->id, {}));
        return Outcome{
            "Revoked the " + shown(*found, " key ") + " of workspace \"" + workspace.name + "\"",
            0};
    }
    return fail(ErrorCode::not_found,
                "There is no such write or read key; `footfall key list` names them.", "--key",
                "unknown_key");
}

Result<Outcome> add_member(const Parts& parts, const Request& request) {
    const std::optional<workspace::Role> role = workspace::parse_role(option(request, "role"));
    if (!role) {
        return fail(ErrorCode::invalid, "Use owner, admin or sales_rep.", "--role", "unknown_role");
    }
    workspace::NewMember member;
    member.email = option(request, "email");
    member.name = option(request, "name");
    member.password = option(request, "password");
    member.role = *role;
    if (const std::string name = option(request, "workspace"); !name.empty()) {
        FOOTFALL_TRY(workspace, find_workspace(parts.control_plane, name));
        member.workspace = workspace.id;
    }
    FOOTFALL_TRY(added, parts.control_plane.add_member(member, {}));
    return Outcome{"Added " + added.email + " as " + std::string(workspace::to_string(*role)), 0};
}

// The targets between the commas, by name or id.
Result<std::vector<workspace::TargetId>> find_targets(const workspace::ControlPlane& control_plane,
                                                      const WorkspaceId& workspace,
                                                      std::string_view names) {
    FOOTFALL_TRY(targets, control_plane.targets(workspace));
    std::vector<workspace::TargetId> found;
    while (true) {
        const std::string_view name = names.substr(0, names.find(','));
        const auto meant = std::find_if(targets.begin(), targets.end(), [&](const auto& target) {
            return target.name == name || to_string(target.id) == name;
        });
        if (meant == targets.end()) {
            return fail(ErrorCode::invalid,
                        "There is no target \"" + std::string(name) +
                            "\"; give all, none, or targets by name or id.",
                        "--insights", "unknown_target");
        }
        found.push_back(meant->id);
        if (name.size() == names.size()) return found;
        names.remove_prefix(name.size() + 1);
    }
}

Result<Outcome> grant_insights(const Parts& parts, const Request& request) {
    const std::string email = option(request, "email");
    const std::string insights = option(request, "insights");
    FOOTFALL_TRY(workspace, find_workspace(parts.control_plane, option(request, "workspace")));
    FOOTFALL_TRY(member, parts.control_plane.find_member(email));
    workspace::InsightsGrant grant{.granted = insights != "none", .targets = {}};
    if (grant.granted && insights != "all") {
        FOOTFALL_TRY(targets, find_targets(parts.control_plane, workspace.id, insights));
        grant.targets = std::move(targets);
    }
    FOOTFALL_CHECK(parts.control_plane.grant_insights(workspace.id, member.id, grant, {}));
    const std::string whose = !grant.granted  ? "nothing of Insights"
                              : grant.targets ? "Insights of " + insights
                                              : "Insights of all customers";
    return Outcome{member.email + " sees " + whose + " in workspace \"" + workspace.name + "\"", 0};
}

Result<Outcome> reset_member(const Parts& parts, const Request& request) {
    std::string password = option(request, "password");
    const bool made = password.empty();
    if (made) password = make_password(parts.random);
    const std::string email = option(request, "email");
    FOOTFALL_CHECK(parts.control_plane.reset_password(email, password, {}));
    return Outcome{made ? "The new password of " + email + ", shown this once: " + password
                        : "Set the password of " + email + " and ended its sessions",
                   0};
}

}  // namespace

bool needs_events(const std::string& name) { return name == "sample" || name == "check"; }

Result<Outcome> run(const Parts& parts, const Request& request, const Progress& progress) {
    if (request.name == "key create") return create_key(parts, request);
    if (request.name == "key list") return list_keys(parts, request);
    if (request.name == "key revoke") return revoke_key(parts, request);
    if (request.name == "member add") return add_member(parts, request);
    if (request.name == "member grant") return grant_insights(parts, request);
    if (request.name == "member reset") return reset_member(parts, request);
    if (request.name == "sample") return run_sample(parts, request, progress);
    if (request.name == "check") return run_check(parts, progress);
    return fail(ErrorCode::invalid, "There is no command `" + request.name + "`.", "",
                "unknown_command");
}

Result<workspace::Workspace> find_workspace(const workspace::ControlPlane& control_plane,
                                            const std::string& name_or_id) {
    FOOTFALL_TRY(all, control_plane.workspaces());
    std::string names;
    for (const workspace::Workspace& candidate : all) {
        const bool meant = name_or_id.empty() ? !candidate.sample.has_value()
                                              : candidate.name == name_or_id ||
                                                    to_string(candidate.id) == name_or_id;
        if (meant) return candidate;
        names += (names.empty() ? "\"" : ", \"") + candidate.name + "\"";
    }
    return fail(ErrorCode::not_found, "There is no such workspace; there are " + names + ".",
                "--workspace", "unknown_workspace");
}

}  // namespace footfall::command
