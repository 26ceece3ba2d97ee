#include "http/connection.h"

#include <algorithm>
#include <cstdio>
#include <exception>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "clock.h"
#include "http/status.h"
#include "http/target.h"
#include "observe/log.h"
#include "observe/request_id.h"

namespace footfall::http {

namespace {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using ErrorOf = boost::system::error_code;
using Steady = std::chrono::steady_clock;

constexpr auto awaited = net::as_tuple(net::use_awaitable);

constexpr std::chrono::seconds live_idle_time{15};
constexpr std::size_t joined_body_size_max = 16 * 1024;  // sent in one piece with its head
constexpr std::size_t progress_bytes = 1024;             // per progress_timeout
constexpr std::chrono::milliseconds linger_time{2'000};  // for the client to read a last answer
constexpr std::size_t linger_bytes_max = 16 * 1024 * 1024;

// The one answer of a request: of the copies of a Respond the first call counts, and without any
// the last copy's end. Knows the connection only while it lives.
class Ticket {
  public:
    explicit Ticket(std::weak_ptr<Connection> connection) : connection_(std::move(connection)) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() { give(std::nullopt); }

    void give(std::optional<Response> answer) {
        if (given_.exchange(true)) return;
        const std::shared_ptr<Connection> connection = connection_.lock();
        if (!connection) return;
        // Weak again: a handler that never runs must not keep its own io_context alive.
        net::dispatch(connection->executor(),
                      [weak = connection_, answer = std::move(answer)]() mutable {
                          if (const auto alive = weak.lock()) alive->give_answer(std::move(answer));
                      });
    }

  private:
    std::weak_ptr<Connection> connection_;
    std::atomic<bool> given_ = false;
};

void append_piece(std::string& bytes, std::string_view piece, bool chunked) {
    if (chunked) {
        std::array<char, 20> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
        bytes += size.data();
    }
    bytes += piece;
    if (chunked) bytes += "\r\n";
}

}  // namespace

void Connection::wind_down() {
    if (is_live_) return wake();
    if (!idle_) return;
    wound_down_ = true;
    ErrorOf ignored;
    socket_.cancel(ignored);
}

void Connection::abort() {
    ErrorOf ignored;
    socket_.cancel(ignored);
    answered_.cancel();
}

void Connection::give_answer(std::optional<Response> answer) {
    answer_ = std::move(answer);
    has_answer_ = true;
    answered_.cancel();
}

void Connection::wake() {
    is_woken_ = true;
    answered_.cancel();
}

bool Connection::has_unread() {
    ErrorOf error;
    return !buffer_.empty() || (socket_.available(error) > 0 && !error);
}

net::awaitable<void> Connection::serve() {
    bool again = co_await await_request(shared_.options.header_timeout);
    while (again) {
        again = co_await serve_request() && co_await await_request(shared_.options.idle_timeout);
    }
}

// False: no further request comes.
net::awaitable<bool> Connection::await_request(std::chrono::milliseconds patience) {
    const Deadline deadline = Steady::now() + patience;
    if (buffer_.empty()) std::string().swap(buffer_);
    while (buffer_.empty()) {
        // What a client sent before it could know of the stop is still answered.
        if (shared_.stopping && !has_unread()) co_return false;
        idle_ = true;
        const bool came = co_await read(deadline);
        idle_ = false;
        if (!came && !std::exchange(wound_down_, false)) co_return false;
    }
    co_return true;
}

// False: the connection ends.
net::awaitable<bool> Connection::serve_request() {
    const Deadline deadline = Steady::now() + shared_.options.request_timeout;
    id_ = observe::make_request_id(shared_.random);
    path_.clear();
    RequestReader reader(shared_.options.header_bytes_max, shared_.options.header_fields_max);
    BodyBudget::Share share(shared_.bodies);
    int status = co_await read_head(&reader, deadline);
    if (status == 0) path_ = reader.head().request.path;
    if (status == 0) status = co_await read_body(&reader, &share, deadline);
    if (status == client_gone) co_return false;

    AnswerShape shape;
    shape.request_id = id_;
    shape.keep_alive = status == 0 && reader.head().keep_alive;
    shape.version = reader.head().version;
    Response response;
    if (status != 0) {
        if (status == 413)
            observe::warning("http", "a body is larger than its route allows",
                             {{"request", id_}, {"path", logged_path(path_)}});
        if (status == 429)
            observe::warning("http", "too many bytes of bodies are in flight",
                             {{"request", id_}, {"path", logged_path(path_)}});
        response = refuse(status);
    } else {
        Request& request = reader.head().request;
        const Client client = shared_.proxies.client_of(peer_, request.fields);
        request.id = id_;
        request.peer = client.peer;
        request.secure = client.secure;
        response = co_await ask(std::move(request));
    }
    reader.drop_body();
    share.release();
    if (shared_.aborting) co_return false;
    // Before HTTP/1.1 a body without a length ends with the connection.
    const bool ends_body =
        shape.version == 10 && !std::holds_alternative<std::string>(response.body);
    shape.keep_alive = shape.keep_alive && !ends_body && !shared_.stopping;
    if (!co_await answer(std::move(response), shape, reader.head_only())) co_return false;
    if (!shape.keep_alive) co_await linger();
    co_return shape.keep_alive;
}

net::awaitable<int> Connection::read_head(RequestReader* reader, Deadline request_deadline) {
    const Deadline deadline =
        std::min(request_deadline, Steady::now() + shared_.options.header_timeout);
    consume(*reader);
    while (reader->state() == RequestReader::State::head) {
        if (!co_await read(deadline)) co_return timed_out_ ? 408 : client_gone;
        consume(*reader);
    }
    co_return reader->status();
}

net::awaitable<int> Connection::read_body(RequestReader* reader, BodyBudget::Share* share,
                                          Deadline request_deadline) {
    const Head& head = reader->head();
    reader->allow_body(shared_.application.body_bytes_max(head.request));
    if (reader->state() == RequestReader::State::body && head.expects_continue && buffer_.empty() &&
        !co_await write("HTTP/1.1 100 Continue\r\n\r\n"))
        co_return client_gone;
    consume(*reader);
    Deadline window_end = Steady::now() + shared_.options.progress_timeout;
    std::size_t window_bytes = 0;
    while (reader->state() == RequestReader::State::body) {
        const std::size_t before = buffer_.size();
        if (!co_await read(std::min(request_deadline, window_end)))
            co_return timed_out_ ? 408 : client_gone;
        window_bytes += buffer_.size() - before;
        if (window_bytes >= progress_bytes) {
            window_bytes = 0;
            window_end = Steady::now() + shared_.options.progress_timeout;
        }
        if (!share->cover(reader->body_size() + buffer_.size())) co_return 429;
        consume(*reader);
    }
    co_return reader->status();
}

net::awaitable<Response> Connection::ask(Request request) {
    answer_.reset();
    has_answer_ = false;
    auto ticket = std::make_shared<Ticket>(weak_from_this());
    try {
        shared_.application.handle(
            std::move(request), [ticket](Response response) { ticket->give(std::move(response)); });
    } catch (const std::exception& error) {
        observe::error("http", "a handler threw", {{"request", id_}, {"what", error.what()}});
        ticket->give(std::nullopt);
    } catch (...) {
        observe::error("http", "a handler threw", {{"request", id_}});
        ticket->give(std::nullopt);
    }
    ticket.reset();
    while (!has_answer_ && !shared_.aborting) {
        answered_.expires_at(never);
        co_await answered_.async_wait(awaited);
    }
    co_return answer_ ? *std::exchange(answer_, std::nullopt) : refuse(500);
}

// False: the client is gone, or the body broke off.
net::awaitable<bool> Connection::answer(Response response, AnswerShape shape, bool head_only) {
    shape.at = SystemClock().now();
    BodySource source;
    std::shared_ptr<LiveSource> live;
    std::string piece;
    if (auto* given = std::get_if<std::shared_ptr<LiveSource>>(&response.body)) {
        live = std::move(*given);
        response.body = std::string();
    }
    if (auto* given = std::get_if<BodySource>(&response.body)) {
        source = std::move(*given);
        response.body = std::string();
        std::optional<std::string> first = head_only ? std::string() : pull(source);
        if (first) piece = *std::move(first);
        if (!first) {
            source = nullptr;
            response = refuse(500);
        }
    }
    std::optional<std::string> head;
    for (int turn = 0; !head; ++turn) {
        if (turn > 0) {
            observe::error("http", "an answer held what cannot stand in its head",
                           {{"request", id_}, {"status", response.status}});
            source = nullptr;
            live = nullptr;
            response = turn == 1 ? refuse(500) : refusal(500, id_);
        }
        const auto* text = std::get_if<std::string>(&response.body);
        shape.size.reset();
        if (!source && !live && text != nullptr) shape.size = text->size();
        shape.chunked = (source || live) && shape.version == 11;
        head = answer_head(response, shape);
    }
    if (head_only || !has_body(response.status)) co_return co_await write(*std::move(head));
    if (live) co_return co_await follow(std::move(live), *std::move(head), shape.chunked);
    if (source)
        co_return co_await stream(std::move(source), *std::move(head), std::move(piece),
                                  shape.chunked);
    std::string body = std::get<std::string>(std::move(response.body));
    if (body.size() <= joined_body_size_max) co_return co_await write(*std::move(head) + body);
    co_return co_await write(*std::move(head)) && co_await write(std::move(body));
}

// Pulls a piece only after the one before is with the kernel.
net::awaitable<bool> Connection::stream(BodySource source, std::string head, std::string piece,
                                        bool chunked) {
    std::string bytes = std::move(head);
    while (!piece.empty()) {
        append_piece(bytes, piece, chunked);
        if (!co_await write(std::exchange(bytes, {}))) co_return false;
        std::optional<std::string> next = pull(source);
        if (!next) co_return false;
        piece = *std::move(next);
    }
    if (chunked) bytes += "0\r\n\r\n";
    co_return co_await write(std::move(bytes));
}

// Until the source ends it, the client is gone, or the server stops.
net::awaitable<bool> Connection::follow(std::shared_ptr<LiveSource> source, std::string head,
                                        bool chunked) {
    is_live_ = true;
    is_woken_ = false;
    source->listen([weak = weak_from_this()] {
        const std::shared_ptr<Connection> alive = weak.lock();
        if (!alive) return;
        net::dispatch(alive->executor(), [weak] {
            if (const auto still = weak.lock()) still->wake();
        });
    });
    std::string bytes = std::move(head);
    bool is_idle = false;
    bool goes_on = true;
    while (goes_on) {
        std::optional<std::string> piece;
        if (!shared_.stopping && !shared_.aborting) piece = source->next(is_idle);
        goes_on = piece.has_value();
        if (piece && !piece->empty()) append_piece(bytes, *piece, chunked);
        if (!goes_on && chunked) bytes += "0\r\n\r\n";
        if (!bytes.empty() && !co_await write(std::exchange(bytes, {}))) break;
        if (!goes_on) {
            is_live_ = false;
            co_return true;
        }
        is_idle = false;
        if (std::exchange(is_woken_, false)) continue;
        answered_.expires_after(live_idle_time);
        co_await answered_.async_wait(awaited);
        is_idle = !std::exchange(is_woken_, false);
    }
    is_live_ = false;
    co_return false;
}

// Lets the client read the last answer before unread input would reset the connection.
net::awaitable<void> Connection::linger() {
    ErrorOf ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    const Deadline deadline = Steady::now() + linger_time;
    std::size_t drained = 0;
    buffer_.clear();
    while (drained < linger_bytes_max && co_await read(deadline)) {
        drained += buffer_.size();
        buffer_.clear();
    }
}

net::awaitable<bool> Connection::read(Deadline deadline) {
    if (shared_.aborting) co_return false;
    watch(deadline);
    const auto [error, count] = co_await socket_.async_read_some(net::buffer(piece_), awaited);
    deadline_ = never;
    buffer_.append(piece_.data(), count);
    co_return !error;
}

net::awaitable<bool> Connection::write(std::string bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        if (shared_.aborting) co_return false;
        watch(Steady::now() + shared_.options.write_timeout);
        const auto [error, count] = co_await socket_.async_write_some(
            net::buffer(bytes.data() + sent, bytes.size() - sent), awaited);
        deadline_ = never;
        if (error) co_return false;
        sent += count;
    }
    co_return true;
}

// The refusal as the application shapes it; must it fail too, a plain one.
Response Connection::refuse(int status) {
    Response response;
    try {
        response = shared_.application.refuse ? shared_.application.refuse(status, path_, id_)
                                              : refusal(status, id_);
    } catch (const std::exception& error) {
        observe::error("http", "a refusal threw", {{"request", id_}, {"what", error.what()}});
        response = refusal(status, id_);
    }
    if (status == 405) response.fields.emplace_back("allow", allowed_methods);
    return response;
}

// Nothing if the source threw.
std::optional<std::string> Connection::pull(BodySource& source) {
    try {
        return source();
    } catch (const std::exception& error) {
        observe::error("http", "a body broke off", {{"request", id_}, {"what", error.what()}});
    } catch (...) {
        observe::error("http", "a body broke off", {{"request", id_}});
    }
    return std::nullopt;
}

// The watchdog's timer moves only when a deadline is nearer than the one it waits for; most
// deadlines pass on before it wakes.
void Connection::watch(Deadline deadline) {
    timed_out_ = false;
    deadline_ = deadline;
    if (deadline_ < armed_) arm();
}

void Connection::arm() {
    armed_ = deadline_;
    watchdog_.expires_at(armed_);
    watchdog_.async_wait([weak = weak_from_this()](ErrorOf error) {
        if (error) return;
        if (const auto alive = weak.lock()) alive->wake_watchdog();
    });
}

void Connection::wake_watchdog() {
    armed_ = never;
    if (deadline_ == never) return;
    if (Steady::now() < deadline_) return arm();
    timed_out_ = true;
    ErrorOf ignored;
    socket_.cancel(ignored);
}

net::awaitable<void> serve_connection(std::shared_ptr<Connection> connection) {
    co_await connection->serve();
}

}  // namespace footfall::http
