#include "api/routes.h"

#include <utility>

namespace footfall::api {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> short_names{{
    {"/v1/b", "/v1/batch"},
    {"/v1/i", "/v1/identify"},
    {"/v1/t", "/v1/track"},
    {"/v1/p", "/v1/page"},
    {"/v1/s", "/v1/screen"},
    {"/v1/g", "/v1/group"},
    {"/v1/a", "/v1/alias"},
}};

// Whether the path ends with an id that clients chose: it may end in a slash of its own.
bool holds_id(std::string_view path) {
    return path.starts_with("/api/v1/customers/") || path.starts_with("/api/v1/sites/") ||
           path.starts_with("/api/v1/campaigns/") || path.starts_with("/api/v1/forms/");
}

std::string_view canonical(std::string_view path) {
    if (path.size() > 1 && path.ends_with('/') && is_api(path) && !holds_id(path)) {
        path.remove_suffix(1);
    }
    for (const auto& [abbreviation, name] : short_names) {
        if (path == abbreviation) return name;
    }
    return path;
}

// Whether `path` follows `pattern`; `id` gets what stands for `{id}`.
bool follows(std::string_view path, std::string_view pattern, std::string& id) {
    const std::size_t at = pattern.find("{id}");
    if (at == std::string_view::npos) return path == pattern;
    const std::string_view before = pattern.substr(0, at);
    const std::string_view after = pattern.substr(at + 4);
    if (!path.starts_with(before) || path.size() <= before.size() + after.size()) return false;
    if (!path.ends_with(after)) return false;
    // Ids may hold slashes of their own, so the longest pattern decides, not the number of
    // segments.
    id = path.substr(before.size(), path.size() - before.size() - after.size());
    return true;
}

}  // namespace

Match match(std::string_view method, std::string_view path) {
    path = canonical(path);
    if (method == "HEAD") method = "GET";
    std::string_view pattern;
    std::string id;
    for (const Route& route : routes) {
        std::string found;
        if (route.path.size() <= pattern.size() || !follows(path, route.path, found)) continue;
        pattern = route.path;
        id = std::move(found);
    }
    Match result;
    for (const Route& route : routes) {
        if (route.path != pattern) continue;
        result.allowed.emplace_back(route.method);
        if (route.method != method) continue;
        result.route = &route;
        result.id = id;
    }
    return result;
}

}  // namespace footfall::api
