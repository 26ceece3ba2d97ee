// Matches: which customers of a chunk are looked at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "calendar/day_table.h"
#include "clock.h"
#include "index/customer_directory.h"
#include "index/order_days.h"
#include "index/ordinal.h"
#include "question/question.h"
#include "question/table.h"

namespace footfall::index {

// By place: 1 for a customer that is looked at, else 0.
using Matches = std::array<std::uint8_t, chunk_size>;

std::uint32_t count(const Matches& matches);

// Those that are there and of that status, and how many they are.
std::uint32_t find_by_status(const CustomerDirectory& directory, std::size_t chunk,
                             StatusFilter status, Matches& matches);

// Leaves those that the folded text is found in.
void narrow_by_search(const CustomerDirectory& directory, std::size_t chunk,
                      std::string_view search, Matches& matches);

// What the stages of a chunk's customers follow from, by place.
template <class Count>
struct StageColumns {
    std::span<const Count, chunk_size> views, checkout, orders;  // of the period
    std::span<const Instant> last_opens;                         // beyond its end: `never`
    const OrderRhythms* rhythms = nullptr;                       // nothing: nobody ordered
    std::int32_t quiet_percent = standard_quiet_percent;
    Day today;
};

// Those of `matches` that are in the stage, and how many they are. Counts of 32 or 64 bits.
template <class Count>
std::uint32_t find_in_stage(const StageColumns<Count>& columns, Stage stage, const Matches& matches,
                            Matches& in_stage);

}  // namespace footfall::index
