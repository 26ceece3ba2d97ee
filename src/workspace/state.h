// What the parts of the control plane share.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "workspace/control_plane.h"
#include "workspace/database.h"
#include "workspace/link_book.h"
#include "workspace/link_rows.h"
#include "workspace/password.h"
#include "workspace/seal.h"
#include "workspace/throttle.h"

namespace footfall::workspace {

struct ControlPlane::State {
    State(Options options_, const Clock& clock_, Random& random_)
        : options(std::move(options_)),
          clock(clock_),
          random(random_),
          hasher(options.password_cost),
          link_seal(options.secret, SealPurpose::link_tokens),
          portal_seal(options.secret, SealPurpose::portal_secrets) {}

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
    LinkBook link_book;

    // Held while keys change in the database and then in memory, so that both change in one order.
    std::mutex key_changes;
    mutable std::shared_mutex keys_mutex;
    std::unordered_map<std::string, Key> keys;  // By the hash of their text. Guarded by keys_mutex.

    // As key_changes, for links and for gates.
    std::mutex link_changes;
    std::mutex gate_changes;

    // What is known of a gate without asking the database.
    struct Gate {
        GateSettings settings;
        std::string portal_secret;  // empty: none was made yet
    };
    mutable std::shared_mutex gates_mutex;
    std::unordered_map<WorkspaceId, Gate> gates;  // Guarded by gates_mutex.

    std::atomic<std::uint64_t> mail_batches = 0;  // since the start
    std::mutex mails_mutex;
    std::function<void()> mails_queued;  // Guarded by mails_mutex.

    void put_gate(const WorkspaceId& workspace, const StoredGate& gate);
};

tl::unexpected<Error> no_such_workspace();

// The parts of a transaction that more than one of the files needs.
Workspace insert_workspace(soci::session& sql, ControlPlane::State& state,
                           const NewWorkspace& workspace);
MemberId insert_member(soci::session& sql, ControlPlane::State& state, const std::string& email,
                       const std::string& name, const std::string& password_hash);
void insert_membership(soci::session& sql, const MemberId& member, const WorkspaceId& workspace,
                       Role role);
void remove_sessions(soci::session& sql, const MemberId& member);

// Begins a session of the member and gives it with its token. `prefer_sample` decides where
// nothing else does. `forbidden` if the member has no workspace.
Result<SignedIn> begin_session(soci::session& sql, ControlPlane::State& state,
                               const StoredMember& member, bool prefer_sample);

}  // namespace footfall::workspace
