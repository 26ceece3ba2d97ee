// Mails: queued with what caused them, and what became of each.

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/link_rows.h"
#include "workspace/rows.h"
#include "workspace/state.h"

namespace footfall::workspace {

namespace {

constexpr std::array<std::string_view, 2> purpose_names{"link", "code"};
constexpr std::array<std::string_view, 5> state_names{"queued", "sent", "failed", "kept", "held"};

// Of each workspace and state; a sample's outbox shows 200.
constexpr std::size_t mails_kept_max = 10'000;
constexpr std::size_t sample_mails_kept_max = 200;

// For how long a request can be repeated.
constexpr std::chrono::hours sending_kept{24};

// Subject and text have secrets: whoever has the database alone reads neither.
std::string close_letter(const ControlPlane::State& state, std::string_view subject,
                         std::string_view text) {
    return state.mail_seal.close(std::string(subject) + '\0' + std::string(text), state.random);
}

struct Letter {
    std::string subject;
    std::string text;
};

// Of a mail as the database has it; nothing if it cannot be read.
std::optional<Letter> open_letter(const ControlPlane::State& state, const Mail& mail) {
    const std::optional<std::string> letter = state.mail_seal.open(mail.text);
    const std::size_t end = letter ? letter->find('\0') : std::string::npos;
    if (end == std::string::npos) return std::nullopt;
    return Letter{letter->substr(0, end), letter->substr(end + 1)};
}

// In one piece or in several; release() lets go of what one `batch` holds.
void hold(soci::session& sql, const ControlPlane::State& state, const WorkspaceId& workspace,
          std::uint64_t batch, std::span<const NewMail> mails, Instant now) {
    for (const NewMail& each : mails) {
        Mail mail;
        mail.workspace = workspace;
        mail.purpose = each.purpose;
        mail.state = MailState::held;
        mail.customer = each.customer;
        mail.to = each.to;
        mail.subject = each.shown_subject.empty() ? each.subject : each.shown_subject;
        mail.text = close_letter(state, each.subject, each.text);
        mail.queued = now;
        mail.next_try = now;
        mail.until = each.until;
        insert_mail(sql, mail, batch);
    }
}

// Whether there is something to be sent now.
Result<bool> release(soci::session& sql, const WorkspaceId& workspace, std::uint64_t batch,
                     Instant now, const Actor& actor) {
    const std::optional<Workspace> found = select_workspace(sql, workspace);
    if (!found) return no_such_workspace();
    const bool is_sample = found->sample.has_value();
    if (is_sample) mark_batch_sent(sql, workspace, batch, now);
    const std::size_t links =
        release_mails(sql, batch, is_sample ? MailState::kept : MailState::queued);
    remove_old_mails(sql, workspace, is_sample ? sample_mails_kept_max : mails_kept_max);
    if (links > 0) {
        append_audit(sql, now, workspace, actor, "links_sent",
                     {{"customers", std::to_string(links)}});
    }
    return !is_sample;
}

// What is answered to a request that can be repeated.
Result<> keep(soci::session& sql, const WorkspaceId& workspace, const Sending& sending,
              std::size_t queued, Instant now) {
    const Instant since = now - sending_kept;
    if (select_sending(sql, workspace, sending.key, since)) {
        return fail(ErrorCode::conflict, "The same was sent a moment ago.", "", "already_sent");
    }
    put_sending(sql, workspace, sending.key, {sending.asked, sending.answer(queued)}, now, since);
    return {};
}

void tell_of_mails(ControlPlane::State& state) {
    const std::lock_guard lock(state.mails_mutex);
    if (state.mails_queued) state.mails_queued();
}

}  // namespace

std::string_view to_string(MailPurpose purpose) {
    return purpose_names[static_cast<std::size_t>(purpose) - 1];
}

std::string_view to_string(MailState state) {
    return state_names[static_cast<std::size_t>(state) - 1];
}

std::optional<MailState> parse_mail_state(std::string_view name) {
    for (const MailState state :
         {MailState::queued, MailState::sent, MailState::failed, MailState::kept}) {
        if (to_string(state) == name) return state;
    }
    return std::nullopt;
}

Result<> ControlPlane::queue_mails(const WorkspaceId& workspace, std::span<const NewMail> mails,
                                   const Actor& actor) {
    if (mails.empty()) return {};
    const std::uint64_t batch = ++state_->mail_batches;
    const Instant now = state_->clock.now();
    FOOTFALL_TRY(are_to_be_sent, state_->database->write([&](soci::session& sql) -> Result<bool> {
        hold(sql, *state_, workspace, batch, mails, now);
        return release(sql, workspace, batch, now, actor);
    }));
    if (are_to_be_sent) tell_of_mails(*state_);
    return {};
}

Result<std::size_t> ControlPlane::queue_mails(const WorkspaceId& workspace, const NextMails& next,
                                              const Actor& actor, const Sending* sending) {
    const std::uint64_t batch = ++state_->mail_batches;
    const Instant now = state_->clock.now();
    const auto queue = [&]() -> Result<std::size_t> {
        std::size_t count = 0;
        for (;;) {
            FOOTFALL_TRY(piece, next());
            if (piece.empty()) break;
            count += piece.size();
            FOOTFALL_CHECK(state_->database->write([&](soci::session& sql) -> Result<> {
                hold(sql, *state_, workspace, batch, piece, now);
                return {};
            }));
        }
        if (count == 0) return count;
        FOOTFALL_TRY(are_to_be_sent,
                     state_->database->write([&](soci::session& sql) -> Result<bool> {
                         if (sending != nullptr) {
                             FOOTFALL_CHECK(keep(sql, workspace, *sending, count, now));
                         }
                         return release(sql, workspace, batch, now, actor);
                     }));
        if (are_to_be_sent) tell_of_mails(*state_);
        return count;
    };
    Result<std::size_t> queued = queue();
    if (!queued) {
        // What cannot be removed now is held until the next start.
        (void)state_->database->write([&](soci::session& sql) -> Result<> {
            remove_held_mails(sql, batch);
            return {};
        });
    }
    return queued;
}

Result<std::optional<PastSending>> ControlPlane::past_sending(const WorkspaceId& workspace,
                                                              const std::string& key) const {
    const Instant since = state_->clock.now() - sending_kept;
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<PastSending>> {
        return select_sending(sql, workspace, key, since);
    });
}

void seal_mails(soci::session& sql, ControlPlane::State& state) {
    for (const OpenMail& mail : select_open_mails(sql)) {
        put_sealed(sql, mail.number, close_letter(state, mail.subject, mail.text));
    }
}

void ControlPlane::when_mails_queued(std::function<void()> called) {
    const std::lock_guard lock(state_->mails_mutex);
    state_->mails_queued = std::move(called);
}

Result<std::optional<Mail>> ControlPlane::next_mail() const {
    const Instant now = state_->clock.now();
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<Mail>> {
        std::optional<Mail> mail = select_next_mail(sql, now);
        if (!mail) return mail;
        Letter letter;
        if (std::optional<Letter> opened = open_letter(*state_, *mail)) {
            letter = std::move(*opened);
        } else {
            mail->is_unreadable = true;
        }
        mail->subject = std::move(letter.subject);
        mail->text = std::move(letter.text);
        return mail;
    });
}

Result<> ControlPlane::mail_tried(std::uint64_t number, std::string_view trouble,
                                  std::optional<Instant> retry_at) {
    return state_->database->write([&](soci::session& sql) -> Result<> {
        std::optional<Mail> mail = select_mail(sql, number);
        if (!mail) return {};  // its workspace was removed meanwhile
        const bool is_current = mail->state == MailState::queued;
        if (!is_current && !trouble.empty()) return {};  // it has failed meanwhile
        ++mail->tries;
        mail->trouble = trouble;
        if (retry_at) {
            mail->next_try = *retry_at;
        } else {
            mail->state = trouble.empty() ? MailState::sent : MailState::failed;
            mail->text.clear();
        }
        if (is_current && mail->state == MailState::sent && mail->purpose == MailPurpose::link) {
            mark_sent(sql, mail->workspace, mail->customer, state_->clock.now());
        }
        update_mail(sql, *mail);
        return {};
    });
}

Result<std::vector<Mail>> ControlPlane::mails(const WorkspaceId& workspace, std::size_t mails_max,
                                              const MailFilter& filter) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Mail>> {
        std::vector<Mail> mails = select_mails(sql, workspace, mails_max, filter);
        for (Mail& mail : mails) {
            if (mail.text.empty()) continue;
            std::optional<Letter> letter = open_letter(*state_, mail);
            mail.is_unreadable = !letter;
            mail.text = letter ? std::move(letter->text) : std::string();
        }
        return mails;
    });
}

Result<MailCounts> ControlPlane::mail_counts(const WorkspaceId& workspace) const {
    return state_->database->read(
        [&](soci::session& sql) -> Result<MailCounts> { return count_mails(sql, workspace); });
}

}  // namespace footfall::workspace
