// How fast the index takes events in and answers, on the canonical workload and on ten times as
// many customers; CUSTOMERS=… and EVENTS=… for other numbers than 100 thousand and 100 million.
#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/workspace_index.h"
#include "workload.h"

namespace footfall::index {
namespace {

// Of this thread, so that what else the machine does counts little.
double cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    if (given == nullptr) return otherwise;
    const std::string_view text(given);
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
}

bench::WorkloadOptions options_of(std::int64_t customers) {
    bench::WorkloadOptions options;
    options.customers = static_cast<bench::CustomerNumber>(customers);
    options.events = number_from("EVENTS", options.events);
    return options;
}

std::shared_ptr<const DayTable> utc_days(const bench::WorkloadOptions& options) {
    std::vector<Instant> edges;
    const Day first = options.last_day - options.days;
    for (std::int32_t i = 0; i <= options.days + 2; ++i) {
        edges.push_back(Instant::from_seconds(std::int64_t{first.number + i} * 86'400));
    }
    return std::make_shared<const DayTable>("UTC", first, std::move(edges));
}

// The workload in an index, made once for each number of customers.
struct Loaded {
    explicit Loaded(std::int64_t customers)
        : options(options_of(customers)), days(utc_days(options)), index(days) {
        bench::Workload workload(options);
        Entry entry;
        double start = cpu_us();
        for (bench::CustomerNumber i = 0; i < options.customers; ++i) {
            entry.body = workload.profile(i);
            entry.sequence = next(entry.sequence);
            index.apply(entry);
        }
        index.settle();
        profiles_us = cpu_us() - start;
        entry.body = Event();
        start = cpu_us();
        for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
            for (const bench::Fact& fact : facts) {
                entry.sequence = next(entry.sequence);
                workload.write(fact, entry.sequence.value, std::get<Event>(entry.body));
                index.apply(entry);
            }
        }
        events_us = cpu_us() - start;
        // The workload's own part of it.
        bench::Workload again(options);
        std::size_t made = 0;
        start = cpu_us();
        for (auto facts = again.next_batch(); !facts.empty() && made < 1'000'000;
             facts = again.next_batch()) {
            for (const bench::Fact& fact : facts) {
                again.write(fact, ++made, std::get<Event>(entry.body));
            }
        }
        making_us =
            (cpu_us() - start) / static_cast<double>(made) * static_cast<double>(options.events);
    }

    bench::WorkloadOptions options;
    std::shared_ptr<const DayTable> days;
    WorkspaceIndex index;
    double profiles_us = 0;
    double events_us = 0;
    double making_us = 0;
};

Loaded& loaded(std::int64_t customers) {
    static std::map<std::int64_t, std::unique_ptr<Loaded>> all;
    std::unique_ptr<Loaded>& one = all[customers];
    if (!one) one = std::make_unique<Loaded>(customers);
    return *one;
}

void report(benchmark::State& state, std::vector<double>& us) {
    std::sort(us.begin(), us.end());
    state.counters["p50_us"] = us[us.size() / 2];
    state.counters["p99_us"] = us[us.size() * 99 / 100];
    state.counters["max_us"] = us.back();
}

// Questions one after the other, each with another period of `days` days.
template <class Change>
void ask(benchmark::State& state, std::int32_t days, const Change& change) {
    const Loaded& from = loaded(state.range(0));
    std::vector<double> us;
    std::uint64_t roll = 1;
    for (auto _ : state) {
        roll = roll * 0xD1342543DE82EF95U + 1;
        const Day last = from.options.last_day;
        const auto back = static_cast<std::int32_t>(
            (roll >> 33) % static_cast<std::uint64_t>(from.options.days - days + 1));
        ActivityQuestion question;
        question.period = from.days->days(last - back - (days - 1), last - back);
        question.trend = from.days->days(last - 6, last);
        question.page = Page{};
        change(question, roll >> 40);
        const double start = cpu_us();
        benchmark::DoNotOptimize(from.index.answer(question));
        us.push_back(cpu_us() - start);
    }
    report(state, us);
}

constexpr auto as_it_is = [](ActivityQuestion&, std::uint64_t) {};

void load(benchmark::State& state) {
    const Loaded& from = loaded(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(from);
    const double events = static_cast<double>(from.options.events);
    state.counters["event_ns"] = (from.events_us - from.making_us) * 1'000 / events;
    state.counters["profile_us"] = from.profiles_us / static_cast<double>(from.options.customers);
    std::uint64_t cells = 0;
    from.index.activity().counts().for_each([&](Kind, Day, Ordinal, std::uint64_t) { ++cells; });
    const auto index = static_cast<double>(from.index.activity().memory_bytes());
    const auto directory = static_cast<double>(from.index.directory().memory_bytes());
    state.counters["index_MiB"] = index / 1'048'576;
    state.counters["directory_MiB"] = directory / 1'048'576;
    state.counters["customer_bytes"] = directory / static_cast<double>(from.options.customers);
    state.counters["cells"] = static_cast<double>(cells);
    state.counters["cell_bytes"] = index / static_cast<double>(cells);
}

void stream(benchmark::State& state) {
    std::vector<std::uint64_t> words(std::size_t{1} << 26, 1);
    for (auto _ : state) {
        std::uint64_t sum = 0;
        for (const std::uint64_t word : words) sum += word;
        benchmark::DoNotOptimize(sum);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * words.size() * 8));
}

void sum_of_period(benchmark::State& state) {
    const Loaded& from = loaded(state.range(0));
    const auto days = static_cast<std::int32_t>(state.range(1));
    std::vector<double> us;
    std::uint64_t roll = 1;
    std::array<std::uint32_t, chunk_size> sums;
    for (auto _ : state) {
        roll = roll * 0xD1342543DE82EF95U + 1;
        const auto back = static_cast<std::int32_t>(
            (roll >> 33) % static_cast<std::uint64_t>(from.options.days - days + 1));
        const Day last = from.options.last_day - back;
        const double start = cpu_us();
        for (std::size_t chunk = 0; chunk < chunks_of(from.options.customers); ++chunk) {
            from.index.activity().counts().sum(chunk, Kind::link_open, all_sites,
                                               {last - (days - 1), last}, std::span(sums));
            benchmark::DoNotOptimize(sums);
        }
        us.push_back(cpu_us() - start);
    }
    report(state, us);
}

void period(benchmark::State& state) {
    ask(state, static_cast<std::int32_t>(state.range(1)), as_it_is);
}

void by_sort(benchmark::State& state) {
    ask(state, static_cast<std::int32_t>(state.range(1)),
        [&](ActivityQuestion& question, std::uint64_t roll) {
            question.sort = static_cast<ActivitySort>(state.range(2));
            question.descending = roll % 2 == 0;
        });
}

void by_status(benchmark::State& state) {
    ask(state, 30, [](ActivityQuestion& question, std::uint64_t roll) {
        question.filter.status = roll % 2 == 0 ? StatusFilter::active : StatusFilter::inactive;
    });
}

void by_site(benchmark::State& state) {
    ask(state, 90, [](ActivityQuestion& question, std::uint64_t roll) {
        question.filter.site = bench::site_names[roll % bench::site_names.size()];
        question.sort = ActivitySort::views;
    });
}

void any_page(benchmark::State& state) {
    ask(state, 30, [&](ActivityQuestion& question, std::uint64_t roll) {
        question.page->number = 1 + roll % (static_cast<std::uint64_t>(state.range(0)) / 25);
        question.sort = static_cast<ActivitySort>(roll / 7 % 13);
        question.descending = roll / 128 % 2 == 0;
    });
}

void search_many(benchmark::State& state) {
    static constexpr std::array<std::string_view, 6> parts{"caf",  "example.com", "k-1",
                                                           "кафе", "order",       "e"};
    ask(state, 30, [&](ActivityQuestion& question, std::uint64_t roll) {
        question.filter.search = parts[roll % parts.size()];
    });
}

void search_few(benchmark::State& state) {
    ask(state, 30, [&](ActivityQuestion& question, std::uint64_t roll) {
        const auto customer =
            static_cast<bench::CustomerNumber>(roll % static_cast<std::uint64_t>(state.range(0)));
        question.filter.search = "order." + bench::Workload::customer_id(customer) + "@";
    });
}

void all_rows(benchmark::State& state) {
    ask(state, 30, [](ActivityQuestion& question, std::uint64_t) { question.page.reset(); });
}

const auto few = static_cast<std::int64_t>(number_from("CUSTOMERS", 100'000));
const std::int64_t many = 10 * few;

BENCHMARK(stream)->Unit(benchmark::kMillisecond);
BENCHMARK(load)->Arg(few)->Arg(many)->Iterations(1);
BENCHMARK(sum_of_period)->ArgsProduct({{few, many}, {1, 30, 365}});
BENCHMARK(period)->ArgsProduct({{few, many}, {1, 7, 30, 90, 365}})->Unit(benchmark::kMillisecond);
BENCHMARK(by_sort)
    ->ArgsProduct({{few, many}, {30, 365}, benchmark::CreateDenseRange(0, 12, 1)})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(by_status)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond);
BENCHMARK(by_site)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond);
BENCHMARK(any_page)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond);
BENCHMARK(search_many)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond);
BENCHMARK(search_few)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond);
BENCHMARK(all_rows)->Arg(few)->Arg(many)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace footfall::index
