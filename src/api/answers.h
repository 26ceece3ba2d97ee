// Tables as the JSON of the API.
#pragma once

#include <cstddef>
#include <string>

#include "calendar/day_table.h"
#include "clock.h"
#include "question/table.h"

namespace footfall::api {

std::string activity_json(const ActivityTable& table, const LocalDays& period,
                          std::size_t rows_per_page, Instant as_of);
std::string customer_json(const CustomerTable& table);
std::string customer_activity_json(const CustomerActivityTable& table, const LocalDays& period,
                                   Instant as_of);

// `next` is the cursor of the next page; empty: there is none.
std::string timeline_json(const TimelineTable& table, const std::string& next);

}  // namespace footfall::api
