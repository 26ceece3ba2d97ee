// Site: a customer-facing place, by its number in the directory.
#pragma once

#include <compare>
#include <cstdint>

namespace footfall::index {

// From 1. 0 is no site of an event, and in a question all of them.
struct Site {
    std::uint32_t number = 0;

    friend constexpr auto operator<=>(Site, Site) = default;
};

inline constexpr Site all_sites{};

}  // namespace footfall::index
