// The parts of a run; each prints its tables and goals, and fails if answers differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "calendar/day_table.h"
#include "index/workspace_index.h"
#include "report.h"
#include "result.h"
#include "workload.h"

namespace footfall::bench {

// For how long each thing is measured.
struct Pace {
    double index_ms = 0;                  // a family of questions, in process
    double peer_ms = 0;                   // a family of questions, to one peer
    double intake_s = 0;                  // one of several runs of a shape of requests
    int intake_runs = 0;                  // whose median is the rate
    std::size_t intake_requests_min = 0;  // of each connection
    double reading_s = 0;                 // a row over HTTP
    int page_events = 0;                  // until each is on the screen
    int page_runs = 0;                    // of Lighthouse, whose median counts
};
inline constexpr Pace full_pace{10'000, 10'000, 4, 3, 4, 20, 100, 3};
inline constexpr Pace quick_pace{300, 300, 0.3, 3, 2, 1, 10, 1};
// Says that everything runs, and nothing of how fast.
inline constexpr Pace smoke_pace{1, 20, 0.01, 1, 1, 0.01, 3, 1};

struct Run {
    Report& report;
    Pace pace;
    bool is_smoke = false;
    WorkloadOptions workload;       // the canonical one, or fewer
    std::filesystem::path folder;   // of all that is written; on the disk to measure
    std::filesystem::path self;     // this program
    std::filesystem::path program;  // footfall
    std::filesystem::path shims;    // where libcrash_shim.so and libwall_clock_shim.so are
    std::filesystem::path chdb;     // libchdb.so; it may be missing
    std::filesystem::path benches;  // where page.mjs and its packages are

    // A peer that is there and does not start is skipped too, except where that is what is asked.
    bool may_skip(const Error& why) const {
        return !is_smoke || why.code == ErrorCode::unavailable;
    }
};

// Local days are of this zone, so that periods have edges that no day of UTC has.
inline constexpr const char* zone = "Europe/Berlin";

// An index with the profiles and all events of a workload.
std::unique_ptr<index::WorkspaceIndex> load_index(const WorkloadOptions& options,
                                                  std::shared_ptr<const DayTable> days);

// The index alone, in process, on one thread.
Result<> measure_index(Run& run);

// What measure_index runs in processes of their own, so that one's memory is not another's: loads
// an index, asks, and prints a line for each figure.
int measure_one_index(const std::vector<std::string>& arguments);

// The page's question beside SQL databases.
Result<> measure_peers(Run& run);

// The program as it is delivered, over HTTP.
Result<> measure_service(Run& run);

// The dashboard in a browser; nothing where there is none.
Result<> measure_page(Run& run);

}  // namespace footfall::bench
