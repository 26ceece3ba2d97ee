// ClickHouse beside a measurement: Debian's server with a folder of its own, over HTTP on loopback.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "http_client.h"
#include "process.h"
#include "result.h"

namespace footfall::bench {

class ClickhouseServer {
  public:
    // `unavailable` if it is not installed.
    static Result<std::unique_ptr<ClickhouseServer>> start(const std::filesystem::path& folder);

    std::uint16_t port() const { return port_; }
    std::filesystem::path data() const { return folder_ / "data"; }

  private:
    ClickhouseServer(std::filesystem::path folder, std::uint16_t port, Process process);

    std::filesystem::path folder_;
    std::uint16_t port_;
    Process process_;
};

// Each batch is lines of JSON, one INSERT each (JSONEachRow), spread over the connections. Nothing
// is synced: that version has no setting for it.
Result<Load> insert_json(const ClickhouseServer& server, const std::vector<std::string>& batches,
                         std::size_t connections);

}  // namespace footfall::bench
