// Ranks: who has some ranks out of many, in order, without sorting the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/ordinal.h"

namespace footfall::index {

// Takes customers one by one, with the value they are sorted by. Early ranks are chosen on the way,
// and who cannot be among them is not even kept; for late ones the values are kept and narrowed
// down before a few are sorted.
class Ranks {
  public:
    // Ranks `begin` to `end - 1` of what will be added, at most `count`, counted from 0; `ties`, by
    // ordinal, decides between equal values, then the ordinal, below 2^31.
    Ranks(std::size_t begin, std::size_t end, std::size_t count,
          std::span<const std::uint32_t> ties);

    // Greater values have no rank below `end`: adding them changes nothing.
    std::uint64_t limit() const { return static_cast<std::uint64_t>(limit_ >> value_shift); }

    void add(std::uint64_t value, Ordinal ordinal) {
        if (is_late_) {
            values_[size_] = value;
            ordinals_[size_++] = ordinal;
            return;
        }
        add_early(value, ordinal);
    }

    // Those of the ranks, in order; fewer if fewer were added. Afterwards nothing is in here.
    std::vector<Ordinal> take();

  private:
    // Value, tie, ordinal.
    __extension__ using Key = unsigned __int128;
    static constexpr int ordinal_bits = 31;
    static constexpr int value_shift = ordinal_bits + 32;

    Key key_of(std::uint64_t value, Ordinal ordinal) const {
        return Key{value} << value_shift | Key{ties_[ordinal]} << ordinal_bits | ordinal;
    }

    void add_early(std::uint64_t value, Ordinal ordinal);
    void cut();
    void make_keys();
    bool is_narrow() const;
    void narrow();
    void narrow_by_sample();
    void narrow_by_counting();
    void keep(std::uint64_t least, std::uint64_t most, std::size_t before);

    std::size_t begin_;
    std::size_t end_;
    std::span<const std::uint32_t> ties_;
    bool is_late_;

    // Of early ranks on the way, of late ones at the end.
    std::size_t keys_max_;
    Key limit_ = ~Key{0};
    std::vector<Key> keys_;

    // Of late ranks.
    std::unique_ptr<std::uint64_t[]> values_;
    std::unique_ptr<Ordinal[]> ordinals_;
    std::size_t size_ = 0;
};

}  // namespace footfall::index
