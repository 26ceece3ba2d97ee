#include <array>
#include <charconv>
#include <cstdio>
#include <malloc.h>
#include <map>
#include <string>
#include <utility>

#include "calendar/zone.h"
#include "machine.h"
#include "process.h"
#include "questions.h"
#include "sections.h"
#include "timings.h"

namespace footfall::bench {

namespace {

constexpr double reading_of_customer_bytes = 48;

template <class Number>
Number number_in(const std::string& text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// What a process of measure_one_index printed.
struct Figures {
    std::map<std::string, double> values;
    std::map<std::string, std::array<double, 4>> families;  // p50, p99, longest, how many
};

Result<Figures> figures_of(const Run& run, const WorkloadOptions& options) {
    FOOTFALL_TRY(text,
                 output_of({run.self.string(), "one-index", std::to_string(options.customers),
                            std::to_string(options.events), std::to_string(options.days),
                            std::to_string(options.seed), std::to_string(run.pace.index_ms)}));
    Figures figures;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        std::vector<std::string> cells;
        for (;;) {
            const std::size_t tab = line.find('\t');
            cells.emplace_back(line.substr(0, tab));
            if (tab == std::string_view::npos) break;
            line.remove_prefix(tab + 1);
        }
        if (cells.size() == 2) {
            figures.values[cells[0]] = number_in<double>(cells[1]);
        } else if (cells.size() == 5) {
            figures.families[cells[0]] = {number_in<double>(cells[1]), number_in<double>(cells[2]),
                                          number_in<double>(cells[3]), number_in<double>(cells[4])};
        }
    }
    if (figures.families.size() !=
        families.size() + page_families.size() + insights_families.size()) {
        return fail(ErrorCode::io, "the index's figures are not whole: " + text);
    }
    return figures;
}

std::string size_of(const WorkloadOptions& options) {
    return whole(options.customers) + " customers, " + whole(static_cast<double>(options.events)) +
           " events";
}

void print_families(Run& run, const Figures& figures) {
    std::vector<std::vector<std::string>> rows{
        {"Activity question, ms", "p50", "p99", "longest", "asked"}};
    const auto add = [&](const auto& family) {
        const auto& [p50, p99, longest, count] = figures.families.at(std::string(family.name));
        rows.push_back(
            {std::string(family.name), number(p50), number(p99), number(longest), whole(count)});
    };
    for (const Family& family : families) add(family);
    for (const Family& family : page_families) add(family);
    for (const InsightsFamily& family : insights_families) add(family);
    run.report.table(rows);
}

// The slowest family decides.
void add_goals(Run& run, const WorkloadOptions& options, const Figures& figures, double p50_max,
               double p99_max) {
    double p50 = 0;
    double p99 = 0;
    for (const auto& [name, values] : figures.families) {
        if (name.starts_with("Insights")) continue;
        p50 = std::max(p50, values[0]);
        p99 = std::max(p99, values[1]);
    }
    run.report.goal({"Activity question in process, slowest row, " + size_of(options),
                     "p50 ≤ " + number(p50_max) + " ms, p99 ≤ " + number(p99_max) + " ms",
                     number(p50) + " and " + number(p99) + " ms",
                     p50 <= p50_max && p99 <= p99_max});
}

void add_insights_goal(Run& run, const WorkloadOptions& options, const Figures& figures) {
    double p99 = 0;
    for (const InsightsFamily& family : insights_families) {
        p99 = std::max(p99, figures.families.at(std::string(family.name))[1]);
    }
    run.report.goal({"Insights page in process, 365 days, slowest row, " + size_of(options),
                     "p99 ≤ 60 ms", number(p99) + " ms", p99 <= 60});
}

std::vector<std::string> growth_row(const WorkloadOptions& options, const Figures& figures) {
    const auto& values = figures.values;
    const auto cell = [&](const char* family) {
        const auto& times = figures.families.at(family);
        return number(times[0]) + " / " + number(times[1]);
    };
    return {size_of(options),
            whole(static_cast<double>(options.events) / values.at("load_seconds")),
            bytes(values.at("bytes")),
            whole(values.at("cells")),
            number(values.at("bytes") / values.at("cells")),
            cell("30 days"),
            cell("365 days"),
            cell("anything")};
}

}  // namespace

std::unique_ptr<index::WorkspaceIndex> load_index(const WorkloadOptions& options,
                                                  std::shared_ptr<const DayTable> days) {
    auto index = std::make_unique<index::WorkspaceIndex>(std::move(days));
    Workload workload(options);
    Entry entry;
    for (CustomerNumber customer = 0; customer < options.customers; ++customer) {
        Profile profile = workload.profile(customer);
        entry.sequence = next(entry.sequence);
        entry.received_at = profile.changed_at;
        entry.body = std::move(profile);
        index->apply(entry);
    }
    entry.body = Event{};
    Event& event = std::get<Event>(entry.body);
    for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
        for (const Fact& fact : facts) {
            entry.sequence = next(entry.sequence);
            entry.received_at = std::max(entry.received_at, fact.occurred_at);
            workload.write(fact, entry.sequence.value, event);
            index->apply(entry);
        }
    }
    index->settle();
    return index;
}

int measure_one_index(const std::vector<std::string>& arguments) {
    WorkloadOptions options;
    options.customers = number_in<CustomerNumber>(arguments.at(0));
    options.events = number_in<std::uint64_t>(arguments.at(1));
    options.days = number_in<std::int32_t>(arguments.at(2));
    options.seed = number_in<std::uint64_t>(arguments.at(3));
    const auto family_ms = number_in<double>(arguments.at(4));

    auto made = make_day_table(zone);
    if (!made) {
        std::fprintf(stderr, "%s\n", made.error().message.c_str());
        return 1;
    }
    const auto days = std::make_shared<const DayTable>(*std::move(made));

    {
        Workload workload(options);
        const Stopwatch watch;
        std::uint64_t facts_made = 0;
        for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
            facts_made += facts.size();
        }
        ASSERT(facts_made == options.events, "facts_made=" << facts_made);
        std::printf("workload_seconds\t%f\n", watch.ms() / 1'000);
    }
    // Cells: customer, kind and day of UTC with at least one event.
    std::uint64_t cells = 0;
    {
        Workload workload(options);
        std::vector<std::uint32_t> seen(options.customers);  // kinds of the day
        std::int64_t today = 0;
        for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
            for (const Fact& fact : facts) {
                const std::int64_t day = fact.occurred_at.us / 86'400'000'000;
                if (day != today) std::fill(seen.begin(), seen.end(), 0);
                today = day;
                const std::uint32_t bit = std::uint32_t{1} << position(fact.kind);
                cells += (seen[fact.customer] & bit) == 0 ? 1 : 0;
                seen[fact.customer] |= bit;
            }
        }
    }
    ::malloc_trim(0);
    const std::uint64_t before = resident_bytes();
    const Stopwatch loading;
    const auto index = load_index(options, days);
    std::printf("load_seconds\t%f\n", loading.ms() / 1'000);
    ::malloc_trim(0);
    std::printf("bytes\t%f\n", static_cast<double>(resident_bytes() - before));
    std::printf("cells\t%f\n", static_cast<double>(cells));

    // `ask` asks the next question and takes the answer away.
    const auto measure = [&](std::string_view name, const auto& ask) -> Result<> {
        Timings times;
        const Stopwatch budget;
        for (int i = 0; i < 5'000 && (i < 3 || budget.ms() < family_ms); ++i) {
            FOOTFALL_CHECK(ask(times));
        }
        std::printf("%s\t%f\t%f\t%f\t%f\n", std::string(name).c_str(), times.median(), times.p99(),
                    times.longest(), static_cast<double>(times.count()));
        return {};
    };
    const auto measure_activity = [&](const Family& family) {
        Questions questions(options, *days, options.seed);
        return measure(family.name, [&](Timings& times) -> Result<> {
            const ActivityQuestion question = questions.next(family);
            const Stopwatch watch;
            const auto answer = index->answer(question);
            times.add(watch.ms());
            return answer ? Result<>() : fail(answer.error());
        });
    };
    const auto measure_insights = [&](const InsightsFamily& family) {
        const InsightsPage page = insights_page(family, options, *days);
        return measure(family.name, [&](Timings& times) -> Result<> {
            const Stopwatch watch;
            FOOTFALL_CHECK(index->answer(page.cards));
            FOOTFALL_CHECK(index->answer(page.chart));
            times.add(watch.ms());
            return {};
        });
    };
    Result<> measured;
    for (const Family& family : families) measured = measured ? measure_activity(family) : measured;
    for (const Family& family : page_families) {
        measured = measured ? measure_activity(family) : measured;
    }
    for (const InsightsFamily& family : insights_families) {
        measured = measured ? measure_insights(family) : measured;
    }
    if (!measured) {
        std::fprintf(stderr, "%s\n", measured.error().message.c_str());
        return 1;
    }
    return 0;
}

Result<> measure_index(Run& run) {
    const WorkloadOptions first = run.workload;
    WorkloadOptions second = first;
    second.customers *= 10;

    FOOTFALL_TRY(of_first, figures_of(run, first));
    run.report.paragraph(
        "Canonical workload: " + size_of(first) + " in " + std::to_string(first.days) +
        " days, made at " +
        whole(static_cast<double>(first.events) / of_first.values.at("workload_seconds") / 1e6) +
        " million events a second.");
    print_families(run, of_first);
    add_goals(run, first, of_first, 1, 3);
    add_insights_goal(run, first, of_first);
    FOOTFALL_TRY(of_second, figures_of(run, second));
    run.report.paragraph("Second workload: " + size_of(second) + ".");
    print_families(run, of_second);
    add_goals(run, second, of_second, 10, 25);
    const double held = of_first.values.at("bytes");
    run.report.goal({"Memory of the index and directory, " + size_of(first), "≤ 512 MiB",
                     bytes(held), held <= 512.0 * 1024 * 1024});

    run.report.paragraph(
        "How it grows. Memory is what the process holds after loading, less what it held "
        "before, the directory's texts included; a cell is a customer, kind and day with events. "
        "Times are p50 / p99 in ms.");
    std::vector<std::vector<std::string>> rows{{"Workload", "events/s loaded", "memory", "cells",
                                                "bytes a cell", "30 days", "365 days", "anything"}};
    for (const std::uint64_t tenths : {1U, 3U}) {
        WorkloadOptions options = first;
        options.events = options.events / 10 * tenths;
        FOOTFALL_TRY(figures, figures_of(run, options));
        rows.push_back(growth_row(options, figures));
    }
    rows.push_back(growth_row(first, of_first));
    WorkloadOptions few = first;
    few.customers /= 10;
    FOOTFALL_TRY(of_few, figures_of(run, few));
    rows.push_back(growth_row(few, of_few));
    rows.push_back(growth_row(second, of_second));
    run.report.table(rows);

    const double gb_s = read_bandwidth_gb_s();
    const double least = first.customers * reading_of_customer_bytes / (gb_s * 1e6);
    const auto& year = of_first.families.at("365 days");
    run.report.paragraph(
        "One core reads " + number(gb_s) +
        " GB/s in order. A question whose period is the difference of two cumulative counts must "
        "read two counts of 4 bytes for each of five kinds, and a key of 8 bytes to sort by, of "
        "every customer: " +
        number(first.customers * reading_of_customer_bytes / 1e6) + " MB, " + number(least) +
        " ms at that speed. 365 days take " + number(year[0]) + " ms, " + number(year[0] / least) +
        " times as long.");
    return {};
}

}  // namespace footfall::bench
