#include "index/members.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace footfall::index {

void Members::narrow(std::size_t chunk, Matches& matches) const {
    if (target_ != nullptr) narrow(*target_, chunk, matches);
    if (within_ == nullptr) return;
    Matches any{};
    for (const Target& target : *within_) {
        Matches found = matches;
        narrow(target, chunk, found);
        for (std::size_t i = 0; i < chunk_size; ++i) any[i] |= found[i];
    }
    matches = any;
}

void Members::narrow(const Target& target, std::size_t chunk, Matches& matches) const {
    for (const std::vector<Rule>& group : target.groups) {
        Matches any{};
        for (const Rule& rule : group) {
            const Matches found = holds(rule, chunk, matches);
            for (std::size_t i = 0; i < chunk_size; ++i) any[i] |= found[i];
        }
        for (std::size_t i = 0; i < chunk_size; ++i) matches[i] &= any[i];
    }
}

Matches Members::holds(const Rule& rule, std::size_t chunk, const Matches& matches) const {
    Matches found{};
    std::visit([&](const auto& what) { find(what, chunk, matches, found); }, rule.what);
    if (!rule.match) {
        for (std::uint8_t& each : found) each ^= 1;
    }
    return found;
}

void Members::find(const StatusRule& rule, std::size_t chunk, const Matches&,
                   Matches& found) const {
    const auto filter =
        rule.status == Status::active ? StatusFilter::active : StatusFilter::inactive;
    find_by_status(directory_, chunk, filter, found);
}

void Members::find(const TraitRule& rule, std::size_t chunk, const Matches& of,
                   Matches& found) const {
    for (std::size_t i = 0; i < chunk_size; ++i) {
        if (of[i] == 0) continue;
        const std::optional<std::string> trait = directory_.trait(ordinal_at(chunk, i), rule.key);
        found[i] = rule.holds(trait) ? 1 : 0;
    }
}

void Members::find(const DayRule& rule, std::size_t chunk, const Matches&, Matches& found) const {
    const Period period = cut(rule.days);
    if (period.last < period.first) return;
    if (rule.of == DayRule::Of::last_login) {
        const LocalDays first = activity_.days()->days(period.first, period.first);
        const LocalDays last = activity_.days()->days(period.last, period.last);
        const std::span<const Instant> times = activity_.last_logins();
        const std::size_t begin = std::min(chunk * chunk_size, times.size());
        const std::size_t size = std::min(times.size() - begin, chunk_size);
        for (std::size_t i = 0; i < size; ++i) {
            const Instant at = times[begin + i];
            found[i] = first.edges.front() <= at && at < last.edges.back() ? 1 : 0;
        }
        return;
    }
    constexpr Day none{INT32_MAX};
    std::array<Day, chunk_size> firsts;
    firsts.fill(none);
    activity_.counts().for_each(
        chunk, Kind::signup, all_sites,
        [&](Day day, Place place, std::uint64_t) { firsts[place] = std::min(firsts[place], day); });
    for (std::size_t i = 0; i < chunk_size; ++i) {
        found[i] = firsts[i] != none && period.first <= firsts[i] && firsts[i] <= period.last;
    }
}

void Members::find(const CountRule& rule, std::size_t chunk, const Matches&, Matches& found) const {
    std::array<std::uint64_t, chunk_size> counts;
    activity_.counts().sum(chunk, rule.kind, all_sites, cut(rule.days), std::span(counts));
    for (std::size_t i = 0; i < chunk_size; ++i) {
        found[i] = rule.least <= counts[i] && counts[i] <= rule.most ? 1 : 0;
    }
}

void Members::find(const CampaignRule& rule, std::size_t chunk, const Matches&,
                   Matches& found) const {
    const std::uint32_t number = campaigns_.find(rule.campaign);
    if (number == 0) return;
    for (const Kind kind : {Kind::email_open, Kind::notification_open}) {
        find_with(kind, Subset(Subset::Of::campaign, number), chunk, found);
    }
}

void Members::find(const FormRule& rule, std::size_t chunk, const Matches&, Matches& found) const {
    const std::uint32_t number = forms_.find(rule.form);
    if (number == 0) return;
    find_with(Kind::form_response, Subset(Subset::Of::form, number), chunk, found);
}

void Members::find_with(Kind kind, Subset in, std::size_t chunk, Matches& found) const {
    activity_.counts().for_each(chunk, kind, in,
                                [&](Day, Place place, std::uint64_t) { found[place] = 1; });
}

Period Members::cut(const DaysBetween& days) const {
    return {std::max(days.first, activity_.days()->first()),
            std::min(days.last, activity_.days()->last())};
}

}  // namespace footfall::index
