#include "store/embedded/event_table.h"

#include <fstream>
#include <system_error>
#include <utility>
#include <variant>

#include "store/embedded/event_table_rows.h"

namespace footfall::embedded {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t schema_version = 2;

// Times are microseconds since 1970. `raw_time` is NULL where the client gave none.
constexpr const char* schema[] = {
    "CREATE TABLE manifest (schema_version UBIGINT, library VARCHAR)",
    "CREATE TABLE applied (sequence UBIGINT, has_forgotten BOOLEAN)",
    "CREATE TABLE events (sequence UBIGINT, workspace UHUGEINT, customer VARCHAR, kind UTINYINT,"
    " occurred_at BIGINT, raw_time BIGINT, family UTINYINT, id VARCHAR)",
    "CREATE TABLE profiles (sequence UBIGINT, workspace UHUGEINT, customer VARCHAR,"
    " raw_time BIGINT, family UTINYINT, id VARCHAR)",
    "CREATE TABLE forgets (sequence UBIGINT, workspace UHUGEINT, customer VARCHAR)",
};

fs::path file_of(const fs::path& folder) { return folder / "events.duckdb"; }
fs::path log_of(const fs::path& folder) { return folder / "events.duckdb.wal"; }
fs::path marker_of(const fs::path& folder) { return folder / "events.duckdb.opening"; }

Result<> make_schema(Connection& connection) {
    FOOTFALL_CHECK(connection.run("BEGIN"));
    for (const char* statement : schema) FOOTFALL_CHECK(connection.run(statement));
    FOOTFALL_CHECK(connection.run("INSERT INTO applied VALUES (0, false)"));
    const Bound values[] = {Value(schema_version), Value(library_version())};
    FOOTFALL_CHECK(
        connection.query("INSERT INTO manifest VALUES (?, ?)", values, [](const Row&) {}));
    return connection.run("COMMIT");
}

Result<> check_schema(Connection& connection) {
    bool is_known = false;
    bool is_same_library = false;
    FOOTFALL_CHECK(
        connection.query("SELECT schema_version, library FROM manifest", {}, [&](const Row& row) {
            is_known = std::get<std::uint64_t>(row[0]) == schema_version;
            is_same_library = std::get<std::string>(row[1]) == library_version();
        }));
    if (!is_known) return fail(ErrorCode::corrupt, "event table: another schema");
    // A start writes only what has changed: there may be no room.
    if (is_same_library) return {};
    const Bound values[] = {Value(library_version())};
    return connection.query("UPDATE manifest SET library = ?", values, [](const Row&) {});
}

// Rows that an entry forgot never show; here, before anybody reads, they are taken out for good.
Result<> remove_forgotten(Connection& connection) {
    FOOTFALL_CHECK(connection.run("BEGIN"));
    for (const std::string table : {"events", "profiles"}) {
        FOOTFALL_CHECK(connection.run("DELETE FROM " + table + " USING forgets WHERE " + table +
                                      ".workspace = forgets.workspace AND " + table +
                                      ".sequence < forgets.sequence"
                                      " AND (forgets.customer = '' OR forgets.customer = " +
                                      table + ".customer)"));
    }
    FOOTFALL_CHECK(connection.run("UPDATE applied SET has_forgotten = false"));
    FOOTFALL_CHECK(connection.run("COMMIT"));
    return connection.run("CHECKPOINT");
}

Result<std::shared_ptr<EventTable>> open_file(const fs::path& folder,
                                              const DatabaseOptions& options,
                                              Sequence journal_last) {
    std::error_code ignored;
    const bool is_there = fs::exists(file_of(folder), ignored);
    FOOTFALL_TRY(database, Database::open(file_of(folder), options));
    FOOTFALL_TRY(connection, Connection::open(database));
    if (is_there) {
        FOOTFALL_CHECK(check_schema(connection));
    } else {
        FOOTFALL_CHECK(make_schema(connection));
    }
    Sequence applied;
    bool has_forgotten = false;
    std::size_t rows = 0;
    FOOTFALL_CHECK(
        connection.query("SELECT sequence, has_forgotten FROM applied", {}, [&](const Row& row) {
            applied = {std::get<std::uint64_t>(row[0])};
            has_forgotten = std::get<bool>(row[1]);
            ++rows;
        }));
    if (rows != 1) return fail(ErrorCode::corrupt, "event table: it does not say what it holds");
    if (applied > journal_last) {
        return fail(ErrorCode::corrupt,
                    "the event table holds entries up to " + std::to_string(applied.value) +
                        ", but the journal ends at " + std::to_string(journal_last.value) +
                        ": the journal has lost entries that were acknowledged. Restore it from a "
                        "backup; or, to go on without them, move the folder `events` away",
                    {}, "journal_behind");
    }
    if (has_forgotten) FOOTFALL_CHECK(remove_forgotten(connection));
    return std::make_shared<EventTable>(std::move(database), applied);
}

}  // namespace

Result<std::shared_ptr<EventTable>> EventTable::open(const fs::path& folder,
                                                     std::uint64_t memory_limit_bytes,
                                                     unsigned threads, Sequence journal_last) {
    if (!is_usable_version(library_version())) {
        return fail(ErrorCode::io, "libduckdb is " + library_version() + ", needs 1.5.6 or later");
    }
    std::error_code trouble;
    if (fs::exists(marker_of(folder), trouble)) {
        return fail(ErrorCode::corrupt, "event table: an earlier opening died");
    }
    if (!std::ofstream(marker_of(folder)).flush()) {
        return fail(ErrorCode::io, "cannot write " + marker_of(folder).string());
    }
    auto table = open_file(folder,
                           {.temporary_folder = folder / "temporary",
                            .memory_limit_bytes = memory_limit_bytes,
                            .threads = threads},
                           journal_last);
    fs::remove(marker_of(folder), trouble);
    if (!table && table.error().code != ErrorCode::corrupt) {
        // A file that opens but does not answer is as doubtful as one that does not open.
        return fail(ErrorCode::corrupt, table.error().message);
    }
    return table;
}

Result<> EventTable::put_aside(const fs::path& folder) {
    std::error_code trouble;
    const fs::path aside = folder / "events.duckdb.aside";
    fs::remove(aside, trouble);
    if (fs::exists(file_of(folder), trouble)) fs::rename(file_of(folder), aside, trouble);
    if (trouble) {
        return fail(ErrorCode::io,
                    "cannot move " + file_of(folder).string() + ": " + trouble.message());
    }
    fs::remove(log_of(folder), trouble);
    if (trouble) return fail(ErrorCode::io, "cannot remove " + log_of(folder).string());
    fs::remove(marker_of(folder), trouble);
    if (trouble) return fail(ErrorCode::io, "cannot remove " + marker_of(folder).string());
    return {};
}

EventTable::EventTable(std::shared_ptr<Database> database, Sequence applied)
    : database_(std::move(database)), applied_(applied) {}

Result<std::unique_ptr<EventTable::Transaction>> EventTable::begin() {
    FOOTFALL_TRY(connection, Connection::open(database_));
    FOOTFALL_CHECK(connection.run("BEGIN"));
    return std::unique_ptr<Transaction>(new Transaction(std::move(connection)));
}

EventTable::Transaction::Transaction(Connection connection)
    : connection_(std::move(connection)), appenders_(std::make_unique<Appenders>(connection_)) {}

EventTable::Transaction::~Transaction() = default;

void EventTable::Transaction::append(const Entry& entry) {
    forgets_ = forgets_ || std::holds_alternative<Forget>(entry.body);
    embedded::append(*appenders_, entry);
}

Result<> EventTable::Transaction::commit(Sequence applied) {
    FOOTFALL_CHECK(appenders_->events.finish());
    FOOTFALL_CHECK(appenders_->profiles.finish());
    FOOTFALL_CHECK(appenders_->forgets.finish());
    appenders_.reset();
    const Bound values[] = {Value(applied.value), Value(forgets_)};
    FOOTFALL_CHECK(
        connection_.query("UPDATE applied SET sequence = ?, has_forgotten = has_forgotten OR ?",
                          values, [](const Row&) {}));
    return connection_.run("COMMIT");
}

}  // namespace footfall::embedded
