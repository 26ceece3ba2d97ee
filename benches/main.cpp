// footfall_bench: measures, prints, and writes the results' file. ./bench builds and runs it.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/date.h"
#include "machine.h"
#include "parts.h"
#include "sections.h"
#include "timings.h"

namespace footfall::bench {

namespace {

constexpr const char* usage =
    "footfall_bench [--quick | --smoke] [--only index|peers|service|page] [--seed N]\n"
    "               [--customers N] [--events N] --folder DIR --program FOOTFALL --shims DIR\n"
    "               [--chdb LIBCHDB] [--benches DIR] [--commit ID] [--parts DIR --results FILE]\n";

struct Section {
    std::string name;
    std::string title;
    Result<> (*measure)(Run&);
};

const std::vector<Section>& sections() {
    static const std::vector<Section> all{
        {"index", "The activity index, in process, one thread", measure_index},
        {"peers", "The page's question beside SQL", measure_peers},
        {"service", "The program, over HTTP", measure_service},
        {"page", "The dashboard, in a browser", measure_page}};
    return all;
}

using Given = std::map<std::string, std::string>;

std::string value_of(const Given& given, const std::string& name) {
    const auto found = given.find(name);
    return found == given.end() ? std::string() : found->second;
}

// False, with a line to stderr, if a number is none.
bool read_workload(const Given& given, WorkloadOptions& workload) {
    if (given.contains("quick") || given.contains("smoke")) {
        workload.customers = given.contains("quick") ? 20'000 : 300;
        workload.events = given.contains("quick") ? 1'000'000 : 3'000;
    }
    bool is_good = true;
    const auto read = [&](const std::string& name, auto& into) {
        if (!given.contains(name)) return;
        const std::string text = value_of(given, name);
        const auto end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, into);
        if (parsed.ec == std::errc() && parsed.ptr == end) return;
        std::fprintf(stderr, "--%s: '%s' is not a number\n", name.c_str(), text.c_str());
        is_good = false;
    };
    read("seed", workload.seed);
    read("customers", workload.customers);
    read("events", workload.events);
    return is_good;
}

// What parts of one results' file have in common; each names its own machine.
std::string origin_of(const WorkloadOptions& workload) {
    return "Seed " + std::to_string(workload.seed) + ", " + whole(workload.customers) +
           " customers, " + whole(static_cast<double>(workload.events)) + " events";
}

std::string describe_run(const std::string& commit, const Run& run) {
    return "- Commit: " + commit + "\n- Seed: " + std::to_string(run.workload.seed) +
           "\n- Date: " + to_rfc3339(SystemClock().now()).substr(0, 10) + "\n" +
           describe_machine(run.folder) + "- Time zone of the days: " + zone +
           "\n- Medians and 99th percentiles of what each table counts";
}

// Writes the results' file once all parts are there; says which are not.
bool combine(const std::filesystem::path& folder, const std::string& origin,
             const std::filesystem::path& results) {
    std::vector<std::string> names;
    for (const Section& section : sections()) names.push_back(section.name);
    const auto missing = combine_parts(folder, names, origin, results);
    if (!missing) {
        std::fprintf(stderr, "%s\n", missing.error().message.c_str());
        return false;
    }
    if (missing->empty()) {
        std::printf("\nWritten: %s\n", results.c_str());
        return true;
    }
    std::printf("\n%s is not written yet:\n", results.c_str());
    for (const std::string& line : *missing) std::printf("- %s\n", line.c_str());
    return true;
}

int run_all(const Given& given, const std::filesystem::path& self) {
    WorkloadOptions workload;
    const std::string only = value_of(given, "only");
    const auto is_section = [&](const Section& section) { return section.name == only; };
    if (!read_workload(given, workload) || value_of(given, "folder").empty() ||
        value_of(given, "program").empty() || value_of(given, "shims").empty() ||
        given.contains("parts") != given.contains("results") ||
        (!only.empty() && std::none_of(sections().begin(), sections().end(), is_section))) {
        std::fputs(usage, stderr);
        return 2;
    }
    const std::string commit = value_of(given, "commit");
    const std::string origin = origin_of(workload);
    const std::filesystem::path parts = value_of(given, "parts");

    const Stopwatch watch;
    std::string goals;
    for (const Section& section : sections()) {
        if (!only.empty() && !is_section(section)) continue;
        Report report;
        Run run{.report = report,
                .pace = given.contains("quick")   ? quick_pace
                        : given.contains("smoke") ? smoke_pace
                                                  : full_pace,
                .is_smoke = given.contains("smoke"),
                .workload = workload,
                .folder = value_of(given, "folder"),
                .self = self,
                .program = value_of(given, "program"),
                .shims = value_of(given, "shims"),
                .chdb = value_of(given, "chdb"),
                .benches = value_of(given, "benches")};
        const Stopwatch section_watch;
        report.heading(section.title);
        report.paragraph(describe_run(commit, run));
        if (const Result<> measured = section.measure(run); !measured) {
            std::fprintf(stderr, "\n%s: %s\n", section.name.c_str(),
                         measured.error().message.c_str());
            return 1;
        }
        report.paragraph("All of this took " + whole(section_watch.ms() / 1'000) + " s.");
        goals += report.goal_rows();
        if (parts.empty()) continue;
        const Result<> kept = write_part(parts, part_of(section.name, origin, report));
        if (!kept) {
            std::fprintf(stderr, "%s\n", kept.error().message.c_str());
            return 1;
        }
    }
    const bool is_canonical = workload.events == WorkloadOptions().events &&
                              workload.customers == WorkloadOptions().customers;
    std::printf("## Goals\n\n%s%s\n%.0f s\n",
                is_canonical ? "" : "They are for the whole workload, so this run only hints.\n\n",
                goals_table(goals).c_str(), watch.ms() / 1'000);
    if (!parts.empty() && !combine(parts, origin, value_of(given, "results"))) return 1;
    return 0;
}

}  // namespace

}  // namespace footfall::bench

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments[0] == "one-index") {
        return footfall::bench::measure_one_index({arguments.begin() + 1, arguments.end()});
    }
    std::map<std::string, std::string> given;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view name = arguments[i];
        if (name == "--quick" || name == "--smoke") {
            given[std::string(name.substr(2))] = "yes";
        } else if (name.starts_with("--") && i + 1 < arguments.size()) {
            given[std::string(name.substr(2))] = arguments[++i];
        } else {
            std::fputs(footfall::bench::usage, stderr);
            return 2;
        }
    }
    return footfall::bench::run_all(given, std::filesystem::read_symlink("/proc/self/exe"));
}
