#include "gate/misses.h"

#include <optional>

#include "http/peer.h"

namespace footfall::gate {

namespace {

std::string network_of(std::string_view peer) {
    const std::optional<http::Address> address = http::parse_address(peer);
    return address ? address->network().text() : std::string();
}

}  // namespace

bool Misses::allow(std::string_view peer, std::chrono::microseconds now) {
    const std::string network = network_of(peer);
    const std::lock_guard lock(mutex_);
    if (counts_.size() >= networks_max && now - swept_ >= std::chrono::seconds(1)) {
        swept_ = now;
        std::erase_if(counts_, [&](const auto& each) { return now - each.second.begun >= window; });
    }
    const bool has_room = counts_.size() < networks_max || counts_.contains(network);
    Count& count = has_room ? counts_[network] : others_;
    if (count.misses == 0 || now - count.begun >= window) count = {0, now};
    if (count.misses >= misses_max) return false;
    ++count.misses;
    return true;
}

}  // namespace footfall::gate
