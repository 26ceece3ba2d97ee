#include "index/day_cells.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "assert.h"

namespace footfall::index {
namespace {

// Lists grow by an eighth, to what an allocator hands out anyway.
std::size_t grown(std::size_t size, std::size_t cell_bytes) {
    const std::size_t bytes = (size + size / 8 + 1) * cell_bytes;
    return ((bytes + 8 + 15) / 16 * 16 - 8) / cell_bytes;
}

// Apart from the class, where the compiler believes that nothing overlaps and uses vectors.
template <class Sum>
void add_all(const std::uint8_t* __restrict bytes, Sum* __restrict sums) {
    for (std::size_t i = 0; i < chunk_size; ++i) sums[i] += bytes[i];
}

template <class Sum>
void take_all(const std::uint8_t* __restrict bytes, Sum* __restrict sums) {
    for (std::size_t i = 0; i < chunk_size; ++i) sums[i] -= bytes[i];
}

void add_all_saturated(const std::uint8_t* __restrict bytes, std::uint8_t* __restrict sums) {
    for (std::size_t i = 0; i < chunk_size; ++i) {
        const auto sum = static_cast<std::uint8_t>(sums[i] + bytes[i]);
        sums[i] = sum < bytes[i] ? UINT8_MAX : sum;
    }
}

void add_saturated(std::uint8_t& sum, std::uint8_t byte) {
    sum = static_cast<std::uint8_t>(std::min(unsigned{sum} + byte, unsigned{UINT8_MAX}));
}

// The sum of the bytes whose match is 1, eight at a time: each 16 bits of a word hold a sum of
// their own until, after 128 words of 2 x 255, they may be full.
std::uint64_t sum_of_matches(const std::uint8_t* __restrict bytes,
                             const std::uint8_t* __restrict is_match) {
    constexpr std::uint64_t even = 0x00FF'00FF'00FF'00FF;
    constexpr std::size_t block = 128 * sizeof(std::uint64_t);
    static_assert(chunk_size % block == 0);
    std::uint64_t sum = 0;
    for (std::size_t begin = 0; begin < chunk_size; begin += block) {
        std::uint64_t sums = 0;
        for (std::size_t at = begin; at < begin + block; at += sizeof sums) {
            std::uint64_t word;
            std::uint64_t matches;
            std::memcpy(&word, bytes + at, sizeof word);
            std::memcpy(&matches, is_match + at, sizeof matches);
            word &= (matches << 8) - matches;  // each 1 becomes 255
            sums += (word & even) + (word >> 8 & even);
        }
        for (; sums != 0; sums >>= 16) sum += sums & 0xFFFF;
    }
    return sum;
}

}  // namespace

DayCells::DayCells(const DayCells& other)
    : day_(other.day_), size_(other.size_), capacity_(other.capacity_) {
    if (capacity_ == 0) return;
    bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(bytes_held());
    std::memcpy(bytes_.get(), other.bytes_.get(), bytes_held());
}

void DayCells::save(Saver& saver) const {
    saver.value(day_);
    saver.value(size_);
    saver.value(capacity_);
    saver.append(bytes_.get(), bytes_held());
}

DayCells DayCells::load(Loader& loader) {
    DayCells cells(loader.value<Day>());
    cells.size_ = loader.value<std::uint16_t>();
    cells.capacity_ = loader.value<std::uint16_t>();
    if (cells.capacity_ == 0) return cells;
    cells.bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(cells.bytes_held());
    loader.copy(cells.bytes_.get(), cells.bytes_held());
    return cells;
}

std::uint8_t DayCells::at(Place place) const {
    if (is_dense()) return bytes_[place];
    const std::size_t found = find(place);
    return found < size_ && places()[found] == place ? list_bytes()[found] : 0;
}

void DayCells::set(Place place, std::uint8_t byte) {
    if (is_dense()) {
        const std::uint8_t before = std::exchange(bytes_[place], byte);
        size_ = static_cast<std::uint16_t>(size_ + (byte != 0) - (before != 0));
        if (size_ < list_max / 2) make_list(grown(size_, cell_bytes));
        return;
    }
    const std::size_t found = find(place);
    if (found < size_ && places()[found] == place) {
        if (byte == 0) return erase(found);
        list_bytes()[found] = byte;
    } else if (byte != 0) {
        insert(found, place, byte);
    }
}

bool DayCells::add(Place place, std::uint8_t byte) {
    const std::size_t found = is_dense() ? place : find(place);
    if (!is_dense() && (found == size_ || places()[found] != place)) {
        if (byte != 0) insert(found, place, byte);
        return true;
    }
    std::uint8_t& at = list_bytes()[found];
    if (at + byte > UINT8_MAX) return false;
    if (is_dense() && at == 0 && byte != 0) ++size_;
    at = static_cast<std::uint8_t>(at + byte);
    return true;
}

std::size_t DayCells::find(Place place) const {
    // Days mostly end where the newest customers are; elsewhere without branches to guess.
    if (size_ == 0 || places()[size_ - 1] < place) return size_;
    const Place* from = places();
    for (std::size_t length = size_; length > 1;) {
        const std::size_t half = length / 2;
        from += from[half - 1] < place ? half : 0;
        length -= half;
    }
    return static_cast<std::size_t>(from - places());
}

void DayCells::insert(std::size_t at, Place place, std::uint8_t byte) {
    if (size_ == capacity_) {
        const std::size_t capacity = grown(size_ + 1U, cell_bytes);
        if (capacity > list_max) {
            make_dense();
            bytes_[place] = byte;
            ++size_;
            return;
        }
        make_list(capacity);
    }
    std::memmove(places() + at + 1, places() + at, (size_ - at) * sizeof(Place));
    std::memmove(list_bytes() + at + 1, list_bytes() + at, size_ - at);
    places()[at] = place;
    list_bytes()[at] = byte;
    ++size_;
}

void DayCells::erase(std::size_t at) {
    std::memmove(places() + at, places() + at + 1, (size_ - at - 1) * sizeof(Place));
    std::memmove(list_bytes() + at, list_bytes() + at + 1, size_ - at - 1);
    --size_;
    if (capacity_ > grown(size_ * 2U, cell_bytes)) make_list(grown(size_, cell_bytes));
}

void DayCells::make_list(std::size_t capacity) {
    ASSERT(size_ <= capacity && capacity <= list_max, "size=" << size_ << " of " << capacity);
    DayCells list(day_);
    list.capacity_ = static_cast<std::uint16_t>(capacity);
    list.bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(capacity * cell_bytes);
    for_each([&](Place place, std::uint8_t byte) {
        list.places()[list.size_] = place;
        list.list_bytes()[list.size_] = byte;
        ++list.size_;
    });
    *this = std::move(list);
}

void DayCells::make_dense() {
    auto dense = std::make_unique<std::uint8_t[]>(chunk_size);
    for_each([&](Place place, std::uint8_t byte) { dense[place] = byte; });
    bytes_ = std::move(dense);
    capacity_ = chunk_size;
}

template <class Sum>
void DayCells::add_to(Sum* sums) const {
    if (is_dense()) return add_all(bytes_.get(), sums);
    const Place* const at = places();
    const std::uint8_t* const bytes = list_bytes();
    for (std::size_t i = 0; i < size_; ++i) sums[at[i]] += bytes[i];
}

template <class Sum>
void DayCells::take_from(Sum* sums) const {
    if (is_dense()) return take_all(bytes_.get(), sums);
    const Place* const at = places();
    const std::uint8_t* const bytes = list_bytes();
    for (std::size_t i = 0; i < size_; ++i) sums[at[i]] -= bytes[i];
}

std::uint64_t DayCells::sum(const std::array<std::uint8_t, chunk_size>& matches) const {
    if (is_dense()) return sum_of_matches(bytes_.get(), matches.data());
    std::uint32_t sum = 0;  // at most 255 of each place
    const Place* const at = places();
    const std::uint8_t* const bytes = list_bytes();
    for (std::size_t i = 0; i < size_; ++i) sum += std::uint32_t{bytes[i]} * matches[at[i]];
    return sum;
}

void DayCells::add_saturated_to(std::uint8_t* sums) const {
    if (is_dense()) return add_all_saturated(bytes_.get(), sums);
    const Place* const at = places();
    const std::uint8_t* const bytes = list_bytes();
    for (std::size_t i = 0; i < size_; ++i) add_saturated(sums[at[i]], bytes[i]);
}

std::uint64_t DayCells::add_saturated_to(
    std::uint8_t* sums, const std::array<std::uint8_t, chunk_size>& matches) const {
    if (is_dense()) {
        add_all_saturated(bytes_.get(), sums);
        return sum_of_matches(bytes_.get(), matches.data());
    }
    std::uint32_t sum = 0;  // at most 255 of each place
    const Place* const at = places();
    const std::uint8_t* const bytes = list_bytes();
    for (std::size_t i = 0; i < size_; ++i) {
        add_saturated(sums[at[i]], bytes[i]);
        sum += std::uint32_t{bytes[i]} * matches[at[i]];
    }
    return sum;
}

template void DayCells::add_to(std::uint32_t*) const;
template void DayCells::add_to(std::uint64_t*) const;
template void DayCells::take_from(std::uint32_t*) const;
template void DayCells::take_from(std::uint64_t*) const;

std::size_t DayCells::memory_bytes() const {
    if (capacity_ == 0) return 0;
    return (bytes_held() + 8 + 15) / 16 * 16;  // with the allocator's own
}

}  // namespace footfall::index
