#include "intake/hash_set.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "assert.h"

namespace footfall::intake {

namespace {

constexpr std::size_t slots_min = 1024;
constexpr Hash128 free_slot{};

// In use are at most seven tenths.
constexpr bool is_full(std::size_t size, std::size_t slots) { return size * 10 >= slots * 7; }

}  // namespace

HashSet::HashSet(std::size_t count) {
    if (count > 0) grow(std::max(slots_min, std::bit_ceil(count / 7 * 10 + 1)));
}

bool HashSet::contains(const Hash128& hash) const {
    return !slots_.empty() && slots_[slot_of(hash)] == hash;
}

bool HashSet::add(const Hash128& hash) {
    ASSERT(hash != free_slot);
    if (is_full(size_, slots_.size())) grow(std::max(slots_min, slots_.size() * 2));
    Hash128& slot = slots_[slot_of(hash)];
    if (slot == hash) return false;
    slot = hash;
    ++size_;
    return true;
}

// What follows without a free slot between moves up, unless it stands where it belongs (Knuth, The
// Art of Computer Programming 3, 6.4, algorithm R).
bool HashSet::remove(const Hash128& hash) {
    if (!contains(hash)) return false;
    const std::size_t mask = slots_.size() - 1;
    std::size_t hole = slot_of(hash);
    for (std::size_t slot = (hole + 1) & mask; slots_[slot] != free_slot;
         slot = (slot + 1) & mask) {
        const std::size_t home = slots_[slot].high & mask;
        if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
        slots_[hole] = slots_[slot];
        hole = slot;
    }
    slots_[hole] = free_slot;
    --size_;
    return true;
}

void HashSet::clear() {
    if (size_ == 0) return;
    const bool is_small = size_ < slots_.size() / 32;
    size_ = 0;
    if (is_small && slots_.size() > slots_min) return Slots().swap(slots_);
    std::fill(slots_.begin(), slots_.end(), free_slot);
}

// The slot that holds the hash, or the free one where it belongs.
std::size_t HashSet::slot_of(const Hash128& hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash.high & mask;
    while (slots_[slot] != free_slot && slots_[slot] != hash) slot = (slot + 1) & mask;
    return slot;
}

void HashSet::grow(std::size_t slots) {
    Slots before(slots);
    before.swap(slots_);
    for (const Hash128& hash : before) {
        if (hash != free_slot) slots_[slot_of(hash)] = hash;
    }
}

}  // namespace footfall::intake
