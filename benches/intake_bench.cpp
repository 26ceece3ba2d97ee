#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "batches.h"
#include "clickhouse.h"
#include "postgresql.h"
#include "sections.h"
#include "server.h"
#include "timings.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

using Send = std::function<Result<Load>(const std::vector<std::string>&, std::size_t connections)>;

struct Shape {
    std::size_t events;
    std::size_t connections;
};

struct Rate {
    double events_s = 0;  // the median of the runs
    Timings times;        // of requests, all runs
};

// Several runs, as many requests as a first short one suggests.
Result<Rate> rate_of(const Pace& pace, Batches& batches, const Shape& shape, Style style,
                     const Send& send) {
    constexpr std::size_t bytes_max = 300'000'000;
    const auto& [events, connections] = shape;
    const std::size_t least = connections * pace.intake_requests_min;
    FOOTFALL_TRY(pilot, send(batches.next(least, events, style), connections));
    const auto wanted =
        static_cast<std::size_t>(static_cast<double>(least) / pilot.seconds * pace.intake_s);
    const std::size_t count =
        std::clamp(wanted, least, std::max(least, bytes_max / (events * 120 + 300)));
    Rate rate;
    Timings rates;
    for (int i = 0; i < pace.intake_runs; ++i) {
        const std::vector<std::string> bodies = batches.next(count, events, style);
        FOOTFALL_TRY(load, send(bodies, connections));
        rates.add(static_cast<double>(bodies.size() * events) / load.seconds);
        rate.times.add(load.times);
    }
    rate.events_s = rates.median();
    return rate;
}

constexpr std::uint64_t enough = 300'000'000;  // for any machine

// Events after the loaded ones, as many as it takes and at least as many a day as those.
WorkloadOptions more_events(const Run& run) {
    constexpr std::int32_t years = 9;
    WorkloadOptions options = run.workload;
    options.seed += 1;
    options.events = std::max(options.events * years, enough);
    options.days *= years;
    options.last_day = options.last_day + options.days;
    return options;
}

// Events that come a year too late, of the loaded days.
WorkloadOptions late_events(const Run& run) {
    WorkloadOptions options = run.workload;
    options.seed += 2;
    options.events = std::max(options.events, enough);
    return options;
}

constexpr std::uint64_t more_numbers = 1'000'000'000;
constexpr std::uint64_t late_numbers = 2'000'000'000;

constexpr double sync_delay_ms = 5;
constexpr const char* slowly = ", each sync 5 ms longer";

// What makes each sync of a process take longer. The copy can be read by PostgreSQL's owner, who
// may not see this build.
Result<std::vector<std::pair<std::string, std::string>>> slow_syncs(const Run& run) {
    const fs::path shim = run.folder / "slow_syncs.so";
    std::error_code error;
    fs::copy_file(run.shims / "libcrash_shim.so", shim, fs::copy_options::overwrite_existing,
                  error);
    if (!error) fs::permissions(shim, fs::perms(0755), error);
    if (error) return fail(ErrorCode::io, shim.string() + ": " + error.message());
    return std::vector<std::pair<std::string, std::string>>{{"LD_PRELOAD", shim.string()},
                                                            {"SYNC_DELAY_MS", "5"}};
}

// The rows of the table, and what is said below it.
class Rates {
  public:
    explicit Rates(const Run& run) : run_(run) {}

    Result<Rate> measure(const std::string& name, Batches& batches, const Shape& shape, Style style,
                         const Send& send) {
        FOOTFALL_TRY(rate, rate_of(run_.pace, batches, shape, style, send));
        // A preload that is not taken goes unsaid.
        if (name.ends_with(slowly) && rate.times.median() < sync_delay_ms) {
            return fail(ErrorCode::corrupt,
                        name + ": an answer came after " + number(rate.times.median()) + " ms");
        }
        rows_.push_back({name, whole(static_cast<double>(shape.events)),
                         whole(static_cast<double>(shape.connections)), whole(rate.events_s),
                         number(rate.times.median()), number(rate.times.p99())});
        return rate;
    }

    Result<> skip(const std::string& name, const Error& why) {
        if (!run_.may_skip(why)) return fail(why);
        notes_ += name + ": skipped, " + why.message + ". ";
        return {};
    }

    void print(Report& report) const {
        report.table(rows_);
        if (!notes_.empty()) report.paragraph(notes_);
    }

  private:
    const Run& run_;
    std::vector<std::vector<std::string>> rows_{
        {"Intake", "events a request", "connections", "events/s", "p50 ms", "p99 ms"}};
    std::string notes_;
};

Result<> measure_footfall(Run& run, Server& server, Rates& rates) {
    Batches batches(more_events(run), more_numbers);
    const auto measure = [&](const std::string& name, const Shape& shape) {
        return rates.measure(
            name, batches, shape, Style::json_array,
            [&](const auto& bodies, std::size_t connections) {
                server.clock().set(std::max(server.clock().now(), batches.latest()));
                return server.send_events(bodies, connections);
            });
    };
    // The goals' first, since the event table follows behind and takes its share of the cores.
    FOOTFALL_TRY(many, measure("Footfall", {500, 8}));
    FOOTFALL_TRY(single, measure("Footfall", {1, 64}));
    for (const Shape& shape : {Shape{1, 1}, Shape{1, 8}, Shape{10, 8}, Shape{100, 8}, Shape{500, 1},
                               Shape{500, 64}, Shape{5'000, 8}}) {
        FOOTFALL_CHECK(measure("Footfall", shape));
    }

    Batches late(late_events(run), late_numbers);
    FOOTFALL_CHECK(rates.measure("Footfall, events of a year before", late, {500, 8},
                                 Style::json_array,
                                 [&](const auto& bodies, std::size_t connections) {
                                     return server.send_events(bodies, connections);
                                 }));

    server.stop();
    FOOTFALL_TRY(variables, slow_syncs(run));
    FOOTFALL_CHECK(server.start(std::move(variables)));
    const std::string name = std::string("Footfall") + slowly;
    FOOTFALL_TRY(slow, measure(name, {500, 8}));
    for (const Shape& shape : {Shape{1, 64}, Shape{100, 8}, Shape{5'000, 8}, Shape{500, 64}}) {
        FOOTFALL_CHECK(measure(name, shape));
    }
    server.stop();

    run.report.goal({"Intake, 500 events a request, 8 connections", "≥ 300,000 events/s",
                     whole(many.events_s), many.events_s >= 300'000});
    run.report.goal({"the same, each sync 5 ms longer", "≥ 150,000 events/s", whole(slow.events_s),
                     slow.events_s >= 150'000});
    run.report.goal({"Intake, one event a request, 64 connections",
                     "≥ 20,000 events/s, p99 ≤ 20 ms",
                     whole(single.events_s) + ", " + number(single.times.p99()) + " ms",
                     single.events_s >= 20'000 && single.times.p99() <= 20});
    return {};
}

Result<> measure_postgresql(Run& run, Batches& batches, Rates& rates, bool is_slow) {
    const fs::path folder = run.folder / "PostgreSQL";
    std::vector<std::pair<std::string, std::string>> variables;
    if (is_slow) {
        FOOTFALL_TRY(made, slow_syncs(run));
        variables = std::move(made);
    }
    {
        auto server = PostgresqlServer::start(folder, std::move(variables));
        const std::string name =
            std::string("PostgreSQL, INSERT from JSON, unique ids") + (is_slow ? slowly : "");
        if (!server) {
            FOOTFALL_CHECK(rates.skip(name, server.error()));
        } else {
            for (const Shape& shape : {Shape{500, 8}, Shape{1, 64}}) {
                FOOTFALL_CHECK(rates.measure(name, batches, shape, Style::json_array,
                                             [&](const auto& bodies, std::size_t connections) {
                                                 return insert_json(**server, bodies, connections);
                                             }));
            }
            if (!is_slow) {
                FOOTFALL_CHECK(rates.measure("PostgreSQL, COPY, no key", batches, {500, 8},
                                             Style::tab_lines,
                                             [&](const auto& bodies, std::size_t connections) {
                                                 return copy_lines(**server, bodies, connections);
                                             }));
            }
        }
    }
    fs::remove_all(folder);
    return {};
}

Result<> measure_clickhouse(Run& run, Batches& batches, Rates& rates) {
    const fs::path folder = run.folder / "ClickHouse";
    if (auto server = ClickhouseServer::start(folder); !server) {
        FOOTFALL_CHECK(rates.skip("ClickHouse", server.error()));
    } else {
        FOOTFALL_CHECK(rates.measure("ClickHouse, INSERT of JSONEachRow, **not synced**", batches,
                                     {500, 8}, Style::json_lines,
                                     [&](const auto& bodies, std::size_t connections) {
                                         return insert_json(**server, bodies, connections);
                                     }));
    }
    fs::remove_all(folder);
    return {};
}

}  // namespace

Result<> measure_intake(Run& run, Server& server) {
    Rates rates(run);
    FOOTFALL_CHECK(measure_footfall(run, server, rates));
    // The same events for the others.
    Batches batches(more_events(run), more_numbers);
    FOOTFALL_CHECK(measure_postgresql(run, batches, rates, false));
    FOOTFALL_CHECK(measure_postgresql(run, batches, rates, true));
    FOOTFALL_CHECK(measure_clickhouse(run, batches, rates));

    run.report.paragraph(
        "Intake, the client on the same cores. Footfall and PostgreSQL answer after the sync; "
        "ClickHouse 18.16 has no setting that syncs a part before the answer, and takes single "
        "events only at some a second. Where a sync takes longer, it is by the same preloaded "
        "library in every process of either. Rates are medians of " +
        std::to_string(run.pace.intake_runs) + " runs.");
    rates.print(run.report);
    return {};
}

}  // namespace footfall::bench
