#include "gate/throttle.h"

namespace footfall::gate {

std::uint64_t Throttle::count(const std::string& name, std::chrono::microseconds now) {
    const std::lock_guard lock(mutex_);
    if (counts_.size() >= names_max_ && now - swept_ >= std::chrono::seconds(1)) {
        swept_ = now;
        std::erase_if(counts_, [&](const auto& each) { return now - each.second.begun >= window; });
    }
    const bool has_room = counts_.size() < names_max_ || counts_.contains(name);
    Count& count = has_room ? counts_[name] : others_;
    if (count.count == 0 || now - count.begun >= window) count = {0, now};
    return ++count.count;
}

}  // namespace footfall::gate
