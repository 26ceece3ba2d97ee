// Questions of the Activity page to measure with, from a seed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "calendar/day_table.h"
#include "question/question.h"
#include "sample/dice.h"
#include "workload.h"

namespace footfall::bench {

enum class Search : std::uint8_t { none, many_hits, few_hits };

// Questions that cost alike; what a family leaves open is rolled for each question.
struct Family {
    std::string_view name;
    std::int32_t days = 30;  // 0: 1 to all of the workload's
    bool any_sort = false;   // false: newest activity first, as the page opens
    bool any_status = false;
    bool any_page = false;
    Search search = Search::none;
    bool anything = false;  // all of the above at once
    bool is_page = false;   // with the stages and the period before, as the dashboard asks
};

// A period shorter than the workload ends on any of its days.
inline constexpr std::array<Family, 12> families{{
    {.name = "1 day", .days = 1},
    {.name = "7 days", .days = 7},
    {.name = "30 days", .days = 30},
    {.name = "90 days", .days = 90},
    {.name = "365 days", .days = 365},
    {.name = "30 days, any sort", .any_sort = true},
    {.name = "365 days, any sort", .days = 365, .any_sort = true},
    {.name = "30 days, by status", .any_status = true},
    {.name = "30 days, search with many hits", .search = Search::many_hits},
    {.name = "30 days, search with few hits", .search = Search::few_hits},
    {.name = "30 days, any page", .any_page = true},
    {.name = "anything", .days = 0, .anything = true},
}};

// What is not asked of SQL databases.
inline constexpr std::array<Family, 2> page_families{{
    {.name = "30 days, as the dashboard asks", .is_page = true},
    {.name = "180 days, as the dashboard asks", .days = 180, .is_page = true},
}};

// The Insights page over the workload's year: its cards with the year before, and its chart by day
// of active users and activity. The five kinds of the workload count as activity.
struct InsightsFamily {
    std::string_view name;
    bool of_site = false;    // at one of the workload's sites
    bool of_target = false;  // of customers who ordered three times or more in the last 90 days
    bool of_trait = false;   // of customers with a trait, which is looked for and not found
};

inline constexpr std::array<InsightsFamily, 4> insights_families{{
    {.name = "Insights, 365 days"},
    {.name = "Insights, 365 days, by site", .of_site = true},
    {.name = "Insights, 365 days, by a target of counts", .of_target = true},
    {.name = "Insights, 365 days, by a target of a trait", .of_trait = true},
}};

// The two questions of that page.
struct InsightsPage {
    InsightsQuestion cards;
    SeriesQuestion chart;
};
InsightsPage insights_page(const InsightsFamily& family, const WorkloadOptions& workload,
                           const DayTable& days);

// One thread at a time.
class Questions {
  public:
    // `days` holds those of the workload and a day more on either side; it outlives this.
    Questions(const WorkloadOptions& workload, const DayTable& days, std::uint64_t seed);

    // The trend ends with the workload's last day. A page asked for is there, except where a search
    // leaves fewer rows.
    ActivityQuestion next(const Family& family);

  private:
    std::uint64_t below(std::uint64_t count);

    const WorkloadOptions workload_;
    const DayTable& days_;
    sample::Dice dice_;
};

}  // namespace footfall::bench
