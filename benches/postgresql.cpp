#include "postgresql.h"

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <unistd.h>
#include <utility>

#include "peer.h"

#ifdef FOOTFALL_LIBPQ
#include <libpq-fe.h>
#endif

namespace footfall::bench {

namespace fs = std::filesystem;

#ifndef FOOTFALL_LIBPQ

namespace {

tl::unexpected<Error> absent() {
    return fail(ErrorCode::unavailable, "this program was built without libpq");
}

}  // namespace

Result<std::unique_ptr<PostgresqlServer>> PostgresqlServer::start(
    const fs::path&, std::vector<std::pair<std::string, std::string>>) {
    return absent();
}
PostgresqlServer::~PostgresqlServer() = default;
Result<Load> insert_json(const PostgresqlServer&, const std::vector<std::string>&, std::size_t) {
    return absent();
}
Result<Load> copy_lines(const PostgresqlServer&, const std::vector<std::string>&, std::size_t) {
    return absent();
}
Result<std::unique_ptr<Peer>> start_postgresql(const fs::path&) { return absent(); }

#else

namespace {

const std::string programs = "/usr/lib/postgresql/15/bin/";

// Of a machine's memory: a quarter to the server's cache.
std::string shared_buffers() {
    const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
    const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return std::to_string(pages * page_bytes / 4 / 1'048'576) + "MB";
}

class Connection {
  public:
    static Result<Connection> open(const std::string& address) {
        PGconn* const handle = PQconnectdb(address.c_str());
        Connection connection(handle);
        if (PQstatus(handle) != CONNECTION_OK) return connection.trouble();
        return connection;
    }

    Connection(Connection&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Connection& operator=(Connection&&) = delete;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { PQfinish(handle_); }

    PGconn* handle() const { return handle_; }

    tl::unexpected<Error> trouble() const {
        return fail(ErrorCode::io, std::string("PostgreSQL: ") + PQerrorMessage(handle_));
    }

    Result<> run(const char* sql) {
        PGresult* const result = PQexec(handle_, sql);
        const ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        const bool well =
            status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN;
        if (!well) return trouble();
        return {};
    }

    Result<> copy(const std::string& bytes) {
        if (PQputCopyData(handle_, bytes.data(), static_cast<int>(bytes.size())) != 1) {
            return trouble();
        }
        return {};
    }

    Result<> end_copy() {
        if (PQputCopyEnd(handle_, nullptr) != 1) return trouble();
        PGresult* const result = PQgetResult(handle_);
        const bool well = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        while (PGresult* const rest = PQgetResult(handle_)) PQclear(rest);
        if (!well) return trouble();
        return {};
    }

  private:
    explicit Connection(PGconn* handle) : handle_(handle) {}
    PGconn* handle_;
};

// Rows in the binary format of COPY.
class CopyRows {
  public:
    CopyRows() : bytes_("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19) {}

    void begin(std::uint16_t columns) { add(columns); }
    template <class Number>
    void number(Number value) {
        add(static_cast<std::uint32_t>(sizeof value));
        add(static_cast<std::make_unsigned_t<Number>>(value));
    }
    void text(const std::string& value) {
        add(static_cast<std::uint32_t>(value.size()));
        bytes_ += value;
    }
    void end() { add(std::uint16_t{0xFFFF}); }

    std::string take() { return std::exchange(bytes_, {}); }
    std::size_t size() const { return bytes_.size(); }

  private:
    template <class Unsigned>
    void add(Unsigned value) {
        for (std::size_t shift = sizeof value * 8; shift > 0; shift -= 8) {
            bytes_ += static_cast<char>(static_cast<std::uint64_t>(value) >> (shift - 8) & 255);
        }
    }

    std::string bytes_;
};

class PostgresqlPeer final : public Peer {
  public:
    PostgresqlPeer(std::unique_ptr<PostgresqlServer> server, Connection connection)
        : Peer(Dialect::standard), server_(std::move(server)), connection_(std::move(connection)) {}

    std::string name() const override { return "PostgreSQL " + server_->version(); }

    std::string settings() const override {
        return "over its socket; " + PostgresqlServer::settings() +
               "; events with covering indexes by time (kind, customer) and by customer and kind "
               "(time); loaded by COPY in binary, then the indexes, VACUUM and ANALYZE";
    }

    Result<> load(const WorkloadOptions& options,
                  const std::vector<PeerCustomer>& customers) override {
        FOOTFALL_CHECK(connection_.run("BEGIN"));
        FOOTFALL_CHECK(connection_.run(
            "CREATE TABLE customers(number int PRIMARY KEY, name text, code text, email text,"
            " status smallint, folded_name text, folded_code text, folded_email text,"
            " last_click bigint, recent_activity bigint)"));
        FOOTFALL_CHECK(
            connection_.run("CREATE TABLE events(occurred_at bigint NOT NULL, customer int NOT"
                            " NULL, kind smallint NOT NULL, site smallint NOT NULL)"));
        FOOTFALL_CHECK(load_customers(customers));
        FOOTFALL_CHECK(load_events(options));
        FOOTFALL_CHECK(connection_.run("COMMIT"));
        FOOTFALL_CHECK(connection_.run(
            "CREATE INDEX events_by_time ON events(occurred_at) INCLUDE (kind, customer)"));
        FOOTFALL_CHECK(connection_.run(
            "CREATE INDEX events_by_customer ON events(customer, kind, occurred_at)"));
        FOOTFALL_CHECK(connection_.run("VACUUM ANALYZE customers"));
        FOOTFALL_CHECK(connection_.run("VACUUM ANALYZE events"));
        return connection_.run("CHECKPOINT");
    }

    Result<Rows> query(const std::string& sql) override {
        PGresult* const result = PQexec(connection_.handle(), sql.c_str());
        Rows rows;
        const bool well = PQresultStatus(result) == PGRES_TUPLES_OK;
        for (int row = 0; well && row < PQntuples(result); ++row) {
            auto& values = rows.emplace_back();
            for (int column = 0; column < PQnfields(result); ++column) {
                values.emplace_back(PQgetvalue(result, row, column));
            }
        }
        PQclear(result);
        if (!well) return connection_.trouble();
        return rows;
    }

    // Without the log of what was written last, which does not grow with the events.
    fs::path folder() const override { return server_->data() / "base"; }

  private:
    static constexpr std::size_t piece_bytes = 1 << 20;

    Result<> load_customers(const std::vector<PeerCustomer>& customers) {
        FOOTFALL_CHECK(connection_.run("COPY customers FROM STDIN (FORMAT binary)"));
        CopyRows rows;
        std::int32_t number = 0;
        for (const PeerCustomer& customer : customers) {
            rows.begin(10);
            rows.number(number++);
            rows.text(customer.profile.name.value_or(""));
            rows.text(customer.profile.code.value_or(""));
            rows.text(customer.profile.email.value_or(""));
            rows.number(static_cast<std::int16_t>(*customer.profile.status));
            rows.text(customer.folded_name);
            rows.text(customer.folded_code);
            rows.text(customer.folded_email);
            rows.number(customer.last_click_ms);
            rows.number(customer.recent_activity_ms);
            if (rows.size() > piece_bytes) FOOTFALL_CHECK(connection_.copy(rows.take()));
        }
        rows.end();
        FOOTFALL_CHECK(connection_.copy(rows.take()));
        return connection_.end_copy();
    }

    Result<> load_events(const WorkloadOptions& options) {
        FOOTFALL_CHECK(connection_.run("COPY events FROM STDIN (FORMAT binary)"));
        CopyRows rows;
        Workload workload(options);
        for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
            for (const Fact& fact : facts) {
                rows.begin(4);
                rows.number(fact.occurred_at.us / 1'000);
                rows.number(static_cast<std::int32_t>(fact.customer));
                rows.number(static_cast<std::int16_t>(fact.kind));
                rows.number(static_cast<std::int16_t>(fact.site));
            }
            if (rows.size() > piece_bytes) FOOTFALL_CHECK(connection_.copy(rows.take()));
        }
        rows.end();
        FOOTFALL_CHECK(connection_.copy(rows.take()));
        return connection_.end_copy();
    }

    std::unique_ptr<PostgresqlServer> server_;
    Connection connection_;
};

Result<std::vector<Connection>> connections_to(const PostgresqlServer& server, std::size_t count) {
    std::vector<Connection> connections;
    for (std::size_t i = 0; i < count; ++i) {
        FOOTFALL_TRY(connection, Connection::open(server.address()));
        connections.push_back(std::move(connection));
    }
    return connections;
}

}  // namespace

PostgresqlServer::PostgresqlServer(fs::path folder, Process process)
    : folder_(std::move(folder)),
      process_(std::move(process)),
      address_("host=" + folder_.string() + " dbname=postgres user=footfall") {}

// SIGINT: without waiting for clients.
PostgresqlServer::~PostgresqlServer() { process_.stop(2); }

std::string PostgresqlServer::version() const {
    auto connection = Connection::open(address_);
    if (!connection) return "?";
    const std::string text = PQparameterStatus(connection->handle(), "server_version");
    return text.substr(0, text.find(' '));
}

std::string PostgresqlServer::settings() {
    return "shared_buffers " + shared_buffers() +
           ", work_mem 256MB, maintenance_work_mem 1GB, max_wal_size 8GB, wal_level minimal, "
           "random_page_cost 1.1, jit off, two workers a query, fsync and synchronous_commit on";
}

Result<std::unique_ptr<PostgresqlServer>> PostgresqlServer::start(
    const fs::path& folder, std::vector<std::pair<std::string, std::string>> variables) {
    if (!is_there(programs + "postgres")) {
        return fail(ErrorCode::unavailable, "postgresql-15 is not installed");
    }
    fs::create_directories(folder);
    // It refuses to run as root.
    std::vector<std::string> as_owner;
    if (::geteuid() == 0) {
        as_owner = {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                    "--pdeathsig=keep"};
        FOOTFALL_CHECK(output_of({"chown", "postgres:postgres", folder.string()}));
    }
    const auto with = [&](const std::vector<std::string>& arguments) {
        std::vector<std::string> whole = as_owner;
        whole.insert(whole.end(), arguments.begin(), arguments.end());
        return whole;
    };
    const std::string data = (folder / "data").string();
    FOOTFALL_CHECK(output_of(with({programs + "initdb", "--pgdata=" + data, "--username=footfall",
                                   "--auth=trust", "--encoding=UTF8", "--locale=C"})));
    const fs::path log = folder / "log";
    FOOTFALL_CHECK(output_of(with({"touch", log.string()})));
    std::vector<std::string> arguments = with({programs + "postgres", "-D", data});
    for (const std::string& setting :
         {std::string("listen_addresses="), "unix_socket_directories=" + folder.string(),
          "shared_buffers=" + shared_buffers(), std::string("work_mem=256MB"),
          std::string("maintenance_work_mem=1GB"), std::string("max_wal_size=8GB"),
          std::string("wal_level=minimal"), std::string("max_wal_senders=0"),
          std::string("client_min_messages=warning"), std::string("random_page_cost=1.1"),
          std::string("jit=off"), std::string("max_parallel_workers_per_gather=2")}) {
        arguments.emplace_back("-c");
        arguments.push_back(setting);
    }
    FOOTFALL_TRY(process,
                 Process::start(arguments, {.variables = std::move(variables), .log = log}));
    auto server =
        std::unique_ptr<PostgresqlServer>(new PostgresqlServer(folder, std::move(process)));
    for (int i = 0; i < 6'000; ++i) {
        if (Connection::open(server->address_)) return server;
        if (!server->process_.runs()) break;
        ::usleep(10'000);
    }
    return fail(ErrorCode::io, "PostgreSQL does not start: " + end_of(log));
}

Result<Load> insert_json(const PostgresqlServer& server, const std::vector<std::string>& batches,
                         std::size_t connections) {
    FOOTFALL_TRY(all, connections_to(server, connections));
    FOOTFALL_CHECK(
        all[0].run("CREATE TABLE IF NOT EXISTS intake(id text PRIMARY KEY, kind text NOT NULL,"
                   " customer text NOT NULL, time timestamptz NOT NULL, site text)"));
    return spread(all, batches, [](Connection& each, const std::string& batch) {
        const char* const values[] = {batch.c_str()};
        PGresult* const result = PQexecParams(
            each.handle(),
            "INSERT INTO intake SELECT * FROM json_to_recordset($1::json) AS e(id text, kind text,"
            " customer text, time timestamptz, site text) ON CONFLICT DO NOTHING",
            1, nullptr, values, nullptr, nullptr, 0);
        const bool well = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        return well ? Result<>() : Result<>(each.trouble());
    });
}

Result<Load> copy_lines(const PostgresqlServer& server, const std::vector<std::string>& batches,
                        std::size_t connections) {
    FOOTFALL_TRY(all, connections_to(server, connections));
    FOOTFALL_CHECK(
        all[0].run("CREATE TABLE IF NOT EXISTS copied(id text NOT NULL, kind text NOT NULL,"
                   " customer text NOT NULL, time timestamptz NOT NULL, site text)"));
    return spread(all, batches, [](Connection& each, const std::string& batch) -> Result<> {
        FOOTFALL_CHECK(each.run("COPY copied FROM STDIN"));
        FOOTFALL_CHECK(each.copy(batch));
        return each.end_copy();
    });
}

Result<std::unique_ptr<Peer>> start_postgresql(const fs::path& folder) {
    FOOTFALL_TRY(server, PostgresqlServer::start(folder));
    FOOTFALL_TRY(connection, Connection::open(server->address()));
    return std::unique_ptr<Peer>(new PostgresqlPeer(std::move(server), std::move(connection)));
}

#endif

}  // namespace footfall::bench
