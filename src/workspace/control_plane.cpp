#include "workspace/control_plane.h"

#include <array>
#include <utility>

#include <sodium.h>

#include "calendar/zone.h"
#include "workspace/audit_log.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

constexpr std::array<std::string_view, 3> role_names{"owner", "admin", "sales_rep"};

// Lets those of the first workspace into `workspace` too.
void take_over_memberships(soci::session& sql, const WorkspaceId& workspace) {
    const std::string id = footfall::to_string(workspace);
    sql << "INSERT INTO memberships (member, workspace, role)"
           " SELECT member, :id, role FROM memberships"
           " WHERE workspace = (SELECT id FROM workspaces ORDER BY number LIMIT 1)",
        soci::use(id);
}

Result<> open_database(ControlPlane::State& state);

}  // namespace

std::string_view to_string(Role role) { return role_names[static_cast<std::size_t>(role) - 1]; }

std::optional<Role> parse_role(std::string_view name) {
    for (const Role role : {Role::owner, Role::admin, Role::sales_rep}) {
        if (to_string(role) == name) return role;
    }
    return std::nullopt;
}

tl::unexpected<Error> no_such_workspace() {
    return fail(ErrorCode::not_found, "There is no such workspace.", "workspace",
                "unknown_workspace");
}

ControlPlane::ControlPlane(std::unique_ptr<State> state) : state_(std::move(state)) {}

ControlPlane::~ControlPlane() = default;

Result<std::unique_ptr<ControlPlane>> ControlPlane::open(Options options, const Clock& clock,
                                                         Random& random) {
    if (sodium_init() < 0) return fail(ErrorCode::io, "libsodium does not start");
    FOOTFALL_CHECK(Zone::load(options.time_zone));
    auto state = std::make_unique<State>(std::move(options), clock, random);
    FOOTFALL_TRY(database, Database::open(state->options.file));
    state->database = std::move(database);
    FOOTFALL_CHECK(open_database(*state));
    return std::unique_ptr<ControlPlane>(new ControlPlane(std::move(state)));
}

namespace {

// Makes the first workspace where there is none, and reads what is asked for from memory.
Result<> open_database(ControlPlane::State& state) {
    return state.write_sessions([&](soci::session& sql) -> Result<> {
        if (select_workspaces(sql).empty()) {
            NewWorkspace first;
            first.name = "Workspace";
            first.time_zone = state.options.time_zone;
            insert_workspace(sql, state, first);
        }
        for (const Workspace& workspace : select_workspaces(sql)) {
            state.put_gate(workspace, complete_gate(sql, state, workspace.id).gate);
        }
        for (StoredKey& stored : select_keys(sql)) {
            state.keys.emplace(std::move(stored.hash), std::move(stored.key));
        }
        for (const StoredLinkOfWorkspace& stored : select_links(sql)) {
            state.link_book.put(stored.workspace, stored.link.customer, std::nullopt,
                                stored.link.token_hash, stored.link.is_blocked);
        }
        remove_held_mails(sql);  // of a send that a crash cut off
        seal_mails(sql, state);
        return {};
    });
}

}  // namespace

Workspace insert_workspace(soci::session& sql, ControlPlane::State& state,
                           const NewWorkspace& workspace) {
    Workspace made;
    made.id = make_workspace_id(state.random);
    made.name = workspace.name;
    made.time_zone = workspace.time_zone;
    made.first_weekday = workspace.first_weekday;
    made.sample = workspace.sample;
    made.created = state.clock.now();

    const std::string id = footfall::to_string(made.id);
    const int first_weekday = static_cast<int>(made.first_weekday);
    const std::string activity_set = to_stored(made.activity_set);
    const int is_sample = made.sample ? 1 : 0;
    const SampleFacts sample = made.sample.value_or(SampleFacts{});
    const auto seed = static_cast<long long>(sample.seed);
    const long long until = sample.until.number;
    const long long created = made.created.us;
    sql << "INSERT INTO workspaces (id, name, time_zone, first_weekday, activity_set, is_sample,"
           " sample_seed, sample_until, created)"
           " VALUES (:id, :name, :zone, :weekday, :set, :is_sample, :seed, :until, :created)",
        soci::use(id), soci::use(made.name), soci::use(made.time_zone), soci::use(first_weekday),
        soci::use(activity_set), soci::use(is_sample), soci::use(seed), soci::use(until),
        soci::use(created);
    return made;
}

Result<Workspace> ControlPlane::create_workspace(const NewWorkspace& workspace,
                                                 const Actor& actor) {
    NewWorkspace checked = workspace;
    FOOTFALL_TRY(name, check_name(workspace.name));
    FOOTFALL_CHECK(Zone::load(workspace.time_zone));
    checked.name = std::move(name);
    const std::scoped_lock changes(state_->key_changes, state_->gate_changes);
    CompleteGate complete;
    FOOTFALL_TRY(made, state_->write_sessions([&](soci::session& sql) -> Result<Workspace> {
        Workspace made = insert_workspace(sql, *state_, checked);
        complete = complete_gate(sql, *state_, made.id);
        take_over_memberships(sql, made.id);
        AuditDetails details{{"name", made.name}};
        if (made.sample) {
            details.emplace_back("seed", std::to_string(made.sample->seed));
            details.emplace_back("until", footfall::to_string(made.sample->until));
        }
        append_audit(sql, made.created, made.id, actor,
                     made.sample ? "sample_added" : "workspace_created", details);
        return made;
    }));
    state_->put_gate(made, complete.gate);
    const std::unique_lock lock(state_->keys_mutex);
    state_->keys.emplace(sha256(complete.key->text), complete.key->key);
    return made;
}

Result<std::vector<Workspace>> ControlPlane::workspaces() const {
    return state_->database->read([](soci::session& sql) -> Result<std::vector<Workspace>> {
        return select_workspaces(sql);
    });
}

Result<Workspace> ControlPlane::find_workspace(const WorkspaceId& id) const {
    return state_->database->read([&](soci::session& sql) -> Result<Workspace> {
        std::optional<Workspace> found = select_workspace(sql, id);
        if (!found) return no_such_workspace();
        return std::move(*found);
    });
}

Result<> ControlPlane::remove_workspace(const WorkspaceId& id, const Actor& actor) {
    const std::scoped_lock changes(state_->key_changes, state_->link_changes, state_->gate_changes);
    FOOTFALL_CHECK(state_->write_sessions([&](soci::session& sql) -> Result<> {
        const std::optional<Workspace> found = select_workspace(sql, id);
        if (!found) return no_such_workspace();
        if (!found->sample) {
            return fail(ErrorCode::forbidden, "Only sample workspaces can be removed.", "workspace",
                        "not_a_sample");
        }
        const std::string text = footfall::to_string(id);
        sql << "DELETE FROM workspaces WHERE id = :id", soci::use(text);
        append_audit(sql, state_->clock.now(), id, actor, "sample_removed",
                     {{"name", found->name}});
        return {};
    }));
    state_->link_book.remove(id);
    {
        const std::unique_lock lock(state_->gates_mutex);
        state_->gates.erase(id);
    }
    const std::unique_lock lock(state_->keys_mutex);
    std::erase_if(state_->keys, [&](const auto& key) { return key.second.workspace == id; });
    return {};
}

Result<> ControlPlane::audit(const std::optional<WorkspaceId>& workspace, const Actor& actor,
                             std::string_view action, const AuditDetails& details) {
    return state_->database->write([&](soci::session& sql) -> Result<> {
        append_audit(sql, state_->clock.now(), workspace, actor, action, details);
        return {};
    });
}

Result<std::vector<AuditRow>> ControlPlane::audit_rows(const WorkspaceId& workspace,
                                                       std::size_t rows_max) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<AuditRow>> {
        return read_audit(sql, workspace, rows_max);
    });
}

Result<std::uint64_t> ControlPlane::verify_audit() const {
    return state_->database->read(
        [](soci::session& sql) -> Result<std::uint64_t> { return workspace::verify_audit(sql); });
}

}  // namespace footfall::workspace
