// Makes a request of bytes that come in pieces of any size; knows no socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/head.h"
#include "http/message.h"

namespace footfall::http {

// Reads one request. Not thread-safe.
class RequestReader {
  public:
    enum class State {
        head,     // takes the head
        checked,  // the head is right; waits for allow_body()
        body,     // takes the body
        complete,
        refused,  // status() says how; the connection cannot go on
    };

    RequestReader(std::size_t header_bytes_max, std::size_t header_fields_max);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    // Returns how many bytes, from the front, are used up. Those left are to be given again with
    // more behind them; after `complete` they belong to the next request.
    std::size_t take(std::string_view bytes);

    // After `checked`: more than `bytes_max` bytes of body are 413.
    void allow_body(std::uint64_t bytes_max);

    State state() const { return state_; }
    int status() const { return status_; }

    // After `checked`.
    Head& head() { return head_; }

    // Bytes of the body taken so far.
    std::size_t body_size() const;

    // Frees what was read of a body; nothing more is taken.
    void drop_body();

    // Is it known to be a HEAD request?
    bool head_only() const { return head_only_; }

  private:
    class Parser;

    void take_head(std::string_view bytes);
    std::size_t take_body(std::string_view bytes);
    void refuse(int status);

    State state_ = State::head;
    int status_ = 0;
    bool head_only_ = false;
    std::size_t header_bytes_max_;
    HeadScanner scanner_;
    Head head_;
    std::unique_ptr<Parser> parser_;
};

}  // namespace footfall::http
