// DayCells: one day's counts of a chunk's customers, a byte each, in memory that follows how many
// are not 0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "calendar/day_table.h"
#include "index/ordinal.h"
#include "index/saved.h"

namespace footfall::index {

// A sorted list of places and their bytes while few are not 0, else a byte for every place.
class DayCells {
  public:
    explicit DayCells(Day day) : day_(day) {}

    DayCells(const DayCells& other);
    DayCells(DayCells&&) noexcept = default;
    DayCells& operator=(const DayCells&) = delete;
    DayCells& operator=(DayCells&&) noexcept = default;
    ~DayCells() = default;

    void save(Saver& saver) const;
    static DayCells load(Loader& loader);

    Day day() const { return day_; }
    bool empty() const { return size_ == 0; }

    std::uint8_t at(Place place) const;
    void set(Place place, std::uint8_t byte);

    // Adds to the place's byte, or says that it would not fit, and changes nothing.
    bool add(Place place, std::uint8_t byte);

    // About what add_to() takes, in cells of a list.
    std::uint32_t cost() const { return is_dense() ? dense_cost : list_cost + size_; }

    // Adds each place's byte to its sum, modulo what a Sum holds; the other one takes it away.
    // There are chunk_size sums, of 32 or of 64 bits.
    template <class Sum>
    void add_to(Sum* sums) const;
    template <class Sum>
    void take_from(Sum* sums) const;

    // The sum of the bytes of the places that match.
    std::uint64_t sum(const std::array<std::uint8_t, chunk_size>& matches) const;

    // Adds each place's byte to its sum; a sum stays at 255. The second one gives the sum of the
    // bytes of the places that match besides.
    void add_saturated_to(std::uint8_t* sums) const;
    std::uint64_t add_saturated_to(std::uint8_t* sums,
                                   const std::array<std::uint8_t, chunk_size>& matches) const;

    // take(Place, byte) for each that is not 0, places rising.
    template <class Take>
    void for_each(const Take& take) const {
        for (std::size_t i = 0; i < (is_dense() ? chunk_size : size_); ++i) {
            const Place place = is_dense() ? static_cast<Place>(i) : places()[i];
            const std::uint8_t byte = list_bytes()[i];
            if (byte != 0) take(place, byte);
        }
    }

    // Asks for the bytes ahead of their use.
    void prefetch() const { __builtin_prefetch(bytes_.get()); }

    // Asks for all of them, well ahead.
    void prefetch_all() const {
        constexpr std::size_t line = 64;
        for (std::size_t at = 0; at < bytes_held(); at += line) {
            __builtin_prefetch(bytes_.get() + at);
        }
    }

    std::size_t memory_bytes() const;

  private:
    static constexpr std::uint32_t dense_cost = chunk_size / 4;
    static constexpr std::uint32_t list_cost = 16;  // the way to a list, before its first cell
    static constexpr std::size_t cell_bytes = sizeof(Place) + 1;
    // Where a byte for every place becomes smaller than the list.
    static constexpr std::size_t list_max = chunk_size / cell_bytes;

    bool is_dense() const { return capacity_ == chunk_size; }
    const Place* places() const { return reinterpret_cast<const Place*>(bytes_.get()); }
    Place* places() { return reinterpret_cast<Place*>(bytes_.get()); }
    const std::uint8_t* list_bytes() const {
        return bytes_.get() + (is_dense() ? 0 : sizeof(Place) * capacity_);
    }
    std::uint8_t* list_bytes() {
        return bytes_.get() + (is_dense() ? 0 : sizeof(Place) * capacity_);
    }

    std::size_t bytes_held() const { return is_dense() ? chunk_size : capacity_ * cell_bytes; }
    std::size_t find(Place place) const;  // the first that is not below it
    void insert(std::size_t at, Place place, std::uint8_t byte);
    void erase(std::size_t at);
    void make_list(std::size_t capacity);
    void make_dense();

    Day day_;
    std::uint16_t size_ = 0;      // bytes that are not 0
    std::uint16_t capacity_ = 0;  // of the list; chunk_size: dense
    // A list's places and behind them its bytes, or a byte for every place.
    std::unique_ptr<std::uint8_t[]> bytes_;
};

}  // namespace footfall::index
