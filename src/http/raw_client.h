// For tests: a client that writes and reads raw bytes over loopback, with bounded waits.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace footfall::http {

struct Answer {
    int status = 0;  // 0: none came
    std::string head;
    std::string body;
};

class RawClient {
  public:
    static constexpr int timeout_s = 20;

    RawClient() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}

    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : RawClient() {
        if (receive_buffer > 0)
            ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                         sizeof receive_buffer);
        connect(port);
    }

    RawClient(RawClient&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), buffer_(std::move(other.buffer_)) {}
    RawClient& operator=(RawClient&&) = delete;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    ~RawClient() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    bool connect(std::uint16_t port) {
        const timeval timeout{timeout_s, 0};
        const int on = 1;
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address),
                         sizeof address) == 0;
    }

    // False: the server has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Reads at least a byte more; false at the end, at an error or after the timeout.
    bool receive() {
        char piece[65536];
        const ssize_t got = ::recv(descriptor_, piece, sizeof piece, 0);
        if (got <= 0) return false;
        buffer_.append(piece, static_cast<std::size_t>(got));
        return true;
    }

    // The next answer, with its body by length, by chunks or (`without_body`: of HEAD) none.
    Answer read_answer(bool without_body = false) {
        Answer answer;
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!receive()) return answer;
        answer.head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        const int status = std::atoi(answer.head.c_str() + std::string_view("HTTP/1.1 ").size());
        if (without_body || status < 200 || status == 204) {
            answer.status = status;
        } else if (answer.head.find("Transfer-Encoding: chunked") != std::string::npos) {
            if (read_chunks(answer.body)) answer.status = status;
        } else {
            const std::size_t size = content_length(answer.head);
            while (buffer_.size() < size)
                if (!receive()) return answer;
            answer.body = buffer_.substr(0, size);
            buffer_.erase(0, size);
            answer.status = status;
        }
        return answer;
    }

    // Did the server close, with nothing more to read?
    bool is_closed() {
        errno = 0;
        return buffer_.empty() && !receive() && errno != EAGAIN;
    }

    // Ends by a reset.
    void reset() {
        const linger now{1, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(std::exchange(descriptor_, -1));
    }

    std::string& buffer() { return buffer_; }

  private:
    static std::size_t content_length(const std::string& head) {
        const std::string_view name = "Content-Length: ";
        const std::size_t at = head.find(name);
        if (at == std::string::npos) return 0;
        return static_cast<std::size_t>(std::atoll(head.c_str() + at + name.size()));
    }

    bool read_chunks(std::string& body) {
        while (true) {
            std::size_t end = 0;
            while ((end = buffer_.find("\r\n")) == std::string::npos)
                if (!receive()) return false;
            const std::size_t size = std::strtoull(buffer_.c_str(), nullptr, 16);
            while (buffer_.size() < end + 2 + size + 2)
                if (!receive()) return false;
            body.append(buffer_, end + 2, size);
            buffer_.erase(0, end + 2 + size + 2);
            if (size == 0) return true;
        }
    }

    int descriptor_;
    std::string buffer_;
};

}  // namespace footfall::http
