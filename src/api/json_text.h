// JSON as text, with fractions as people write them: 46.65, not 4.665E1.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace footfall::api {

// The same value for whoever reads it: the shortest digits that give the number again.
std::string json_text(const boost::json::value& value);

}  // namespace footfall::api
