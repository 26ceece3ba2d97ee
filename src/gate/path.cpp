#include "gate/path.h"

#include <algorithm>

#include "workspace/links.h"

namespace footfall::gate {

namespace {

constexpr std::string_view prefix = "/l/";

bool is_base62(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

bool is_link_path(std::string_view path) { return path.starts_with(prefix) || path == "/l"; }

std::optional<Path> parse_path(std::string_view path) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    if (path.ends_with('/')) path.remove_suffix(1);
    const std::string_view token = path.substr(0, path.find('/'));
    if (token.size() != workspace::link_token_characters ||
        !std::all_of(token.begin(), token.end(), is_base62)) {
        return std::nullopt;
    }
    const std::string_view rest = path.substr(token.size());
    if (rest.empty()) return Path{std::string(token), Part::entry};
    if (rest == "/seen") return Path{std::string(token), Part::seen};
    if (rest == "/logo") return Path{std::string(token), Part::logo};
    return std::nullopt;
}

}  // namespace footfall::gate
