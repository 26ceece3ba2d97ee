// The HTTP/1.1 server: connections, limits and the strict reading of requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "random.h"
#include "result.h"

namespace footfall::http {

struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: one that is free
    unsigned threads = 2;
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t header_fields_max = 100;
    std::chrono::milliseconds header_timeout{10'000};
    std::chrono::milliseconds request_timeout{30'000};   // from its first byte to its body's end
    std::chrono::milliseconds progress_timeout{10'000};  // for each further 1 KiB of a body
    std::chrono::milliseconds write_timeout{30'000};     // without progress
    std::chrono::milliseconds idle_timeout{75'000};      // between requests
    std::size_t connections_max = 4096;
    std::size_t connections_per_peer_max = 1024;  // an IPv6 /64 is one peer; a proxy has no limit
    std::size_t body_bytes_in_flight_max = 256 * 1024 * 1024;  // beyond 64 KiB of each body
    std::vector<std::string> trusted_proxies;                  // addresses or CIDR blocks
};

// What the server serves; both are called from I/O threads, so they do not wait.
struct Application {
    // The most body bytes that the request, of which the head is there, may carry; more is 413
    // before it is read.
    std::function<std::size_t(const Request& request)> body_bytes_max;

    // Answers through `respond`, now or later.
    std::function<void(Request request, Respond respond)> handle;

    // The answer to a request that never reached `handle` (400, 413, 429, 431 …), so that it looks
    // like every other error. `path` is empty if the head was not understood.
    std::function<Response(int status, std::string_view path, std::string_view request_id)> refuse;
};

// A listening server. What Beast lets through is refused here (reliability rules: bad framing,
// trailers, doubled single fields, foreign hosts in targets …). Sends `100 Continue` only after
// the head has passed. HEAD is handled as GET and answered without the body.
class Server {
  public:
    // Listens when it returns; `random` outlives the server. `conflict` if the address is taken,
    // `invalid` if the host or a trusted proxy is none, `io` if it cannot listen.
    static Result<std::unique_ptr<Server>> start(Options options, Random& random,
                                                 Application application);

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Stops as stop() does, without grace.
    ~Server();

    std::uint16_t port() const;

    // Accepts no more, lets requests under way finish for at most `grace`, closes, joins. Not to be
    // called from what the server calls.
    void stop(std::chrono::milliseconds grace);

  private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace footfall::http
