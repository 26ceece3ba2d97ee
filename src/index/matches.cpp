#include "index/matches.h"

#include <algorithm>

#include "index/activity_index.h"

namespace footfall::index {

std::uint32_t count(const Matches& matches) {
    std::uint32_t count = 0;
    for (const std::uint8_t match : matches) count += match;
    return count;
}

std::uint32_t find_by_status(const CustomerDirectory& directory, std::size_t chunk,
                             StatusFilter status, Matches& matches) {
    std::span<const std::uint8_t> presence = directory.presence().subspan(chunk * chunk_size);
    Matches end;
    if (presence.size() < chunk_size) {
        end.fill(0);
        std::copy(presence.begin(), presence.end(), end.begin());
        presence = end;
    }
    // Any status, or the one that is asked for.
    const auto low = static_cast<std::uint8_t>(status == StatusFilter::inactive ? Status::inactive
                                                                                : Status::active);
    const auto high = static_cast<std::uint8_t>(status == StatusFilter::active ? Status::active
                                                                               : Status::inactive);
    const std::uint8_t* __restrict from = presence.data();
    std::uint8_t* __restrict to = matches.data();
    for (std::size_t i = 0; i < chunk_size; ++i) {
        to[i] = static_cast<std::uint8_t>((from[i] >= low) & (from[i] <= high));
    }
    return count(matches);
}

void narrow_by_search(const CustomerDirectory& directory, std::size_t chunk,
                      std::string_view search, Matches& matches) {
    Matches found;
    directory.search_texts().search(chunk, search, found);
    for (std::size_t i = 0; i < chunk_size; ++i) matches[i] &= found[i];
}

template <class Count>
std::uint32_t find_in_stage(const StageColumns<Count>& columns, Stage stage, const Matches& matches,
                            Matches& in_stage) {
    const std::uint8_t* __restrict from = matches.data();
    std::uint8_t* __restrict to = in_stage.data();
    const Count* __restrict views = columns.views.data();
    const Count* __restrict checkout = columns.checkout.data();
    const Count* __restrict orders = columns.orders.data();
    switch (stage) {
        case Stage::viewed_no_checkout:
            for (std::size_t i = 0; i < chunk_size; ++i) {
                to[i] = from[i] & static_cast<std::uint8_t>(views[i] != 0) &
                        static_cast<std::uint8_t>((checkout[i] | orders[i]) == 0);
            }
            break;
        case Stage::checkout_no_order:
            for (std::size_t i = 0; i < chunk_size; ++i) {
                to[i] = from[i] & static_cast<std::uint8_t>(checkout[i] != 0) &
                        static_cast<std::uint8_t>(orders[i] == 0);
            }
            break;
        case Stage::never_opened: {
            const std::size_t size = std::min(columns.last_opens.size(), chunk_size);
            in_stage = matches;
            for (std::size_t i = 0; i < size; ++i) {
                to[i] = from[i] & static_cast<std::uint8_t>(columns.last_opens[i] == never);
            }
            break;
        }
        case Stage::gone_quiet:
            in_stage.fill(0);
            if (columns.rhythms == nullptr) break;
            for (std::size_t i = 0; i < chunk_size; ++i) {
                to[i] = from[i] & static_cast<std::uint8_t>(columns.rhythms->has_gone_quiet(
                                      static_cast<Place>(i), columns.today, columns.quiet_percent));
            }
            break;
    }
    return count(in_stage);
}

template std::uint32_t find_in_stage(const StageColumns<std::uint32_t>&, Stage, const Matches&,
                                     Matches&);
template std::uint32_t find_in_stage(const StageColumns<std::uint64_t>&, Stage, const Matches&,
                                     Matches&);

}  // namespace footfall::index
