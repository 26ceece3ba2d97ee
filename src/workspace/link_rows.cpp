#include "workspace/link_rows.h"

#include <array>
#include <limits>
#include <utility>

#include <sodium.h>

#include "workspace/database.h"
#include "workspace/nullable.h"
#include "workspace/rows.h"

namespace footfall::workspace {

namespace {

constexpr int base64 = sodium_base64_VARIANT_ORIGINAL;

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), base64), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), base64);
    text.pop_back();  // the zero at its end
    return text;
}

std::string from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, base64) != 0) {
        throw Unreadable("a logo is no base64");
    }
    bytes.resize(size);
    return bytes;
}

// None of them has a line end.
std::string lines_of(const std::vector<std::string>& texts) {
    std::string lines;
    for (const std::string& text : texts) lines += text + "\n";
    return lines;
}

std::vector<std::string> from_lines(std::string_view lines) {
    std::vector<std::string> texts;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        if (end == lines.npos) throw Unreadable("a list of origins has no end");
        texts.emplace_back(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
    return texts;
}

template <class T>
T stored_enum(long long number, T last) {
    if (number < 1 || number > static_cast<long long>(last)) {
        throw Unreadable("a word for a mail is none");
    }
    return static_cast<T>(number);
}

// Binds the columns of the table of links.
class LinkColumns {
  public:
    template <class Statement>
    auto bind(Statement&& statement) {
        return (std::forward<Statement>(statement), soci::into(workspace_), soci::into(customer_),
                into(hash_), into(sealed_), soci::into(is_blocked_), soci::into(made_),
                into(last_sent_));
    }

    StoredLinkOfWorkspace get() const {
        return {stored_workspace_id(workspace_),
                {customer_, hash_.get(), sealed_.get(), is_blocked_ != 0, Instant{made_},
                 instant(last_sent_)}};
    }

  private:
    std::string workspace_;
    std::string customer_;
    Text hash_;
    Text sealed_;
    int is_blocked_ = 0;
    long long made_ = 0;
    Number last_sent_;
};

constexpr const char* link_columns =
    "SELECT workspace, customer, token_hash, token_sealed, is_blocked, made, last_sent FROM links";

class GateColumns {
  public:
    template <class Statement>
    auto bind(Statement&& statement) {
        return (std::forward<Statement>(statement), soci::into(settings_.portal_url),
                soci::into(settings_.order_url), soci::into(is_strict_), soci::into(repeat_window_),
                soci::into(settings_.brand_name), soci::into(settings_.brand_color),
                soci::into(settings_.support), soci::into(settings_.notice), soci::into(origins_),
                soci::into(settings_.mail_subject), soci::into(settings_.mail_text),
                into(logo_changed_), into(portal_secret_), into(public_key_));
    }

    StoredGate get() const {
        StoredGate gate{settings_, portal_secret_.get(), public_key_.get()};
        gate.settings.is_strict = is_strict_ != 0;
        gate.settings.repeat_window_s = static_cast<unsigned>(repeat_window_);
        gate.settings.origins = from_lines(origins_);
        gate.settings.logo_changed = instant(logo_changed_);
        return gate;
    }

  private:
    GateSettings settings_;
    int is_strict_ = 0;
    int repeat_window_ = 0;
    std::string origins_;
    Number logo_changed_;
    Text portal_secret_;
    Text public_key_;
};

constexpr const char* gate_columns =
    "SELECT portal_url, order_url, is_strict, repeat_window_s, brand_name, brand_color, support,"
    " notice, origins, mail_subject, mail_text, logo_changed, portal_secret, public_key FROM gates";

class MailColumns {
  public:
    template <class Statement>
    auto bind(Statement&& statement) {
        return (std::forward<Statement>(statement), soci::into(number_), soci::into(workspace_),
                soci::into(purpose_), soci::into(state_), soci::into(mail_.customer),
                soci::into(mail_.to), soci::into(mail_.subject), soci::into(mail_.text),
                soci::into(mail_.trouble), soci::into(queued_), soci::into(next_try_),
                soci::into(tries_), into(until_));
    }

    Mail get() const {
        Mail mail = mail_;
        mail.number = static_cast<std::uint64_t>(number_);
        mail.workspace = stored_workspace_id(workspace_);
        mail.purpose = stored_enum(purpose_, MailPurpose::code);
        mail.state = stored_enum(state_, MailState::held);
        mail.queued = {queued_};
        mail.next_try = {next_try_};
        mail.tries = static_cast<unsigned>(tries_);
        mail.until = instant(until_);
        return mail;
    }

  private:
    Mail mail_;
    long long number_ = 0;
    std::string workspace_;
    long long purpose_ = 0;
    long long state_ = 0;
    long long queued_ = 0;
    long long next_try_ = 0;
    int tries_ = 0;
    Number until_;
};

constexpr const char* mail_columns =
    "SELECT number, workspace, purpose, state, customer, recipient, subject, sealed, trouble, "
    "queued,"
    " next_try, tries, until FROM mails";

// All rows of a statement that `columns` are bound to.
template <class Columns>
auto rows_of(soci::statement& statement, const Columns& columns) {
    std::vector<decltype(columns.get())> rows;
    statement.execute();
    while (statement.fetch()) rows.push_back(columns.get());
    return rows;
}

template <class Row>
std::optional<Row> first_of(std::vector<Row> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace

std::vector<StoredLinkOfWorkspace> select_links(soci::session& sql) {
    LinkColumns columns;
    soci::statement statement = columns.bind(sql.prepare << link_columns);
    return rows_of(statement, columns);
}

std::optional<StoredLink> select_link(soci::session& sql, const WorkspaceId& workspace,
                                      const std::string& customer) {
    const std::string id = footfall::to_string(workspace);
    LinkColumns columns;
    soci::statement statement =
        (columns.bind((sql.prepare << std::string(link_columns) +
                                          " WHERE workspace = :workspace AND customer = :customer",
                       soci::use(id), soci::use(customer))));
    const auto rows = rows_of(statement, columns);
    if (rows.empty()) return std::nullopt;
    return rows.front().link;
}

void put_link(soci::session& sql, const WorkspaceId& workspace, const StoredLink& link) {
    const std::string id = footfall::to_string(workspace);
    Text hash(link.token_hash);
    Text sealed(link.token_sealed);
    const int is_blocked = link.is_blocked ? 1 : 0;
    const long long made = link.made.us;
    Number last_sent = number_of(link.last_sent);
    sql << "INSERT OR REPLACE INTO links (workspace, customer, token_hash, token_sealed,"
           " is_blocked, made, last_sent)"
           " VALUES (:workspace, :customer, :hash, :sealed, :blocked, :made, :sent)",
        soci::use(id), soci::use(link.customer), use(hash), use(sealed), soci::use(is_blocked),
        soci::use(made), use(last_sent);
}

void remove_links_of(soci::session& sql, const WorkspaceId& workspace,
                     const std::string& customer) {
    const std::string id = footfall::to_string(workspace);
    for (const char* table : {"links", "mails"}) {
        sql << "DELETE FROM " << table << " WHERE workspace = :workspace AND customer = :customer",
            soci::use(id), soci::use(customer);
    }
}

void mark_sent(soci::session& sql, const WorkspaceId& workspace, const std::string& customer,
               Instant at) {
    const std::string id = footfall::to_string(workspace);
    const long long us = at.us;
    sql << "UPDATE links SET last_sent = :at WHERE workspace = :workspace AND customer = :customer",
        soci::use(us), soci::use(id), soci::use(customer);
}

void mark_batch_sent(soci::session& sql, const WorkspaceId& workspace, std::uint64_t batch,
                     Instant at) {
    const std::string id = footfall::to_string(workspace);
    const auto wanted = static_cast<long long>(batch);
    const long long us = at.us;
    sql << "UPDATE links SET last_sent = :at WHERE workspace = :workspace AND customer IN"
           " (SELECT customer FROM mails WHERE batch = :batch AND state = 5 AND purpose = 1)",
        soci::use(us), soci::use(id), soci::use(wanted);
}

std::optional<StoredGate> select_gate(soci::session& sql, const WorkspaceId& workspace) {
    const std::string id = footfall::to_string(workspace);
    GateColumns columns;
    soci::statement statement = columns.bind((
        sql.prepare << std::string(gate_columns) + " WHERE workspace = :workspace", soci::use(id)));
    const auto rows = rows_of(statement, columns);
    if (rows.empty()) return std::nullopt;
    return rows.front();
}

void put_gate(soci::session& sql, const WorkspaceId& workspace, const StoredGate& gate) {
    const std::string id = footfall::to_string(workspace);
    const GateSettings& settings = gate.settings;
    const int is_strict = settings.is_strict ? 1 : 0;
    const int repeat_window = static_cast<int>(settings.repeat_window_s);
    const std::string origins = lines_of(settings.origins);
    Text secret(gate.portal_secret);
    Text key(gate.public_key);
    sql << "INSERT INTO gates (workspace, portal_url, order_url, is_strict, repeat_window_s, "
           "brand_name,"
           " brand_color, support, notice, origins, mail_subject, mail_text, portal_secret,"
           " public_key)"
           " VALUES (:workspace, :portal, :order, :strict, :window, :name, :color, :support, "
           ":notice,"
           " :origins, :subject, :text, :secret, :key)"
           " ON CONFLICT (workspace) DO UPDATE SET portal_url = excluded.portal_url,"
           " order_url = excluded.order_url,"
           " is_strict = excluded.is_strict, repeat_window_s = excluded.repeat_window_s,"
           " brand_name = excluded.brand_name, brand_color = excluded.brand_color,"
           " support = excluded.support, notice = excluded.notice, origins = excluded.origins,"
           " mail_subject = excluded.mail_subject, mail_text = excluded.mail_text,"
           " portal_secret = excluded.portal_secret, public_key = excluded.public_key",
        soci::use(id), soci::use(settings.portal_url), soci::use(settings.order_url),
        soci::use(is_strict), soci::use(repeat_window), soci::use(settings.brand_name),
        soci::use(settings.brand_color), soci::use(settings.support), soci::use(settings.notice),
        soci::use(origins), soci::use(settings.mail_subject), soci::use(settings.mail_text),
        use(secret), use(key);
}

std::optional<Logo> select_logo(soci::session& sql, const WorkspaceId& workspace) {
    const std::string id = footfall::to_string(workspace);
    Text type;
    Text bytes;
    soci::statement statement =
        (sql.prepare << "SELECT logo_type, logo FROM gates WHERE workspace = :workspace",
         soci::use(id), into(type), into(bytes));
    if (!statement.execute(true) || !type.get() || !bytes.get()) return std::nullopt;
    return Logo{*type.get(), from_base64(*bytes.get())};
}

void put_logo(soci::session& sql, const WorkspaceId& workspace, const std::optional<Logo>& logo,
              std::optional<Instant> changed) {
    const std::string id = footfall::to_string(workspace);
    Text type(logo ? std::optional(logo->type) : std::nullopt);
    Text bytes(logo ? std::optional(to_base64(logo->bytes)) : std::nullopt);
    Number at = number_of(changed);
    sql << "UPDATE gates SET logo_type = :type, logo = :logo, logo_changed = :changed"
           " WHERE workspace = :workspace",
        use(type), use(bytes), use(at), soci::use(id);
}

void insert_mail(soci::session& sql, const Mail& mail, std::uint64_t batch) {
    const std::string id = footfall::to_string(mail.workspace);
    const int purpose = static_cast<int>(mail.purpose);
    const int state = static_cast<int>(mail.state);
    const long long queued = mail.queued.us;
    const long long next_try = mail.next_try.us;
    const int tries = static_cast<int>(mail.tries);
    Number until = number_of(mail.until);
    const auto batch_number = static_cast<long long>(batch);
    sql << "INSERT INTO mails (workspace, purpose, state, customer, recipient, subject, body,"
           " sealed, trouble, queued, next_try, tries, until, batch)"
           " VALUES (:workspace, :purpose, :state, :customer, :to, :subject, '', :text, :trouble,"
           " :queued, :next, :tries, :until, :batch)",
        soci::use(id), soci::use(purpose), soci::use(state), soci::use(mail.customer),
        soci::use(mail.to), soci::use(mail.subject), soci::use(mail.text), soci::use(mail.trouble),
        soci::use(queued), soci::use(next_try), soci::use(tries), use(until),
        soci::use(batch_number);
}

std::optional<PastSending> select_sending(soci::session& sql, const WorkspaceId& workspace,
                                          const std::string& key, Instant since) {
    const std::string id = footfall::to_string(workspace);
    const long long first = since.us;
    PastSending sending;
    soci::statement statement =
        (sql.prepare << "SELECT asked, answer FROM sendings"
                        " WHERE workspace = :workspace AND key = :key AND made >= :since",
         soci::use(id), soci::use(key), soci::use(first), soci::into(sending.asked),
         soci::into(sending.answer));
    if (!statement.execute(true)) return std::nullopt;
    return sending;
}

void put_sending(soci::session& sql, const WorkspaceId& workspace, const std::string& key,
                 const PastSending& sending, Instant now, Instant since) {
    const std::string id = footfall::to_string(workspace);
    const long long first = since.us;
    const long long made = now.us;
    sql << "DELETE FROM sendings WHERE made < :since", soci::use(first);
    sql << "INSERT INTO sendings (workspace, key, asked, answer, made)"
           " VALUES (:workspace, :key, :asked, :answer, :made)",
        soci::use(id), soci::use(key), soci::use(sending.asked), soci::use(sending.answer),
        soci::use(made);
}

std::size_t release_mails(soci::session& sql, std::uint64_t batch, MailState state) {
    const auto wanted = static_cast<long long>(batch);
    const int number = static_cast<int>(state);
    long long links = 0;
    sql << "SELECT count(*) FROM mails WHERE batch = :batch AND state = 5 AND purpose = 1",
        soci::use(wanted), soci::into(links);
    sql << "UPDATE mails SET state = :state WHERE batch = :batch AND state = 5", soci::use(number),
        soci::use(wanted);
    return static_cast<std::size_t>(links);
}

std::vector<OpenMail> select_open_mails(soci::session& sql) {
    std::vector<OpenMail> mails;
    long long number = 0;
    OpenMail mail;
    soci::statement statement =
        (sql.prepare << "SELECT number, subject, body FROM mails WHERE body <> ''",
         soci::into(number), soci::into(mail.subject), soci::into(mail.text));
    statement.execute();
    while (statement.fetch()) {
        mail.number = static_cast<std::uint64_t>(number);
        mails.push_back(mail);
    }
    return mails;
}

void put_sealed(soci::session& sql, std::uint64_t number, const std::string& sealed) {
    const auto wanted = static_cast<long long>(number);
    sql << "UPDATE mails SET body = '', sealed = :sealed WHERE number = :number", soci::use(sealed),
        soci::use(wanted);
}

void remove_held_mails(soci::session& sql, std::optional<std::uint64_t> batch) {
    if (!batch) {
        sql << "DELETE FROM mails WHERE state = 5";
        return;
    }
    const auto wanted = static_cast<long long>(*batch);
    sql << "DELETE FROM mails WHERE batch = :batch AND state = 5", soci::use(wanted);
}

std::optional<Mail> select_mail(soci::session& sql, std::uint64_t number) {
    const auto wanted = static_cast<long long>(number);
    MailColumns columns;
    soci::statement statement = columns.bind(
        (sql.prepare << std::string(mail_columns) + " WHERE number = :number", soci::use(wanted)));
    return first_of(rows_of(statement, columns));
}

std::optional<Mail> select_next_mail(soci::session& sql, Instant by) {
    static_assert(MailPurpose::code > MailPurpose::link, "the index has them in this order");
    const long long at = by.us;
    MailColumns columns;
    soci::statement statement =
        columns.bind((sql.prepare << std::string(mail_columns) +
                                         " WHERE state = 1 AND next_try <= :by"
                                         " ORDER BY purpose DESC, next_try, number LIMIT 1",
                      soci::use(at)));
    return first_of(rows_of(statement, columns));
}

std::vector<Mail> select_mails(soci::session& sql, const WorkspaceId& workspace,
                               std::size_t mails_max, const MailFilter& filter) {
    const std::string id = footfall::to_string(workspace);
    const auto limit = static_cast<long long>(mails_max);
    const auto before =
        static_cast<long long>(filter.before.value_or(std::numeric_limits<long long>::max()));
    const int state = static_cast<int>(filter.state.value_or(MailState::held));
    const std::string of_state = filter.state ? "state = :state" : "state <> :state";
    MailColumns columns;
    soci::statement statement = columns.bind(
        (sql.prepare << std::string(mail_columns) + " WHERE workspace = :workspace AND " +
                            of_state + " AND number < :before ORDER BY number DESC LIMIT :most",
         soci::use(id), soci::use(state), soci::use(before), soci::use(limit)));
    return rows_of(statement, columns);
}

MailCounts count_mails(soci::session& sql, const WorkspaceId& workspace) {
    const std::string id = footfall::to_string(workspace);
    MailCounts counts;
    long long state = 0;
    long long count = 0;
    soci::statement statement =
        (sql.prepare << "SELECT state, count(*) FROM mails WHERE workspace = :workspace"
                        " GROUP BY state",
         soci::use(id), soci::into(state), soci::into(count));
    statement.execute();
    while (statement.fetch()) {
        const auto mails = static_cast<std::size_t>(count);
        switch (stored_enum(state, MailState::held)) {
            case MailState::queued:
                counts.queued = mails;
                break;
            case MailState::sent:
                counts.sent = mails;
                break;
            case MailState::failed:
                counts.failed = mails;
                break;
            case MailState::kept:
                counts.kept = mails;
                break;
            case MailState::held:
                break;
        }
    }
    return counts;
}

void fail_link_mails(soci::session& sql, const WorkspaceId& workspace, const std::string& customer,
                     const std::string& trouble) {
    const std::string id = footfall::to_string(workspace);
    sql << "UPDATE mails SET state = 3, sealed = '', trouble = :trouble WHERE workspace = "
           ":workspace"
           " AND customer = :customer AND purpose = 1 AND state IN (1, 5)",
        soci::use(trouble), soci::use(id), soci::use(customer);
}

void update_mail(soci::session& sql, const Mail& mail) {
    const int state = static_cast<int>(mail.state);
    const long long next_try = mail.next_try.us;
    const int tries = static_cast<int>(mail.tries);
    const auto number = static_cast<long long>(mail.number);
    sql << "UPDATE mails SET state = :state, sealed = :text, trouble = :trouble, next_try = :next,"
           " tries = :tries WHERE number = :number",
        soci::use(state), soci::use(mail.text), soci::use(mail.trouble), soci::use(next_try),
        soci::use(tries), soci::use(number);
}

void remove_old_mails(soci::session& sql, const WorkspaceId& workspace, std::size_t kept_max) {
    const std::string id = footfall::to_string(workspace);
    const auto offset = static_cast<long long>(kept_max);
    for (const MailState each : {MailState::sent, MailState::failed, MailState::kept}) {
        const int state = static_cast<int>(each);
        sql << "DELETE FROM mails WHERE workspace = :workspace AND state = :state AND number <="
               " (SELECT number FROM mails WHERE workspace = :same AND state = :state_too"
               " ORDER BY number DESC LIMIT 1 OFFSET :kept)",
            soci::use(id), soci::use(state), soci::use(id), soci::use(state), soci::use(offset);
    }
}

}  // namespace footfall::workspace
