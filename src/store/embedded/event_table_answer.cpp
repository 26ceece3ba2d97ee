#include <optional>
#include <set>
#include <string>
#include <utility>

#include "store/embedded/event_table.h"
#include "store/embedded/event_table_rows.h"
#include "store/fingerprint.h"

namespace footfall::embedded {
namespace {

std::uint64_t number_of(const Value& value) { return std::get<std::uint64_t>(value); }
Instant instant_of(const Value& value) { return {std::get<std::int64_t>(value)}; }
const std::string& text_of(const Value& value) { return std::get<std::string>(value); }

}  // namespace

Result<std::vector<TimelineRow>> EventTable::timeline(const TimelineQuestion& question,
                                                      Sequence upto,
                                                      const NewVerdicts& newer) const {
    std::string sql =
        "WITH changed AS (SELECT event, arg_max(verdict, sequence) AS verdict,"
        "  arg_max(rule, sequence) AS rule FROM verdict_changes"
        "  WHERE workspace = $1 AND customer = $2 AND sequence <= $3 GROUP BY event) "
        "SELECT e.sequence, e.kind, e.name, e.occurred_at, e.site, e.order_id,"
        "  coalesce(c.verdict, e.verdict) AS now, coalesce(c.rule, e.rule) "
        "FROM events e LEFT JOIN changed c ON c.event = e.sequence "
        "WHERE e.workspace = $1 AND e.customer = $2 AND e.sequence <= $3"
        "  AND e.sequence > (SELECT coalesce(max(sequence), 0) FROM forgets"
        "    WHERE workspace = $1 AND customer IN ('', $2) AND sequence <= $3)";
    std::vector<Bound> values{Value(to_number(question.workspace)), Value(question.customer),
                              Value(upto.value)};
    const auto bind = [&](Bound value) {
        values.push_back(std::move(value));
        return "$" + std::to_string(values.size());
    };
    if (question.after) {
        const std::string at = bind(Value(question.after->occurred_at.us));
        const std::string sequence = bind(Value(question.after->sequence.value));
        sql += " AND (e.occurred_at < " + at + " OR (e.occurred_at = " + at + " AND e.sequence < " +
               sequence + "))";
    }
    if (!question.kinds.empty()) {
        std::vector<Value> wanted;
        for (const Kind kind : question.kinds)
            wanted.emplace_back(static_cast<std::uint64_t>(kind));
        sql += " AND list_contains(" + bind(std::move(wanted)) + "::UBIGINT[], e.kind::UBIGINT)";
    }
    if (!question.automated) {
        // What newer entries changed may count now; it is looked at below.
        std::vector<Value> events;
        for (const auto& [event, verdict] : newer) events.emplace_back(event.value);
        sql += " AND (now = " + bind(Value(static_cast<std::uint64_t>(Verdict::person))) +
               " OR list_contains(" + bind(std::move(events)) + "::UBIGINT[], e.sequence))";
    }
    sql += " ORDER BY e.occurred_at DESC, e.sequence DESC LIMIT " +
           bind(Value(std::uint64_t{question.rows_max + 1 + newer.size()}));

    std::vector<TimelineRow> rows;
    FOOTFALL_TRY(connection, Connection::open(database_));
    FOOTFALL_CHECK(connection.query(sql, values, [&](const Row& row) {
        TimelineRow found{.sequence = {number_of(row[0])},
                          .kind = static_cast<Kind>(number_of(row[1])),
                          .name = text_of(row[2]),
                          .occurred_at = instant_of(row[3]),
                          .site = text_of(row[4]),
                          .order = text_of(row[5]),
                          .verdict = static_cast<Verdict>(number_of(row[6])),
                          .rule = text_of(row[7])};
        if (const auto changed = newer.find(found.sequence); changed != newer.end()) {
            found.verdict = changed->second.verdict;
            found.rule = changed->second.rule;
        }
        if (question.automated || counts(found.verdict)) rows.push_back(std::move(found));
    }));
    if (rows.size() > question.rows_max + 1) rows.resize(question.rows_max + 1);
    return rows;
}

Result<std::vector<CustomerEvent>> EventTable::events(const WorkspaceId& workspace,
                                                      std::span<const std::string> customers,
                                                      Sequence upto) const {
    std::vector<Value> asked;
    for (const std::string& customer : customers) asked.emplace_back(customer);
    const Bound values[] = {Value(to_number(workspace)), Value(upto.value), std::move(asked)};
    std::vector<CustomerEvent> found;
    FOOTFALL_TRY(connection, Connection::open(database_));
    FOOTFALL_CHECK(connection.query(
        "WITH asked AS (SELECT unnest($3::VARCHAR[]) AS customer),"
        " changed AS (SELECT event, arg_max(verdict, sequence) AS verdict FROM verdict_changes"
        "  WHERE workspace = $1 AND sequence <= $2 GROUP BY event) "
        "SELECT e.customer, e.sequence, e.occurred_at, e.kind, e.site,"
        "  coalesce(c.verdict, e.verdict), e.by_customer "
        "FROM events e SEMI JOIN asked ON asked.customer = e.customer"
        " LEFT JOIN changed c ON c.event = e.sequence "
        "WHERE e.workspace = $1 AND e.sequence <= $2"
        " AND NOT EXISTS (SELECT 1 FROM forgets f WHERE f.workspace = $1 AND f.sequence <= $2"
        "  AND f.sequence > e.sequence AND (f.customer = '' OR f.customer = e.customer))",
        values, [&](const Row& row) {
            found.push_back({.customer = text_of(row[0]),
                             .facts = {.sequence = {number_of(row[1])},
                                       .occurred_at = instant_of(row[2]),
                                       .kind = static_cast<Kind>(number_of(row[3])),
                                       .site = text_of(row[4]),
                                       .verdict = static_cast<Verdict>(number_of(row[5])),
                                       .by_customer = std::get<bool>(row[6])}});
        }));
    return found;
}

Result<std::vector<bool>> EventTable::kept(std::span<const store::EntryKey> keys) const {
    std::vector<bool> answers(keys.size());
    if (keys.empty()) return answers;
    std::vector<Value> positions, workspaces, families, ids, customers, times;
    std::int64_t first = keys.front().raw_time.us;
    std::int64_t last = first;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        positions.emplace_back(std::uint64_t{i});
        workspaces.emplace_back(to_number(keys[i].workspace));
        families.emplace_back(static_cast<std::uint64_t>(keys[i].family));
        ids.emplace_back(keys[i].id);
        customers.emplace_back(keys[i].customer);
        times.emplace_back(keys[i].raw_time.us);
        first = std::min(first, keys[i].raw_time.us);
        last = std::max(last, keys[i].raw_time.us);
    }
    const std::vector<Bound> values{positions, workspaces, families,     ids,
                                    customers, times,      Value(first), Value(last)};
    // The outer bounds on raw_time let DuckDB skip what lies outside.
    const std::string rows_of =
        " WHERE raw_time BETWEEN $7 AND $8 AND NOT EXISTS (SELECT 1 FROM forgets f"
        "  WHERE f.workspace = r.workspace AND f.sequence > r.sequence"
        "  AND (f.customer = '' OR f.customer = r.customer))";
    const std::string columns = "SELECT workspace, family, id, customer, raw_time FROM ";
    const std::string sql =
        "WITH asked AS (SELECT unnest($1::UBIGINT[]) AS place,"
        "  unnest($2::UHUGEINT[]) AS workspace, unnest($3::UBIGINT[]) AS family,"
        "  unnest($4::VARCHAR[]) AS id, unnest($5::VARCHAR[]) AS customer,"
        "  unnest($6::BIGINT[]) AS raw_time), "
        "stored AS (" +
        columns + "events r" + rows_of + " UNION ALL " + columns + "profiles r" + rows_of +
        ") "
        "SELECT DISTINCT asked.place FROM asked JOIN stored ON asked.raw_time = stored.raw_time"
        "  AND asked.workspace = stored.workspace AND asked.customer = stored.customer"
        "  AND asked.family = stored.family AND asked.id = stored.id";
    FOOTFALL_TRY(connection, Connection::open(database_));
    FOOTFALL_CHECK(
        connection.query(sql, values, [&](const Row& row) { answers[number_of(row[0])] = true; }));
    return answers;
}

Result<StoredEvents> EventTable::stored(const WorkspaceId& workspace, Sequence upto,
                                        const std::map<std::string, Sequence>& forgotten) const {
    const auto is_gone = [&](const std::string& customer, Sequence sequence) {
        const auto found = forgotten.find(customer);
        return found != forgotten.end() && sequence < found->second;
    };
    const Bound values[] = {Value(to_number(workspace)), Value(upto.value)};
    StoredEvents sums;
    FOOTFALL_TRY(connection, Connection::open(database_));
    FOOTFALL_CHECK(connection.query(
        "SELECT r.sequence, r.customer, r.kind, r.occurred_at FROM events r"
        " WHERE r.workspace = $1 AND r.sequence <= $2"
        " AND NOT EXISTS (SELECT 1 FROM forgets f WHERE f.workspace = $1 AND f.sequence <= $2"
        "  AND f.sequence > r.sequence AND (f.customer = '' OR f.customer = r.customer))",
        values, [&](const Row& row) {
            const Sequence sequence{number_of(row[0])};
            const std::string& customer = text_of(row[1]);
            if (is_gone(customer, sequence) || is_gone("", sequence)) return;
            ++sums.events;
            sums.hash += store::hash_of_event(
                sequence, customer, static_cast<Kind>(number_of(row[2])), instant_of(row[3]));
        }));
    return sums;
}

}  // namespace footfall::embedded
