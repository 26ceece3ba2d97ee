#include "api/object_body.h"

#include <algorithm>

#include <boost/json.hpp>

namespace footfall::api {

namespace json = boost::json;

Result<ObjectBody> ObjectBody::of(const std::string& body,
                                  std::initializer_list<std::string_view> texts,
                                  std::initializer_list<std::string_view> flags) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = 4;
    const json::value value = json::parse(body, error, {}, options);
    if (error || !value.is_object()) {
        return fail(ErrorCode::invalid, "Send a JSON object.", "", "invalid_json");
    }
    ObjectBody read;
    for (const auto& member : value.as_object()) {
        const std::string key(member.key().data(), member.key().size());
        const bool is_text = std::find(texts.begin(), texts.end(), key) != texts.end();
        const bool is_flag = std::find(flags.begin(), flags.end(), key) != flags.end();
        if (!is_text && !is_flag) {
            return fail(ErrorCode::invalid, "There is no field of this name here.", key,
                        "unknown_field");
        }
        if (is_text ? !member.value().is_string() : !member.value().is_bool()) {
            return fail(ErrorCode::invalid, is_text ? "Give a text." : "Give true or false.", key,
                        "wrong_type");
        }
        if (is_text) read.texts_.insert_or_assign(key, std::string(member.value().as_string()));
        if (is_flag) read.flags_.insert_or_assign(key, member.value().as_bool());
    }
    return read;
}

std::optional<std::string> ObjectBody::text(std::string_view name) const {
    const auto found = texts_.find(name);
    return found == texts_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<bool> ObjectBody::flag(std::string_view name) const {
    const auto found = flags_.find(name);
    return found == flags_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::string> ObjectBody::required_text(std::string_view name) const {
    if (auto found = text(name)) return *std::move(found);
    return fail(ErrorCode::invalid, "This field is missing.", std::string(name), "missing_field");
}

}  // namespace footfall::api
