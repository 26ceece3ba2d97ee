// Rows of links, gates and mails as values. All of it throws, as what rows.h has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "clock.h"
#include "event/ids.h"
#include "workspace/links.h"

namespace footfall::workspace {

// A link with its token as the database holds it.
struct StoredLink {
    std::string customer;
    std::optional<std::string> token_hash;
    std::optional<std::string> token_sealed;
    bool is_blocked = false;
    Instant made;
    std::optional<Instant> last_sent;
};

struct StoredLinkOfWorkspace {
    WorkspaceId workspace;
    StoredLink link;
};

std::vector<StoredLinkOfWorkspace> select_links(soci::session& sql);
std::optional<StoredLink> select_link(soci::session& sql, const WorkspaceId& workspace,
                                      const std::string& customer);

// Takes the place of the customer's.
void put_link(soci::session& sql, const WorkspaceId& workspace, const StoredLink& link);

// The customer's link and mails.
void remove_links_of(soci::session& sql, const WorkspaceId& workspace, const std::string& customer);

void mark_sent(soci::session& sql, const WorkspaceId& workspace, const std::string& customer,
               Instant at);

// The links of those to whom the batch has one.
void mark_batch_sent(soci::session& sql, const WorkspaceId& workspace, std::uint64_t batch,
                     Instant at);

// A gate with what its settings leave out.
struct StoredGate {
    GateSettings settings;
    // Nothing only in a row that a server made before they belonged to it.
    std::optional<std::string> portal_secret;  // sealed
    std::optional<std::string> public_key;
};

std::optional<StoredGate> select_gate(soci::session& sql, const WorkspaceId& workspace);

// Takes the place of the workspace's; its logo stays.
void put_gate(soci::session& sql, const WorkspaceId& workspace, const StoredGate& gate);

std::optional<Logo> select_logo(soci::session& sql, const WorkspaceId& workspace);

// Of a gate that is there.
void put_logo(soci::session& sql, const WorkspaceId& workspace, const std::optional<Logo>& logo,
              std::optional<Instant> changed);

// The text of a row is sealed.
//
// One of those that are queued together.
void insert_mail(soci::session& sql, const Mail& mail, std::uint64_t batch);

// What was answered under that key at `since` or later.
std::optional<PastSending> select_sending(soci::session& sql, const WorkspaceId& workspace,
                                          const std::string& key, Instant since);

// In the place of one that is older than `since`, as are those that are removed on the way.
void put_sending(soci::session& sql, const WorkspaceId& workspace, const std::string& key,
                 const PastSending& sending, Instant now, Instant since);

// Those of the batch are held no longer; gives how many of them are links.
std::size_t release_mails(soci::session& sql, std::uint64_t batch, MailState state);

// A mail that an earlier version queued, with its text as it is.
struct OpenMail {
    std::uint64_t number = 0;
    std::string subject;
    std::string text;
};

std::vector<OpenMail> select_open_mails(soci::session& sql);

// In place of the text as it is.
void put_sealed(soci::session& sql, std::uint64_t number, const std::string& sealed);

// Of the batch; without one all.
void remove_held_mails(soci::session& sql, std::optional<std::uint64_t> batch = {});

std::optional<Mail> select_mail(soci::session& sql, std::uint64_t number);

// Of those queued to be tried by then: a word before any link, the one that waits longest.
std::optional<Mail> select_next_mail(soci::session& sql, Instant by);

// Newest first, without those that are held.
std::vector<Mail> select_mails(soci::session& sql, const WorkspaceId& workspace,
                               std::size_t mails_max, const MailFilter& filter);

MailCounts count_mails(soci::session& sql, const WorkspaceId& workspace);

// Those of the customer that wait with a link fail.
void fail_link_mails(soci::session& sql, const WorkspaceId& workspace, const std::string& customer,
                     const std::string& trouble);

// State, text, trouble, tries and next try.
void update_mail(soci::session& sql, const Mail& mail);

// Keeps the newest `kept_max` of each state in the workspace, and all that are not done with.
void remove_old_mails(soci::session& sql, const WorkspaceId& workspace, std::size_t kept_max);

}  // namespace footfall::workspace
