#include <filesystem>
#include <string>
#include <utility>

#include <sqlite3.h>

#include "peer.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

class SqlitePeer final : public Peer {
  public:
    SqlitePeer(fs::path folder, sqlite3* database)
        : Peer(Dialect::sqlite), folder_(std::move(folder)), database_(database) {}
    ~SqlitePeer() override { sqlite3_close(database_); }

    std::string name() const override { return std::string("SQLite ") + sqlite3_libversion(); }

    std::string settings() const override {
        return "in process, WAL, 1 GiB of cache, 8 GiB of memory map; events clustered by time "
               "(WITHOUT ROWID) and a covering index by customer, kind and time; loaded by one "
               "prepared statement in one transaction without a journal, then ANALYZE";
    }

    Result<> load(const WorkloadOptions& options,
                  const std::vector<PeerCustomer>& customers) override {
        FOOTFALL_CHECK(run(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1048576;"
            "PRAGMA mmap_size = 8589934592; PRAGMA temp_store = MEMORY; BEGIN;"
            "CREATE TABLE customers(number INTEGER PRIMARY KEY, name TEXT, code TEXT, email TEXT,"
            " status INTEGER, folded_name TEXT, folded_code TEXT, folded_email TEXT,"
            " last_click INTEGER, recent_activity INTEGER);"
            "CREATE TABLE events(occurred_at INTEGER, number INTEGER, customer INTEGER,"
            " kind INTEGER, site INTEGER, PRIMARY KEY (occurred_at, number)) WITHOUT ROWID"));
        FOOTFALL_CHECK(load_customers(customers));
        FOOTFALL_CHECK(load_events(options));
        return run(
            "COMMIT; CREATE INDEX events_by_customer ON events(customer, kind, occurred_at);"
            "ANALYZE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    }

    Result<Rows> query(const std::string& sql) override {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            return trouble();
        }
        Rows rows;
        int state = SQLITE_ROW;
        while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
            auto& values = rows.emplace_back();
            for (int column = 0; column < sqlite3_column_count(statement); ++column) {
                const unsigned char* const text = sqlite3_column_text(statement, column);
                values.emplace_back(text == nullptr ? "" : reinterpret_cast<const char*>(text));
            }
        }
        sqlite3_finalize(statement);
        if (state != SQLITE_DONE) return trouble();
        return rows;
    }

    fs::path folder() const override { return folder_; }

  private:
    tl::unexpected<Error> trouble() const {
        return fail(ErrorCode::io, std::string("SQLite: ") + sqlite3_errmsg(database_));
    }

    Result<> run(const char* sql) {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return trouble();
        return {};
    }

    Result<> step(sqlite3_stmt* statement) {
        const bool done = sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_reset(statement);
        if (!done) return trouble();
        return {};
    }

    Result<> load_customers(const std::vector<PeerCustomer>& customers) {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(database_, "INSERT INTO customers VALUES (?,?,?,?,?,?,?,?,?,?)", -1,
                           &statement, nullptr);
        Result<> state;
        for (std::size_t number = 0; number < customers.size() && state; ++number) {
            const PeerCustomer& customer = customers[number];
            const Profile& profile = customer.profile;
            const auto bind = [&](int column, const std::string& text) {
                sqlite3_bind_text(statement, column, text.data(), static_cast<int>(text.size()),
                                  SQLITE_TRANSIENT);
            };
            sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(number));
            bind(2, profile.name.value_or(""));
            bind(3, profile.code.value_or(""));
            bind(4, profile.email.value_or(""));
            sqlite3_bind_int64(statement, 5, static_cast<sqlite3_int64>(*profile.status));
            bind(6, customer.folded_name);
            bind(7, customer.folded_code);
            bind(8, customer.folded_email);
            sqlite3_bind_int64(statement, 9, customer.last_click_ms);
            sqlite3_bind_int64(statement, 10, customer.recent_activity_ms);
            state = step(statement);
        }
        sqlite3_finalize(statement);
        return state;
    }

    Result<> load_events(const WorkloadOptions& options) {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(database_, "INSERT INTO events VALUES (?,?,?,?,?)", -1, &statement,
                           nullptr);
        Workload workload(options);
        sqlite3_int64 number = 0;
        Result<> state;
        for (auto facts = workload.next_batch(); !facts.empty() && state;
             facts = workload.next_batch()) {
            for (const Fact& fact : facts) {
                sqlite3_bind_int64(statement, 1, fact.occurred_at.us / 1'000);
                sqlite3_bind_int64(statement, 2, ++number);
                sqlite3_bind_int64(statement, 3, fact.customer);
                sqlite3_bind_int64(statement, 4, static_cast<sqlite3_int64>(fact.kind));
                sqlite3_bind_int64(statement, 5, fact.site);
                state = step(statement);
                if (!state) break;
            }
        }
        sqlite3_finalize(statement);
        return state;
    }

    fs::path folder_;
    sqlite3* database_;
};

}  // namespace

Result<std::unique_ptr<Peer>> start_sqlite(const fs::path& folder) {
    fs::create_directories(folder);
    sqlite3* database = nullptr;
    if (sqlite3_open((folder / "peer.sqlite").c_str(), &database) != SQLITE_OK) {
        return fail(ErrorCode::io, "SQLite cannot open its file");
    }
    return std::unique_ptr<Peer>(new SqlitePeer(folder, database));
}

}  // namespace footfall::bench
