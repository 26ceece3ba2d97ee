// A body that is a JSON object of a few texts and flags, with errors that name the field.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "result.h"

namespace footfall::api {

class ObjectBody {
  public:
    // `invalid`: `invalid_json` for anything but an object, `unknown_field` for a member that is
    // neither in `texts` nor in `flags`, `wrong_type` for one that is not of its type.
    static Result<ObjectBody> of(const std::string& body,
                                 std::initializer_list<std::string_view> texts,
                                 std::initializer_list<std::string_view> flags = {});

    // Nothing if it is absent.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<bool> flag(std::string_view name) const;

    // `invalid` (`missing_field`) if it is absent.
    Result<std::string> required_text(std::string_view name) const;

  private:
    std::map<std::string, std::string, std::less<>> texts_;
    std::map<std::string, bool, std::less<>> flags_;
};

}  // namespace footfall::api
