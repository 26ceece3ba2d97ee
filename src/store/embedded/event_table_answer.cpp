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
