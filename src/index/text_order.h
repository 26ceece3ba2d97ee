// TextOrder: customers in the order of a text of theirs, as numbers, so that sorting compares no
// texts.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "index/ordinal.h"
#include "index/saved.h"

namespace footfall::index {

// One thread at a time while it changes; any number while it does not.
class TextOrder {
  public:
    // By bytes; `then` decides between equal texts.
    struct Key {
        std::string_view text, then;

        friend auto operator<=>(const Key&, const Key&) = default;
    };

    // Gives an ordinal's key. Whoever is in the order keeps its key until it is erased.
    using KeyOf = std::function<Key(Ordinal)>;

    // Labels are in the order of the keys, equal where keys are, and change with any insertion.
    // 0: not in the order.
    std::uint32_t label(Ordinal ordinal) const {
        return ordinal < labels_.size() ? labels_[ordinal] : 0;
    }

    // The same of those that were ever in the order, by ordinal.
    std::span<const std::uint32_t> labels() const { return labels_; }

    // It is not in the order. A few comparisons of texts and some labels.
    void insert(Ordinal ordinal, const KeyOf& key_of);

    // Those, none of them in the order: as insert(), in a sort if they are many.
    void insert(const std::vector<Ordinal>& ordinals, const KeyOf& key_of);

    // Nothing changes if it is not in the order.
    void erase(Ordinal ordinal);

    void save(Saver& saver) const;
    static TextOrder load(Loader& loader);

    std::size_t size() const { return size_; }
    std::size_t memory_bytes() const;

  private:
    // Rising by key, then by ordinal: as labels and ordinals do. None is empty.
    using Block = std::vector<Ordinal>;

    struct Spot {
        std::size_t block, at;  // insert before that one
    };

    Spot find(Ordinal ordinal, const Key& key, const KeyOf& key_of) const;
    void put(const Spot& spot, Ordinal ordinal);
    void make_room(std::size_t block);
    std::uint32_t below(std::size_t block) const;  // the last label before it
    std::uint32_t above(std::size_t block) const;  // the first label after it
    void spread(std::size_t from, std::size_t to, std::uint64_t step);
    void rebuild(std::vector<Ordinal> ordinals, const KeyOf& key_of);

    std::vector<Block> blocks_;
    std::vector<std::uint32_t> labels_;  // by ordinal
    std::size_t size_ = 0;
};

}  // namespace footfall::index
