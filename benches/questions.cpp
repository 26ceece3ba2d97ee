#include "questions.h"

#include <algorithm>
#include <string>

#include "question/fold.h"

namespace footfall::bench {

namespace {

constexpr std::array<std::string_view, 8> common_words{"caf", "example.com", "Кафе", "Müller",
                                                       "K-1", "ελι",         "茶馆", "order"};

constexpr std::array<ActivitySort, 13> sorts{ActivitySort::id,
                                             ActivitySort::name,
                                             ActivitySort::code,
                                             ActivitySort::email,
                                             ActivitySort::status,
                                             ActivitySort::last_click,
                                             ActivitySort::views,
                                             ActivitySort::trend,
                                             ActivitySort::confirmed,
                                             ActivitySort::verified,
                                             ActivitySort::checkout,
                                             ActivitySort::orders,
                                             ActivitySort::recent_activity};

}  // namespace

InsightsPage insights_page(const InsightsFamily& family, const WorkloadOptions& workload,
                           const DayTable& days) {
    const Day last = workload.last_day;
    InsightsPage page;
    page.cards.period = days.days(last - (workload.days - 1), last);
    page.cards.previous = days.days(last - (2 * workload.days - 1), last - workload.days);
    page.cards.activity_set = {Kind::link_open, Kind::confirmation, Kind::verification,
                               Kind::checkout_start, Kind::order_submit};
    if (family.of_site) page.cards.site = site_names[0];
    Rule rule;
    if (family.of_target) {
        rule.what = CountRule{.kind = Kind::order_submit,
                              .days = {last - 89, last},
                              .least = 3,
                              .most = CountRule().most};
    } else {
        rule.what = TraitRule{
            .key = "group", .op = TraitRule::Operator::is, .values = {"a"}, .every = false};
    }
    if (family.of_target || family.of_trait) page.cards.target = Target{{{rule}}};
    SeriesQuestion& chart = page.chart;
    chart.period = page.cards.period;
    for (std::int32_t i = 0; i < workload.days; ++i) {
        chart.starts.push_back(chart.period.first + i);
    }
    chart.metrics = {Metric::active_users, Metric::activity};
    chart.activity_set = page.cards.activity_set;
    chart.site = page.cards.site;
    chart.target = page.cards.target;
    return page;
}

Questions::Questions(const WorkloadOptions& workload, const DayTable& days, std::uint64_t seed)
    : workload_(workload), days_(days), dice_(seed) {}

ActivityQuestion Questions::next(const Family& family) {
    ActivityQuestion question;
    question.workspace = workload_.workspace;
    question.page = Page{};
    const Day last = workload_.last_day;
    question.trend = days_.days(last - 6, last);

    const auto all = static_cast<std::uint64_t>(workload_.days);
    std::uint64_t count = static_cast<std::uint64_t>(family.days);
    if (count == 0) count = 1 + below(all);
    count = std::min(count, family.is_page ? all / 2 : all);
    const std::uint64_t reach = family.is_page ? 2 * count : count;
    const Day end = last - static_cast<std::int32_t>(below(all - reach + 1));
    const Day begin = end - (static_cast<std::int32_t>(count) - 1);
    question.period = days_.days(begin, end);
    if (family.is_page) {
        question.stages = true;
        question.previous = days_.days(begin - static_cast<std::int32_t>(count), begin - 1);
    }

    if (family.any_sort || family.anything) {
        question.sort = sorts[below(sorts.size())];
        question.descending = below(2) == 0;
    }
    if (family.any_status || (family.anything && below(3) == 0)) {
        question.filter.status = below(2) == 0 ? StatusFilter::active : StatusFilter::inactive;
    }
    Search search = family.search;
    if (family.anything && below(3) == 0) {
        search = below(2) == 0 ? Search::many_hits : Search::few_hits;
    }
    if (search == Search::many_hits) {
        question.filter.search = fold(common_words[below(common_words.size())]);
    } else if (search == Search::few_hits) {
        const auto customer = static_cast<CustomerNumber>(below(workload_.customers));
        question.filter.search = "order." + Workload::customer_id(customer) + "@";
    }
    const bool is_whole = search == Search::none && question.filter.status == StatusFilter::all;
    if (is_whole && (family.any_page || (family.anything && below(4) == 0))) {
        question.page->number = 1 + below((workload_.customers - 1) / question.page->rows_max + 1);
    }
    return question;
}

std::uint64_t Questions::below(std::uint64_t count) {
    return static_cast<std::uint64_t>(dice_.below(static_cast<std::int64_t>(count)));
}

}  // namespace footfall::bench
