#include "index/series.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

TEST(DayCells, EqualAMapWhileTheyGrowAndShrink) {
    for_random_cases(20, [](Chance& chance) {
        DayCells cells(Day{7});
        std::array<std::uint8_t, chunk_size> model{};
        // Around the border of list and dense, where one becomes the other.
        const std::array<std::uint64_t, 4> spreads{3, 700, 1'400, chunk_size};
        for (int round = 0; round < 6; ++round) {
            const std::uint64_t spread = chance.any(spreads);
            const bool shrinks = chance.percent(40);
            for (int i = 0; i < 3'000; ++i) {
                const auto place = static_cast<Place>(chance.below(spread));
                const auto byte =
                    static_cast<std::uint8_t>(shrinks ? 0 : chance.below(3) * chance.below(128));
                if (chance.percent(30)) {
                    const bool fits = model[place] + byte <= 255;
                    ASSERT_EQ(cells.add(place, byte), fits);
                    if (fits) model[place] = static_cast<std::uint8_t>(model[place] + byte);
                } else {
                    cells.set(place, byte);
                    model[place] = byte;
                }
                ASSERT_EQ(cells.at(place), model[place]);
            }
            std::array<std::uint8_t, chunk_size> seen{};
            int last = -1;
            cells.for_each([&](Place place, std::uint8_t byte) {
                EXPECT_LT(last, place);
                EXPECT_NE(byte, 0);
                last = place;
                seen[place] = byte;
            });
            ASSERT_EQ(seen, model);
            ASSERT_EQ(cells.empty(), last == -1);
            std::vector<std::uint32_t> sums(chunk_size, 5);
            cells.add_to(sums.data());
            for (std::size_t i = 0; i < chunk_size; ++i) {
                ASSERT_EQ(cells.at(static_cast<Place>(i)), model[i]);
                ASSERT_EQ(sums[i], 5u + model[i]);
            }
            cells.take_from(sums.data());
            ASSERT_EQ(sums, std::vector<std::uint32_t>(chunk_size, 5));
            std::array<std::uint8_t, chunk_size> matches{};
            std::array<std::uint8_t, chunk_size> wanted{};
            std::uint64_t of_matches = 0;
            for (std::size_t i = 0; i < chunk_size; ++i) {
                matches[i] = chance.percent(spread == 3 ? 100 : 60) ? 1 : 0;
                of_matches += matches[i] * std::uint64_t{model[i]};
                wanted[i] = static_cast<std::uint8_t>(std::min(model[i] + 100, 255));
            }
            ASSERT_EQ(cells.sum(matches), of_matches);
            std::array<std::uint8_t, chunk_size> saturated;
            saturated.fill(100);
            cells.add_saturated_to(saturated.data());
            ASSERT_EQ(saturated, wanted);
            saturated.fill(100);
            ASSERT_EQ(cells.add_saturated_to(saturated.data(), matches), of_matches);
            ASSERT_EQ(saturated, wanted);
        }
        ASSERT_LE(cells.memory_bytes(), chunk_size + 16);
    });
}

TEST(Mark, IsAsWideAsItsLargestCount) {
    std::array<std::uint64_t, chunk_size> counts{};
    counts[4095] = 255;
    Mark mark(Day{1}, counts);
    const std::size_t narrow = mark.memory_bytes();
    for (const std::uint64_t count :
         {std::uint64_t{255}, std::uint64_t{256}, std::uint64_t{65'535}, std::uint64_t{65'536},
          std::uint64_t{UINT32_MAX}, std::uint64_t{UINT32_MAX} + 1, UINT64_MAX}) {
        mark.set(17, count);
        EXPECT_EQ(mark.at(17), count);
        EXPECT_EQ(mark.at(4095), 255u);
        EXPECT_EQ(mark.at(0), 0u);
        std::array<std::uint64_t, chunk_size> copied{};
        mark.copy_to(copied.data());
        EXPECT_EQ(copied[17], count);
        mark.take_from(copied.data());
        EXPECT_EQ(copied[17], 0u);
        std::array<std::uint32_t, chunk_size> modulo{};
        mark.copy_to(modulo.data());
        EXPECT_EQ(modulo[17], static_cast<std::uint32_t>(count));
    }
    EXPECT_GT(mark.memory_bytes(), 7 * narrow);
    counts[9] = 70'000;
    EXPECT_EQ(Mark(Day{1}, counts).at(9), 70'000u);
}

// Counts by day and place; sums by adding them up.
class SeriesModel {
  public:
    void add(Place place, Day day, std::uint64_t count) {
        counts_[{day, place}] += count;
        series_.add(place, day, count);
    }

    void take(Place place, Day day, std::uint64_t count) {
        if ((counts_[{day, place}] -= count) == 0) counts_.erase({day, place});
        series_.take(place, day, count);
    }

    void take_any(Chance& chance) {
        if (counts_.empty()) return;
        auto it =
            counts_.lower_bound({Day{static_cast<std::int32_t>(chance.below(400))}, Place{0}});
        if (it == counts_.end()) it = counts_.begin();
        const auto [cell, count] = *it;
        take(cell.second, cell.first, chance.percent(50) ? count : 1 + chance.below(count));
    }

    void clear(Place place) {
        std::map<Day, std::uint64_t> found;
        for (const auto& [cell, count] : counts_) {
            if (cell.second == place) found[cell.first] = count;
        }
        const auto given = series_.counts(place);
        ASSERT_EQ((std::map<Day, std::uint64_t>(given.begin(), given.end())), found);
        ASSERT_EQ(given.size(), found.size());
        for (const auto& [day, count] : found) take(place, day, count);
    }

    void check_period(Day first, Day last) const {
        SCOPED_TRACE(testing::Message() << first.number << " to " << last.number);
        std::array<std::uint64_t, chunk_size> wanted{};
        for (auto it = counts_.lower_bound({first, Place{0}});
             it != counts_.end() && it->first.first <= last; ++it) {
            wanted[it->first.second] += it->second;
        }
        std::array<std::uint64_t, chunk_size> sums;
        sums.fill(99);
        series_.sum(first, last, std::span(sums));
        ASSERT_EQ(sums, wanted);
        std::array<std::uint32_t, chunk_size> narrow;
        narrow.fill(99);
        series_.sum(first, last, std::span(narrow));
        for (std::size_t i = 0; i < chunk_size; ++i) {
            ASSERT_EQ(narrow[i], static_cast<std::uint32_t>(wanted[i])) << i;
        }
        for (std::size_t i = 0; i < chunk_size; i += 97) {
            ASSERT_EQ(series_.sum(static_cast<Place>(i), first, last), wanted[i]) << i;
        }
        ASSERT_EQ(series_.sum(3, first, last), wanted[3]);
        for (const Place place : {Place{0}, Place{3}, Place{97}}) {
            std::optional<Day> first_day;
            for (auto it = counts_.lower_bound({first, Place{0}});
                 it != counts_.end() && it->first.first <= last && !first_day; ++it) {
                if (it->first.second == place) first_day = it->first.first;
            }
            ASSERT_EQ(series_.first_day(place, first, last), first_day) << place;
        }
    }

    void check_day(Day day, const std::array<std::uint8_t, chunk_size>& matches) const {
        std::array<std::uint8_t, chunk_size> wanted;
        wanted.fill(1);
        std::uint64_t of_matches = 0;
        for (auto it = counts_.lower_bound({day, Place{0}});
             it != counts_.end() && it->first.first == day; ++it) {
            const Place place = it->first.second;
            wanted[place] = static_cast<std::uint8_t>(std::min<std::uint64_t>(it->second, 254) + 1);
            if (matches[place] != 0) of_matches += it->second;
        }
        std::array<std::uint8_t, chunk_size> sums;
        sums.fill(1);
        ASSERT_EQ(series_.add_saturated(day, std::span(sums), &matches), of_matches);
        ASSERT_EQ(sums, wanted);
        sums.fill(1);
        ASSERT_EQ(series_.add_saturated(day, std::span(sums), nullptr), 0u);
        ASSERT_EQ(sums, wanted);
        std::array<std::uint64_t, 1> of_day{5};
        series_.add_days(matches, day, std::span(of_day));
        ASSERT_EQ(of_day[0], 5 + of_matches);
    }

    void check_cells() const {
        std::map<std::pair<Day, Place>, std::uint64_t> seen;
        series_.for_each([&](Day day, Place place, std::uint64_t count) {
            EXPECT_TRUE(seen.emplace(std::pair(day, place), count).second);
        });
        ASSERT_EQ(seen, counts_);
        for (const auto& [cell, count] : counts_) {
            ASSERT_EQ(series_.at(cell.second, cell.first), count);
        }
        ASSERT_EQ(series_.empty(), counts_.empty());
    }

    std::size_t cells() const { return counts_.size(); }
    const Series& series() const { return series_; }

  private:
    std::map<std::pair<Day, Place>, std::uint64_t> counts_;
    Series series_;
};

TEST(Series, EqualsAMapUnderAnyOperations) {
    for_random_cases(12, [](Chance& chance) {
        static constexpr std::array<std::uint64_t, 9> amounts{
            1, 2, 255, 256, 257, 65'535, 65'536, UINT32_MAX, std::uint64_t{1} << 33};
        static constexpr std::array<std::int32_t, 6> far{-20'000, -1, 399, 40'000, 70'000, 0};
        SeriesModel model;
        const std::uint64_t spread = chance.any(std::array<std::uint64_t, 4>{4, 60, 900, 4096});
        const std::uint64_t events = chance.percent(30) ? 60'000 : 8'000;
        std::int32_t today = 0;
        for (std::uint64_t i = 0; i < events; ++i) {
            if (chance.below(events) < 380) today = std::min(today + 1, 399);
            std::int32_t day = today;
            if (chance.percent(3)) day = static_cast<std::int32_t>(chance.below(400));
            if (chance.below(1'000) == 0) day = chance.any(far);
            // Some places have far more than the others.
            auto place = static_cast<Place>(chance.percent(20) ? 3 : chance.below(spread));
            model.add(place, Day{day}, chance.percent(2) ? chance.any(amounts) : 1);
            if (chance.percent(2)) model.take_any(chance);
            if (chance.below(4'000) == 0) model.clear(place);
        }
        for (int i = 0; i < 30; ++i) {
            const auto first = static_cast<std::int32_t>(chance.below(400));
            const auto last =
                chance.percent(30) ? first : first + static_cast<std::int32_t>(chance.below(400));
            model.check_period(Day{first}, Day{last});
        }
        std::array<std::uint8_t, chunk_size> matches;
        for (std::uint8_t& match : matches) match = chance.percent(70) ? 1 : 0;
        for (std::int32_t day = -1; day < 400; ++day) model.check_day(Day{day}, matches);
        model.check_period(Day{-100'000}, Day{100'000});
        model.check_period(Day{5}, Day{4});
        model.check_cells();
        const std::size_t full = model.series().memory_bytes();
        while (model.cells() > 100) {
            for (int i = 0; i < 200; ++i) model.take_any(chance);
        }
        model.check_cells();
        model.check_period(Day{0}, Day{400});
        EXPECT_LT(model.series().memory_bytes(), std::max<std::size_t>(full / 2, 20'000));
        while (model.cells() > 0) model.take_any(chance);
        EXPECT_TRUE(model.series().empty());
    });
}

// Strangers choose days and sites: what they do not fill must not take memory.
TEST(Series, MemoryFollowsTheCells) {
    Series lonely;
    lonely.add(4'095, Day{1}, 1);
    lonely.add(0, Day{47'000}, 1);
    EXPECT_LT(lonely.memory_bytes(), 300u);

    Series wide;
    for (std::int32_t day = 0; day < 36'500; ++day) wide.add(17, Day{day}, 1);
    EXPECT_LT(wide.memory_bytes(), 36'500u * 120);

    Series dense;
    for (std::int32_t day = 0; day < 365; ++day) {
        for (std::size_t place = 0; place < chunk_size; ++place) {
            dense.add(static_cast<Place>(place), Day{day}, 1);
        }
    }
    EXPECT_LT(dense.memory_bytes(), 365u * chunk_size * 2);
    EXPECT_GT(dense.memory_bytes(), 365u * chunk_size);
}

}  // namespace
}  // namespace footfall::index
