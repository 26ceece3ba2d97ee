#include "index/counts.h"

#include <array>
#include <map>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

constexpr std::array<Ordinal, 8> ordinals{0, 1, 77, 4'095, 4'096, 8'191, 8'192, 100'000};
constexpr std::array<Kind, 3> some_kinds{Kind::link_open, Kind::order_submit, Kind::other};
constexpr std::array<Site, 4> sites{Site{0}, Site{1}, Site{2}, Site{9'999}};

// The counts of each site, and of none, added up where all sites are asked for.
class CountsModel {
  public:
    void add(const Counts::Cell& cell, std::uint64_t count) {
        cells_[{cell.ordinal, cell.kind, cell.site, cell.day}] += count;
        counts_.add(cell, count);
    }

    void take_any(Chance& chance) {
        if (cells_.empty()) return;
        const auto it =
            std::next(cells_.begin(), static_cast<std::ptrdiff_t>(chance.below(cells_.size())));
        const auto [ordinal, kind, site, day] = it->first;
        const std::uint64_t count = 1 + chance.below(it->second);
        if ((it->second -= count) == 0) cells_.erase(it);
        counts_.take({.ordinal = ordinal, .kind = kind, .site = site, .day = day}, count);
    }

    void clear(Ordinal ordinal) {
        std::erase_if(cells_,
                      [&](const auto& each) { return std::get<Ordinal>(each.first) == ordinal; });
        counts_.clear(ordinal);
    }

    void check(const Period& period) const {
        std::map<Kind, std::uint64_t> totals;
        std::map<std::tuple<Ordinal, Kind, Site>, std::uint64_t> sums;
        for (const auto& [cell, count] : cells_) {
            const auto [ordinal, kind, site, day] = cell;
            if (day < period.first || period.last < day) continue;
            totals[kind] += count;
            sums[{ordinal, kind, all_sites}] += count;
            if (site != all_sites) sums[{ordinal, kind, site}] += count;
        }
        for (const Kind kind : some_kinds) {
            ASSERT_EQ(counts_.total(kind, period), totals[kind]);
            for (const Site site : sites) {
                for (const Ordinal ordinal : ordinals) {
                    const std::uint64_t wanted = sums[{ordinal, kind, site}];
                    ASSERT_EQ(counts_.sum(ordinal, kind, site, period), wanted);
                    std::array<std::uint32_t, chunk_size> column;
                    column.fill(7);
                    counts_.sum(chunk_of(ordinal), kind, site, period, std::span(column));
                    ASSERT_EQ(column[place_of(ordinal)], wanted);
                    ASSERT_EQ(column[55], 0u);
                }
            }
        }
    }

    void check_cells() const {
        std::map<std::tuple<Kind, Day, Ordinal>, std::uint64_t> wanted;
        for (const auto& [cell, count] : cells_) {
            const auto [ordinal, kind, site, day] = cell;
            wanted[{kind, day, ordinal}] += count;
        }
        std::map<std::tuple<Kind, Day, Ordinal>, std::uint64_t> seen;
        counts_.for_each([&](Kind kind, Day day, Ordinal ordinal, std::uint64_t count) {
            seen[{kind, day, ordinal}] = count;
        });
        ASSERT_EQ(seen, wanted);
    }

  private:
    std::map<std::tuple<Ordinal, Kind, Site, Day>, std::uint64_t> cells_;
    Counts counts_;
};

TEST(Counts, EqualAMapUnderAnyOperations) {
    for_random_cases(12, [](Chance& chance) {
        CountsModel model;
        for (int i = 0; i < 3'000; ++i) {
            const std::uint64_t what = chance.below(100);
            const auto day = static_cast<std::int32_t>(chance.below(60));
            if (what < 85) {
                model.add({.ordinal = chance.any(ordinals),
                           .kind = chance.any(some_kinds),
                           .site = chance.any(sites),
                           .day = Day{day}},
                          chance.percent(10) ? chance.below(700) + 1 : 1);
            } else if (what < 99) {
                model.take_any(chance);
            } else if (chance.percent(20)) {
                model.clear(chance.any(ordinals));
            }
        }
        for (int i = 0; i < 5; ++i) {
            const auto first = static_cast<std::int32_t>(chance.below(60));
            model.check({Day{first}, Day{first + static_cast<std::int32_t>(chance.below(60)) - 2}});
        }
        model.check_cells();
    });
}

TEST(Counts, AreEmptyWhereNothingWasAdded) {
    const Counts counts;
    std::array<std::uint32_t, chunk_size> sums;
    sums.fill(7);
    counts.sum(12, Kind::login, Site{3}, {Day{0}, Day{9}}, std::span(sums));
    EXPECT_EQ(sums[0] + sums[4'095], 0u);
    EXPECT_EQ(counts.sum(5'000, Kind::login, all_sites, {Day{0}, Day{9}}), 0u);
    EXPECT_EQ(counts.total(Kind::login, {Day{0}, Day{9}}), 0u);
    EXPECT_LT(counts.memory_bytes(), 100u);
}

// Sites are strangers' input: each costs what is in it.
TEST(Counts, ThousandsOfSitesCostTheirCells) {
    Counts counts;
    for (std::uint32_t site = 1; site <= 20'000; ++site) {
        counts.add({.ordinal = site * 50, .kind = Kind::link_open, .site = {site}, .day = Day{9}});
    }
    EXPECT_LT(counts.memory_bytes(), 20'000u * 350);
}

// Ten million opens of one customer in a day, and more of them than 32 bits hold in a year.
TEST(Counts, StayExactBeyondAnyWidth) {
    Counts counts;
    const Counts::Cell cell{.ordinal = 5, .kind = Kind::link_open, .site = {1}, .day = Day{9}};
    constexpr std::uint64_t many = 10'000'000;
    std::uint64_t sum = 0;
    for (std::int32_t day = 0; day < 500; ++day) {
        counts.add({.ordinal = 5, .kind = Kind::link_open, .site = {1}, .day = Day{day}}, many);
        sum += many;
    }
    counts.add(cell);
    ++sum;
    ASSERT_GT(sum, std::uint64_t{UINT32_MAX});
    EXPECT_EQ(counts.at(cell), many + 1);
    EXPECT_EQ(counts.total(Kind::link_open, {Day{0}, Day{499}}), sum);
    EXPECT_EQ(counts.sum(5, Kind::link_open, Site{1}, {Day{0}, Day{499}}), sum);
    std::array<std::uint64_t, chunk_size> sums;
    counts.sum(0, Kind::link_open, all_sites, {Day{0}, Day{499}}, std::span(sums));
    EXPECT_EQ(sums[5], sum);
    counts.take(cell, many - 70'000);
    for (std::uint64_t i = 0; i <= 70'000; ++i) counts.take(cell);
    EXPECT_EQ(counts.at(cell), 0u);
}

}  // namespace
}  // namespace footfall::index
