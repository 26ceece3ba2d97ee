// A connection to the mail server, and what it says to each mail.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "config/settings.h"

namespace footfall::mail {

// What became of a try.
struct Outcome {
    enum class Kind : std::uint8_t {
        sent,         // the server has it, and answers for it from now on
        refused,      // for good (5xx): this recipient, or this mail
        deferred,     // for now (4xx): this recipient, or this mail
        unreachable,  // nothing can be sent: no connection, no TLS, no sign-in, sender refused
        stopped,      // stop() came in between
    };

    Kind kind = Kind::stopped;
    std::string words;  // not empty unless sent: the server's reply, else what failed; one line
};

// What a dialogue with the server has come to: tells which of its replies means what.
class Dialogue;

// One thread sends; stop() may be called from any. What is sent while the connection breaks between
// the mail and the server's reply to it is `unreachable`, though the server may have taken it.
//
// Over `smtps://`, and where somebody signs in on a machine other than this, nothing is sent unless
// TLS is there and the server's certificate is its own, signed by one of the authorities. Elsewhere
// TLS is used where it is offered, and the certificate is not looked at: without TLS it would be no
// better.
class Smtp {
  public:
    struct Options {
        config::MailServer server;
        std::filesystem::path ca_file;  // of authorities, in PEM; empty: the system's
        std::string own_name;           // how the client introduces itself: a domain
    };

    explicit Smtp(Options options);
    ~Smtp();
    Smtp(const Smtp&) = delete;
    Smtp& operator=(const Smtp&) = delete;

    // Sends the bytes of write_message() between two addresses, over the connection that is open or
    // a new one. Takes five minutes at most.
    Outcome send(const std::string& from, const std::string& to, const std::string& message);

    // Ends the connection, if there is one; the next mail opens another.
    void hang_up();

    // Whatever goes on ends within about a second, and nothing is sent any more.
    void stop();

  private:
    struct Callbacks;
    struct EndHandle {
        void operator()(void* handle) const;
    };

    void open();
    Outcome attempt(const std::string& from, const std::string& to, const std::string& message,
                    Dialogue& dialogue);

    const Options options_;
    std::unique_ptr<void, EndHandle> handle_;  // libcurl's; its connection is kept between mails
    std::atomic<bool> is_stopping_ = false;
    std::mutex mutex_;
    std::set<int> sockets_;  // those open now; guarded by mutex_
};

}  // namespace footfall::mail
