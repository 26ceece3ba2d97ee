#include "command/socket.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <boost/json.hpp>

namespace footfall::command {

namespace {

namespace json = boost::json;

constexpr std::size_t line_bytes_max = 1024 * 1024;

class Descriptor {
  public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

  private:
    int number_;
};

std::filesystem::path socket_path(const std::filesystem::path& data) {
    return data / "control.sock";
}

// The address, or nothing where the path is longer than the system allows (107 bytes).
std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

bool send_line(int socket, std::string text) {
    text += '\n';
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// Reads lines; `buffer` keeps what follows the line given.
std::optional<std::string> receive_line(int socket, std::string& buffer) {
    for (;;) {
        if (const std::size_t end = buffer.find('\n'); end != std::string::npos) {
            std::string line = buffer.substr(0, end);
            buffer.erase(0, end + 1);
            return line;
        }
        if (buffer.size() > line_bytes_max) return std::nullopt;
        std::array<char, 4096> piece{};
        const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
}

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<json::object> parse_object(const std::string& line) {
    json::error_code error;
    json::value value = json::parse(line, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::string write_error(const Error& error) {
    return json::serialize(json::object{{"error", error.message},
                                        {"code", static_cast<int>(error.code)},
                                        {"field", error.field},
                                        {"reason", error.reason}});
}

}  // namespace

struct Listener::State {
    std::string path;
    Descriptor socket;
    Run run;
    std::atomic<bool> stopping = false;
    std::thread thread;

    void serve() {
        while (!stopping) {
            pollfd wait{socket.number(), POLLIN, 0};
            if (::poll(&wait, 1, 200) <= 0) continue;
            const Descriptor client(::accept4(socket.number(), nullptr, nullptr, SOCK_CLOEXEC));
            if (client.number() >= 0) answer(client.number());
        }
    }

    void answer(int client) const {
        const timeval patience{5, 0};
        ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        std::string buffer;
        const std::optional<std::string> line = receive_line(client, buffer);
        const std::optional<json::object> object = line ? parse_object(*line) : std::nullopt;
        if (!object) return;
        Request request{text_of(*object, "name"), {}};
        if (const json::value* options = object->if_contains("options");
            options != nullptr && options->is_object()) {
            for (const auto& option : options->as_object()) {
                request.options[option.key()] = text_of(options->as_object(), option.key());
            }
        }
        const Result<Outcome> outcome = run(request, [&](const std::string& text) {
            (void)send_line(client, json::serialize(json::object{{"progress", text}}));
        });
        (void)send_line(
            client, outcome ? json::serialize(json::object{{"output", outcome->output},
                                                           {"exit_status", outcome->exit_status}})
                            : write_error(outcome.error()));
    }
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Listener>> Listener::start(const std::filesystem::path& data, Run run) {
    auto state = std::make_unique<State>();
    state->path = socket_path(data).string();
    state->run = std::move(run);
    const std::optional<sockaddr_un> address = address_of(state->path);
    if (!address) {
        return fail(ErrorCode::invalid,
                    "The data folder's path is too long for a socket in it: " + state->path, "data",
                    "path_too_long");
    }
    ::unlink(state->path.c_str());
    state->socket = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // The folder is for its owner alone, so nobody meets the socket before its mode is set.
    const int bound = ::bind(state->socket.number(), reinterpret_cast<const sockaddr*>(&*address),
                             sizeof *address);
    if (bound != 0 || ::chmod(state->path.c_str(), 0600) != 0 ||
        ::listen(state->socket.number(), 8) != 0) {
        return fail(ErrorCode::io, state->path + ": " + std::strerror(errno));
    }
    State* raw = state.get();
    state->thread = std::thread([raw] { raw->serve(); });
    return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

Listener::~Listener() {
    state_->stopping = true;
    state_->thread.join();
    ::unlink(state_->path.c_str());
}

std::optional<Result<Outcome>> run_in_server(const std::filesystem::path& data,
                                             const Request& request, const Progress& progress) {
    const std::optional<sockaddr_un> address = address_of(socket_path(data).string());
    if (!address) return std::nullopt;
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) !=
        0) {
        return std::nullopt;
    }
    json::object options;
    for (const auto& [name, value] : request.options) options[name] = value;
    bool ok =
        send_line(socket.number(),
                  json::serialize(json::object{{"name", request.name}, {"options", options}}));
    std::string buffer;
    while (ok) {
        const std::optional<std::string> line = receive_line(socket.number(), buffer);
        const std::optional<json::object> object = line ? parse_object(*line) : std::nullopt;
        if (!object) break;
        if (object->contains("progress")) {
            progress(text_of(*object, "progress"));
        } else if (object->contains("error")) {
            const json::value* code = object->if_contains("code");
            return Result<Outcome>(fail(
                static_cast<ErrorCode>(code != nullptr && code->is_int64()
                                           ? code->as_int64()
                                           : static_cast<int>(ErrorCode::io)),
                text_of(*object, "error"), text_of(*object, "field"), text_of(*object, "reason")));
        } else {
            const json::value* status = object->if_contains("exit_status");
            return Outcome{text_of(*object, "output"), status != nullptr && status->is_int64()
                                                           ? static_cast<int>(status->as_int64())
                                                           : 1};
        }
    }
    return Result<Outcome>(fail(ErrorCode::io, "The server ended before the command did."));
}

}  // namespace footfall::command
