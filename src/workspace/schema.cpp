#include "workspace/schema.h"

#include <array>

namespace footfall::workspace {

namespace {

// Ids and hashes are hexadecimal, instants are microseconds.
constexpr std::array first{
    "CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT",
    "INSERT INTO schema_version VALUES (0)",

    "CREATE TABLE workspaces ("
    " number INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL,"
    " time_zone TEXT NOT NULL,"
    " first_weekday INTEGER NOT NULL,"
    " is_sample INTEGER NOT NULL,"
    " sample_seed INTEGER NOT NULL,"
    " sample_until INTEGER NOT NULL,"
    " created INTEGER NOT NULL) STRICT",

    "CREATE TABLE members ("
    " number INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " email TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL,"
    " password TEXT NOT NULL,"
    " is_disabled INTEGER NOT NULL,"
    " last_workspace TEXT REFERENCES workspaces (id) ON DELETE SET NULL,"
    " created INTEGER NOT NULL) STRICT",

    "CREATE TABLE memberships ("
    " member TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,"
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " role INTEGER NOT NULL,"
    " PRIMARY KEY (member, workspace)) STRICT",

    "CREATE TABLE sessions ("
    " token_hash TEXT PRIMARY KEY NOT NULL,"
    " member TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,"
    " workspace TEXT REFERENCES workspaces (id) ON DELETE SET NULL,"
    " created INTEGER NOT NULL,"
    " last_seen INTEGER NOT NULL) STRICT",

    "CREATE TABLE access_keys ("
    " number INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " text_hash TEXT NOT NULL UNIQUE,"
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " kind INTEGER NOT NULL,"
    " prefix TEXT NOT NULL,"
    " created INTEGER NOT NULL) STRICT",

    "CREATE TABLE setup_tokens ("
    " token_hash TEXT PRIMARY KEY NOT NULL,"
    " expires INTEGER NOT NULL) STRICT",

    "CREATE TABLE audit ("
    " number INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " workspace TEXT NOT NULL,"
    " member TEXT NOT NULL,"
    " ip TEXT NOT NULL,"
    " action TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " hash TEXT NOT NULL) STRICT",
    "CREATE INDEX audit_by_workspace ON audit (workspace, number)",
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END",
    "CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END",

    // The chain's end, so that rows missing there are noticed.
    "CREATE TABLE audit_end (number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
    "INSERT INTO audit_end VALUES (0, '')",
};

// Saved views of the pages.
constexpr std::array second{
    "CREATE TABLE views ("
    " number INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " member TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL,"
    " query TEXT NOT NULL,"
    " is_shared INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " UNIQUE (workspace, member, name)) STRICT",
};

// What was said of sites, campaigns and forms, the targets, and what counts as activity. A field of
// which nothing was said is NULL.
constexpr std::array third{
    "CREATE TABLE sites ("
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " id TEXT NOT NULL,"
    " name TEXT,"
    " created INTEGER NOT NULL,"
    " PRIMARY KEY (workspace, id)) STRICT, WITHOUT ROWID",

    "CREATE TABLE campaigns ("
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " id TEXT NOT NULL,"
    " name TEXT,"
    " kind INTEGER,"
    " site TEXT,"
    " state INTEGER,"
    " sent_at INTEGER,"
    " reach INTEGER,"
    " created INTEGER NOT NULL,"
    " PRIMARY KEY (workspace, id)) STRICT, WITHOUT ROWID",

    "CREATE TABLE forms ("
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " id TEXT NOT NULL,"
    " name TEXT,"
    " site TEXT,"
    " is_enabled INTEGER NOT NULL,"
    " created_at INTEGER,"
    " created INTEGER NOT NULL,"
    " PRIMARY KEY (workspace, id)) STRICT, WITHOUT ROWID",

    "CREATE TABLE targets ("
    " number INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL,"
    " groups TEXT NOT NULL,"
    " member TEXT REFERENCES members (id) ON DELETE SET NULL,"
    " created INTEGER NOT NULL,"
    " UNIQUE (workspace, name)) STRICT",

    "ALTER TABLE workspaces ADD COLUMN activity_set TEXT NOT NULL"
    " DEFAULT 'login,form_response,email_open,email_spam,notification_open'",
};

// What members who are no admins may see of Insights: `none`, `all`, or ids of targets with commas
// between them.
constexpr std::array fourth{
    "ALTER TABLE memberships ADD COLUMN insights TEXT NOT NULL DEFAULT 'none'",
};

// Order links, what the gate says and does, and mails.
constexpr std::array fifth{
    // Of the workspace's own link `customer` is empty; a revoked one has no token.
    "CREATE TABLE links ("
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " customer TEXT NOT NULL,"
    " token_hash TEXT UNIQUE,"
    " token_sealed TEXT,"
    " is_blocked INTEGER NOT NULL,"
    " made INTEGER NOT NULL,"
    " last_sent INTEGER,"
    " PRIMARY KEY (workspace, customer)) STRICT, WITHOUT ROWID",

    "CREATE TABLE gates ("
    " workspace TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " portal_url TEXT NOT NULL,"
    " is_strict INTEGER NOT NULL,"
    " repeat_window_s INTEGER NOT NULL,"
    " brand_name TEXT NOT NULL,"
    " brand_color TEXT NOT NULL,"
    " support TEXT NOT NULL,"
    " notice TEXT NOT NULL,"
    " origins TEXT NOT NULL,"
    " mail_subject TEXT NOT NULL,"
    " mail_text TEXT NOT NULL,"
    " logo_type TEXT,"
    " logo TEXT,"
    " logo_changed INTEGER,"
    " portal_secret TEXT,"
    " public_key TEXT) STRICT, WITHOUT ROWID",

    "CREATE TABLE mails ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " purpose INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " customer TEXT NOT NULL,"
    " recipient TEXT NOT NULL,"
    " subject TEXT NOT NULL,"
    " body TEXT NOT NULL,"
    " trouble TEXT NOT NULL,"
    " queued INTEGER NOT NULL,"
    " next_try INTEGER NOT NULL,"
    " tries INTEGER NOT NULL,"
    " until INTEGER) STRICT",
    "CREATE INDEX mails_by_workspace ON mails (workspace, number)",
    "CREATE INDEX mails_due ON mails (next_try) WHERE state = 1",
};

// How many answers a form has now, as it was said.
constexpr std::array sixth{
    "ALTER TABLE forms ADD COLUMN answers INTEGER",
};

// Mails in the order in which they are sent, those that are queued together, and by state.
constexpr std::array seventh{
    "DROP INDEX mails_due",
    "CREATE INDEX mails_due ON mails (purpose DESC, next_try, number) WHERE state = 1",
    "ALTER TABLE mails ADD COLUMN batch INTEGER NOT NULL DEFAULT 0",
    // Takes the place of `body`, which was the text as it is.
    "ALTER TABLE mails ADD COLUMN sealed TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX mails_held ON mails (batch) WHERE state = 5",
    "CREATE INDEX mails_by_state ON mails (workspace, state, number)",
    "CREATE INDEX mails_by_customer ON mails (workspace, customer) WHERE state IN (1, 5)",
};

// Where a portal shows an order.
constexpr std::array eighth{
    "ALTER TABLE gates ADD COLUMN order_url TEXT NOT NULL DEFAULT ''",
};

// What was answered to requests that can be repeated.
constexpr std::array ninth{
    "CREATE TABLE sendings ("
    " workspace TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,"
    " key TEXT NOT NULL,"
    " asked TEXT NOT NULL,"
    " answer TEXT NOT NULL,"
    " made INTEGER NOT NULL,"
    " PRIMARY KEY (workspace, key)) STRICT, WITHOUT ROWID",
};

// After how much of its usual gap between orders a customer has gone quiet.
constexpr std::array tenth{
    "ALTER TABLE workspaces ADD COLUMN quiet_percent INTEGER NOT NULL DEFAULT 200",
};

constexpr std::array<Migration, 10> steps{
    Migration(first), Migration(second),  Migration(third),  Migration(fourth), Migration(fifth),
    Migration(sixth), Migration(seventh), Migration(eighth), Migration(ninth),  Migration(tenth)};

}  // namespace

std::span<const Migration> migrations() { return steps; }

}  // namespace footfall::workspace
