// Mark: a chunk's counts of all days before one, so that a period is the difference of two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "calendar/day_table.h"
#include "index/ordinal.h"
#include "index/saved.h"

namespace footfall::index {

// As wide as its largest count needs: 8, 16, 32 or 64 bits for each.
class Mark {
  public:
    Mark(Day day, std::span<const std::uint64_t, chunk_size> counts);

    Mark(const Mark& other);
    Mark(Mark&&) noexcept = default;
    Mark& operator=(const Mark&) = delete;
    Mark& operator=(Mark&&) noexcept = default;
    ~Mark() = default;

    void save(Saver& saver) const;
    static Mark load(Loader& loader);

    Day day() const { return day_; }

    std::uint64_t at(Place place) const;
    void set(Place place, std::uint64_t count);

    // Sets the sums to these counts, modulo what a Sum holds; the other one takes them away.
    template <class Sum>
    void copy_to(Sum* sums) const;
    template <class Sum>
    void take_from(Sum* sums) const;

    std::size_t memory_bytes() const { return width_ * chunk_size + 16; }

  private:
    Mark() = default;
    void allocate(std::uint64_t largest);
    void put(Place place, std::uint64_t count);
    template <class Use>
    auto visit(const Use& use) const;

    Day day_;
    std::uint8_t width_ = 0;  // of a count, in bytes
    std::unique_ptr<std::byte[]> counts_;
};

}  // namespace footfall::index
