// Tables as the JSON of the API.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "calendar/day_table.h"
#include "clock.h"
#include "question/question.h"
#include "question/table.h"

namespace footfall::api {

// `table` answers `question`, which has a page; `blocked` says of each row whether its link is.
std::string activity_json(const ActivityTable& table, const ActivityQuestion& question,
                          const std::vector<bool>& blocked, Instant as_of);
std::string funnel_json(const FunnelTable& table, const LocalDays& period, Instant as_of);
std::string customers_json(const ActivityTable& table, const std::vector<bool>& blocked,
                           std::size_t rows_per_page);
std::string customer_json(const CustomerTable& table);

// Another one as soon as a profile changes what is said of the customer; never `new`.
std::string version_of(const CustomerTable& table);

std::string customer_activity_json(const CustomerActivityTable& table, const LocalDays& period,
                                   Instant as_of);

// `next` is the cursor of the next page; empty: there is none. `order_url` is where the portal
// shows an order, see workspace::check_order_url().
std::string timeline_json(const TimelineTable& table, const std::string& next,
                          const std::string& order_url, const std::string& zone, Instant as_of);

}  // namespace footfall::api
