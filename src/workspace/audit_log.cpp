#include "workspace/audit_log.h"

#include <string>

#include "observe/log.h"
#include "workspace/database.h"
#include "workspace/rows.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t text_bytes_max = 500;

// A row as it lies in the table.
struct Stored {
    long long number = 0;
    long long at = 0;
    std::string workspace;
    std::string member;
    std::string ip;
    std::string action;
    std::string detail;
    std::string hash;
};

// Each part with its length before it, so that no two rows have the same bytes.
std::string hash_of(const Stored& row, const std::string& before) {
    std::string bytes;
    for (const std::string& part : {before, std::to_string(row.number), std::to_string(row.at),
                                    row.workspace, row.member, row.ip, row.action, row.detail}) {
        bytes += std::to_string(part.size());
        bytes += ':';
        bytes += part;
    }
    return sha256(bytes);
}

// At most text_bytes_max bytes, without half a character at the end.
std::string_view cut(std::string_view text) {
    if (text.size() <= text_bytes_max) return text;
    std::size_t size = text_bytes_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80) --size;
    return text.substr(0, size);
}

std::string to_json(const AuditDetails& details, const std::optional<KeyId>& by_key) {
    std::string json = "{";
    const auto add = [&json](std::string_view key, std::string_view value) {
        if (json.size() > 1) json += ',';
        json += observe::quoted(cut(key)) + ':' + observe::quoted(cut(value));
    };
    for (const auto& [key, value] : details) add(key, value);
    if (by_key) add("by_key", to_string(*by_key));
    return json += '}';
}

// Reads columns in the order of Stored.
soci::details::prepare_temp_type into_row(soci::details::prepare_temp_type statement, Stored& row) {
    return statement, soci::into(row.number), soci::into(row.at), soci::into(row.workspace),
           soci::into(row.member), soci::into(row.ip), soci::into(row.action),
           soci::into(row.detail), soci::into(row.hash);
}

}  // namespace

void append_audit(soci::session& sql, Instant at, const std::optional<WorkspaceId>& workspace,
                  const Actor& actor, std::string_view action, const AuditDetails& details) {
    Stored row;
    std::string before;
    sql << "SELECT number, hash FROM audit_end", soci::into(row.number), soci::into(before);
    if (!sql.got_data()) throw Unreadable("the audit log has no end");
    ++row.number;
    row.at = at.us;
    if (workspace) row.workspace = footfall::to_string(*workspace);
    if (actor.member) row.member = to_string(*actor.member);
    row.ip = cut(actor.ip);
    row.action = cut(action);
    row.detail = to_json(details, actor.key);
    row.hash = hash_of(row, before);
    sql << "INSERT INTO audit (number, at, workspace, member, ip, action, detail, hash)"
           " VALUES (:number, :at, :workspace, :member, :ip, :action, :detail, :hash)",
        soci::use(row.number), soci::use(row.at), soci::use(row.workspace), soci::use(row.member),
        soci::use(row.ip), soci::use(row.action), soci::use(row.detail), soci::use(row.hash);
    sql << "UPDATE audit_end SET number = :number, hash = :hash", soci::use(row.number),
        soci::use(row.hash);
}

std::vector<AuditRow> read_audit(soci::session& sql, const WorkspaceId& workspace,
                                 std::size_t rows_max) {
    const std::string id = footfall::to_string(workspace);
    const auto limit = static_cast<long long>(rows_max);
    Stored stored;
    soci::statement statement =
        (into_row(sql.prepare << "SELECT number, at, workspace, member, ip, action, detail, hash"
                                 " FROM audit WHERE workspace = :workspace"
                                 " ORDER BY number DESC LIMIT :limit",
                  stored),
         soci::use(id), soci::use(limit));
    statement.execute();
    std::vector<AuditRow> rows;
    while (statement.fetch()) {
        AuditRow row;
        row.number = static_cast<std::uint64_t>(stored.number);
        row.at = Instant{stored.at};
        row.workspace = workspace;
        if (!stored.member.empty()) row.member = stored_member_id(stored.member);
        row.ip = stored.ip;
        row.action = stored.action;
        row.detail = stored.detail;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::uint64_t verify_audit(soci::session& sql) {
    Stored row;
    soci::statement statement =
        into_row(sql.prepare << "SELECT number, at, workspace, member, ip, action, detail, hash"
                                " FROM audit ORDER BY number",
                 row);
    statement.execute();
    long long number = 0;
    std::string before;
    while (statement.fetch()) {
        ++number;
        if (row.number != number || row.hash != hash_of(row, before)) {
            throw Unreadable("audit row " + std::to_string(number) + " is not what was written");
        }
        before = row.hash;
    }
    long long end_number = 0;
    std::string end_hash;
    sql << "SELECT number, hash FROM audit_end", soci::into(end_number), soci::into(end_hash);
    if (!sql.got_data() || end_number != number || end_hash != before) {
        throw Unreadable("audit row " + std::to_string(number + 1) + " is missing");
    }
    return static_cast<std::uint64_t>(number);
}

}  // namespace footfall::workspace
