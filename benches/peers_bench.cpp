#include <algorithm>
#include <filesystem>
#include <functional>
#include <malloc.h>
#include <map>
#include <string>
#include <utility>

#include "calendar/zone.h"
#include "machine.h"
#include "peer.h"
#include "questions.h"
#include "sections.h"
#include "timings.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

// What Footfall was asked and answered, of one family.
struct Asked {
    std::vector<ActivityQuestion> questions;
    std::vector<ActivityTable> answers;
    Timings times;
};

// One peer's column.
struct Column {
    std::string name;
    std::vector<Timings> of_family;
    double load_seconds = 0;
    double disk_bytes = 0;
};

constexpr std::size_t questions_max = 50;
constexpr std::size_t answers_min = 3;
// After so many times the time of a family, one answer is enough.
constexpr double patience = 4;

Result<Column> measure(Peer& peer, const WorkloadOptions& options,
                       const std::vector<PeerCustomer>& customers, const std::vector<Asked>& asked,
                       double family_ms) {
    Column column;
    column.name = peer.name();
    const Stopwatch loading;
    FOOTFALL_CHECK(peer.load(options, customers));
    column.load_seconds = loading.ms() / 1'000;
    column.disk_bytes = static_cast<double>(bytes_below(peer.folder()));
    for (std::size_t place = 0; place < families.size(); ++place) {
        const Asked& ours = asked[place];
        Timings times;
        const Stopwatch budget;
        for (std::size_t i = 0; i < ours.questions.size(); ++i) {
            const bool enough = i >= answers_min || budget.ms() > family_ms * patience;
            if (i > 0 && enough && budget.ms() > family_ms) break;
            const Stopwatch watch;
            FOOTFALL_TRY(answer, peer.ask(ours.questions[i]));
            times.add(watch.ms());
            const std::string unlike = difference(ours.answers[i], answer);
            if (unlike.empty()) continue;
            return fail(ErrorCode::corrupt, peer.name() + " answers differently, " +
                                                std::string(families[place].name) + ", question " +
                                                std::to_string(i + 1) + ": " + unlike);
        }
        column.of_family.push_back(std::move(times));
    }
    return column;
}

void print(Run& run, const std::vector<Asked>& asked, const std::vector<Column>& columns,
           const WorkloadOptions& options) {
    std::vector<std::vector<std::string>> rows{{"p50 / p99, ms (ratio of p50)", "Footfall"}};
    for (const Column& column : columns) rows[0].push_back(column.name);
    std::map<std::string, double> least;  // the smallest ratio of a family
    for (std::size_t place = 0; place < families.size(); ++place) {
        const std::string name(families[place].name);
        const Timings& ours = asked[place].times;
        auto& row = rows.emplace_back();
        row = {name, number(ours.median()) + " / " + number(ours.p99())};
        for (const Column& column : columns) {
            const Timings& theirs = column.of_family[place];
            const double ratio = theirs.median() / ours.median();
            row.push_back(number(theirs.median()) + " / " + number(theirs.p99()) + " (×" +
                          number(ratio) + ")");
            const auto found = least.emplace(name, ratio).first;
            found->second = std::min(found->second, ratio);
        }
    }
    run.report.table(rows);
    for (const auto& [name, reach] : {std::pair{"30 days", 50.0}, std::pair{"365 days", 500.0}}) {
        if (columns.empty()) continue;
        run.report.goal({"Against the fastest peer, " + std::string(name),
                         "≥ " + number(reach) + "×", number(least[name]) + "×",
                         least[name] >= reach});
    }

    rows = {{"Loading", "seconds", "events/s", "bytes an event on disk"}};
    for (const Column& column : columns) {
        rows.push_back({column.name, number(column.load_seconds),
                        whole(static_cast<double>(options.events) / column.load_seconds),
                        number(column.disk_bytes / static_cast<double>(options.events))});
    }
    run.report.table(rows);
}

}  // namespace

Result<> measure_peers(Run& run) {
    const WorkloadOptions options = run.workload;
    const double family_ms = run.pace.peer_ms;
    FOOTFALL_TRY(made, make_day_table(zone));
    const auto days = std::make_shared<const DayTable>(std::move(made));
    run.report.paragraph(
        whole(options.customers) + " customers, " + whole(static_cast<double>(options.events)) +
        " events; the same questions, one at a time: " + std::to_string(questions_max) +
        " of each row to Footfall, the first of them, for " + number(family_ms / 1'000) +
        " s, to each peer, and " + std::to_string(answers_min) +
        " at least if that takes less than " + number(family_ms * patience / 1'000) +
        " s. Every answer was equal to Footfall's: the five "
        "counters, the total and the rows of the page.");

    std::vector<Asked> asked;
    {
        const auto index = load_index(options, days);
        for (const Family& family : families) {
            Questions questions(options, *days, run.workload.seed);
            Asked& each = asked.emplace_back();
            for (std::size_t i = 0; i < questions_max; ++i) {
                each.questions.push_back(questions.next(family));
                const Stopwatch watch;
                FOOTFALL_TRY(answer, index->answer(each.questions.back()));
                each.times.add(watch.ms());
                each.answers.push_back(std::move(answer));
            }
        }
    }
    ::malloc_trim(0);
    const std::vector<PeerCustomer> customers = peer_customers(options);

    using Start = std::function<Result<std::unique_ptr<Peer>>(const fs::path&)>;
    const std::vector<std::pair<std::string, Start>> peers{
        {"DuckDB", start_duckdb},
        {"ClickHouse", start_clickhouse},
        {"chdb", [&](const fs::path& folder) { return start_chdb(folder, run.chdb); }},
        {"PostgreSQL", start_postgresql},
        {"SQLite", start_sqlite},
    };
    std::vector<Column> columns;
    std::string notes;
    for (const auto& [name, start] : peers) {
        const fs::path folder = run.folder / name;
        {
            auto peer = start(folder);
            if (!peer) {
                if (!run.may_skip(peer.error())) return fail(std::move(peer).error());
                notes += "- " + name + ": skipped, " + peer.error().message + "\n";
                continue;
            }
            notes += "- " + (*peer)->name() + ": " + (*peer)->settings() + ".\n";
            FOOTFALL_TRY(column, measure(**peer, options, customers, asked, family_ms));
            columns.push_back(std::move(column));
        }
        fs::remove_all(folder);
    }
    print(run, asked, columns, options);
    run.report.paragraph(notes);
    return {};
}

}  // namespace footfall::bench
