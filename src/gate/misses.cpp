#include "gate/misses.h"

#include <optional>
#include <string>

#include "http/peer.h"

namespace footfall::gate {

namespace {

std::string network_of(std::string_view peer) {
    const std::optional<http::Address> address = http::parse_address(peer);
    return address ? address->network().text() : std::string();
}

}  // namespace

bool Misses::allow(std::string_view peer, std::chrono::microseconds now) {
    return throttle_.count(network_of(peer), now) <= misses_max;
}

}  // namespace footfall::gate
