// The parts of a run; each prints its tables and goals, and fails if answers differ.
#pragma once

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

struct Run {
    Report& report;
    bool quick = false;
    WorkloadOptions workload;       // the canonical one, or fewer
    std::filesystem::path folder;   // of all that is written; on the disk to measure
    std::filesystem::path self;     // this program
    std::filesystem::path program;  // footfall
    std::filesystem::path shim;     // what slows syncs down when it is preloaded
    std::filesystem::path chdb;     // libchdb.so; it may be missing
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

}  // namespace footfall::bench
