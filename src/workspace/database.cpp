#include "workspace/database.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include <soci/sqlite3/soci-sqlite3.h>

#include "workspace/schema.h"

namespace footfall::workspace {

namespace {

// A setting of SQLite: how it is made, how it is asked for, and what it must say.
struct Pragma {
    const char* set;
    const char* ask;
    std::string_view expected;
};

constexpr std::array pragmas{
    Pragma{"PRAGMA busy_timeout = 5000", "PRAGMA busy_timeout", "5000"},
    // Not the write-ahead log, whose reset can race a commit in the versions that are around.
    Pragma{"PRAGMA journal_mode = DELETE", "PRAGMA journal_mode", "delete"},
    // FULL would not sync the folder, and a power cut could bring a finished journal back.
    Pragma{"PRAGMA synchronous = EXTRA", "PRAGMA synchronous", "3"},
    Pragma{"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
    Pragma{"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
    Pragma{"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
};

// The file for its owner alone; SQLite gives its journal the same mode.
Result<> make_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool done = descriptor >= 0 && ::fchmod(descriptor, 0600) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!done) return fail(ErrorCode::io, file.string() + ": " + std::strerror(error));
    return {};
}

ErrorCode code_of(int sqlite_result) {
    switch (sqlite_result & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_NOMEM:
            return ErrorCode::unavailable;
        case SQLITE_CONSTRAINT:
            return ErrorCode::conflict;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::corrupt;
        default:
            return ErrorCode::io;
    }
}

// Why the disk takes nothing; empty for other trouble.
std::string reason_of(int sqlite_result, int system_error) {
    switch (sqlite_result & 0xFF) {
        case SQLITE_FULL:
            return "disk_full";
        case SQLITE_READONLY:
            return "disk_not_writable";
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
            break;
        default:
            return {};
    }
    switch (system_error) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return "disk_full";
        case EROFS:
        case ENOENT:  // it could not make its journal, and then could not open it for reading
            return "disk_not_writable";
        default:
            return {};
    }
}

// Of the last access that failed.
int system_error(soci::session& sql) {
    const auto* backend = static_cast<soci::sqlite3_session_backend*>(sql.get_backend());
    if (backend == nullptr) return 0;
    int of_file = 0;
    sqlite_api::sqlite3_file_control(backend->conn_, "main", SQLITE_FCNTL_LAST_ERRNO, &of_file);
    return of_file != 0 ? of_file : sqlite_api::sqlite3_system_errno(backend->conn_);
}

// The one value of a statement; empty if there is no row.
std::string ask(soci::session& sql, const char* statement) {
    std::string value;
    soci::indicator indicator = soci::i_ok;
    sql << statement, soci::into(value, indicator);
    if (!sql.got_data() || indicator == soci::i_null) return {};
    return value;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
    // SOCI's connection text knows no escapes.
    if (file.string().find('"') != std::string::npos) {
        return fail(ErrorCode::invalid, file.string() + ": the path must not have quotes", "data");
    }
    FOOTFALL_CHECK(make_private(file));
    std::unique_ptr<Database> database(new Database());
    try {
        database->sql_.open(*soci::factory_sqlite3(), "db=\"" + file.string() + "\"");
    } catch (const std::exception& thrown) {
        return fail(database->to_error(thrown));
    }
    FOOTFALL_CHECK(database->read([&](soci::session&) { return database->configure(); }));
    FOOTFALL_CHECK(database->write([&](soci::session&) { return database->migrate(); }));
    return database;
}

Result<> Database::configure() {
    for (const Pragma& pragma : pragmas) {
        ask(sql_, pragma.set);
        const std::string value = ask(sql_, pragma.ask);
        if (value != pragma.expected) {
            return fail(ErrorCode::io, "SQLite did not take `" + std::string(pragma.set) +
                                           "`: it says '" + value + "'");
        }
    }
    const std::string check = ask(sql_, "PRAGMA quick_check(1)");
    if (check != "ok") return fail(ErrorCode::corrupt, "control.sqlite is damaged: " + check);
    return {};
}

Result<> Database::migrate() {
    long long version = 0;
    if (ask(sql_, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'") == "1") {
        sql_ << "SELECT version FROM schema_version", soci::into(version);
        if (!sql_.got_data() || version < 1) throw Unreadable("its schema has no version");
    } else if (ask(sql_, "SELECT COUNT(*) FROM sqlite_master") != "0") {
        return fail(ErrorCode::corrupt, "control.sqlite is not a database of Footfall");
    }
    const auto newest = static_cast<long long>(migrations().size());
    if (version > newest) {
        return fail(ErrorCode::conflict, "control.sqlite has version " + std::to_string(version) +
                                             " of its tables, this program knows " +
                                             std::to_string(newest));
    }
    if (version == newest) return {};
    for (const Migration step : migrations().subspan(static_cast<std::size_t>(version))) {
        for (const char* statement : step) sql_ << statement;
    }
    sql_ << "UPDATE schema_version SET version = :version", soci::use(newest);
    return {};
}

Error Database::to_error(const std::exception& thrown) {
    Error error{ErrorCode::io, std::string("control.sqlite: ") + thrown.what(), {}, {}};
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown)) {
        error.code = code_of(sqlite->result());
        error.reason = reason_of(sqlite->result(), system_error(sql_));
        if (!error.reason.empty()) error.code = ErrorCode::unavailable;
    } else if (dynamic_cast<const Unreadable*>(&thrown) != nullptr) {
        error.code = ErrorCode::corrupt;
    }
    return error;
}

void Database::roll_back() noexcept {
    try {
        const auto* backend = static_cast<soci::sqlite3_session_backend*>(sql_.get_backend());
        // After some failures SQLite has rolled back by itself.
        if (backend != nullptr && sqlite_api::sqlite3_get_autocommit(backend->conn_) == 0) {
            sql_ << "ROLLBACK";
        }
    } catch (const std::exception&) {
        // The next BEGIN fails, and with it whatever comes next: nothing is half done.
    }
}

}  // namespace footfall::workspace
