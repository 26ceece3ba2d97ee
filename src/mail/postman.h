// The postman: takes the mails that are queued, sends them, and records what became of each.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "clock.h"
#include "config/settings.h"
#include "mail/smtp.h"
#include "workspace/control_plane.h"

namespace footfall::mail {

// When a mail that was tried at `now` in vain is tried again: after 10 s, 1 min, 5 min, 30 min, 2
// h, 6 h and every 6 h from then on. Nothing if that is more than 24 h after it was queued, or not
// before it is worthless.
std::optional<Instant> next_try(const workspace::Mail& mail, Instant now);

// Works on a thread of its own from the start on, one mail after the other: code words first, since
// they are soon worth nothing, then the oldest link. A mail is recorded after the server has
// answered for it: a crash in between, or a connection that breaks before the answer, sends it
// twice, with one Message-ID, and nothing loses one. While the server cannot be reached it is asked
// every 10 s, with one mail each time; the others wait without being tried.
class Postman {
  public:
    struct Options {
        config::MailServer server;
        config::Mailbox from;
        std::filesystem::path ca_file;
    };

    // What is passed in outlives it.
    Postman(const Clock& clock, workspace::ControlPlane& control_plane, const Options& options);
    Postman(const Postman&) = delete;
    Postman& operator=(const Postman&) = delete;
    ~Postman() { stop(); }

    // Looks for mails now, not within two seconds; the control plane does so when some are queued.
    // Thread-safe; does not wait.
    void wake();

    // The mail that is being sent has a second to arrive; the others wait for the next start.
    void stop();

  private:
    // What is to be recorded of a mail.
    struct Tried {
        std::uint64_t number = 0;
        std::string trouble;
        std::optional<Instant> retry_at;
    };

    void run();
    bool send_next();
    bool deliver(const workspace::Mail& mail);
    bool record(Tried tried);
    bool is_stopping();

    const Clock& clock_;
    workspace::ControlPlane& control_plane_;
    const config::Mailbox from_;
    Smtp smtp_;

    // The thread's own.
    std::optional<Tried> unrecorded_;
    std::chrono::microseconds wait_until_{0};  // of the steady clock: the server was unreachable
    bool is_server_lost_ = false;
    bool is_record_lost_ = false;

    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    bool is_woken_ = false;
    bool is_stopping_ = false;
    bool has_ended_ = false;

    std::thread thread_;  // last: it uses all the others
};

}  // namespace footfall::mail
