// HashSet: an exact set of 128-bit keyed hashes, 16 bytes a slot, open addressing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "intake/huge_pages.h"

namespace footfall::intake {

// A keyed hash: uniform, and not to be foreseen without the key. Never all zero.
struct Hash128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend bool operator==(const Hash128&, const Hash128&) = default;

    struct Hasher {
        std::size_t operator()(const Hash128& hash) const noexcept { return hash.low; }
    };
};

// One thread at a time. Grows by doubling when seven tenths are in use.
class HashSet {
  public:
    HashSet() = default;

    // Room for `count` hashes before the first growth.
    explicit HashSet(std::size_t count);

    bool contains(const Hash128& hash) const;

    // Has the memory fetched that the next contains() or add() of the hash looks at first: in a
    // large set that is most of what either costs.
    void prefetch(const Hash128& hash) const {
        if (!slots_.empty()) __builtin_prefetch(slots_.data() + (hash.high & (slots_.size() - 1)));
    }

    // Whether it was not there yet.
    bool add(const Hash128& hash);

    // Whether it was there.
    bool remove(const Hash128& hash);

    // Takes all of them out, and keeps the room unless little of it was used: what one large group
    // took would cost each small one after it.
    void clear();

    std::size_t size() const { return size_; }

  private:
    std::size_t slot_of(const Hash128& hash) const;
    void grow(std::size_t slots);

    using Slots = std::vector<Hash128, HugePages<Hash128>>;
    Slots slots_;  // all zero: free. The count is a power of two, or 0
    std::size_t size_ = 0;
};

}  // namespace footfall::intake
