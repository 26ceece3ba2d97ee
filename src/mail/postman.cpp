#include "mail/postman.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "mail/message.h"
#include "observe/log.h"

namespace footfall::mail {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<seconds, 6> waits{seconds(10), minutes(1), minutes(5),
                                       minutes(30), hours(2),   hours(6)};
constexpr hours tried_for{24};
constexpr seconds server_wait{10};
constexpr seconds look_again_after{2};
constexpr seconds stop_patience{1};

Smtp::Options smtp_options(const Postman::Options& options) {
    const std::string& address = options.from.address;
    return {options.server, options.ca_file, address.substr(address.find('@') + 1)};
}

// The same at each try, so that who gets it twice can tell.
std::string message_id(const workspace::Mail& mail) {
    return std::to_string(mail.queued.us) + "." + std::to_string(mail.number);
}

}  // namespace

std::optional<Instant> next_try(const workspace::Mail& mail, Instant now) {
    const Instant at = now + waits[std::min<std::size_t>(mail.tries, waits.size() - 1)];
    if (at > mail.queued + tried_for || (mail.until && at >= *mail.until)) return std::nullopt;
    return at;
}

Postman::Postman(const Clock& clock, workspace::ControlPlane& control_plane, const Options& options)
    : clock_(clock),
      control_plane_(control_plane),
      from_(options.from),
      smtp_(smtp_options(options)),
      thread_([this] { run(); }) {
    control_plane_.when_mails_queued([this] { wake(); });
}

void Postman::wake() {
    {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;
    }
    changed_.notify_all();
}

void Postman::stop() {
    if (!thread_.joinable()) return;
    control_plane_.when_mails_queued(nullptr);
    {
        std::unique_lock lock(mutex_);
        is_stopping_ = true;
        changed_.notify_all();
        changed_.wait_for(lock, stop_patience, [this] { return has_ended_; });
    }
    smtp_.stop();
    thread_.join();
}

bool Postman::is_stopping() {
    const std::lock_guard lock(mutex_);
    return is_stopping_;
}

void Postman::run() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        is_woken_ = false;
        lock.unlock();
        const bool are_there_more = send_next();
        if (!are_there_more) smtp_.hang_up();
        lock.lock();
        if (are_there_more) continue;
        changed_.wait_for(lock, look_again_after, [this] { return is_woken_ || is_stopping_; });
    }
    has_ended_ = true;
    changed_.notify_all();
}

// Whether there may be more to do at once.
bool Postman::send_next() {
    if (unrecorded_ && !record(*std::exchange(unrecorded_, std::nullopt))) return false;
    if (clock_.steady() < wait_until_) return false;
    // One at a time, so that a word that is queued meanwhile is the next one.
    const Result<std::optional<workspace::Mail>> next = control_plane_.next_mail();
    if (!next) {
        if (!is_record_lost_)
            observe::warning("mail", "queued mails cannot be read",
                             {{"why", next.error().message}});
        is_record_lost_ = true;
        return false;
    }
    return *next && !is_stopping() && deliver(**next);
}

// Whether to go on with the next one.
bool Postman::deliver(const workspace::Mail& mail) {
    const Instant now = clock_.now();
    if (mail.until && now >= *mail.until) {
        return record({mail.number, "It could not be sent in time.", std::nullopt});
    }
    if (mail.is_unreadable) {
        return record({mail.number,
                       "It cannot be read: the server has another secret than when it was queued.",
                       std::nullopt});
    }
    const Result<std::string> message =
        write_message({from_, mail.to, mail.subject, mail.text, mail.queued, message_id(mail)});
    if (!message) return record({mail.number, message.error().message, std::nullopt});
    const Outcome outcome = smtp_.send(from_.address, mail.to, *message);
    switch (outcome.kind) {
        case Outcome::Kind::sent:
            if (is_server_lost_) observe::info("mail", "the mail server takes mails again");
            is_server_lost_ = false;
            return record({mail.number, "", std::nullopt});
        case Outcome::Kind::refused:
            return record({mail.number, outcome.words, std::nullopt});
        case Outcome::Kind::deferred:
            return record({mail.number, outcome.words, next_try(mail, clock_.now())});
        case Outcome::Kind::unreachable:
            if (!is_server_lost_) {
                observe::warning("mail", "the mail server takes no mails",
                                 {{"why", outcome.words}});
            }
            is_server_lost_ = true;
            wait_until_ = clock_.steady() + server_wait;
            (void)record({mail.number, outcome.words, next_try(mail, clock_.now())});
            return false;
        case Outcome::Kind::stopped:
            break;
    }
    return false;
}

// Whether it is recorded. Until it is nothing else is sent, lest a mail that was sent is due again.
bool Postman::record(Tried tried) {
    const Result<> recorded =
        control_plane_.mail_tried(tried.number, tried.trouble, tried.retry_at);
    if (recorded) {
        // Who it was for and what the server said of them stands in the control plane alone.
        if (!tried.trouble.empty() && !tried.retry_at) {
            observe::warning("mail", "a mail failed", {{"number", tried.number}});
        }
        is_record_lost_ = false;
        return true;
    }
    if (!is_record_lost_) {
        observe::error("mail", "what became of a mail cannot be kept: sends no other",
                       {{"why", recorded.error().message}});
    }
    is_record_lost_ = true;
    unrecorded_ = std::move(tried);
    return false;
}

}  // namespace footfall::mail
