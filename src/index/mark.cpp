#include "index/mark.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace footfall::index {
namespace {

std::uint8_t width_of(std::uint64_t largest) {
    if (largest <= UINT8_MAX) return 1;
    if (largest <= UINT16_MAX) return 2;
    return largest <= UINT32_MAX ? 4 : 8;
}

template <class Count, class Sum>
void copy(const Count* __restrict counts, Sum* __restrict sums) {
    for (std::size_t i = 0; i < chunk_size; ++i) sums[i] = static_cast<Sum>(counts[i]);
}

template <class Count, class Sum>
void take(const Count* __restrict counts, Sum* __restrict sums) {
    for (std::size_t i = 0; i < chunk_size; ++i) sums[i] -= static_cast<Sum>(counts[i]);
}

}  // namespace

Mark::Mark(Day day, std::span<const std::uint64_t, chunk_size> counts) : day_(day) {
    allocate(*std::max_element(counts.begin(), counts.end()));
    for (std::size_t i = 0; i < chunk_size; ++i) put(static_cast<Place>(i), counts[i]);
}

Mark::Mark(const Mark& other)
    : day_(other.day_),
      width_(other.width_),
      counts_(std::make_unique_for_overwrite<std::byte[]>(width_ * chunk_size)) {
    std::memcpy(counts_.get(), other.counts_.get(), width_ * chunk_size);
}

void Mark::save(Saver& saver) const {
    saver.value(day_);
    saver.value(width_);
    saver.append(counts_.get(), width_ * chunk_size);
}

Mark Mark::load(Loader& loader) {
    Mark mark;
    mark.day_ = loader.value<Day>();
    mark.width_ = loader.value<std::uint8_t>();
    mark.counts_ = std::make_unique_for_overwrite<std::byte[]>(mark.width_ * chunk_size);
    loader.copy(mark.counts_.get(), mark.width_ * chunk_size);
    return mark;
}

template <class Use>
auto Mark::visit(const Use& use) const {
    switch (width_) {
        case 1:
            return use(reinterpret_cast<const std::uint8_t*>(counts_.get()));
        case 2:
            return use(reinterpret_cast<const std::uint16_t*>(counts_.get()));
        case 4:
            return use(reinterpret_cast<const std::uint32_t*>(counts_.get()));
        default:
            return use(reinterpret_cast<const std::uint64_t*>(counts_.get()));
    }
}

std::uint64_t Mark::at(Place place) const {
    return visit([&](const auto* counts) { return static_cast<std::uint64_t>(counts[place]); });
}

void Mark::set(Place place, std::uint64_t count) {
    if (width_of(count) > width_) {
        std::array<std::uint64_t, chunk_size> counts;
        copy_to(counts.data());
        allocate(count);
        for (std::size_t i = 0; i < chunk_size; ++i) put(static_cast<Place>(i), counts[i]);
    }
    put(place, count);
}

void Mark::allocate(std::uint64_t largest) {
    width_ = width_of(largest);
    counts_ = std::make_unique_for_overwrite<std::byte[]>(width_ * chunk_size);
}

void Mark::put(Place place, std::uint64_t count) {
    visit([&](const auto* counts) {
        using Count = std::remove_cvref_t<decltype(*counts)>;
        const_cast<Count*>(counts)[place] = static_cast<Count>(count);
    });
}

template <class Sum>
void Mark::copy_to(Sum* sums) const {
    visit([&](const auto* counts) { copy(counts, sums); });
}

template <class Sum>
void Mark::take_from(Sum* sums) const {
    visit([&](const auto* counts) { take(counts, sums); });
}

template void Mark::copy_to(std::uint32_t*) const;
template void Mark::copy_to(std::uint64_t*) const;
template void Mark::take_from(std::uint32_t*) const;
template void Mark::take_from(std::uint64_t*) const;

}  // namespace footfall::index
