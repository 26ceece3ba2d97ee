// IdTable: finds ordinals by the customers' ids, which it does not keep.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "assert.h"
#include "index/ordinal.h"

namespace footfall::index {

// Open addressing: eight bytes a slot, a third or more of them free. `id_of(Ordinal)` gives the id
// of whoever is in the table. One thread at a time while it changes; any number while it does not.
class IdTable {
  public:
    template <class IdOf>
    std::optional<Ordinal> find(std::string_view id, const IdOf& id_of) const {
        if (count_ == 0) return std::nullopt;
        const std::uint32_t hash = hash_of(id);
        for (std::size_t at = hash & mask(); slots_[at] != 0; at = (at + 1) & mask()) {
            if (hash_at(at) == hash && id_of(ordinal_at(at)) == id) return ordinal_at(at);
        }
        return std::nullopt;
    }

    // No other has that id.
    void insert(std::string_view id, Ordinal ordinal) {
        if ((count_ + 1) * 3 > slots_.size() * 2) grow();
        ++count_;
        put(std::uint64_t{hash_of(id)} << 32 | (ordinal + 1));
    }

    // It is there.
    void erase(std::string_view id, Ordinal ordinal) {
        std::size_t at = hash_of(id) & mask();
        while (slots_[at] == 0 || ordinal_at(at) != ordinal) {
            ASSERT(slots_[at] != 0, "ordinal=" << ordinal);
            at = (at + 1) & mask();
        }
        --count_;
        // What follows moves up, unless it is where it belongs.
        for (std::size_t next = (at + 1) & mask(); slots_[next] != 0; next = (next + 1) & mask()) {
            const std::size_t home = hash_at(next) & mask();
            if (((next - home) & mask()) < ((next - at) & mask())) continue;
            slots_[at] = slots_[next];
            at = next;
        }
        slots_[at] = 0;
    }

    std::size_t count() const { return count_; }
    std::size_t memory_bytes() const { return slots_.capacity() * sizeof(std::uint64_t); }

  private:
    static std::uint32_t hash_of(std::string_view id) {
        const std::uint64_t hash = std::hash<std::string_view>()(id);
        return static_cast<std::uint32_t>(hash ^ hash >> 32);
    }
    std::size_t mask() const { return slots_.size() - 1; }
    std::uint32_t hash_at(std::size_t at) const {
        return static_cast<std::uint32_t>(slots_[at] >> 32);
    }
    Ordinal ordinal_at(std::size_t at) const { return static_cast<Ordinal>(slots_[at]) - 1; }

    void put(std::uint64_t slot) {
        std::size_t at = (slot >> 32) & mask();
        while (slots_[at] != 0) at = (at + 1) & mask();
        slots_[at] = slot;
    }

    void grow() {
        std::vector<std::uint64_t> before(slots_.empty() ? 16 : slots_.size() * 2);
        before.swap(slots_);
        for (const std::uint64_t slot : before) {
            if (slot != 0) put(slot);
        }
    }

    // The hash above, the ordinal + 1 below; 0: free. Their number is a power of two.
    std::vector<std::uint64_t> slots_;
    std::size_t count_ = 0;
};

}  // namespace footfall::index
