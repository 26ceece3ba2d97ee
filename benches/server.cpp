#include "server.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "timings.h"

namespace footfall::bench {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr const char* owner = "owner@example.com";
constexpr const char* password = "correct horse battery staple";

}  // namespace

Result<Server> Server::prepare(const Run& run, const std::string& name) {
    FOOTFALL_TRY(clock, WallClock::make(run.shims / "libwall_clock_shim.so",
                                        run.folder / (name + ".clock")));
    Server server(run, name, std::move(clock));
    fs::remove_all(server.data_);
    FOOTFALL_TRY(write_key, server.make_key("write"));
    FOOTFALL_TRY(read_key, server.make_key("read"));
    server.write_key_ = write_key;
    server.read_key_ = read_key;
    return server;
}

Result<Server::Start> Server::start(std::vector<std::pair<std::string, std::string>> variables) {
    port_ = free_port();
    const auto preload = std::find_if(variables.begin(), variables.end(),
                                      [](const auto& one) { return one.first == "LD_PRELOAD"; });
    if (preload == variables.end()) {
        variables.emplace_back("LD_PRELOAD", clock_.preload());
    } else {
        preload->second += ":" + clock_.preload();
    }
    variables.push_back(clock_.variable());
    const fs::path log = folder_ / "footfall.log";
    const Stopwatch watch;
    FOOTFALL_TRY(process,
                 Process::start({program_.string(), "serve", "--data", data_.string(), "--listen",
                                 "127.0.0.1:" + std::to_string(port_), "--time-zone", zone},
                                {.variables = std::move(variables), .log = log}));
    process_ = std::make_unique<Process>(std::move(process));
    FOOTFALL_CHECK(wait_for_port(*process_, port_, log, 3'600));
    FOOTFALL_TRY(client, HttpClient::connect(port_));
    const std::string health = request_text("GET", "/healthz", "");
    const std::string event = request_text("POST", "/api/v1/events", write_headers(),
                                           R"([{"kind":"other","customer":"probe"}])");
    Start start;
    while (start.ready == 0 || start.takes_events == 0) {
        if (start.ready == 0) {
            FOOTFALL_TRY(reply, client.send(health));
            if (reply.status == 200) start.ready = watch.ms() / 1'000;
        }
        if (start.takes_events == 0) {
            FOOTFALL_TRY(reply, client.send(event));
            if (reply.status == 200) start.takes_events = watch.ms() / 1'000;
        }
        if (watch.ms() > 3'600'000) return fail(ErrorCode::io, "it is not ready: " + end_of(log));
        std::this_thread::sleep_for(2ms);
    }
    return start;
}

Result<Reply> Server::get(const std::string& target,
                          const std::function<void(std::string_view)>& take) const {
    FOOTFALL_TRY(client, HttpClient::connect(port_));
    return client.send(request_text("GET", target, read_headers()), take);
}

Result<Load> Server::send_events(const std::vector<std::string>& batches,
                                 std::size_t connections) const {
    std::vector<std::string> requests;
    for (const std::string& batch : batches) {
        requests.push_back(request_text("POST", "/api/v1/events", write_headers(), batch));
    }
    return send_all(port_, requests, connections, "\"duplicates\":0,\"rejected\":[]");
}

Result<Load> Server::ask_all(const std::vector<std::string>& targets,
                             std::size_t connections) const {
    std::vector<std::string> requests;
    for (const std::string& target : targets) {
        requests.push_back(request_text("GET", target, read_headers()));
    }
    return send_all(port_, requests, connections, "");
}

Result<> Server::add_owner() const {
    FOOTFALL_CHECK(output_of({program_.string(), "member", "add", "--data", data_.string(),
                              "--email", owner, "--role", "owner", "--password-stdin"},
                             std::string(password) + "\n"));
    return {};
}

std::string Server::owner_credentials() {
    return R"({"email":")" + std::string(owner) + R"(","password":")" + password + "\"}";
}

Result<std::string> Server::make_key(const std::string& kind) const {
    FOOTFALL_TRY(text, output_of({program_.string(), "key", "create", "--data", data_.string(),
                                  "--kind", kind, "--time-zone", zone}));
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.find_last_of(" \n") + 1);
}

}  // namespace footfall::bench
