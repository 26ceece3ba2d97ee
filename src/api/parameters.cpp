#include "api/parameters.h"

#include <algorithm>
#include <charconv>

namespace footfall::api {

Result<Parameters> Parameters::of(const http::Request& request,
                                  std::initializer_list<std::string_view> known) {
    for (auto at = request.query.begin(); at != request.query.end(); ++at) {
        const std::string& name = at->first;
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return fail(ErrorCode::invalid, "There is no parameter of this name here.", name,
                        "unknown_parameter");
        }
        const bool repeated = std::any_of(request.query.begin(), at,
                                          [&](const auto& other) { return other.first == name; });
        if (repeated) {
            return fail(ErrorCode::invalid, "This parameter stands there twice.", name,
                        "repeated_parameter");
        }
    }
    return Parameters(request.query);
}

std::optional<std::string> Parameters::text(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (key == name && !value.empty()) return value;
    }
    return std::nullopt;
}

Result<std::uint64_t> Parameters::number(std::string_view name, std::uint64_t least,
                                         std::uint64_t most, std::uint64_t otherwise) const {
    const std::optional<std::string> given = text(name);
    if (!given) return otherwise;
    std::uint64_t value = 0;
    const char* end = given->data() + given->size();
    const auto [stopped, error] = std::from_chars(given->data(), end, value);
    if (error != std::errc() || stopped != end || value < least || value > most) {
        return fail(ErrorCode::invalid,
                    "Give a whole number from " + std::to_string(least) + " to " +
                        std::to_string(most) + ".",
                    std::string(name), "invalid_number");
    }
    return value;
}

Result<bool> Parameters::flag(std::string_view name) const {
    const std::string given = text(name).value_or("no");
    if (given == "yes" || given == "no") return given == "yes";
    return fail(ErrorCode::invalid, "Use yes or no.", std::string(name), "not_yes_or_no");
}

}  // namespace footfall::api
