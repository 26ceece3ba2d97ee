#include "workspace/throttle.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <netinet/in.h>
#include <vector>

namespace footfall::workspace {

namespace {

constexpr std::size_t counts_max = 10'000;
constexpr std::size_t key_bytes_max = 256;

// Who has one address of IPv6 has its whole /64.
std::string network_of(std::string_view ip) {
    std::string text(ip.substr(0, key_bytes_max));
    in6_addr address{};
    if (inet_pton(AF_INET6, text.c_str(), &address) == 1 && !IN6_IS_ADDR_V4MAPPED(&address)) {
        std::fill(std::begin(address.s6_addr) + 8, std::end(address.s6_addr), std::uint8_t{0});
        char digits[INET6_ADDRSTRLEN];
        if (inet_ntop(AF_INET6, &address, digits, sizeof digits) != nullptr) return digits;
    }
    return text;
}

}  // namespace

void Throttle::forget(Count& count, const Rule& rule, Time now) {
    const auto passed = static_cast<double>((now - count.updated).count());
    count.failures =
        std::max(0.0, count.failures - passed / static_cast<double>(rule.forget.count()));
    count.updated = now;
}

void Throttle::add(Count& count, const Rule& rule, Time now) {
    count.failures += 1;
    const double beyond = count.failures - rule.free;
    if (beyond <= 0) return;
    const double seconds = std::exp2(std::min(std::ceil(beyond) - 1, 30.0));
    const auto wait = std::chrono::duration_cast<Time>(std::chrono::duration<double>(seconds));
    count.blocked_until = now + std::min(wait, rule.longest);
}

// The count of `key`; of too many, the tenth with the fewest failures makes room.
Throttle::Count& Throttle::slot(Counts& counts, const std::string& key, const Rule& rule,
                                Time now) {
    if (counts.size() >= counts_max && counts.find(key) == counts.end()) {
        std::vector<double> failures;
        failures.reserve(counts.size());
        for (auto& [each, count] : counts) {
            forget(count, rule, now);
            failures.push_back(count.failures);
        }
        const auto tenth = failures.begin() + counts_max / 10;
        std::nth_element(failures.begin(), tenth, failures.end());
        std::erase_if(counts,
                      [few = *tenth](const auto& each) { return each.second.failures <= few; });
    }
    const auto [place, added] = counts.try_emplace(key);
    if (added) place->second.updated = now;
    forget(place->second, rule, now);
    return place->second;
}

Throttle::Time Throttle::blocked_until(std::string_view account, const std::string& network) const {
    Time until = total_.blocked_until;
    if (const auto found = accounts_.find(account); found != accounts_.end()) {
        until = std::max(until, found->second.blocked_until);
    }
    if (const auto found = networks_.find(network); found != networks_.end()) {
        until = std::max(until, found->second.blocked_until);
    }
    return until;
}

bool Throttle::begin(std::string_view account, std::string_view ip, Time now) {
    const std::string key(account.substr(0, key_bytes_max));
    const std::string network = network_of(ip);
    const std::lock_guard lock(mutex_);
    if (blocked_until(key, network) > now) return false;
    add(slot(accounts_, key, account_rule, now), account_rule, now);
    add(slot(networks_, network, ip_rule, now), ip_rule, now);
    forget(total_, total_rule, now);
    add(total_, total_rule, now);
    return true;
}

void Throttle::succeed(std::string_view account, std::string_view ip, Time now) {
    const std::string key(account.substr(0, key_bytes_max));
    const std::string network = network_of(ip);
    const std::lock_guard lock(mutex_);
    accounts_.erase(key);
    Count& count = slot(networks_, network, ip_rule, now);
    count.failures = std::max(0.0, count.failures - 1);
    forget(total_, total_rule, now);
    total_.failures = std::max(0.0, total_.failures - 1);
}

Throttle::Time Throttle::wait(std::string_view account, std::string_view ip, Time now) const {
    const std::string network = network_of(ip);
    const std::lock_guard lock(mutex_);
    return std::max(Time(0), blocked_until(account.substr(0, key_bytes_max), network) - now);
}

}  // namespace footfall::workspace
