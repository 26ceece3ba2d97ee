// For tests: a mail server on loopback that says what the test wants, one connection at a time.
#pragma once

#include <arpa/inet.h>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "assert.h"

namespace footfall::mail {

class ScriptedServer {
  public:
    // The reply to a line of the client, `CONNECT` for a new connection, `TEXT` for the end of a
    // mail's text: without its line end. Empty: as usual; `drop`: ends the connection; `silence`:
    // nothing, until the client goes.
    using Script = std::function<std::string(std::string_view line)>;

    explicit ScriptedServer(Script script = [](std::string_view) { return ""; })
        : script_(std::move(script)) {
        listen(0);
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer() { close(); }

    std::uint16_t port() const { return port_; }

    // Whoever connects is refused from now on, until open().
    void close() {
        if (!thread_.joinable()) return;
        {
            const std::lock_guard lock(mutex_);
            is_closing_ = true;
            ::shutdown(listener_, SHUT_RDWR);
            if (connection_ >= 0) ::shutdown(connection_, SHUT_RDWR);
        }
        thread_.join();
        ::close(listener_);
    }

    void open() { listen(port_); }

    // The texts of the mails that it took.
    std::vector<std::string> texts() const {
        const std::lock_guard lock(mutex_);
        return texts_;
    }

    // What clients said, a line each, without the texts; `CONNECT` for each connection.
    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

    void wait_for_texts(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return texts_.size() >= count; });
    }

    // Waits for a line that begins so.
    void wait_for_line(std::string_view begin) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
            for (const std::string& line : lines_)
                if (line.starts_with(begin)) return true;
            return false;
        });
    }

  private:
    void listen(std::uint16_t port) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const name = reinterpret_cast<sockaddr*>(&address);
        ASSERT(::bind(listener_, name, size) == 0 && ::listen(listener_, 8) == 0);
        ASSERT(::getsockname(listener_, name, &size) == 0);
        port_ = ntohs(address.sin_port);
        is_closing_ = false;
        thread_ = std::thread([this] { serve(); });
    }

    void serve() {
        while (true) {
            const int connection = ::accept(listener_, nullptr, nullptr);
            {
                const std::lock_guard lock(mutex_);
                if (connection < 0 || is_closing_) {
                    if (connection >= 0) ::close(connection);
                    return;
                }
                connection_ = connection;
            }
            buffer_.clear();
            if (answer("CONNECT")) {
                while (true) {
                    std::string line;
                    if (!read_line(line) || !answer(line)) break;
                }
            }
            const std::lock_guard lock(mutex_);
            ::close(connection_);
            connection_ = -1;
        }
    }

    void note(std::string_view line) {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(line);
        changed_.notify_all();
    }

    bool read_line(std::string& line) {
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n")) == buffer_.npos) {
            char bytes[4096];
            const ssize_t got = ::recv(connection_, bytes, sizeof bytes, 0);
            if (got <= 0) return false;
            buffer_.append(bytes, static_cast<std::size_t>(got));
        }
        line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return true;
    }

    static std::string usual(std::string_view line) {
        if (line == "CONNECT") return "220 scripted";
        if (line.starts_with("EHLO")) return "250-scripted\r\n250 AUTH PLAIN LOGIN";
        if (line.starts_with("AUTH")) return "334 ";
        if (line == "DATA") return "354 go on";
        if (line == "QUIT") return "221 bye";
        const bool are_credentials = line != "TEXT" && line.find_first_of(" :") == line.npos;
        return are_credentials ? "235 welcome" : "250 fine";
    }

    // Whether the connection goes on.
    bool answer(std::string_view line) {
        if (line != "TEXT") note(line);
        std::string reply = script_(line);
        if (reply == "drop") return false;
        if (reply == "silence") {
            std::string more;
            while (read_line(more)) continue;
            return false;
        }
        if (reply.empty()) reply = usual(line);
        if (line == "TEXT" && reply.starts_with('2')) {
            const std::lock_guard lock(mutex_);
            texts_.push_back(text_);
            changed_.notify_all();
        }
        reply += "\r\n";
        ::send(connection_, reply.data(), reply.size(), MSG_NOSIGNAL);
        if (line == "DATA" && reply.starts_with('3')) return read_text() && answer("TEXT");
        return line != "QUIT";
    }

    bool read_text() {
        text_.clear();
        std::string line;
        while (read_line(line)) {
            if (line == ".") return true;
            text_ += line.starts_with('.') ? line.substr(1) : line;
            text_ += "\r\n";
        }
        return false;
    }

    const Script script_;
    std::uint16_t port_ = 0;
    int listener_ = -1;
    std::string buffer_;  // the thread's, as text_
    std::string text_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    int connection_ = -1;
    bool is_closing_ = false;
    std::vector<std::string> texts_;
    std::vector<std::string> lines_;

    std::thread thread_;
};

}  // namespace footfall::mail
