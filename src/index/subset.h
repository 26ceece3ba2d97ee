// Subset: the events that are counted together, by the number of the site, campaign or form that
// they named.
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

// All events, or those of one site, campaign or form. Each of these counts from 1.
struct Subset {
    enum class Of : std::uint8_t { everything, site, campaign, form };

    constexpr Subset(Site site)  // NOLINT: a site is a subset, and no site is everything
        : of(site == all_sites ? Of::everything : Of::site), number(site.number) {}
    constexpr Subset(Of what, std::uint32_t which) : of(what), number(which) {}
    constexpr Subset() : Subset(all_sites) {}

    friend constexpr auto operator<=>(const Subset&, const Subset&) = default;

    Of of = Of::everything;
    std::uint32_t number = 0;
};

// What an event named: numbers, 0 for nothing.
struct Named {
    constexpr Named(Site where = {},  // NOLINT: most events name no more than that
                    std::uint32_t which_campaign = 0, std::uint32_t which_form = 0)
        : site(where), campaign(which_campaign), form(which_form) {}

    Site site;
    std::uint32_t campaign = 0;
    std::uint32_t form = 0;
};

}  // namespace footfall::index
