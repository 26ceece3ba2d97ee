// Plain HTTP requests and responses, free of the library behind them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace footfall::http {

using Fields = std::vector<std::pair<std::string, std::string>>;  // names in lower case

// A request whose head has passed every check of server.h.
struct Request {
    std::string id;                     // made by the server; in answers, logs and audit
    std::string method;                 // upper case; HEAD arrives as GET
    std::string path;                   // percent-decoded, begins with '/', without NUL
    std::vector<std::string> segments;  // of the path: a slash that was encoded parts nothing
    Fields query;                       // decoded, in their order
    Fields fields;                      // header fields, in their order
    std::string body;
    std::string peer;        // the client's address; from a trusted proxy, the one it forwards
    bool secure = false;     // over TLS as a trusted proxy says
    bool head_only = false;  // was HEAD: the answer goes without its body, and nothing was viewed

    // The first field of that lower-case name, or empty.
    std::string_view field(std::string_view name) const;
};

// Gives the next piece of a body; empty at the end. Called on one thread at a time, possibly an
// I/O thread, so it does not wait. Destroyed early if the client goes away.
using BodySource = std::function<std::string()>;

// A body that goes on while the client listens: what comes is sent at once.
class LiveSource {
  public:
    LiveSource() = default;
    LiveSource(const LiveSource&) = delete;
    LiveSource& operator=(const LiveSource&) = delete;
    virtual ~LiveSource() = default;

    // Once, before the first next(): `wake` may be called from any thread when there is more, and
    // does nothing after the client is gone.
    virtual void listen(std::function<void()> wake) = 0;

    // What came since the last call, maybe nothing; no value: the body ends here. `is_idle`:
    // nothing was sent for some seconds, so that something should be, to see whether the client is
    // there. Called on one thread at a time; does not wait.
    virtual std::optional<std::string> next(bool is_idle) = 0;
};

struct Response {
    int status = 200;
    Fields fields;  // besides those the server sets: length, date, connection, request id
    std::variant<std::string, BodySource, std::shared_ptr<LiveSource>> body;

    // `text` is JSON already.
    static Response json(int status, std::string text);
};

// Answers one request; to be called exactly once, from any thread. Does nothing after the client
// is gone.
using Respond = std::function<void(Response)>;

}  // namespace footfall::http
