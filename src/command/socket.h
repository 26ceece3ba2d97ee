// control.sock: how a command reaches the server that holds the data folder.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command/command.h"
#include "result.h"

namespace footfall::command {

// Listens on DIR/control.sock (mode 0600) and runs one command at a time, on a thread of its own.
class Listener {
  public:
    using Run = std::function<Result<Outcome>(const Request&, const Progress&)>;

    // Replaces a socket that a dead server left behind; the caller holds the folder's lock.
    static Result<std::unique_ptr<Listener>> start(const std::filesystem::path& data, Run run);

    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // Waits for the command under way, closes and removes the socket.
    ~Listener();

  private:
    struct State;
    explicit Listener(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Has the server that holds `data` run the command: its outcome or its error. Nothing if there is
// no server listening.
std::optional<Result<Outcome>> run_in_server(const std::filesystem::path& data,
                                             const Request& request, const Progress& progress);

}  // namespace footfall::command
