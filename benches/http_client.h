// HTTP/1.1 to a server on loopback, as cheap as it can be: requests are bytes made beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "load.h"
#include "result.h"

namespace footfall::bench {

// A whole request. `headers` are lines, each with its end (`\r\n`).
std::string request_text(std::string_view method, std::string_view target, std::string_view headers,
                         std::string_view body = {});

struct Reply {
    int status = 0;
    std::string head;
    std::string body;
};

// One connection, one request at a time. Waits of at most ten minutes.
class HttpClient {
  public:
    static Result<HttpClient> connect(std::uint16_t port);

    HttpClient(HttpClient&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), buffer_(std::move(other.buffer_)) {}
    HttpClient& operator=(HttpClient&&) = delete;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    // `io` if the connection breaks. `take` sees the body piece by piece instead of Reply::body.
    Result<Reply> send(std::string_view request,
                       const std::function<void(std::string_view)>& take = {});

  private:
    explicit HttpClient(int descriptor) : descriptor_(descriptor) {}
    Result<> receive();

    int descriptor_;
    std::string buffer_;
};

// Sends every request once over `connections` kept alive, each with one request under way, from one
// thread. `io` if a connection breaks or an answer is not 200 with `expected` in its first bytes.
Result<Load> send_all(std::uint16_t port, const std::vector<std::string>& requests,
                      std::size_t connections, std::string_view expected);

}  // namespace footfall::bench
