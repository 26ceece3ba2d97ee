// Traits: the members of a customer's JSON object, merged one by one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace footfall::index {

// The members of the JSON object in `text`: keys with their escapes resolved, values as written.
// The last one of equal keys stands. Nothing if `text` is not an object, also if it nests deeper
// than 64 levels.
std::optional<std::map<std::string, std::string>> split_object(std::string_view text);

// The object's text, keys in byte order, without blanks of its own.
std::string join_object(const std::map<std::string, std::string>& members);

}  // namespace footfall::index
