// Footfall as it is delivered: a process with a data folder of its own, over HTTP on loopback.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http_client.h"
#include "process.h"
#include "result.h"
#include "sections.h"
#include "wall_clock.h"

namespace footfall::bench {

// One thread at a time.
class Server {
  public:
    // Not started yet, without data; `name` is its folder's, below the run's.
    static Result<Server> prepare(const Run& run, const std::string& name);

    const std::filesystem::path& data() const { return data_; }
    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_->id(); }
    std::string write_headers() const {
        return "Authorization: Bearer " + write_key_ + "\r\nContent-Type: application/json\r\n";
    }
    std::string read_headers() const { return "Authorization: Bearer " + read_key_ + "\r\n"; }

    // A member who may do everything, and what signs them in.
    Result<> add_owner() const;
    static std::string owner_credentials();

    // Seconds from the process's start until it is ready, and until it takes an event.
    struct Start {
        double ready = 0;
        double takes_events = 0;
    };
    Result<Start> start(std::vector<std::pair<std::string, std::string>> variables = {});

    // What the process takes for now.
    WallClock& clock() { return clock_; }
    const WallClock& clock() const { return clock_; }

    void stop() { process_.reset(); }

    // `take` sees the body piece by piece instead of Reply::body.
    Result<Reply> get(const std::string& target,
                      const std::function<void(std::string_view)>& take = {}) const;

    // Each body once; `io` unless every event in it was new.
    Result<Load> send_events(const std::vector<std::string>& batches,
                             std::size_t connections) const;

    Result<Load> ask_all(const std::vector<std::string>& targets, std::size_t connections) const;

  private:
    Server(const Run& run, const std::string& name, WallClock clock)
        : folder_(run.folder),
          program_(run.program),
          data_(run.folder / name),
          clock_(std::move(clock)) {}

    Result<std::string> make_key(const std::string& kind) const;

    std::filesystem::path folder_;
    std::filesystem::path program_;
    std::filesystem::path data_;
    WallClock clock_;
    std::string write_key_;
    std::string read_key_;
    std::uint16_t port_ = 0;
    std::unique_ptr<Process> process_;
};

// How many events a server takes, of several shapes of requests, beside databases that take the
// same. The server runs at first, and is stopped in the end.
Result<> measure_intake(Run& run, Server& server);

// How fast order links lead to the portal; the server runs.
Result<> measure_gate(Run& run, Server& server);

}  // namespace footfall::bench
