// The page's question as SQL over two tables, `events` and `customers`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "question/question.h"
#include "workload.h"

namespace footfall::bench {

// DuckDB and PostgreSQL take the same text; SQLite nearly so; ClickHouse of 2018 has its own names,
// and no expressions that are made once and read twice.
enum class Dialect : std::uint8_t { standard, sqlite, clickhouse };

// `events(customer, kind, site, occurred_at)`: numbers, and milliseconds since 1970; in ClickHouse
// also `day`, its date of UTC. `customers(number, name, code, email, status, folded_name,
// folded_code, folded_email, last_click, recent_activity)`: texts are empty and times 0 where there
// is nothing.
//
// The rows of the page: number, name, code, email, status, last_click, recent_activity, views,
// confirmed, verified, checkout, orders; then, over all pages, how many rows, customers with
// clicks, and the sums of views, verified, checkout and orders. ClickHouse gives the latter in a
// row of totals behind an empty line, the others with every row.
std::string page_sql(const ActivityQuestion& question, Dialect dialect);

// Opens of each day of the trend for the customers named, which are at least one: customer and
// seven counts.
std::string trend_sql(const ActivityQuestion& question, const std::vector<std::string>& numbers,
                      Dialect dialect);

}  // namespace footfall::bench
