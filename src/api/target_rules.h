// The rules of a target as JSON, and as a store is asked them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "calendar/day_table.h"
#include "question/target.h"
#include "result.h"

namespace footfall::api {

// The groups in their one way of writing: what is left out has its default. `invalid` names the
// place at fault, such as `groups[0][1].values`, and the reason: `wrong_type`, `unknown_field`,
// `missing_field`, `unknown_operator`, `unknown_kind`, `unknown_status`, `invalid_number`,
// `invalid_date`, `invalid_range` where a second value is not above the first, `too_many`.
Result<boost::json::array> check_groups(const boost::json::value& groups);

// Of groups that check_groups() gave. Spans of days end today.
Target target_of(const boost::json::array& groups, Day today);

// The ids of campaigns and forms that the rules name.
struct NamedContent {
    std::vector<std::string> campaigns;
    std::vector<std::string> forms;
};
NamedContent content_of(const Target& target);

}  // namespace footfall::api
