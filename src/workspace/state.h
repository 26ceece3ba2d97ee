// What the parts of the control plane share.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "workspace/control_plane.h"
#include "workspace/database.h"
#include "workspace/link_book.h"
#include "workspace/link_rows.h"
#include "workspace/password.h"
#include "workspace/rows.h"
#include "workspace/seal.h"
#include "workspace/session_book.h"
#include "workspace/throttle.h"

namespace footfall::workspace {

struct ControlPlane::State {
    State(Options options_, const Clock& clock_, Random& random_)
        : options(std::move(options_)),
          clock(clock_),
          random(random_),
          hasher(options.password_cost),
          link_seal(options.secret, SealPurpose::link_tokens),
          portal_seal(options.secret, SealPurpose::portal_secrets),
          mail_seal(options.secret, SealPurpose::mails) {}

    // Constant after open().
    const Options options;
    const Clock& clock;
    Random& random;
    std::unique_ptr<Database> database;

    // Thread-safe by themselves.
    PasswordHasher hasher;
    Throttle throttle;
    const Seal link_seal;
    const Seal portal_seal;
    const Seal mail_seal;
    LinkBook link_book;
    SessionBook session_book;

    // Held while keys change in the database and then in memory, so that both change in one order.
    std::mutex key_changes;
    mutable std::shared_mutex keys_mutex;
    std::unordered_map<std::string, Key> keys;  // By the hash of their text. Guarded by keys_mutex.

    // As key_changes, for links and for gates, which have their workspace's name. Of the two that a
    // public key needs, key_changes is taken first.
    std::mutex link_changes;
    std::mutex gate_changes;

    // As key_changes, for sessions and what workspaces their members have. Taken after the others.
    std::mutex session_changes;

    // As Database::write(), for work that changes who is signed in, or where.
    template <class Work>
    auto write_sessions(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        const std::lock_guard changes(session_changes);
        Seats seats;
        auto outcome = database->write([&](soci::session& sql) {
            auto done = work(sql);
            if (done) seats = select_seats(sql);
            return done;
        });
        if (outcome) session_book.put(std::move(seats));
        return outcome;
    }

    // What is known of a gate without asking the database.
    struct Gate {
        Shop shop;
        GateSettings settings;
        std::string portal_secret;  // empty: it was sealed with another secret than the one now
        std::string public_key;
    };
    mutable std::shared_mutex gates_mutex;
    std::unordered_map<WorkspaceId, Gate> gates;  // Of every workspace. Guarded by gates_mutex.

    std::atomic<std::uint64_t> mail_batches = 0;  // since the start
    std::mutex mails_mutex;
    std::function<void()> mails_queued;  // Guarded by mails_mutex.

    // Of a complete gate.
    void put_gate(const Workspace& workspace, const StoredGate& gate);

    // With gate_changes held, like put_gate(): the workspace has another name.
    void put_name(const WorkspaceId& workspace, const std::string& name);

    // `not_found` if there is no such workspace.
    Result<Gate> gate(const WorkspaceId& workspace) const;
};

tl::unexpected<Error> no_such_workspace();

// Those that an earlier version queued as text.
void seal_mails(soci::session& sql, ControlPlane::State& state);

// The parts of a transaction that more than one of the files needs.
Workspace insert_workspace(soci::session& sql, ControlPlane::State& state,
                           const NewWorkspace& workspace);
NewKey insert_key(soci::session& sql, ControlPlane::State& state, const WorkspaceId& workspace,
                  KeyKind kind);
MemberId insert_member(soci::session& sql, ControlPlane::State& state, const std::string& email,
                       const std::string& name, const std::string& password_hash);
void insert_membership(soci::session& sql, const MemberId& member, const WorkspaceId& workspace,
                       Role role);
void remove_sessions(soci::session& sql, const MemberId& member);

struct CompleteGate {
    StoredGate gate;
    std::optional<NewKey> key;  // the public one, if it was made now
};

// The workspace's gate; what it lacks is made: all of it for a new workspace, secret and public key
// where a server made the row before they belonged to it.
CompleteGate complete_gate(soci::session& sql, ControlPlane::State& state,
                           const WorkspaceId& workspace);

// Begins a session of the member and gives it with its token. `prefer_sample` decides where
// nothing else does. `forbidden` if the member has no workspace.
Result<SignedIn> begin_session(soci::session& sql, ControlPlane::State& state,
                               const StoredMember& member, bool prefer_sample);

}  // namespace footfall::workspace
