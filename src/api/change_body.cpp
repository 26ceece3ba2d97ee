#include "api/change_body.h"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "intake/time.h"

namespace footfall::api {

namespace json = boost::json;

namespace {

tl::unexpected<Error> wrong_type(std::string_view name, std::string message) {
    return fail(ErrorCode::invalid, std::move(message), std::string(name), "wrong_type");
}

std::string text_of(const json::string& text) { return {text.data(), text.size()}; }

// What a change says of a field whose value is this one, unless it is null.
template <class T>
Result<workspace::Said<T>> said(bool is_null, Result<std::optional<T>> value) {
    if (is_null) return workspace::Said<T>(std::in_place);
    if (!value) return fail(std::move(value).error());
    return *value ? workspace::Said<T>(std::move(*value)) : workspace::Said<T>();
}

}  // namespace

Result<ChangeBody> ChangeBody::of(const std::string& body,
                                  std::initializer_list<std::string_view> known) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = 4;
    json::value value = json::parse(body, error, {}, options);
    if (error || !value.is_object()) {
        return fail(ErrorCode::invalid, "Send a JSON object.", "", "invalid_json");
    }
    for (const auto& member : value.as_object()) {
        const std::string_view key(member.key().data(), member.key().size());
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        return fail(ErrorCode::invalid, "There is no field of this name here.", std::string(key),
                    "unknown_field");
    }
    return ChangeBody(std::move(value.as_object()));
}

bool ChangeBody::is_null(std::string_view name) const {
    const json::value* value = fields_.if_contains(name);
    return value != nullptr && value->is_null();
}

Result<std::optional<std::string>> ChangeBody::text(std::string_view name) const {
    const json::value* value = fields_.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) return wrong_type(name, "Give a text.");
    return text_of(value->get_string());
}

Result<std::optional<bool>> ChangeBody::flag(std::string_view name) const {
    const json::value* value = fields_.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_bool()) return wrong_type(name, "Give true or false.");
    return value->get_bool();
}

Result<std::optional<std::vector<std::string>>> ChangeBody::texts(std::string_view name) const {
    const json::value* value = fields_.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_array()) return wrong_type(name, "Give a list of texts.");
    std::vector<std::string> list;
    for (const json::value& one : value->get_array()) {
        if (!one.is_string()) return wrong_type(name, "Give a list of texts.");
        list.push_back(text_of(one.get_string()));
    }
    return list;
}

Result<std::optional<std::uint64_t>> ChangeBody::number(std::string_view name, std::uint64_t least,
                                                        std::uint64_t most) const {
    const json::value* value = fields_.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_int64() && !value->is_uint64()) return wrong_type(name, "Give a whole number.");
    // A number is of the first type if it fits there.
    const bool is_negative = value->is_int64() && value->get_int64() < 0;
    const std::uint64_t given =
        value->is_uint64() ? value->get_uint64() : static_cast<std::uint64_t>(value->get_int64());
    if (is_negative || given < least || given > most) {
        return fail(ErrorCode::invalid,
                    "Give a whole number from " + std::to_string(least) + " to " +
                        std::to_string(most) + ".",
                    std::string(name), "invalid_number");
    }
    return given;
}

Result<std::optional<Instant>> ChangeBody::time(std::string_view name) const {
    FOOTFALL_TRY(given, text(name));
    if (!given) return std::nullopt;
    if (const std::optional<Instant> at = intake::parse_time(*given)) return at;
    return fail(ErrorCode::invalid,
                "Give a time with date, seconds and offset, as RFC 3339 writes it.",
                std::string(name), "invalid_time");
}

Result<workspace::Said<std::string>> ChangeBody::text_or_null(std::string_view name) const {
    return said(is_null(name), text(name));
}

Result<workspace::Said<std::uint64_t>> ChangeBody::number_or_null(std::string_view name,
                                                                  std::uint64_t least,
                                                                  std::uint64_t most) const {
    return said(is_null(name), number(name, least, most));
}

Result<workspace::Said<std::vector<std::string>>> ChangeBody::texts_or_null(
    std::string_view name) const {
    return said(is_null(name), texts(name));
}

Result<workspace::Said<Instant>> ChangeBody::time_or_null(std::string_view name) const {
    return said(is_null(name), time(name));
}

}  // namespace footfall::api
