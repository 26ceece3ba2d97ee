// Ranks: the keys of some ranks out of many, in order, without sorting the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace footfall::index {

__extension__ using RankKey = unsigned __int128;

// Takes keys one by one; those that cannot be among the ranks asked for are not even kept.
class Ranks {
  public:
    // Ranks `begin` to `end - 1` of what will be added, counted from 0.
    Ranks(std::size_t begin, std::size_t end);

    // Keys at or above this one have no rank below `end`: adding them changes nothing.
    RankKey limit() const { return limit_; }

    void add(RankKey key) {
        if (key >= limit_) return;
        keys_.push_back(key);
        if (keys_.size() == keys_max_) cut();
    }

    // The keys of those ranks, rising; fewer if fewer were added. Afterwards nothing is in here.
    std::vector<RankKey> take();

  private:
    void cut();
    void narrow();

    std::size_t begin_;
    std::size_t end_;
    std::size_t keys_max_;
    RankKey limit_ = ~RankKey{0};
    std::vector<RankKey> keys_;
};

}  // namespace footfall::index
