// Mentions: the campaigns, or the forms, that events named, by number. Pure memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clock.h"
#include "index/saved.h"
#include "index/text_hash.h"

namespace footfall::index {

// One thread at a time while it changes; any number while it does not.
class Mentions {
  public:
    struct Mention {
        std::string id;
        Instant at;  // the earliest time of an event that named it
    };

    // Its number, from 1; 0 for an empty id. `at` is the time of an event that names it.
    std::uint32_t add(std::string_view id, Instant at);

    // 0 if nothing named it.
    std::uint32_t find(std::string_view id) const;

    // By number, the first one's is 1.
    const std::vector<Mention>& all() const { return all_; }

    void save(Saver& saver) const;
    static Mentions load(Loader& loader);

    std::size_t memory_bytes() const;

  private:
    std::vector<Mention> all_;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> numbers_;
};

}  // namespace footfall::index
