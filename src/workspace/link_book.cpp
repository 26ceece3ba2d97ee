#include "workspace/link_book.h"

#include <mutex>

#include <sodium.h>

#include "assert.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t id_digits = 16;

}  // namespace

LinkBook::Key LinkBook::key_of(const TokenHash& hash) {
    Key key{};
    std::size_t size = 0;
    const int read =
        sodium_hex2bin(key.data(), key.size(), hash.data(), hash.size(), nullptr, &size, nullptr);
    ASSERT(read == 0 && size == key.size(), "hash=" << hash);
    return key;
}

void LinkBook::put(const WorkspaceId& workspace, const std::string& customer,
                   const std::optional<TokenHash>& before, const std::optional<TokenHash>& now,
                   bool is_blocked) {
    const std::unique_lock lock(mutex_);
    if (before) places_.erase(key_of(*before));
    if (now) places_[key_of(*now)] = {workspace, customer, is_blocked};
    if (is_blocked) {
        blocked_[workspace].insert(customer);
    } else if (const auto found = blocked_.find(workspace); found != blocked_.end()) {
        found->second.erase(customer);
    }
}

void LinkBook::remove(const WorkspaceId& workspace) {
    const std::unique_lock lock(mutex_);
    std::erase_if(places_, [&](const auto& each) { return each.second.workspace == workspace; });
    blocked_.erase(workspace);
}

std::optional<LinkTarget> LinkBook::find(const TokenHash& hash) const {
    const Key key = key_of(hash);
    const std::shared_lock lock(mutex_);
    const auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    const Place& place = found->second;
    return LinkTarget{place.workspace, place.customer, hash.substr(0, id_digits), place.is_blocked};
}

std::vector<bool> LinkBook::blocked(const WorkspaceId& workspace,
                                    std::span<const std::string> customers) const {
    std::vector<bool> answer(customers.size());
    const std::shared_lock lock(mutex_);
    const auto found = blocked_.find(workspace);
    if (found == blocked_.end()) return answer;
    for (std::size_t i = 0; i < customers.size(); ++i) {
        answer[i] = found->second.contains(customers[i]);
    }
    return answer;
}

}  // namespace footfall::workspace
