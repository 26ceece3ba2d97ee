#include <filesystem>
#include <string>
#include <utility>
#include <variant>

#include "peer.h"
#include "store/embedded/duckdb.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

std::string text_of(const embedded::Value& value) {
    struct Text {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(bool flag) const { return flag ? "1" : "0"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(std::uint64_t number) const { return std::to_string(number); }
        std::string operator()(embedded::Uint128 wide) const { return std::to_string(wide.low); }
        std::string operator()(const std::string& text) const { return text; }
    };
    return std::visit(Text(), value);
}

class DuckdbPeer final : public Peer {
  public:
    DuckdbPeer(fs::path folder, embedded::Connection connection)
        : Peer(Dialect::standard), folder_(std::move(folder)), connection_(std::move(connection)) {}

    std::string name() const override { return "DuckDB " + embedded::library_version().substr(1); }

    std::string settings() const override {
        return "in process, 2 threads, 4 GiB; events in the order of their times without a key, so "
               "that zone maps prune periods; loaded by the appender, then a checkpoint";
    }

    Result<> load(const WorkloadOptions& options,
                  const std::vector<PeerCustomer>& customers) override {
        FOOTFALL_CHECK(connection_.run(
            "CREATE TABLE customers(number BIGINT, name VARCHAR, code VARCHAR, email VARCHAR,"
            " status UTINYINT, folded_name VARCHAR, folded_code VARCHAR, folded_email VARCHAR,"
            " last_click BIGINT, recent_activity BIGINT)"));
        FOOTFALL_CHECK(
            connection_.run("CREATE TABLE events(customer UINTEGER, kind UTINYINT, site UTINYINT,"
                            " occurred_at BIGINT)"));
        FOOTFALL_CHECK(connection_.run("BEGIN"));
        {
            embedded::Appender appender(connection_, "customers");
            std::int64_t number = 0;
            for (const PeerCustomer& customer : customers) {
                const Profile& profile = customer.profile;
                appender.time(number++)
                    .text(profile.name.value_or(""))
                    .text(profile.code.value_or(""))
                    .text(profile.email.value_or(""))
                    .small(static_cast<std::uint8_t>(*profile.status))
                    .text(customer.folded_name)
                    .text(customer.folded_code)
                    .text(customer.folded_email)
                    .time(customer.last_click_ms)
                    .time(customer.recent_activity_ms);
                appender.end_row();
            }
            FOOTFALL_CHECK(appender.finish());
        }
        FOOTFALL_CHECK(connection_.run("COMMIT"));
        FOOTFALL_CHECK(connection_.run("BEGIN"));
        {
            embedded::Appender appender(connection_, "events");
            Workload workload(options);
            for (auto facts = workload.next_batch(); !facts.empty();
                 facts = workload.next_batch()) {
                for (const Fact& fact : facts) {
                    appender.medium(fact.customer)
                        .small(static_cast<std::uint8_t>(fact.kind))
                        .small(static_cast<std::uint8_t>(fact.site))
                        .time(fact.occurred_at.us / 1'000);
                    appender.end_row();
                }
            }
            FOOTFALL_CHECK(appender.finish());
        }
        FOOTFALL_CHECK(connection_.run("COMMIT"));
        return connection_.run("CHECKPOINT");
    }

    Result<Rows> query(const std::string& sql) override {
        Rows rows;
        FOOTFALL_CHECK(connection_.query(sql, {}, [&](const embedded::Row& row) {
            auto& values = rows.emplace_back();
            for (const embedded::Value& value : row) values.push_back(text_of(value));
        }));
        return rows;
    }

    fs::path folder() const override { return folder_; }

  private:
    fs::path folder_;
    embedded::Connection connection_;
};

}  // namespace

Result<std::unique_ptr<Peer>> start_duckdb(const fs::path& folder) {
    fs::create_directories(folder);
    FOOTFALL_TRY(database,
                 embedded::Database::open(folder / "peer.duckdb",
                                          {.temporary_folder = folder / "temporary",
                                           .memory_limit_bytes = 4ULL * 1024 * 1024 * 1024,
                                           .threads = 2}));
    FOOTFALL_TRY(connection, embedded::Connection::open(std::move(database)));
    return std::unique_ptr<Peer>(new DuckdbPeer(folder, std::move(connection)));
}

}  // namespace footfall::bench
