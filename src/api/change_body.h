// A body that is a JSON object and says what changes: what is absent stays, null clears.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "clock.h"
#include "result.h"
#include "workspace/content.h"

namespace footfall::api {

// Each reader gives nothing for a field that is absent, and `wrong_type` for one that is not of its
// type, null included unless the reader's name has it.
class ChangeBody {
  public:
    // `invalid`: `invalid_json` for anything but an object, `unknown_field` for a member that is
    // not in `known`.
    static Result<ChangeBody> of(const std::string& body,
                                 std::initializer_list<std::string_view> known);

    Result<std::optional<std::string>> text(std::string_view name) const;
    Result<std::optional<bool>> flag(std::string_view name) const;
    Result<std::optional<std::vector<std::string>>> texts(std::string_view name) const;

    // `invalid_number` for a whole number that is not from `least` to `most`.
    Result<std::optional<std::uint64_t>> number(std::string_view name, std::uint64_t least,
                                                std::uint64_t most) const;

    // `invalid_time` for a text that is no time as RFC 3339 writes it.
    Result<std::optional<Instant>> time(std::string_view name) const;

    Result<workspace::Said<std::string>> text_or_null(std::string_view name) const;
    Result<workspace::Said<std::uint64_t>> number_or_null(std::string_view name,
                                                          std::uint64_t least,
                                                          std::uint64_t most) const;
    Result<workspace::Said<std::vector<std::string>>> texts_or_null(std::string_view name) const;
    Result<workspace::Said<Instant>> time_or_null(std::string_view name) const;

  private:
    explicit ChangeBody(boost::json::object fields) : fields_(std::move(fields)) {}

    bool is_null(std::string_view name) const;

    boost::json::object fields_;
};

}  // namespace footfall::api
