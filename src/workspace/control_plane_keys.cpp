// Keys: made, listed, revoked, and found from memory.

#include <algorithm>
#include <array>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

constexpr std::array<std::string_view, 3> kind_names{"write", "read", "public"};
constexpr std::array<std::string_view, 3> marks{"fk_w_", "fk_r_", "fk_p_"};
constexpr std::size_t shown_characters = 9;

bool is_key_text(std::string_view text) {
    return std::any_of(marks.begin(), marks.end(), [text](std::string_view mark) {
        return text.starts_with(mark) && is_token(text.substr(mark.size()));
    });
}

std::size_t position(KeyKind kind) { return static_cast<std::size_t>(kind) - 1; }

}  // namespace

std::string_view to_string(KeyKind kind) { return kind_names[position(kind)]; }

std::optional<KeyKind> parse_key_kind(std::string_view name) {
    for (const KeyKind kind : {KeyKind::write, KeyKind::read}) {
        if (to_string(kind) == name) return kind;
    }
    return std::nullopt;
}

Result<NewKey> ControlPlane::create_key(const WorkspaceId& workspace, KeyKind kind,
                                        const Actor& actor) {
    NewKey made;
    made.text = std::string(marks[position(kind)]) + make_token(state_->random);
    made.key.id = make_key_id(state_->random);
    made.key.workspace = workspace;
    made.key.kind = kind;
    made.key.prefix = made.text.substr(0, shown_characters);
    made.key.created = state_->clock.now();
    const std::string hash = sha256(made.text);

    const std::lock_guard changes(state_->key_changes);
    FOOTFALL_CHECK(state_->database->write([&](soci::session& sql) -> Result<> {
        if (!select_workspace(sql, workspace)) {
            return fail(ErrorCode::not_found, "There is no such workspace.", "workspace",
                        "unknown_workspace");
        }
        const std::string id = to_string(made.key.id);
        const std::string workspace_text = footfall::to_string(workspace);
        const int kind_number = static_cast<int>(kind);
        const long long created = made.key.created.us;
        sql << "INSERT INTO access_keys (id, text_hash, workspace, kind, prefix, created)"
               " VALUES (:id, :hash, :workspace, :kind, :prefix, :created)",
            soci::use(id), soci::use(hash), soci::use(workspace_text), soci::use(kind_number),
            soci::use(made.key.prefix), soci::use(created);
        append_audit(
            sql, made.key.created, workspace, actor, "key_created",
            {{"key", id}, {"kind", std::string(to_string(kind))}, {"prefix", made.key.prefix}});
        return {};
    }));
    const std::unique_lock lock(state_->keys_mutex);
    state_->keys.emplace(hash, made.key);
    return made;
}

Result<std::vector<Key>> ControlPlane::keys(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<Key>> {
        std::vector<Key> keys;
        for (StoredKey& stored : select_keys(sql)) {
            if (stored.key.workspace != workspace || stored.key.kind == KeyKind::public_) continue;
            keys.push_back(std::move(stored.key));
        }
        return keys;
    });
}

Result<> ControlPlane::revoke_key(const WorkspaceId& workspace, const KeyId& key,
                                  const Actor& actor) {
    const std::lock_guard changes(state_->key_changes);
    FOOTFALL_CHECK(state_->database->write([&](soci::session& sql) -> Result<> {
        const std::string id = to_string(key);
        const std::string workspace_text = footfall::to_string(workspace);
        soci::statement removal =
            (sql.prepare << "DELETE FROM access_keys WHERE id = :id AND workspace = :workspace",
             soci::use(id), soci::use(workspace_text));
        removal.execute(true);
        if (removal.get_affected_rows() != 1) {
            return fail(ErrorCode::not_found, "There is no such key.", "key", "unknown_key");
        }
        append_audit(sql, state_->clock.now(), workspace, actor, "key_revoked", {{"key", id}});
        return {};
    }));
    const std::unique_lock lock(state_->keys_mutex);
    std::erase_if(state_->keys, [&](const auto& each) { return each.second.id == key; });
    return {};
}

Result<Key> ControlPlane::find_key(std::string_view text) const {
    if (is_key_text(text)) {
        const std::string hash = sha256(text);
        const std::shared_lock lock(state_->keys_mutex);
        if (const auto found = state_->keys.find(hash); found != state_->keys.end()) {
            return found->second;
        }
    }
    return fail(ErrorCode::unauthenticated, "The key is unknown or was revoked.", "",
                "unknown_key");
}

}  // namespace footfall::workspace
