// What may be missing, as JSON.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

#include "calendar/date.h"
#include "clock.h"

namespace footfall::api {

inline boost::json::value time_or_null(const std::optional<Instant>& at) {
    return at ? boost::json::value(to_rfc3339(*at)) : boost::json::value();
}

inline boost::json::value day_or_null(const std::optional<Day>& day) {
    return day ? boost::json::value(to_string(*day)) : boost::json::value();
}

inline boost::json::value text_or_null(std::string_view text) {
    return text.empty() ? boost::json::value() : boost::json::value(text);
}

}  // namespace footfall::api
