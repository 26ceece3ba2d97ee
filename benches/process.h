// Child processes: servers that run beside a measurement, and commands that run to their end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "result.h"

namespace footfall::bench {

struct ProcessOptions {
    // Beside this process's own, except for those that begin with FOOTFALL_.
    std::vector<std::pair<std::string, std::string>> variables;
    std::filesystem::path log;  // where stdout and stderr go; empty: nowhere
};

// Ends with its owner, also if that is killed.
class Process {
  public:
    // `arguments` begins with the program, looked for on the PATH.
    static Result<Process> start(const std::vector<std::string>& arguments,
                                 const ProcessOptions& options);

    Process(Process&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
    Process& operator=(Process&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() { stop(); }

    pid_t id() const { return id_; }
    bool runs();

    // Asks it to end by `signal`, and waits; after a minute it is killed. Once is enough.
    void stop(int signal = 15);

  private:
    explicit Process(pid_t id) : id_(id) {}
    pid_t id_ = 0;  // 0: ended
};

// Runs a command to its end; its stdout. `io` with its stderr if its status is not 0.
Result<std::string> output_of(const std::vector<std::string>& arguments,
                              const std::string& input = {});

// Whether a program is on the PATH, or at that path.
bool is_there(const std::string& program);

// A port of loopback that nobody listens on just now.
std::uint16_t free_port();

// `io` with the end of the log if `process` ends before it listens on `port`, or takes longer.
Result<> wait_for_port(Process& process, std::uint16_t port, const std::filesystem::path& log,
                       int seconds_max = 60);

// The last lines of a file, for an error.
std::string end_of(const std::filesystem::path& log);

}  // namespace footfall::bench
