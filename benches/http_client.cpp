#include "http_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace footfall::bench {

namespace {

constexpr time_t timeout_s = 600;

tl::unexpected<Error> broken(const std::string& what) {
    return fail(ErrorCode::io, what + ": " + std::strerror(errno));
}

// A socket connected to loopback, or -1.
int connected(std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    const timeval timeout{timeout_s, 0};
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        return descriptor;
    }
    ::close(descriptor);
    return -1;
}

std::size_t number_in(std::string_view text, int base) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

// What a field of the head says, or nothing; servers write names differently.
std::string_view field_of(std::string_view head, std::string_view name) {
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end()) return {};
    const auto at = static_cast<std::size_t>(found - head.begin()) + name.size();
    return head.substr(at, head.find("\r\n", at) - at);
}

// One connection of send_all.
struct Connection {
    int descriptor = -1;
    std::string_view rest;  // of the request
    std::string answer;
    std::size_t answer_bytes = 0;  // 0: the head is not complete
    std::unique_ptr<Stopwatch> watch;
};

}  // namespace

std::string request_text(std::string_view method, std::string_view target, std::string_view headers,
                         std::string_view body) {
    std::string text(method);
    text += ' ';
    text += target;
    text += " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    text += headers;
    if (method != "GET") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    text += body;
    return text;
}

Result<HttpClient> HttpClient::connect(std::uint16_t port) {
    const int descriptor = connected(port);
    if (descriptor < 0) return broken("connecting to port " + std::to_string(port));
    return HttpClient(descriptor);
}

HttpClient::~HttpClient() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<> HttpClient::receive() {
    std::array<char, 65'536> piece{};
    const ssize_t got = ::recv(descriptor_, piece.data(), piece.size(), 0);
    if (got <= 0) return broken("an answer broke off");
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
    return {};
}

Result<Reply> HttpClient::send(std::string_view request,
                               const std::function<void(std::string_view)>& take) {
    while (!request.empty()) {
        const ssize_t sent = ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent <= 0) return broken("sending");
        request.remove_prefix(static_cast<std::size_t>(sent));
    }
    Reply reply;
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) FOOTFALL_CHECK(receive());
    reply.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    reply.status = static_cast<int>(number_in(std::string_view(reply.head).substr(9, 3), 10));
    const auto give = [&](std::size_t count) {
        if (take) {
            take(std::string_view(buffer_).substr(0, count));
        } else {
            reply.body.append(buffer_, 0, count);
        }
        buffer_.erase(0, count);
    };
    if (field_of(reply.head, "transfer-encoding: ") != "chunked") {
        std::size_t left = number_in(field_of(reply.head, "content-length: "), 10);
        while (left > 0) {
            if (buffer_.empty()) FOOTFALL_CHECK(receive());
            const std::size_t count = std::min(left, buffer_.size());
            give(count);
            left -= count;
        }
        return reply;
    }
    for (;;) {
        while ((end = buffer_.find("\r\n")) == std::string::npos) FOOTFALL_CHECK(receive());
        const std::size_t count = number_in(buffer_, 16);
        while (buffer_.size() < end + 2 + count + 2) FOOTFALL_CHECK(receive());
        buffer_.erase(0, end + 2);
        give(count);
        buffer_.erase(0, 2);
        if (count == 0) return reply;
    }
}

Result<Load> send_all(std::uint16_t port, const std::vector<std::string>& requests,
                      std::size_t connections, std::string_view expected) {
    std::vector<Connection> all(std::min(connections, requests.size()));
    const int queue = ::epoll_create1(EPOLL_CLOEXEC);
    const auto close_all = [&] {
        for (const Connection& each : all) {
            if (each.descriptor >= 0) ::close(each.descriptor);
        }
        ::close(queue);
    };
    std::size_t next = 0;
    std::size_t done = 0;
    // Requests are far below a socket's buffer or wait for room: sending may block, since the
    // server reads each connection on its own.
    const auto send_next = [&](Connection& each) {
        if (next == requests.size()) return true;
        each.rest = requests[next++];
        each.answer.clear();
        each.answer_bytes = 0;
        each.watch = std::make_unique<Stopwatch>();
        while (!each.rest.empty()) {
            const ssize_t sent =
                ::send(each.descriptor, each.rest.data(), each.rest.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            each.rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    };

    Load load;
    for (Connection& each : all) {
        each.descriptor = connected(port);
        if (each.descriptor < 0) {
            close_all();
            return broken("connecting to port " + std::to_string(port));
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &each;
        ::epoll_ctl(queue, EPOLL_CTL_ADD, each.descriptor, &event);
    }
    const Stopwatch whole;
    for (Connection& each : all) {
        if (!send_next(each)) {
            close_all();
            return broken("sending");
        }
    }
    std::array<epoll_event, 64> events{};
    std::array<char, 65'536> piece{};
    while (done < requests.size()) {
        const int count = ::epoll_wait(queue, events.data(), static_cast<int>(events.size()),
                                       static_cast<int>(timeout_s) * 1'000);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            close_all();
            return broken("no answer");
        }
        for (int i = 0; i < count; ++i) {
            auto& each = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
            const ssize_t got = ::recv(each.descriptor, piece.data(), piece.size(), 0);
            if (got <= 0) {
                close_all();
                return broken("an answer broke off");
            }
            each.answer.append(piece.data(), static_cast<std::size_t>(got));
            if (each.answer_bytes == 0) {
                const std::size_t end = each.answer.find("\r\n\r\n");
                if (end == std::string::npos) continue;
                const std::string_view head = std::string_view(each.answer).substr(0, end + 2);
                each.answer_bytes = end + 4 + number_in(field_of(head, "content-length: "), 10);
            }
            if (each.answer.size() < each.answer_bytes) continue;
            load.times.add(each.watch->ms());
            const std::string_view answer(each.answer);
            if (!answer.starts_with("HTTP/1.1 200") ||
                answer.find(expected) == std::string_view::npos) {
                const std::string text = each.answer.substr(0, 1'000);
                close_all();
                return fail(ErrorCode::io, "not what was expected: " + text);
            }
            ++done;
            if (!send_next(each)) {
                close_all();
                return broken("sending");
            }
        }
    }
    load.seconds = whole.ms() / 1'000;
    close_all();
    return load;
}

}  // namespace footfall::bench
