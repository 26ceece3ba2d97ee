// SearchTexts: what search looks into, the customers' names, codes and e-mails, folded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/ordinal.h"
#include "index/saved.h"

namespace footfall::index {

// One run of bytes for each chunk of customers. One thread at a time while it changes; any number
// while it does not.
class SearchTexts {
  public:
    struct Texts {
        std::string_view name, code, email;
    };

    // Together below 4 GiB with those of the chunk's other customers.
    void set(Ordinal ordinal, const Texts& texts);

    // Good until the next change. Empty if never set.
    Texts at(Ordinal ordinal) const;

    // Sets `found` to 1 for those of the chunk that have `part` within one text, else to 0. Nobody
    // has an empty part.
    void search(std::size_t chunk, std::string_view part,
                std::span<std::uint8_t, chunk_size> found) const;

    void save(Saver& saver) const;
    static SearchTexts load(Loader& loader);

    std::size_t memory_bytes() const;

  private:
    // Where a customer's texts are: one after the other, each followed by a separator.
    struct Slot {
        std::uint32_t begin = UINT32_MAX;  // not set
        std::uint32_t name = 0;            // sizes
        std::uint32_t code = 0;
        std::uint32_t email = 0;

        std::size_t size() const { return std::size_t{name} + code + email + 3; }
        std::size_t end() const { return begin + size(); }
    };

    struct Chunk {
        std::string bytes;
        std::vector<Slot> slots;   // by place
        std::vector<Place> order;  // those that are set, as they lie in `bytes`
        std::size_t wasted = 0;
    };

    static void compact(Chunk& chunk);
    static Texts at(const Chunk& chunk, const Slot& slot);

    std::vector<Chunk> chunks_;
};

}  // namespace footfall::index
