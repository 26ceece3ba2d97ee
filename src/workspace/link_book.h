// LinkBook: where each token leads, in memory.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "event/ids.h"
#include "workspace/links.h"

namespace footfall::workspace {

// SHA-256 of a token as 64 lower-case hexadecimal digits, as the database has it.
using TokenHash = std::string;

// Thread-safe. About 150 bytes a link.
class LinkBook {
  public:
    // Takes the place of what the customer had.
    void put(const WorkspaceId& workspace, const std::string& customer,
             const std::optional<TokenHash>& before, const std::optional<TokenHash>& now,
             bool is_blocked);

    void remove(const WorkspaceId& workspace);

    std::optional<LinkTarget> find(const TokenHash& hash) const;

    std::vector<bool> blocked(const WorkspaceId& workspace,
                              std::span<const std::string> customers) const;

  private:
    using Key = std::array<std::uint8_t, 32>;
    struct Hash {
        // A hash's first bytes are one.
        std::size_t operator()(const Key& key) const {
            std::size_t value = 0;
            std::memcpy(&value, key.data(), sizeof value);
            return value;
        }
    };
    struct Place {
        WorkspaceId workspace;
        std::string customer;
        bool is_blocked = false;
    };

    static Key key_of(const TokenHash& hash);

    mutable std::shared_mutex mutex_;
    // Guarded by mutex_.
    std::unordered_map<Key, Place, Hash> places_;
    std::map<WorkspaceId, std::set<std::string, std::less<>>> blocked_;
};

}  // namespace footfall::workspace
