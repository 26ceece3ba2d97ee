// The control plane: workspaces, members, sessions, keys and the audit log, in DIR/control.sqlite.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "calendar/date.h"
#include "clock.h"
#include "event/ids.h"
#include "event/kind.h"
#include "event/quiet.h"
#include "random.h"
#include "result.h"
#include "workspace/content.h"
#include "workspace/ids.h"
#include "workspace/links.h"
#include "workspace/secret.h"

namespace footfall::workspace {

enum class Role : std::uint8_t { owner = 1, admin = 2, sales_rep = 3 };

std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view name);

// Whether the Activity page and what else is for admins is for `role`.
constexpr bool is_admin(Role role) { return role == Role::owner || role == Role::admin; }

// A workspace filled by `footfall sample` was made from these.
struct SampleFacts {
    std::uint64_t seed = 0;
    Day until;

    friend bool operator==(const SampleFacts&, const SampleFacts&) = default;
};

struct NewWorkspace {
    std::string name;
    std::string time_zone = "UTC";
    Weekday first_weekday = Weekday::monday;
    std::optional<SampleFacts> sample;
};

struct Workspace {
    WorkspaceId id;
    std::string name;
    std::string time_zone;  // IANA name
    Weekday first_weekday = Weekday::monday;
    Kinds activity_set = default_activity_set;  // the kinds that count as activity
    // Of its usual gap between orders, after which a customer has gone quiet: 100 to 1,000.
    std::int32_t quiet_percent = standard_quiet_percent;
    std::optional<SampleFacts> sample;
    Instant created;

    friend bool operator==(const Workspace&, const Workspace&) = default;
};

// What is absent stays.
struct SettingsChange {
    std::optional<std::string> name;
    std::optional<std::string> time_zone;
    std::optional<Weekday> first_weekday;
    std::optional<Kinds> activity_set;
    std::optional<std::int32_t> quiet_percent = {};
    std::optional<std::string> version = {};  // that the settings must still be of, if it is given
};

// What a sales rep may see of Insights. Owners and admins see all of it without.
struct InsightsGrant {
    bool granted = false;
    // Only customers in one of these; nothing: all. Ids of deleted targets stay: nobody is in them.
    std::optional<std::vector<TargetId>> targets;

    friend bool operator==(const InsightsGrant&, const InsightsGrant&) = default;
};

// Another one as soon as a setting changes.
std::string settings_version(const Workspace& workspace);

// A member's place in a workspace.
struct Membership {
    Workspace workspace;
    Role role = Role::sales_rep;
    InsightsGrant insights;

    friend bool operator==(const Membership&, const Membership&) = default;
};

struct NewMember {
    std::string email;
    std::string name;  // empty: the e-mail
    std::string password;
    Role role = Role::sales_rep;
    std::optional<WorkspaceId> workspace;  // nothing: every workspace there is
};

struct Member {
    MemberId id;
    std::string email;  // in lower case
    std::string name;
    bool disabled = false;
    Instant created;

    friend bool operator==(const Member&, const Member&) = default;
};

// A member as others in one workspace see them.
struct WorkspaceMember {
    Member member;
    Role role = Role::sales_rep;
    InsightsGrant insights;

    friend bool operator==(const WorkspaceMember&, const WorkspaceMember&) = default;
};

// A member who is signed in, and what they look at.
struct Session {
    Member member;
    Workspace workspace;                 // the one looked at
    Role role = Role::sales_rep;         // in that one
    InsightsGrant insights;              // there
    std::vector<Membership> workspaces;  // all of theirs, oldest first
};

// The token is shown once: the database holds its hash only.
struct SignedIn {
    std::string token;  // 43 characters of base64url
    Session session;
};

struct SetUp {
    std::string token;
    std::string email;
    std::string name;       // the owner's; empty: the e-mail
    std::string workspace;  // its name; empty: unchanged
    std::string password;
};

// A `write` key only appends, a `read` key only reads. A `public_` one stands in the pages of the
// workspace's portal: it appends events from there, for the customer that the gate's token names.
enum class KeyKind : std::uint8_t { write = 1, read = 2, public_ = 3 };

std::string_view to_string(KeyKind kind);

// Of those that are made by name: a public key belongs to the workspace's gate.
std::optional<KeyKind> parse_key_kind(std::string_view name);

struct Key {
    KeyId id;
    WorkspaceId workspace;
    KeyKind kind = KeyKind::write;
    std::string prefix;  // the start of its text, to know it by
    Instant created;

    friend bool operator==(const Key&, const Key&) = default;
};

// The text is shown once: the database holds its hash only.
struct NewKey {
    std::string text;  // `fk_w_`, `fk_r_` or `fk_p_`, then 43 characters of base64url
    Key key;
};

// A page as a member saved it: its filters, columns and sort, as the page writes them in its
// address.
struct View {
    ViewId id;
    MemberId member;    // whose it is
    std::string owner;  // their name
    std::string name;   // one of the member's in the workspace has it
    std::string query;
    bool is_shared = false;  // with everybody in the workspace who sees the page

    friend bool operator==(const View&, const View&) = default;
};

// What is absent stays.
struct ViewChange {
    std::optional<std::string> name;
    std::optional<std::string> query;
    std::optional<bool> is_shared;
};

inline constexpr std::size_t views_max = 100;  // of a member in a workspace
inline constexpr std::size_t view_query_bytes_max = 2'000;

// Who does it, for the audit log.
struct Actor {
    std::optional<MemberId> member;  // nothing: a stranger, or the operator at the console
    std::string ip;                  // empty at the console
    std::optional<KeyId> key = {};   // if it was done with one
};

using AuditDetails = std::vector<std::pair<std::string, std::string>>;

struct AuditRow {
    std::uint64_t number = 0;  // from 1, without gaps
    Instant at;
    std::optional<WorkspaceId> workspace;
    std::optional<MemberId> member;
    std::string ip;
    std::string action;  // such as `sign_in`, `sign_in_failed`, `key_created`, `exported`
    std::string detail;  // a JSON object's text, on one line

    friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

// What a password hash costs; the standard one takes about 0.1 s and 64 MiB.
struct PasswordCost {
    unsigned long long passes = 3;
    std::size_t memory_bytes = 64ULL * 1024 * 1024;
};

struct Options {
    std::filesystem::path file;     // made with mode 0600 if missing; its folder must exist
    std::string time_zone = "UTC";  // of the workspace that the first start makes
    std::chrono::hours session_idle{12};
    std::chrono::hours session_lifetime{30 * 24};
    PasswordCost password_cost;
    Secret secret{};  // the installation's: tokens of links are sealed with a key made of it
};

// Thread-safe. What a method changed is durable when it returns without an error, with its audit
// row, or nothing of it happened. Errors besides those named: `unavailable` (try again), `io`,
// `corrupt`. Not for I/O threads: a method may wait for the disk; those that take a password take
// 0.1 s and more. Only what is said to be from memory is made for the path of events and of
// visitors.
class ControlPlane {
  public:
    // Opens the file, migrates it, makes one empty workspace in a new one. `conflict` if a newer
    // version wrote it; refuses to go on if SQLite does not take a setting that durability needs.
    static Result<std::unique_ptr<ControlPlane>> open(Options options, const Clock& clock,
                                                      Random& random);

    ControlPlane(const ControlPlane&) = delete;
    ControlPlane& operator=(const ControlPlane&) = delete;
    ~ControlPlane();

    // --- Workspaces

    // A sample workspace takes over the memberships of the first workspace, any other one too.
    // `invalid`: `name`, `time_zone`.
    Result<Workspace> create_workspace(const NewWorkspace& workspace, const Actor& actor);

    // Oldest first: the first one was there from the first start on.
    Result<std::vector<Workspace>> workspaces() const;

    Result<Workspace> find_workspace(const WorkspaceId& id) const;

    // All of it or nothing; gives the workspace as it is then. `invalid`: `name`, `time_zone`,
    // `activity_set` (`empty_set`, and `kind_not_allowed` for a delivery); `conflict`
    // (`settings_changed`) if they are of another version than the change says.
    Result<Workspace> change_settings(const WorkspaceId& id, const SettingsChange& change,
                                      const Actor& actor);

    // With its keys and memberships; its audit rows stay. `forbidden` if it is no sample.
    Result<> remove_workspace(const WorkspaceId& id, const Actor& actor);

    // --- Members

    // `conflict` if the e-mail is taken; `invalid`: `email`, `name`, `password` with the reason
    // `password_too_short`, `password_too_long` or `password_too_common`.
    Result<Member> add_member(const NewMember& member, const Actor& actor);

    Result<std::vector<Member>> members() const;
    Result<Member> find_member(std::string_view email) const;
    Result<std::vector<Membership>> memberships(const MemberId& member) const;

    // Those of the workspace, oldest first.
    Result<std::vector<WorkspaceMember>> members_of(const WorkspaceId& workspace) const;

    // Takes the place of what was granted before; gives the member as they are then. `not_found`
    // (`id`, `unknown_member`) if the workspace has no such member; `conflict` (`id`, `sees_all`)
    // for owners and admins; `invalid` (`targets`) for one that the workspace does not have
    // (`unknown_target`), for none of them (`no_targets`), and where nothing is granted
    // (`not_granted`).
    Result<WorkspaceMember> grant_insights(const WorkspaceId& workspace, const MemberId& member,
                                           const InsightsGrant& grant, const Actor& actor);

    // Ends all of the member's sessions. `not_found` if nobody has the e-mail.
    Result<> reset_password(std::string_view email, std::string_view password, const Actor& actor);

    // Disabling ends all of the member's sessions. `conflict` for the last owner.
    Result<> set_disabled(const MemberId& member, bool disabled, const Actor& actor);

    // --- Set-up

    // A new one-time token, good for 24 hours; those made before are void. Nothing once there is an
    // owner.
    Result<std::optional<std::string>> make_setup_token();

    // Makes the owner of every workspace and signs them in. `not_found` if the token is unknown,
    // used or expired, or there is an owner: of two at once, one wins.
    Result<SignedIn> set_up(const SetUp& set_up, std::string_view ip);

    // --- Sessions

    struct Credentials {
        std::string email;
        std::string password;
        std::string ip;
        std::string old_token;       // a session that the browser still has; it ends
        bool prefer_sample = false;  // of the workspaces, on a member's first sign-in
    };

    // Looks at the workspace that the member looked at last. `unauthenticated`, with one message
    // and after one time, for an unknown e-mail, a wrong password and a disabled member;
    // `forbidden` (`no_workspace`) for a member without any; `busy` (`too_many_attempts`) before
    // the password is looked at, for as long as retry_after() says.
    Result<SignedIn> sign_in(const Credentials& credentials);

    // How long sign_in would answer `busy`; at least 1 s.
    std::chrono::seconds retry_after(std::string_view email, std::string_view ip) const;

    // `unauthenticated` if the token is unknown, signed out or expired; `forbidden`
    // (`no_workspace`) if the member has none any more.
    Result<Session> session(std::string_view token);

    // Whether the token is of a session, and its member has the workspace. From memory; does not
    // make the session last longer, as session() does.
    bool is_member(std::string_view token, const WorkspaceId& workspace) const;

    // `not_found` if the workspace is not one of the member's. Remembered for the next sign-in.
    Result<Session> switch_workspace(std::string_view token, const WorkspaceId& workspace);

    // Does nothing if there is no such session.
    Result<> sign_out(std::string_view token, std::string_view ip);

    // --- Keys

    // `not_found` if there is no such workspace.
    Result<NewKey> create_key(const WorkspaceId& workspace, KeyKind kind, const Actor& actor);

    // Those that work, oldest first; not the public one, which belongs to the gate.
    Result<std::vector<Key>> keys(const WorkspaceId& workspace) const;

    // Works no more when this returns. `not_found` if it is not a working key of the workspace.
    Result<> revoke_key(const WorkspaceId& workspace, const KeyId& key, const Actor& actor);

    // From memory, so that no trouble of the database is taken for a refusal. `unauthenticated` if
    // no working key has the text.
    Result<Key> find_key(std::string_view text) const;

    // --- Views

    // The member's own and those that others share, by name.
    Result<std::vector<View>> views(const WorkspaceId& workspace, const MemberId& member) const;

    // `invalid`: `name`, `query` (`invalid_query`: too long, or no text for an address); `conflict`
    // for a name that another view of the member has (`name`, `name_taken`), and beyond `views_max`
    // (`too_many_views`). `change` must have a name and a query. The actor is the member.
    Result<View> create_view(const WorkspaceId& workspace, const ViewChange& change,
                             const Actor& actor);

    // `not_found` if it is not one of the member's own; else as above.
    Result<View> change_view(const WorkspaceId& workspace, const ViewId& view,
                             const ViewChange& change, const Actor& actor);
    Result<> remove_view(const WorkspaceId& workspace, const ViewId& view, const Actor& actor);

    // --- Sites, campaigns and forms

    // Those that were described, by id in byte order.
    Result<std::vector<Site>> sites(const WorkspaceId& workspace) const;
    Result<std::vector<Campaign>> campaigns(const WorkspaceId& workspace) const;
    Result<std::vector<Form>> forms(const WorkspaceId& workspace) const;

    // Nothing if it was not described.
    Result<std::optional<Site>> find_site(const WorkspaceId& workspace, std::string_view id) const;
    Result<std::optional<Campaign>> find_campaign(const WorkspaceId& workspace,
                                                  std::string_view id) const;
    Result<std::optional<Form>> find_form(const WorkspaceId& workspace, std::string_view id) const;

    // One that was not described yet is made; gives it as it is then. `invalid`: `id` and `site`
    // (`invalid_id`), `name`, `reach` (`invalid_number`); `conflict` beyond `described_max`
    // (`too_many_sites`, `too_many_campaigns`, `too_many_forms`).
    Result<Site> describe_site(const WorkspaceId& workspace, std::string_view id,
                               const SiteChange& change, const Actor& actor);
    Result<Campaign> describe_campaign(const WorkspaceId& workspace, std::string_view id,
                                       const CampaignChange& change, const Actor& actor);
    Result<Form> describe_form(const WorkspaceId& workspace, std::string_view id,
                               const FormChange& change, const Actor& actor);

    // --- Targets

    // By name.
    Result<std::vector<Target>> targets(const WorkspaceId& workspace) const;

    // `not_found` (`target`, `unknown_target`) if the workspace has no such target, here and below.
    Result<Target> find_target(const WorkspaceId& workspace, const TargetId& target) const;

    // `invalid`: `name`, `groups` (`invalid_groups`: empty or too long); `conflict` for a name that
    // another one has (`name`, `name_taken`), and beyond `targets_max` (`too_many_targets`).
    // `change` must have a name and groups.
    Result<Target> create_target(const WorkspaceId& workspace, const TargetChange& change,
                                 const Actor& actor);
    Result<Target> change_target(const WorkspaceId& workspace, const TargetId& target,
                                 const TargetChange& change, const Actor& actor);
    Result<> remove_target(const WorkspaceId& workspace, const TargetId& target,
                           const Actor& actor);

    // --- Links

    // The customer's link; the workspace's own for an empty `customer`. Made when it is first asked
    // for, unless it was revoked. Whether there is such a customer, the caller has looked up.
    Result<Link> link(const WorkspaceId& workspace, std::string_view customer);

    // As above, for many at once, in their order: one transaction.
    Result<std::vector<Link>> links(const WorkspaceId& workspace,
                                    std::span<const std::string> customers);

    // In their order, as they are: nothing for a link that nobody has asked for yet.
    Result<std::vector<std::optional<Link>>> made_links(
        const WorkspaceId& workspace, std::span<const std::string> customers) const;

    // A new token; the old one leads nowhere when this returns, and a mail that waits with it
    // fails. Also after a revocation.
    Result<Link> rotate_link(const WorkspaceId& workspace, std::string_view customer,
                             const Actor& actor);

    // The token leads nowhere when this returns, a mail that waits with it fails, and none is made
    // until rotate_link().
    Result<Link> revoke_link(const WorkspaceId& workspace, std::string_view customer,
                             const Actor& actor);

    Result<Link> block_link(const WorkspaceId& workspace, std::string_view customer, bool blocked,
                            const Actor& actor);

    // Everything that is kept of the customer: its link leads nowhere when this returns, and its
    // mails are gone, those in the queue unsent. Whether there is one does not matter.
    Result<> remove_customer(const WorkspaceId& workspace, std::string_view customer,
                             const Actor& actor);

    // Which of `customers` are blocked; from memory.
    std::vector<bool> blocked(const WorkspaceId& workspace,
                              std::span<const std::string> customers) const;

    // From memory. `not_found` if the token leads nowhere; takes as long as for one that does.
    Result<LinkTarget> find_link(std::string_view token) const;

    // --- The gate

    // From memory, here and below. `not_found` if there is no such workspace.
    Result<Shop> shop(const WorkspaceId& workspace) const;
    Result<GateSettings> gate_settings(const WorkspaceId& workspace) const;

    // Whether any workspace but samples is in Strict Security Mode, so that its visitors need mail.
    bool needs_mail() const;

    // All of it or nothing. `invalid`: `portal_url` and `order_url` (`invalid_url`),
    // `repeat_window_s`, `brand_name`, `brand_color` (`invalid_color`), `support`, `notice`,
    // `origins`
    // (`invalid_origin`, `too_many_origins`), `mail_subject`, `mail_text` (`missing_link`).
    Result<GateSettings> change_gate(const WorkspaceId& workspace, const GateChange& change,
                                     const Actor& actor);

    // Nothing: there is none.
    Result<std::optional<Logo>> logo(const WorkspaceId& workspace) const;

    // `bytes` empty: there is none any more. `invalid` (`logo`): `invalid_image` for what is no
    // PNG, JPEG, GIF or WebP, `too_large`.
    Result<GateSettings> change_logo(const WorkspaceId& workspace, std::string_view bytes,
                                     const Actor& actor);

    // What the gate signs its tokens for the portal with: 64 hexadecimal digits, which are the
    // secret as text. Made with the workspace. From memory. `conflict` (`secret`,
    // `unreadable_secret`) if it was sealed with another secret of the installation than the one
    // now: the portal has it still, so that a new one is made only where somebody asks for it.
    Result<std::string> portal_secret(const WorkspaceId& workspace) const;
    Result<std::string> rotate_portal_secret(const WorkspaceId& workspace, const Actor& actor);

    // The workspace's public key as text, which is no secret. Made with the workspace; a new one
    // ends the old one. From memory.
    Result<std::string> public_key(const WorkspaceId& workspace) const;
    Result<std::string> rotate_public_key(const WorkspaceId& workspace, const Actor& actor);

    // --- Mails

    // Queued, or of a sample workspace kept, which is as good as sent. All of them or none.
    Result<> queue_mails(const WorkspaceId& workspace, std::span<const NewMail> mails,
                         const Actor& actor);

    // As above for many, of which there is one piece in memory at a time, and a transaction for
    // each, so that others need not wait: none is due or listed until the last is there, and with
    // an error, which may be that of `next`, none ever is. Gives how many they are.
    // With a `sending` its answer is kept in the transaction that lets them go; `conflict`
    // (`already_sent`) if one is kept under its key.
    Result<std::size_t> queue_mails(const WorkspaceId& workspace, const NextMails& next,
                                    const Actor& actor, const Sending* sending = nullptr);

    // What was answered under that key in the last 24 hours.
    Result<std::optional<PastSending>> past_sending(const WorkspaceId& workspace,
                                                    const std::string& key) const;

    // Called with each group of mails that is to be sent, from the thread that queued it, once the
    // mails are kept; nothing: nobody is called any more. It must not wait.
    void when_mails_queued(std::function<void()> called);

    // The one of all workspaces to be tried next, if one is to be by now: words before links, then
    // the one that waits longest.
    Result<std::optional<Mail>> next_mail() const;

    // What became of a try. `retry_at`: it is tried again then; nothing with `trouble`: it has
    // failed; nothing without: it is sent, and if it held its customer's link, so is that.
    Result<> mail_tried(std::uint64_t number, std::string_view trouble,
                        std::optional<Instant> retry_at);

    // The newest, newest first. Of those that were sent 10,000 are kept, and as many that failed.
    Result<std::vector<Mail>> mails(const WorkspaceId& workspace, std::size_t mails_max,
                                    const MailFilter& filter = {}) const;

    Result<MailCounts> mail_counts(const WorkspaceId& workspace) const;

    // --- Audit

    // Appends a row; for what is done elsewhere, such as `exported`.
    Result<> audit(const std::optional<WorkspaceId>& workspace, const Actor& actor,
                   std::string_view action, const AuditDetails& details = {});

    // The newest rows of a workspace, newest first.
    Result<std::vector<AuditRow>> audit_rows(const WorkspaceId& workspace,
                                             std::size_t rows_max) const;

    // Recomputes the chain of hashes: how many rows there are, or `corrupt` naming the first row
    // that is not what was written.
    Result<std::uint64_t> verify_audit() const;

    struct State;  // of state.h, which its parts share

  private:
    explicit ControlPlane(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace footfall::workspace
