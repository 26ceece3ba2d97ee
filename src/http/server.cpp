#include "http/server.h"

#include <algorithm>
#include <exception>
#include <fcntl.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/connection.h"
#include "http/peer.h"
#include "observe/log.h"

namespace footfall::http {

namespace {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using ErrorOf = boost::system::error_code;

constexpr auto awaited = net::as_tuple(net::use_awaitable);
constexpr std::chrono::milliseconds accept_pause{100};  // when no descriptor is free

Address address_of(const tcp::endpoint& endpoint) {
    const net::ip::address address = endpoint.address();
    const net::ip::address_v6 v6 =
        address.is_v4() ? net::ip::make_address_v6(net::ip::v4_mapped, address.to_v4())
                        : address.to_v6();
    return Address{v6.to_bytes()};
}

}  // namespace

struct Server::State {
    State(Options options, Random& random, Application application, TrustedProxies proxies)
        : io(std::make_shared<net::io_context>(static_cast<int>(options.threads))),
          acceptor(net::make_strand(*io)),
          pause(acceptor.get_executor()),
          shared(std::move(options), random, std::move(application), std::move(proxies)) {}

    Result<> listen();
    void run();
    void stop(std::chrono::milliseconds grace);

    static net::awaitable<void> accept_connections(State* state);
    void admit(tcp::socket socket);
    void forget(const Connection& connection);
    void turn_one_away();

    std::shared_ptr<net::io_context> io;
    tcp::acceptor acceptor;
    net::steady_timer pause;
    Shared shared;
    std::uint16_t port = 0;
    int spare_descriptor = -1;  // given up for a moment to turn a client away when none is free
    bool in_trouble = false;    // accept fails, and that was logged
    bool stopped = false;
    std::vector<std::thread> threads;
};

Result<> Server::State::listen() {
    ErrorOf error;
    std::string host = shared.options.host;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    tcp::resolver resolver(*io);
    const auto found =
        resolver.resolve(host, std::to_string(shared.options.port), tcp::resolver::passive, error);
    if (error || found.empty())
        return fail(ErrorCode::invalid, "not an address to listen on: " + host, "host",
                    "invalid_address");
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (error)
        return fail(error == net::error::address_in_use ? ErrorCode::conflict : ErrorCode::io,
                    "cannot listen on " + host + " port " + std::to_string(shared.options.port) +
                        ": " + error.message());
    port = acceptor.local_endpoint(error).port();
    spare_descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    return {};
}

void Server::State::run() {
    shared.accepting = true;
    net::co_spawn(acceptor.get_executor(), accept_connections(this), [this](std::exception_ptr) {
        const std::lock_guard lock(shared.mutex);
        shared.accepting = false;
        shared.changed.notify_all();
    });
    for (unsigned i = 0; i < std::max(1U, shared.options.threads); ++i) {
        threads.emplace_back([this] {
            while (true) {
                try {
                    io->run();
                    return;
                } catch (const std::exception& error) {
                    observe::error("http", "an I/O thread caught", {{"what", error.what()}});
                }
            }
        });
    }
}

net::awaitable<void> Server::State::accept_connections(State* state) {
    const auto fresh_strand = [state] {
        return net::any_io_executor(net::make_strand(*state->io));
    };
    while (!state->shared.stopping) {
        auto [error, socket] = co_await state->acceptor.async_accept(fresh_strand(), awaited);
        if (!error) {
            state->in_trouble = false;
            state->admit(std::move(socket));
        } else if (error != net::error::connection_aborted && !state->shared.stopping) {
            if (error == net::error::no_descriptors) state->turn_one_away();
            if (!std::exchange(state->in_trouble, true))
                observe::warning("http", "connections cannot be accepted",
                                 {{"why", error.message()}});
            state->pause.expires_after(accept_pause);
            co_await state->pause.async_wait(awaited);
        }
    }
    // Who is in the backlog has connected before the stop.
    ErrorOf error;
    state->acceptor.non_blocking(true, error);
    while (!error) {
        tcp::socket socket(fresh_strand());
        state->acceptor.accept(socket, error);
        if (!error) state->admit(std::move(socket));
    }
    state->acceptor.close(error);
}

void Server::State::turn_one_away() {
    ErrorOf error;
    ::close(std::exchange(spare_descriptor, -1));
    acceptor.non_blocking(true, error);
    {
        tcp::socket socket(acceptor.get_executor());
        acceptor.accept(socket, error);
    }
    spare_descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void Server::State::admit(tcp::socket socket) {
    ErrorOf error;
    const tcp::endpoint endpoint = socket.remote_endpoint(error);
    if (error) return;
    socket.set_option(tcp::no_delay(true), error);
    const Address peer = address_of(endpoint);
    const std::size_t per_peer_max = shared.proxies.contain(peer)
                                         ? shared.options.connections_max
                                         : shared.options.connections_per_peer_max;
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(shared.mutex);
        if (shared.connections.size() >= shared.options.connections_max) return;
        std::size_t& of_peer = shared.per_peer[peer.network()];
        if (of_peer >= per_peer_max) return;
        connection = std::make_shared<Connection>(io, shared, std::move(socket), peer);
        shared.connections.emplace(connection.get(), connection);
        ++of_peer;
    }
    const net::any_io_executor executor = connection->executor();
    net::co_spawn(executor, serve_connection(connection),
                  [this, connection](std::exception_ptr failure) {
                      if (failure) observe::error("http", "a connection ended by an exception");
                      forget(*connection);
                  });
}

void Server::State::forget(const Connection& connection) {
    const std::lock_guard lock(shared.mutex);
    shared.connections.erase(&connection);
    const auto of_peer = shared.per_peer.find(connection.peer().network());
    if (--of_peer->second == 0) shared.per_peer.erase(of_peer);
    shared.changed.notify_all();
}

void Server::State::stop(std::chrono::milliseconds grace) {
    if (std::exchange(stopped, true)) return;
    const auto tell = [this](void (Connection::*what)()) {
        for (const auto& [key, weak] : shared.connections)
            if (const auto connection = weak.lock())
                net::post(connection->executor(),
                          [connection, what] { (connection.get()->*what)(); });
    };
    shared.stopping = true;
    net::post(acceptor.get_executor(), [this] {
        ErrorOf ignored;
        acceptor.cancel(ignored);
        pause.cancel();
    });
    {
        std::unique_lock lock(shared.mutex);
        tell(&Connection::wind_down);
        shared.changed.wait_for(lock, grace,
                                [this] { return !shared.accepting && shared.connections.empty(); });
        shared.aborting = true;
        tell(&Connection::abort);
    }
    for (std::thread& thread : threads) thread.join();
    if (spare_descriptor >= 0) ::close(spare_descriptor);
}

Result<std::unique_ptr<Server>> Server::start(Options options, Random& random,
                                              Application application) {
    FOOTFALL_TRY(proxies, TrustedProxies::parse(options.trusted_proxies));
    try {
        auto state = std::make_unique<State>(std::move(options), random, std::move(application),
                                             std::move(proxies));
        FOOTFALL_CHECK(state->listen());
        state->run();
        return std::unique_ptr<Server>(new Server(std::move(state)));
    } catch (const std::exception& error) {
        return fail(ErrorCode::io, std::string("cannot start the HTTP server: ") + error.what());
    }
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

std::uint16_t Server::port() const { return state_->port; }

void Server::stop(std::chrono::milliseconds grace) { state_->stop(grace); }

}  // namespace footfall::http
