#include "timeline/run.h"

#include <array>
#include <cstring>
#include <string>

#include <sodium.h>

namespace footfall::timeline {
namespace {

std::uint64_t hash_of(const WorkspaceId& workspace, std::string_view customer) {
    static constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> key{'t', 'i', 'm', 'e'};
    thread_local std::string text;
    text.assign(workspace.bytes.begin(), workspace.bytes.end());
    text += customer;
    std::array<unsigned char, crypto_shorthash_BYTES> bytes{};
    crypto_shorthash(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     key.data());
    std::uint64_t hash = 0;
    static_assert(sizeof hash == sizeof bytes);
    std::memcpy(&hash, bytes.data(), sizeof hash);
    return hash;
}

}  // namespace

CustomerKey::CustomerKey(const WorkspaceId& workspace, std::string_view customer)
    : workspace_(workspace), customer_(customer), hash_(hash_of(workspace, customer)) {}

}  // namespace footfall::timeline
