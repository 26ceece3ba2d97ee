#include "clickhouse.h"

#include <array>
#include <dlfcn.h>
#include <fstream>
#include <type_traits>
#include <utility>

#include "peer.h"

namespace footfall::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* event_columns =
    "day Date, customer UInt32, kind UInt8, site UInt8, occurred_at Int64";
constexpr const char* customer_columns =
    "number UInt32, name String, code String, email String, status UInt8, folded_name String, "
    "folded_code String, folded_email String, last_click Int64, recent_activity Int64";

// Rows in the format RowBinary.
class BinaryRows {
  public:
    template <class Number>
    void number(Number value) {
        const auto bits = static_cast<std::uint64_t>(value);
        for (std::size_t shift = 0; shift < sizeof value * 8; shift += 8) {
            bytes_ += static_cast<char>(bits >> shift & 255);
        }
    }
    void text(const std::string& value) {
        std::size_t left = value.size();
        for (; left >= 128; left >>= 7) bytes_ += static_cast<char>((left & 127) | 128);
        bytes_ += static_cast<char>(left);
        bytes_ += value;
    }

    std::string& bytes() { return bytes_; }

  private:
    std::string bytes_;
};

void add(BinaryRows& rows, const Fact& fact) {
    rows.number(static_cast<std::uint16_t>(fact.occurred_at.us / 86'400'000'000));
    rows.number(fact.customer);
    rows.number(static_cast<std::uint8_t>(fact.kind));
    rows.number(fact.site);
    rows.number(fact.occurred_at.us / 1'000);
}

std::string customer_rows(const std::vector<PeerCustomer>& customers) {
    BinaryRows rows;
    CustomerNumber number = 0;
    for (const PeerCustomer& customer : customers) {
        rows.number(number++);
        rows.text(customer.profile.name.value_or(""));
        rows.text(customer.profile.code.value_or(""));
        rows.text(customer.profile.email.value_or(""));
        rows.number(static_cast<std::uint8_t>(*customer.profile.status));
        rows.text(customer.folded_name);
        rows.text(customer.folded_code);
        rows.text(customer.folded_email);
        rows.number(customer.last_click_ms);
        rows.number(customer.recent_activity_ms);
    }
    return std::move(rows.bytes());
}

// Tab-separated lines; an empty one stands before the totals.
Rows rows_in(std::string_view text) {
    Rows rows;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty()) continue;
        auto& values = rows.emplace_back();
        for (;;) {
            const std::size_t tab = line.find('\t');
            values.emplace_back(line.substr(0, tab));
            if (tab == std::string_view::npos) break;
            line.remove_prefix(tab + 1);
        }
    }
    return rows;
}

// What both engines have in common; a sort key that prunes days, and within a day keeps a
// customer's events together.
class ClickhouseTables : public Peer {
  public:
    ClickhouseTables() : Peer(Dialect::clickhouse) {}

    Result<> load(const WorkloadOptions& options,
                  const std::vector<PeerCustomer>& customers) override {
        FOOTFALL_CHECK(query(std::string("CREATE TABLE customers(") + customer_columns +
                             ") ENGINE = MergeTree ORDER BY number"));
        FOOTFALL_CHECK(query(std::string("CREATE TABLE events(") + event_columns +
                             ") ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (day, "
                             "customer, kind)"));
        FOOTFALL_CHECK(insert("customers", customer_columns, customer_rows(customers)));
        Workload workload(options);
        BinaryRows rows;
        std::size_t count = 0;
        for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
            for (const Fact& fact : facts) add(rows, fact);
            count += facts.size();
            if (count < 1'000'000) continue;
            FOOTFALL_CHECK(insert("events", event_columns, rows.bytes()));
            rows.bytes().clear();
            count = 0;
        }
        if (count > 0) FOOTFALL_CHECK(insert("events", event_columns, rows.bytes()));
        FOOTFALL_CHECK(query("OPTIMIZE TABLE events FINAL"));
        return {};
    }

  protected:
    // `rows` in RowBinary.
    virtual Result<> insert(const std::string& table, const std::string& columns,
                            const std::string& rows) = 0;
};

class ClickhousePeer final : public ClickhouseTables {
  public:
    ClickhousePeer(std::unique_ptr<ClickhouseServer> server, HttpClient client, std::string version)
        : server_(std::move(server)), client_(std::move(client)), version_(std::move(version)) {}

    std::string name() const override { return "ClickHouse " + version_; }

    std::string settings() const override {
        return "over HTTP, two threads a query, standard caches; events by (day, customer, kind) "
               "in partitions of months; loaded as RowBinary in blocks of a million, then OPTIMIZE";
    }

    Result<Rows> query(const std::string& sql) override {
        FOOTFALL_TRY(reply, client_.send(request_text("POST", "/", "", sql)));
        if (reply.status != 200) return fail(ErrorCode::io, "ClickHouse: " + reply.body);
        return rows_in(reply.body);
    }

    fs::path folder() const override { return server_->data(); }

  protected:
    Result<> insert(const std::string& table, const std::string&,
                    const std::string& rows) override {
        const std::string target = "/?query=INSERT%20INTO%20" + table + "%20FORMAT%20RowBinary";
        FOOTFALL_TRY(reply, client_.send(request_text("POST", target, "", rows)));
        if (reply.status != 200) return fail(ErrorCode::io, "ClickHouse: " + reply.body);
        return {};
    }

  private:
    std::unique_ptr<ClickhouseServer> server_;
    HttpClient client_;
    std::string version_;
};

// The functions of libchdb.so that are used here.
struct ChdbLibrary {
    void** (*connect)(int, char**) = nullptr;
    void (*close)(void**) = nullptr;
    void* (*query)(void*, const char*, const char*) = nullptr;
    void (*destroy)(void*) = nullptr;
    const char* (*buffer)(void*) = nullptr;
    std::size_t (*length)(void*) = nullptr;
    const char* (*error)(void*) = nullptr;
};

class ChdbPeer final : public ClickhouseTables {
  public:
    ChdbPeer(fs::path folder, ChdbLibrary library, void** connection)
        : folder_(std::move(folder)), library_(library), connection_(connection) {
        auto version = query("SELECT version()");
        if (version && !version->empty()) version_ = version->front().front();
    }
    ~ChdbPeer() override { library_.close(connection_); }

    std::string name() const override { return "chdb " + version_; }

    std::string settings() const override {
        return "ClickHouse's engine in process, two threads a query; the same tables, loaded from "
               "files of a million rows, then OPTIMIZE";
    }

    Result<Rows> query(const std::string& sql) override {
        void* const result = library_.query(*connection_, sql.c_str(), "TabSeparated");
        const char* const error = library_.error(result);
        if (error != nullptr && *error != '\0') {
            const std::string text = error;
            library_.destroy(result);
            return fail(ErrorCode::io, "chdb: " + text);
        }
        const std::size_t length = library_.length(result);
        const Rows rows = rows_in(length == 0 ? std::string_view()
                                              : std::string_view(library_.buffer(result), length));
        library_.destroy(result);
        return rows;
    }

    fs::path folder() const override { return folder_; }

  protected:
    Result<> insert(const std::string& table, const std::string& columns,
                    const std::string& rows) override {
        const fs::path file = folder_.string() + ".rows";
        std::ofstream(file, std::ios::binary) << rows;
        auto inserted = query("INSERT INTO " + table + " SELECT * FROM file('" + file.string() +
                              "', 'RowBinary', '" + columns + "')");
        fs::remove(file);
        if (!inserted) return fail(std::move(inserted).error());
        return {};
    }

  private:
    fs::path folder_;
    ChdbLibrary library_;
    void** connection_;
    std::string version_;
};

std::string config_text(const fs::path& folder, std::uint16_t http, std::uint16_t tcp) {
    const std::string data = (folder / "data").string();
    return "<yandex><logger><level>warning</level><log>" + data + "/server.log</log><errorlog>" +
           data + "/error.log</errorlog></logger><http_port>" + std::to_string(http) +
           "</http_port><tcp_port>" + std::to_string(tcp) +
           "</tcp_port><listen_host>127.0.0.1</listen_host><path>" + data + "/</path><tmp_path>" +
           data +
           "/tmp/</tmp_path><mark_cache_size>5368709120</mark_cache_size>"
           "<uncompressed_cache_size>0</uncompressed_cache_size>"
           "<keep_alive_timeout>600</keep_alive_timeout><users_config>" +
           (folder / "users.xml").string() +
           "</users_config><default_profile>default</default_profile>"
           "<default_database>default</default_database><timezone>UTC</timezone></yandex>\n";
}

constexpr const char* users_text =
    "<yandex><profiles><default><max_threads>2</max_threads>"
    "<max_memory_usage>10000000000</max_memory_usage>"
    "<date_time_input_format>best_effort</date_time_input_format></default></profiles>"
    "<users><default><password></password><networks><ip>127.0.0.1</ip></networks>"
    "<profile>default</profile><quota>default</quota></default></users>"
    "<quotas><default></default></quotas></yandex>\n";

}  // namespace

ClickhouseServer::ClickhouseServer(fs::path folder, std::uint16_t port, Process process)
    : folder_(std::move(folder)), port_(port), process_(std::move(process)) {}

Result<std::unique_ptr<ClickhouseServer>> ClickhouseServer::start(const fs::path& folder) {
    // Debian puts it where only root looks.
    const std::string program = "/usr/sbin/clickhouse-server";
    if (!is_there(program)) {
        return fail(ErrorCode::unavailable, "clickhouse-server is not installed");
    }
    fs::create_directories(folder / "data" / "tmp");
    const std::uint16_t http = free_port();
    const std::uint16_t tcp = free_port();
    std::ofstream(folder / "config.xml") << config_text(folder, http, tcp);
    std::ofstream(folder / "users.xml") << users_text;
    const fs::path log = folder / "log";
    FOOTFALL_TRY(process,
                 Process::start({program, "--config-file=" + (folder / "config.xml").string()},
                                {.variables = {}, .log = log}));
    FOOTFALL_CHECK(wait_for_port(process, http, log));
    return std::unique_ptr<ClickhouseServer>(
        new ClickhouseServer(folder, http, std::move(process)));
}

Result<Load> insert_json(const ClickhouseServer& server, const std::vector<std::string>& batches,
                         std::size_t connections) {
    std::vector<HttpClient> clients;
    for (std::size_t i = 0; i < connections; ++i) {
        FOOTFALL_TRY(client, HttpClient::connect(server.port()));
        clients.push_back(std::move(client));
    }
    FOOTFALL_TRY(made, clients[0].send(request_text(
                           "POST", "/", "",
                           "CREATE TABLE IF NOT EXISTS intake(id String, kind String, customer "
                           "String, time DateTime, site String) ENGINE = MergeTree PARTITION BY "
                           "toYYYYMM(time) ORDER BY (customer, time)")));
    if (made.status != 200) return fail(ErrorCode::io, "ClickHouse: " + made.body);
    return spread(clients, batches, [](HttpClient& client, const std::string& batch) -> Result<> {
        FOOTFALL_TRY(reply, client.send(request_text(
                                "POST", "/?query=INSERT%20INTO%20intake%20FORMAT%20JSONEachRow", "",
                                batch)));
        if (reply.status != 200) return fail(ErrorCode::io, "ClickHouse: " + reply.body);
        return {};
    });
}

Result<std::unique_ptr<Peer>> start_clickhouse(const fs::path& folder) {
    FOOTFALL_TRY(server, ClickhouseServer::start(folder));
    FOOTFALL_TRY(client, HttpClient::connect(server->port()));
    FOOTFALL_TRY(version, client.send(request_text("POST", "/", "", "SELECT version()")));
    return std::unique_ptr<Peer>(new ClickhousePeer(
        std::move(server), std::move(client), version.body.substr(0, version.body.find('\n'))));
}

Result<std::unique_ptr<Peer>> start_chdb(const fs::path& folder, const fs::path& file) {
    if (!fs::exists(file)) return fail(ErrorCode::unavailable, "libchdb.so is not there");
    fs::create_directories(folder);
    void* const handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return fail(ErrorCode::unavailable, ::dlerror());
    ChdbLibrary library;
    const auto find = [&](const char* name, auto& function) {
        function =
            reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, name));
        return function != nullptr;
    };
    if (!find("chdb_connect", library.connect) || !find("chdb_close_conn", library.close) ||
        !find("chdb_query", library.query) || !find("chdb_destroy_query_result", library.destroy) ||
        !find("chdb_result_buffer", library.buffer) ||
        !find("chdb_result_length", library.length) || !find("chdb_result_error", library.error)) {
        return fail(ErrorCode::io, "libchdb.so has other functions");
    }
    std::array<std::string, 3> arguments{"clickhouse", "--path=" + folder.string(),
                                         "--max_threads=2"};
    std::array<char*, 3> argv{};
    for (std::size_t i = 0; i < argv.size(); ++i) argv[i] = arguments[i].data();
    void** const connection = library.connect(static_cast<int>(argv.size()), argv.data());
    if (connection == nullptr) return fail(ErrorCode::io, "chdb does not start");
    return std::unique_ptr<Peer>(new ChdbPeer(folder, library, connection));
}

}  // namespace footfall::bench
