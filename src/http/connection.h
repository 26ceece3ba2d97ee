// One client's connection: the coroutine that reads its requests and writes their answers.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/answer.h"
#include "http/body_budget.h"
#include "http/message.h"
#include "http/peer.h"
#include "http/request_reader.h"
#include "http/server.h"

namespace footfall::http {

class Connection;

// What the connections of one server share. Outlives their coroutines.
struct Shared {
    Shared(Options options_, Random& random_, Application application_, TrustedProxies proxies_)
        : options(std::move(options_)),
          random(random_),
          application(std::move(application_)),
          proxies(std::move(proxies_)),
          bodies(options.body_bytes_in_flight_max) {}

    // Constant after construction.
    const Options options;
    Random& random;
    const Application application;
    const TrustedProxies proxies;

    BodyBudget bodies;

    std::atomic<bool> stopping = false;  // finish what is under way
    std::atomic<bool> aborting = false;  // finish nothing

    std::mutex mutex;
    std::condition_variable changed;
    // Guarded by mutex.
    std::map<const Connection*, std::weak_ptr<Connection>> connections;
    std::map<Address, std::size_t> per_peer;
    bool accepting = false;
};

// One client's connection, served by one coroutine on its own strand. All but the constructor runs
// on that strand.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<boost::asio::io_context> io, Shared& shared,
               boost::asio::ip::tcp::socket socket, Address peer)
        : io_(std::move(io)),
          shared_(shared),
          socket_(std::move(socket)),
          watchdog_(socket_.get_executor()),
          answered_(socket_.get_executor()),
          peer_(peer) {}

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const Address& peer() const { return peer_; }
    boost::asio::any_io_executor executor() { return socket_.get_executor(); }

    // Serves requests until the connection ends.
    boost::asio::awaitable<void> serve();

    // Ends an idle connection; one at work sees `stopping` when it is done.
    void wind_down();

    // Ends what it is at.
    void abort();

    // Nothing stands for a handler that failed to answer.
    void give_answer(std::optional<Response> answer);

    // There is more to be had of a LiveSource.
    void wake();

  private:
    using Deadline = std::chrono::steady_clock::time_point;
    static constexpr Deadline never = Deadline::max();

    // 0: complete; client_gone; else the status to refuse with.
    static constexpr int client_gone = -1;

    boost::asio::awaitable<bool> await_request(std::chrono::milliseconds patience);
    boost::asio::awaitable<bool> serve_request();
    boost::asio::awaitable<int> read_head(RequestReader* reader, Deadline request_deadline);
    boost::asio::awaitable<int> read_body(RequestReader* reader, BodyBudget::Share* share,
                                          Deadline request_deadline);
    boost::asio::awaitable<Response> ask(Request request);
    boost::asio::awaitable<bool> answer(Response response, AnswerShape shape, bool head_only);
    boost::asio::awaitable<bool> stream(BodySource source, std::string head, std::string piece,
                                        bool chunked);
    boost::asio::awaitable<bool> follow(std::shared_ptr<LiveSource> source, std::string head,
                                        bool chunked);
    boost::asio::awaitable<void> linger();
    boost::asio::awaitable<bool> read(Deadline deadline);
    boost::asio::awaitable<bool> write(std::string bytes);

    void consume(RequestReader& reader) { buffer_.erase(0, reader.take(buffer_)); }
    Response refuse(int status);
    std::optional<std::string> pull(BodySource& source);
    bool has_unread();

    void watch(Deadline deadline);
    void arm();
    void wake_watchdog();

    std::shared_ptr<boost::asio::io_context>
        io_;          // a late Respond may hold the connection a moment longer
    Shared& shared_;  // used by the coroutine alone
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer watchdog_;
    boost::asio::steady_timer answered_;
    Address peer_;
    std::string id_;      // of the request at work
    std::string path_;    // of the same, once its head is read
    std::string buffer_;  // what came and is not used yet
    std::array<char, 16 * 1024> piece_;
    bool idle_ = false;
    bool wound_down_ = false;

    Deadline deadline_ = never;  // of the read or write under way
    Deadline armed_ = never;     // when the watchdog wakes
    bool timed_out_ = false;

    std::optional<Response> answer_;
    bool has_answer_ = false;
    bool is_live_ = false;  // a LiveSource is followed
    bool is_woken_ = false;
};

// Serves it until it ends, and keeps it meanwhile.
boost::asio::awaitable<void> serve_connection(std::shared_ptr<Connection> connection);

}  // namespace footfall::http
