#include "store/embedded/duckdb.h"

#include <array>
#include <atomic>
#include <charconv>
#include <mutex>
#include <utility>

#include <duckdb.h>

#include "assert.h"

namespace footfall::embedded {
namespace {

tl::unexpected<Error> trouble(duckdb_error_type type, const char* text) {
    const bool is_broken = type == DUCKDB_ERROR_FATAL || type == DUCKDB_ERROR_INTERNAL;
    return fail(is_broken ? ErrorCode::corrupt : ErrorCode::io,
                std::string("event table: ") + (text == nullptr ? "no reason given" : text));
}

struct OwnedResult {
    OwnedResult() = default;
    OwnedResult(const OwnedResult&) = delete;
    OwnedResult& operator=(const OwnedResult&) = delete;
    ~OwnedResult() { duckdb_destroy_result(&result); }

    duckdb_result result{};
};

struct OwnedValue {
    explicit OwnedValue(duckdb_value owned) : value(owned) {}
    OwnedValue(OwnedValue&& other) noexcept : value(std::exchange(other.value, nullptr)) {}
    OwnedValue(const OwnedValue&) = delete;
    OwnedValue& operator=(const OwnedValue&) = delete;
    ~OwnedValue() { duckdb_destroy_value(&value); }

    duckdb_value value;
};

duckdb_value make_value(const Value& value) {
    struct Maker {
        duckdb_value operator()(std::monostate) const { return duckdb_create_null_value(); }
        duckdb_value operator()(bool flag) const { return duckdb_create_bool(flag); }
        duckdb_value operator()(std::int64_t number) const { return duckdb_create_int64(number); }
        duckdb_value operator()(std::uint64_t number) const { return duckdb_create_uint64(number); }
        duckdb_value operator()(Uint128 wide) const {
            return duckdb_create_uhugeint({.lower = wide.low, .upper = wide.high});
        }
        duckdb_value operator()(const std::string& text) const {
            return duckdb_create_varchar_length(text.data(), text.size());
        }
    };
    return std::visit(Maker(), value);
}

duckdb_type type_of(const Value& value) {
    static constexpr std::array<duckdb_type, 6> types{DUCKDB_TYPE_SQLNULL,  DUCKDB_TYPE_BOOLEAN,
                                                      DUCKDB_TYPE_BIGINT,   DUCKDB_TYPE_UBIGINT,
                                                      DUCKDB_TYPE_UHUGEINT, DUCKDB_TYPE_VARCHAR};
    return types[value.index()];
}

duckdb_value make_list(const std::vector<Value>& values) {
    std::vector<OwnedValue> owned;
    std::vector<duckdb_value> members;
    members.reserve(values.size() + 1);  // an empty list without a place for members is refused
    for (const Value& value : values) {
        members.push_back(owned.emplace_back(make_value(value)).value);
    }
    duckdb_logical_type type =
        duckdb_create_logical_type(values.empty() ? DUCKDB_TYPE_UBIGINT : type_of(values.front()));
    duckdb_value list = duckdb_create_list_value(type, members.data(), members.size());
    duckdb_destroy_logical_type(&type);
    return list;
}

struct ColumnReader {
    duckdb_type type = DUCKDB_TYPE_INVALID;
    void* bytes = nullptr;
    std::uint64_t* validity = nullptr;

    Value at(idx_t row) const {
        if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) {
            return std::monostate();
        }
        switch (type) {
            case DUCKDB_TYPE_BOOLEAN:
                return static_cast<const bool*>(bytes)[row];
            case DUCKDB_TYPE_BIGINT:
                return static_cast<const std::int64_t*>(bytes)[row];
            case DUCKDB_TYPE_UTINYINT:
                return std::uint64_t{static_cast<const std::uint8_t*>(bytes)[row]};
            case DUCKDB_TYPE_UBIGINT:
                return static_cast<const std::uint64_t*>(bytes)[row];
            case DUCKDB_TYPE_VARCHAR: {
                auto* text = static_cast<duckdb_string_t*>(bytes) + row;
                return std::string(duckdb_string_t_data(text), duckdb_string_t_length(*text));
            }
            default:
                break;
        }
        ASSERT(false, "no reader for a column of type " << type);
        return {};
    }
};

// A chunk at a time, so that memory does not follow the number of rows.
void take_rows(duckdb_result& result, const std::function<void(const Row&)>& take) {
    Row row;
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) {
        const idx_t width = duckdb_data_chunk_get_column_count(chunk);
        std::vector<ColumnReader> columns(width);
        for (idx_t i = 0; i < width; ++i) {
            duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
            columns[i] = {duckdb_column_type(&result, i), duckdb_vector_get_data(vector),
                          duckdb_vector_get_validity(vector)};
        }
        for (idx_t at = 0; at < duckdb_data_chunk_get_size(chunk); ++at) {
            row.clear();
            for (const ColumnReader& column : columns) row.push_back(column.at(at));
            take(row);
        }
        duckdb_destroy_data_chunk(&chunk);
    }
}

}  // namespace

std::string library_version() { return duckdb_library_version(); }

bool is_usable_version(std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    std::array<unsigned, 3> parts{};
    const char* at = version.data();
    const char* end = at + version.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto [rest, error] = std::from_chars(at, end, parts[i]);
        if (error != std::errc()) return false;
        at = rest;
        if (i + 1 < parts.size() && (at == end || *at++ != '.')) return false;
    }
    return parts >= std::array<unsigned, 3>{1, 5, 6};
}

struct Database::Handle {
    duckdb_database database = nullptr;
    std::atomic<bool> is_abandoned = false;
};

Database::Database(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}

Database::~Database() {
    if (!handle_->is_abandoned) {
        duckdb_close(&handle_->database);
        return;
    }
    // Kept reachable for as long as the process lives.
    static std::mutex mutex;
    static std::vector<duckdb_database> abandoned;
    const std::lock_guard lock(mutex);
    abandoned.push_back(handle_->database);
}

void Database::abandon() { handle_->is_abandoned = true; }

Result<std::shared_ptr<Database>> Database::open(const std::filesystem::path& file,
                                                 const DatabaseOptions& options) {
    const std::string memory = std::to_string(options.memory_limit_bytes / 1024) + "KiB";
    const std::array<std::pair<const char*, std::string>, 6> settings{{
        {"temp_directory", options.temporary_folder.string()},
        {"max_temp_directory_size", "8GiB"},
        {"memory_limit", memory},
        {"threads", std::to_string(options.threads)},
        {"allow_unsigned_extensions", "false"},
        {"autoinstall_known_extensions", "false"},
    }};
    duckdb_config config = nullptr;
    ASSERT(duckdb_create_config(&config) == DuckDBSuccess);
    for (const auto& [name, value] : settings) {
        if (duckdb_set_config(config, name, value.c_str()) != DuckDBSuccess) {
            duckdb_destroy_config(&config);
            return fail(ErrorCode::io, std::string("event table: refused setting ") + name);
        }
    }
    auto handle = std::make_unique<Handle>();
    char* reason = nullptr;
    const duckdb_state state = duckdb_open_ext(file.c_str(), &handle->database, config, &reason);
    duckdb_destroy_config(&config);
    const std::string why = reason == nullptr ? "" : reason;
    duckdb_free(reason);
    if (state != DuckDBSuccess) return fail(ErrorCode::corrupt, "event table: " + why);

    std::shared_ptr<Database> database(new Database(std::move(handle)));
    FOOTFALL_TRY(connection, Connection::open(database));
    // The last one locks the others, so the order matters.
    for (const char* statement :
         {"SET enable_external_access=false", "SET autoload_known_extensions=false",
          "SET autoinstall_known_extensions=false", "SET lock_configuration=true"}) {
        FOOTFALL_CHECK(connection.run(statement));
    }
    return database;
}

struct Connection::Handle {
    std::shared_ptr<Database> database;
    duckdb_connection connection = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { duckdb_disconnect(&connection); }
};

Connection::Connection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(std::shared_ptr<Database> database) {
    auto handle = std::make_unique<Handle>();
    if (duckdb_connect(database->handle_->database, &handle->connection) != DuckDBSuccess) {
        return fail(ErrorCode::io, "event table: no connection");
    }
    handle->database = std::move(database);
    return Connection(std::move(handle));
}

Result<> Connection::run(const std::string& sql) {
    OwnedResult owned;
    if (duckdb_query(handle_->connection, sql.c_str(), &owned.result) != DuckDBSuccess) {
        return trouble(duckdb_result_error_type(&owned.result), duckdb_result_error(&owned.result));
    }
    return {};
}

Result<> Connection::query(const std::string& sql, std::span<const Bound> values,
                           const std::function<void(const Row&)>& take) {
    struct OwnedStatement {
        duckdb_prepared_statement statement = nullptr;

        OwnedStatement() = default;
        OwnedStatement(const OwnedStatement&) = delete;
        OwnedStatement& operator=(const OwnedStatement&) = delete;
        ~OwnedStatement() { duckdb_destroy_prepare(&statement); }
    } owned;
    if (duckdb_prepare(handle_->connection, sql.c_str(), &owned.statement) != DuckDBSuccess) {
        const char* text = duckdb_prepare_error(owned.statement);
        // An invalidated database answers so to everything.
        const bool is_broken =
            text != nullptr && std::string_view(text).find("FATAL") != std::string_view::npos;
        return trouble(is_broken ? DUCKDB_ERROR_FATAL : DUCKDB_ERROR_INVALID, text);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const OwnedValue value(std::holds_alternative<Value>(values[i])
                                   ? make_value(std::get<Value>(values[i]))
                                   : make_list(std::get<std::vector<Value>>(values[i])));
        if (duckdb_bind_value(owned.statement, i + 1, value.value) != DuckDBSuccess) {
            return fail(ErrorCode::io, "event table: cannot bind value " + std::to_string(i + 1));
        }
    }
    OwnedResult rows;
    const auto failure = [&] {
        return trouble(duckdb_result_error_type(&rows.result), duckdb_result_error(&rows.result));
    };
    if (duckdb_execute_prepared_streaming(owned.statement, &rows.result) != DuckDBSuccess) {
        return failure();
    }
    take_rows(rows.result, take);
    // What fails while rows are fetched ends them early.
    if (duckdb_result_error(&rows.result) != nullptr) return failure();
    return {};
}

// Rows are gathered in one chunk, column by column, and handed over when it is full.
struct Appender::Handle {
    struct Column {
        duckdb_type type = DUCKDB_TYPE_INVALID;
        duckdb_vector vector = nullptr;
        void* data = nullptr;
    };

    // Some dozen MiB, and a part of a row group.
    static constexpr idx_t rows_kept_max = 61'440;

    duckdb_appender appender = nullptr;
    duckdb_data_chunk chunk = nullptr;
    std::vector<Column> columns;
    std::size_t column = 0;  // the next value's
    idx_t rows = 0;
    idx_t rows_kept = 0;  // handed over, and not yet with the table
    bool failed = false;

    void note(duckdb_state state) { failed = failed || state != DuckDBSuccess; }

    void open(duckdb_connection connection, const char* table) {
        note(duckdb_appender_create(connection, nullptr, table, &appender));
        if (failed) return;
        std::vector<duckdb_logical_type> types;
        for (idx_t i = 0; i < duckdb_appender_column_count(appender); ++i) {
            types.push_back(duckdb_appender_column_type(appender, i));
            columns.push_back({.type = duckdb_get_type_id(types.back())});
        }
        chunk = duckdb_create_data_chunk(types.data(), types.size());
        for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
        find_vectors();
    }

    // Anew after each reset.
    void find_vectors() {
        for (idx_t i = 0; i < columns.size(); ++i) {
            columns[i].vector = duckdb_data_chunk_get_vector(chunk, i);
            columns[i].data = duckdb_vector_get_data(columns[i].vector);
        }
    }

    Column& next() {
        ASSERT(column < columns.size());
        return columns[column++];
    }

    template <class T>
    void put(T value, duckdb_type type) {
        if (failed) return;
        const Column& to = next();
        ASSERT(to.type == type, "column " << column << " has the type " << to.type);
        static_cast<T*>(to.data)[rows] = value;
    }

    void hand_over() {
        if (failed || rows == 0) return;
        duckdb_data_chunk_set_size(chunk, rows);
        note(duckdb_append_data_chunk(appender, chunk));
        duckdb_data_chunk_reset(chunk);
        find_vectors();
        rows_kept += rows;
        rows = 0;
        if (rows_kept >= rows_kept_max) flush();
    }

    // By itself the library would keep 204,800 rows.
    void flush() {
        if (!failed) note(duckdb_appender_flush(appender));
        rows_kept = 0;
    }
};

Appender::Appender(Connection& connection, const char* table)
    : handle_(std::make_unique<Handle>()) {
    handle_->open(connection.handle_->connection, table);
}

Appender::~Appender() {
    duckdb_destroy_data_chunk(&handle_->chunk);
    duckdb_appender_destroy(&handle_->appender);
}

Appender& Appender::number(std::uint64_t value) {
    handle_->put(value, DUCKDB_TYPE_UBIGINT);
    return *this;
}

Appender& Appender::small(std::uint8_t value) {
    handle_->put(value, DUCKDB_TYPE_UTINYINT);
    return *this;
}

Appender& Appender::medium(std::uint32_t value) {
    handle_->put(value, DUCKDB_TYPE_UINTEGER);
    return *this;
}

Appender& Appender::time(std::int64_t value) {
    handle_->put(value, DUCKDB_TYPE_BIGINT);
    return *this;
}

Appender& Appender::text(std::string_view value) {
    if (handle_->failed) return *this;
    const Handle::Column& to = handle_->next();
    ASSERT(to.type == DUCKDB_TYPE_VARCHAR, "column " << handle_->column);
    duckdb_vector_assign_string_element_len(to.vector, handle_->rows, value.data(), value.size());
    return *this;
}

Appender& Appender::wide(Uint128 value) {
    handle_->put(duckdb_uhugeint{.lower = value.low, .upper = value.high}, DUCKDB_TYPE_UHUGEINT);
    return *this;
}

Appender& Appender::nothing() {
    if (handle_->failed) return *this;
    const Handle::Column& to = handle_->next();
    duckdb_vector_ensure_validity_writable(to.vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(to.vector), handle_->rows);
    return *this;
}

void Appender::end_row() {
    if (handle_->failed) return;
    ASSERT(handle_->column == handle_->columns.size(), "a row of " << handle_->column);
    handle_->column = 0;
    if (++handle_->rows == duckdb_vector_size()) handle_->hand_over();
}

Result<> Appender::finish() {
    handle_->hand_over();
    handle_->flush();
    if (!handle_->failed) return {};
    duckdb_error_data data = duckdb_appender_error_data(handle_->appender);
    auto error = trouble(duckdb_error_data_error_type(data), duckdb_error_data_message(data));
    duckdb_destroy_error_data(&data);
    return error;
}

}  // namespace footfall::embedded
