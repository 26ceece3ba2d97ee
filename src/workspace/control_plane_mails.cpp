// Mails: queued with what caused them, and what became of each.

#include <algorithm>
#include <array>
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

// In one piece or in several; release() lets go of what one `batch` holds.
void hold(soci::session& sql, const WorkspaceId& workspace, std::uint64_t batch,
          std::span<const NewMail> mails, Instant now) {
    for (const NewMail& each : mails) {
        Mail mail;
        mail.workspace = workspace;
        mail.purpose = each.purpose;
        mail.state = MailState::held;
        mail.customer = each.customer;
        mail.to = each.to;
        mail.subject = each.subject;
        mail.text = each.text;
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
        hold(sql, workspace, batch, mails, now);
        return release(sql, workspace, batch, now, actor);
    }));
    if (are_to_be_sent) tell_of_mails(*state_);
    return {};
}

Result<std::size_t> ControlPlane::queue_mails(const WorkspaceId& workspace, const NextMails& next,
                                              const Actor& actor) {
    const std::uint64_t batch = ++state_->mail_batches;
    const Instant now = state_->clock.now();
    const auto queue = [&]() -> Result<std::size_t> {
        std::size_t count = 0;
        for (;;) {
            FOOTFALL_TRY(piece, next());
            if (piece.empty()) break;
            count += piece.size();
            FOOTFALL_CHECK(state_->database->write([&](soci::session& sql) -> Result<> {
                hold(sql, workspace, batch, piece, now);
                return {};
            }));
        }
        if (count == 0) return count;
        FOOTFALL_TRY(are_to_be_sent,
                     state_->database->write([&](soci::session& sql) -> Result<bool> {
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

void ControlPlane::when_mails_queued(std::function<void()> called) {
    const std::lock_guard lock(state_->mails_mutex);
    state_->mails_queued = std::move(called);
}

Result<std::optional<Mail>> ControlPlane::next_mail() const {
    const Instant now = state_->clock.now();
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<Mail>> {
        return select_next_mail(sql, now);
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
        return select_mails(sql, workspace, mails_max, filter);
    });
}

Result<MailCounts> ControlPlane::mail_counts(const WorkspaceId& workspace) const {
    return state_->database->read(
        [&](soci::session& sql) -> Result<MailCounts> { return count_mails(sql, workspace); });
}

}  // namespace footfall::workspace
