#include "api/routes.h"

#include <algorithm>
#include <utility>

namespace footfall::api {

namespace {

using Segments = std::vector<std::string_view>;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> short_names{{
    {"b", "batch"},
    {"i", "identify"},
    {"t", "track"},
    {"p", "page"},
    {"s", "screen"},
    {"g", "group"},
    {"a", "alias"},
}};

// Whether the path ends with an id that clients chose: it may end in a slash of its own.
bool holds_id(const Segments& path) {
    return path.size() > 3 && path[0] == "api" && path[1] == "v1" &&
           (path[2] == "customers" || path[2] == "sites" || path[2] == "campaigns" ||
            path[2] == "forms");
}

Segments canonical(std::span<const std::string> segments) {
    Segments path(segments.begin(), segments.end());
    if (path.size() > 1 && path.back().empty() && (path[0] == "api" || path[0] == "v1") &&
        !holds_id(path)) {
        path.pop_back();
    }
    if (path.size() != 2 || path[0] != "v1") return path;
    for (const auto& [abbreviation, name] : short_names) {
        if (path[1] == abbreviation) path[1] = name;
    }
    return path;
}

Segments split(std::string_view pattern) {
    Segments segments;
    while (!pattern.empty()) {
        pattern.remove_prefix(1);
        const std::string_view segment = pattern.substr(0, pattern.find('/'));
        segments.push_back(segment);
        pattern.remove_prefix(segment.size());
    }
    return segments;
}

// Whether `path` follows `pattern`; `id` gets what stands for `{id}`, of one segment or several.
bool follows(const Segments& path, const Segments& pattern, std::string& id) {
    const auto place = std::find(pattern.begin(), pattern.end(), "{id}");
    if (place == pattern.end()) return path == pattern;
    const auto after = pattern.end() - place - 1;
    if (path.size() < pattern.size()) return false;
    const auto from = path.begin() + (place - pattern.begin());
    const auto to = path.end() - after;
    if (!std::equal(path.begin(), from, pattern.begin()) ||
        !std::equal(to, path.end(), place + 1)) {
        return false;
    }
    id = *from;
    for (auto each = from + 1; each != to; ++each) id += "/" + std::string(*each);
    return !id.empty();
}

// The patterns of `routes`, in their order.
const std::vector<Segments>& patterns() {
    static const std::vector<Segments> all = [] {
        std::vector<Segments> each;
        for (const Route& route : routes) each.push_back(split(route.path));
        return each;
    }();
    return all;
}

}  // namespace

Match match(std::string_view method, std::span<const std::string> segments) {
    const Segments path = canonical(segments);
    if (method == "HEAD") method = "GET";
    std::string_view pattern;
    std::string id;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        std::string found;
        const Route& route = routes[i];
        if (route.path.size() <= pattern.size() || !follows(path, patterns()[i], found)) continue;
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
