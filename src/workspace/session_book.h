// SessionBook: who is signed in, in memory.
#pragma once

#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "clock.h"
#include "event/ids.h"

namespace footfall::workspace {

// One session, without what only the dashboard asks.
struct Seat {
    Instant created;
    Instant last_seen;
    std::vector<WorkspaceId> workspaces;  // the member's
};

// By the hash of their token.
using Seats = std::unordered_map<std::string, Seat>;

// Thread-safe.
class SessionBook {
  public:
    // Takes the place of all that was there.
    void put(Seats seats);

    // Does nothing if there is no such session.
    void touch(const std::string& token_hash, Instant last_seen);

    // One that is over may still be here.
    std::optional<Seat> find(const std::string& token_hash) const;

  private:
    mutable std::shared_mutex mutex_;
    Seats seats_;  // Guarded by mutex_.
};

}  // namespace footfall::workspace
