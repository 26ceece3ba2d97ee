#include "process.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace footfall::bench {

namespace {

using namespace std::chrono_literals;

// Three descriptors for stdin, stdout and stderr.
Result<pid_t> spawn(const std::vector<std::string>& arguments,
                    const std::vector<std::pair<std::string, std::string>>& variables,
                    const std::array<int, 3>& descriptors) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::vector<std::string> texts;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (!std::string_view(*variable).starts_with("FOOTFALL_")) texts.emplace_back(*variable);
    }
    for (const auto& [name, value] : variables) texts.push_back(name + "=" + value);
    std::vector<char*> envp;
    for (const std::string& text : texts) envp.push_back(const_cast<char*>(text.c_str()));
    envp.push_back(nullptr);

    const pid_t parent = getpid();
    const pid_t id = fork();
    if (id < 0) return fail(ErrorCode::io, std::string("fork: ") + std::strerror(errno));
    if (id > 0) return id;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    for (int i = 0; i < 3; ++i) dup2(descriptors[static_cast<std::size_t>(i)], i);
    execvpe(argv[0], argv.data(), envp.data());
    _exit(127);
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool listens(std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected =
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return connected;
}

std::string read_all(int descriptor) {
    std::string text;
    std::array<char, 65'536> piece{};
    for (;;) {
        const ssize_t got = ::read(descriptor, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

Result<Process> Process::start(const std::vector<std::string>& arguments,
                               const ProcessOptions& options) {
    const std::string log = options.log.empty() ? "/dev/null" : options.log.string();
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (out < 0) return fail(ErrorCode::io, log + ": " + std::strerror(errno));
    auto id = spawn(arguments, options.variables, {in, out, out});
    ::close(in);
    ::close(out);
    if (!id) return fail(std::move(id).error());
    return Process(*id);
}

bool Process::runs() {
    if (id_ == 0) return false;
    if (waitpid(id_, nullptr, WNOHANG) == 0) return true;
    id_ = 0;
    return false;
}

void Process::stop(int signal) {
    if (id_ == 0) return;
    kill(id_, signal);
    for (int i = 0; i < 6'000 && runs(); ++i) std::this_thread::sleep_for(10ms);
    if (id_ == 0) return;
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    id_ = 0;
}

Result<std::string> output_of(const std::vector<std::string>& arguments, const std::string& input) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) {
        return fail(ErrorCode::io, std::string("pipe: ") + std::strerror(errno));
    }
    auto id = spawn(arguments, {}, {in[0], out[1], out[1]});
    ::close(in[0]);
    ::close(out[1]);
    // A pipe takes more than any input here.
    if (::write(in[1], input.data(), input.size()) < 0) errno = 0;
    ::close(in[1]);
    const std::string text = id ? read_all(out[0]) : "";
    ::close(out[0]);
    if (!id) return fail(std::move(id).error());
    int status = 0;
    waitpid(*id, &status, 0);
    if (status != 0) {
        return fail(ErrorCode::io,
                    arguments[0] + " failed: " +
                        text.substr(text.size() - std::min<std::size_t>(text.size(), 500)));
    }
    return text;
}

bool is_there(const std::string& program) {
    if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
    const char* const path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
    }
    return false;
}

std::uint16_t free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

Result<> wait_for_port(Process& process, std::uint16_t port, const std::filesystem::path& log,
                       int seconds_max) {
    for (int i = 0; i < seconds_max * 100; ++i) {
        if (listens(port)) return {};
        if (!process.runs()) return fail(ErrorCode::io, "it ended at once: " + end_of(log));
        std::this_thread::sleep_for(10ms);
    }
    return fail(ErrorCode::io,
                "it does not listen after " + std::to_string(seconds_max) + " s: " + end_of(log));
}

std::string end_of(const std::filesystem::path& log) {
    std::ostringstream text;
    text << std::ifstream(log).rdbuf();
    const std::string all = text.str();
    return all.substr(all.size() - std::min<std::size_t>(all.size(), 500));
}

}  // namespace footfall::bench
