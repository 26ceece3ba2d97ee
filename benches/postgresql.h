// PostgreSQL beside a measurement: a server with a folder of its own, reached by its socket there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http_client.h"
#include "process.h"
#include "result.h"

namespace footfall::bench {

// As a careful user sets it up for reports on this machine; commits are durable.
class PostgresqlServer {
  public:
    // `unavailable` if it is not installed, or this program was built without libpq.
    // `variables` are the server's own, beside this process's.
    static Result<std::unique_ptr<PostgresqlServer>> start(
        const std::filesystem::path& folder,
        std::vector<std::pair<std::string, std::string>> variables = {});

    ~PostgresqlServer();

    // For libpq.
    const std::string& address() const { return address_; }
    std::string version() const;
    std::filesystem::path data() const { return folder_ / "data"; }

    static std::string settings();

  private:
    PostgresqlServer(std::filesystem::path folder, Process process);

    std::filesystem::path folder_;
    Process process_;
    std::string address_;
};

// Each batch is a JSON array of events; a transaction each, spread over the connections. Events
// with a known id are left out, as Footfall does it.
Result<Load> insert_json(const PostgresqlServer& server, const std::vector<std::string>& batches,
                         std::size_t connections);

// Each batch is lines of `id kind customer time site` with tabs; COPY into a table without a key.
Result<Load> copy_lines(const PostgresqlServer& server, const std::vector<std::string>& batches,
                        std::size_t connections);

}  // namespace footfall::bench
