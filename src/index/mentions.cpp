#include "index/mentions.h"

#include <algorithm>

namespace footfall::index {

std::uint32_t Mentions::add(std::string_view id, Instant at) {
    if (id.empty()) return 0;
    const auto found = numbers_.find(id);
    if (found != numbers_.end()) {
        Instant& earliest = all_[found->second - 1].at;
        earliest = std::min(earliest, at);
        return found->second;
    }
    all_.push_back({std::string(id), at});
    const auto number = static_cast<std::uint32_t>(all_.size());
    numbers_.emplace(all_.back().id, number);
    return number;
}

std::uint32_t Mentions::find(std::string_view id) const {
    const auto found = numbers_.find(id);
    return found == numbers_.end() ? 0 : found->second;
}

void Mentions::save(Saver& saver) const {
    saver.value(std::uint64_t{all_.size()});
    for (const Mention& each : all_) {
        saver.text(each.id);
        saver.value(each.at);
    }
}

Mentions Mentions::load(Loader& loader) {
    Mentions mentions;
    const std::uint64_t count = loader.count(sizeof(Instant));
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string id(loader.text());
        mentions.add(id, loader.value<Instant>());
    }
    return mentions;
}

std::size_t Mentions::memory_bytes() const {
    constexpr std::size_t node_bytes = 64;
    std::size_t bytes = all_.capacity() * sizeof(Mention);
    for (const Mention& each : all_) bytes += 2 * each.id.capacity() + node_bytes;
    return bytes;
}

}  // namespace footfall::index
