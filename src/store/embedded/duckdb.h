// DuckDB behind a small door: a database file, connections, statements with bound values, appends.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "result.h"

namespace footfall::embedded {

// Errors of this file: `corrupt` when the database must not be used any more, else `io`.

struct Uint128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

using Value = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, Uint128, std::string>;

// A value for a statement's `?`, or a list of values of one type.
using Bound = std::variant<Value, std::vector<Value>>;

// One row; numbers of any width come as std::int64_t or std::uint64_t.
using Row = std::vector<Value>;

struct DatabaseOptions {
    std::filesystem::path temporary_folder;
    std::uint64_t memory_limit_bytes = 0;
    unsigned threads = 1;
};

// The version of the library that is loaded, such as `v1.5.6`.
std::string library_version();

// Whether `version` is 1.5.6 or later.
bool is_usable_version(std::string_view version);

// Thread-safe. Connections keep it alive.
class Database {
  public:
    // Opens or makes the file; nothing outside it and the temporary folder can be reached through
    // it, and its settings are locked.
    static Result<std::shared_ptr<Database>> open(const std::filesystem::path& file,
                                                  const DatabaseOptions& options);

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    // It will never be closed: an orderly end of a broken database writes to its file again.
    void abandon();

  private:
    friend class Connection;
    struct Handle;
    explicit Database(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

// One thread at a time.
class Connection {
  public:
    static Result<Connection> open(std::shared_ptr<Database> database);

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    // One statement without values or rows.
    Result<> run(const std::string& sql);

    // One statement; `take` sees its rows in order.
    Result<> query(const std::string& sql, std::span<const Bound> values,
                   const std::function<void(const Row&)>& take);

  private:
    friend class Appender;
    struct Handle;
    explicit Connection(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

// Appends rows to one table, within the connection's transaction: for each column in order one
// value of its type, then end_row(). The first failure shows in finish(); the connection outlives
// it.
class Appender {
  public:
    Appender(Connection& connection, const char* table);
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;
    ~Appender();

    Appender& number(std::uint64_t value);   // UBIGINT
    Appender& small(std::uint8_t value);     // UTINYINT
    Appender& medium(std::uint32_t value);   // UINTEGER
    Appender& time(std::int64_t value);      // BIGINT
    Appender& text(std::string_view value);  // VARCHAR; valid UTF-8
    Appender& wide(Uint128 value);           // UHUGEINT
    Appender& nothing();
    void end_row();

    // Hands everything over; says what went wrong since the beginning.
    Result<> finish();

  private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

}  // namespace footfall::embedded
