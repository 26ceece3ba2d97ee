#include "sql.h"

#include <array>
#include <string_view>

namespace footfall::bench {

namespace {

constexpr std::int64_t us_a_day = 86'400'000'000;

std::string number(std::int64_t value) { return std::to_string(value); }

std::int64_t ms_of(Instant at) { return at.us / 1'000; }

// Words of the workload and of questions, so only quotes need care.
std::string quoted(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += '\'';
        result += c;
    }
    return result + "'";
}

std::string count_if(const std::string& condition, Dialect dialect) {
    return dialect == Dialect::clickhouse ? "countIf(" + condition + ")"
                                          : "count(*) FILTER (WHERE " + condition + ")";
}

std::string within(Instant from, Instant to, Dialect dialect) {
    std::string text =
        "occurred_at >= " + number(ms_of(from)) + " AND occurred_at < " + number(ms_of(to));
    if (dialect == Dialect::clickhouse) {
        text += " AND day >= toDate(" + number(from.us / us_a_day) + ") AND day <= toDate(" +
                number((to.us - 1) / us_a_day) + ")";
    }
    return text;
}

std::string number_of(Kind kind) { return number(static_cast<int>(kind)); }

// SQLite would read all of its index by customer to save the grouping, which is right for long
// periods alone; the sign keeps it from that.
std::string grouped(const LocalDays& period, Dialect dialect) {
    return dialect == Dialect::sqlite && period.count() <= 90 ? "+customer" : "customer";
}

// One row for each customer with events: its five counts, and what `today` names.
std::string counts_sql(const ActivityQuestion& question, Dialect dialect,
                       std::string_view customer) {
    const auto& edges = question.period.edges;
    const auto of = [&](Kind kind) { return count_if("kind = " + number_of(kind), dialect); };
    return "SELECT " + std::string(customer) + ", " + of(Kind::link_open) + " AS views, " +
           of(Kind::confirmation) + " AS confirmed, " + of(Kind::verification) + " AS verified, " +
           of(Kind::checkout_start) + " AS checkout, " + of(Kind::order_submit) +
           " AS orders FROM events WHERE " + within(edges.front(), edges.back(), dialect) +
           " AND kind BETWEEN 1 AND 5 GROUP BY " + grouped(question.period, dialect);
}

std::string today_sql(const ActivityQuestion& question, Dialect dialect,
                      std::string_view customer) {
    const auto& edges = question.trend.edges;
    return "SELECT " + std::string(customer) + ", count(*) AS opens FROM events WHERE " +
           within(edges[edges.size() - 2], edges.back(), dialect) + " AND kind = 1 GROUP BY " +
           grouped(question.trend, dialect);
}

std::string where_sql(const ActivityQuestion& question, Dialect dialect) {
    std::string text = "1 = 1";
    if (question.filter.status != StatusFilter::all) {
        text +=
            question.filter.status == StatusFilter::active ? " AND status = 1" : " AND status = 2";
    }
    if (question.filter.search.empty()) return text;
    text += " AND (";
    std::string_view between;
    for (const std::string_view column : {"folded_name", "folded_code", "folded_email"}) {
        text += between;
        if (dialect == Dialect::clickhouse) {
            text +=
                "position(" + std::string(column) + ", " + quoted(question.filter.search) + ") > 0";
        } else {
            text += std::string(column) + " LIKE " + quoted("%" + question.filter.search + "%");
        }
        between = " OR ";
    }
    return text + ")";
}

// What is missing comes last both ways; ties by folded name, then id, which orders as its number.
std::string order_sql(const ActivityQuestion& question) {
    const std::string direction = question.descending ? " DESC" : " ASC";
    const auto text = [&](const std::string& column) {
        return "(" + column + " = '') ASC, " + column + direction;
    };
    const auto time = [&](const std::string& column) {
        return "(" + column + " = 0) ASC, " + column + direction;
    };
    const auto key = [&]() -> std::string {
        switch (question.sort) {
            case ActivitySort::id:
                return "r_number" + direction;
            case ActivitySort::name:
                return "f_name" + direction;
            case ActivitySort::code:
                return text("f_code");
            case ActivitySort::email:
                return text("f_email");
            case ActivitySort::status:
                return "r_status" + direction;
            case ActivitySort::last_click:
                return time("r_last_click");
            case ActivitySort::views:
                return "r_views" + direction;
            case ActivitySort::trend:
                return "r_today" + direction;
            case ActivitySort::confirmed:
                return "r_confirmed" + direction;
            case ActivitySort::verified:
                return "r_verified" + direction;
            case ActivitySort::checkout:
                return "r_checkout" + direction;
            case ActivitySort::orders:
                return "r_orders" + direction;
            case ActivitySort::recent_activity:
                return time("r_recent_activity");
        }
        return {};
    };
    return key() + ", f_name ASC, r_number ASC";
}

std::string limit_sql(const ActivityQuestion& question) {
    const Page& page = *question.page;
    return " LIMIT " + std::to_string(page.rows_max) + " OFFSET " +
           std::to_string((page.number - 1) * page.rows_max);
}

// What matches is made once, with what is sorted by alone; the sums are over it, and the texts come
// to the rows of the page at the end.
std::string standard_page_sql(const ActivityQuestion& question, Dialect dialect) {
    std::string sql = "WITH counts AS (" + counts_sql(question, dialect, "customer") + ")";
    std::string columns =
        "number AS r_number, status AS r_status, last_click AS r_last_click, recent_activity AS"
        " r_recent_activity, folded_name AS f_name, coalesce(views, 0) AS r_views,"
        " coalesce(confirmed, 0) AS r_confirmed, coalesce(verified, 0) AS r_verified,"
        " coalesce(checkout, 0) AS r_checkout, coalesce(orders, 0) AS r_orders";
    std::string joined = "customers LEFT JOIN counts ON counts.customer = number";
    if (question.sort == ActivitySort::code) columns += ", folded_code AS f_code";
    if (question.sort == ActivitySort::email) columns += ", folded_email AS f_email";
    if (question.sort == ActivitySort::trend) {
        sql += ", today AS (" + today_sql(question, dialect, "customer") + ")";
        columns += ", coalesce(opens, 0) AS r_today";
        joined += " LEFT JOIN today ON today.customer = number";
    }
    sql += ", matched AS MATERIALIZED (SELECT " + columns + " FROM " + joined + " WHERE " +
           where_sql(question, dialect) +
           "), sums AS (SELECT count(*) AS total, count(*) FILTER (WHERE r_views > 0) AS clicked,"
           " CAST(sum(r_views) AS bigint) AS all_views, CAST(sum(r_verified) AS bigint) AS"
           " all_verified, CAST(sum(r_checkout) AS bigint) AS all_checkout, CAST(sum(r_orders) AS"
           " bigint) AS all_orders FROM matched), page AS (SELECT * FROM matched ORDER BY " +
           order_sql(question) + limit_sql(question) + ")";
    return sql +
           " SELECT r_number, name, code, email, r_status, r_last_click, r_recent_activity,"
           " r_views, r_confirmed, r_verified, r_checkout, r_orders, total, clicked, all_views,"
           " all_verified, all_checkout, all_orders FROM page JOIN customers ON number = r_number"
           " CROSS JOIN sums ORDER BY " +
           order_sql(question);
}

// One pass: the groups are single customers, and the totals are over all of them, whatever LIMIT.
std::string clickhouse_page_sql(const ActivityQuestion& question) {
    const bool by_today = question.sort == ActivitySort::trend;
    const std::string customers =
        "SELECT number, name, code, email, status, last_click, recent_activity, folded_name,"
        " folded_code, folded_email";
    const std::string counts = ", views, confirmed, verified, checkout, orders";
    std::string from = customers + counts + " FROM (" + customers + " FROM customers WHERE " +
                       where_sql(question, Dialect::clickhouse) + ") AS matched ANY LEFT JOIN (" +
                       counts_sql(question, Dialect::clickhouse, "customer AS number") +
                       ") AS counts USING number";
    if (by_today) {
        from = customers + counts + ", opens FROM (" + from + ") AS counted ANY LEFT JOIN (" +
               today_sql(question, Dialect::clickhouse, "customer AS number") +
               ") AS today USING number";
    }
    std::string sql =
        "SELECT number AS r_number, any(name), any(code), any(email), any(status) AS r_status,"
        " any(last_click) AS r_last_click, any(recent_activity) AS r_recent_activity,"
        " sum(views) AS r_views, sum(confirmed) AS r_confirmed, sum(verified) AS r_verified,"
        " sum(checkout) AS r_checkout, sum(orders) AS r_orders, count() AS rows,"
        " sum(views > 0) AS clicked, any(folded_name) AS f_name, any(folded_code) AS f_code,"
        " any(folded_email) AS f_email";
    if (by_today) sql += ", sum(opens) AS r_today";
    const Page& page = *question.page;
    return sql + " FROM (" + from + ") GROUP BY number WITH TOTALS ORDER BY " +
           order_sql(question) + " LIMIT " + std::to_string((page.number - 1) * page.rows_max) +
           ", " + std::to_string(page.rows_max);
}

}  // namespace

std::string page_sql(const ActivityQuestion& question, Dialect dialect) {
    return dialect == Dialect::clickhouse ? clickhouse_page_sql(question)
                                          : standard_page_sql(question, dialect);
}

std::string trend_sql(const ActivityQuestion& question, const std::vector<std::string>& numbers,
                      Dialect dialect) {
    const auto& edges = question.trend.edges;
    std::string sql =
        dialect == Dialect::clickhouse ? "SELECT customer" : "SELECT CAST(customer AS bigint)";
    for (std::size_t day = 0; day + 1 < edges.size(); ++day) {
        sql += ", " + count_if("occurred_at >= " + number(ms_of(edges[day])) +
                                   " AND occurred_at < " + number(ms_of(edges[day + 1])),
                               dialect);
    }
    sql += " FROM events WHERE " + within(edges.front(), edges.back(), dialect) +
           " AND kind = 1 AND customer IN (";
    std::string_view between;
    for (const std::string& each : numbers) {
        sql += between;
        sql += each;
        between = ", ";
    }
    return sql + ") GROUP BY customer";
}

}  // namespace footfall::bench
