// footfall_bench: measures, prints, and writes the results' file. ./bench builds and runs it.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/date.h"
#include "machine.h"
#include "sections.h"
#include "timings.h"

namespace footfall::bench {

namespace {

constexpr const char* usage =
    "footfall_bench [--quick] [--only index|peers|service] [--seed N] [--customers N]\n"
    "               [--events N] --folder DIR --program FOOTFALL --shim SHIM [--chdb LIBCHDB]\n"
    "               [--commit ID] [--results FILE]\n";

int run_all(const std::map<std::string, std::string>& given, const std::filesystem::path& self) {
    const auto value = [&](const std::string& name) {
        const auto found = given.find(name);
        return found == given.end() ? std::string() : found->second;
    };
    Report report;
    Run run{.report = report,
            .quick = given.contains("quick"),
            .workload = {},
            .folder = value("folder"),
            .self = self,
            .program = value("program"),
            .shim = value("shim"),
            .chdb = value("chdb")};
    if (run.quick) {
        run.workload.customers = 20'000;
        run.workload.events = 1'000'000;
    }
    bool is_good = true;
    const auto read = [&](const std::string& name, auto& into) {
        if (!given.contains(name)) return;
        const std::string text = value(name);
        const auto end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, into);
        if (parsed.ec == std::errc() && parsed.ptr == end) return;
        std::fprintf(stderr, "--%s: '%s' is not a number\n", name.c_str(), text.c_str());
        is_good = false;
    };
    read("seed", run.workload.seed);
    read("customers", run.workload.customers);
    read("events", run.workload.events);
    const std::string only = value("only");
    if (!only.empty() && only != "index" && only != "peers" && only != "service") is_good = false;
    if (!is_good || run.folder.empty() || run.program.empty() || run.shim.empty()) {
        std::fputs(usage, stderr);
        return 2;
    }

    const SystemClock clock;
    const std::string machine =
        "- Commit: " + value("commit") + "\n- Seed: " + std::to_string(run.workload.seed) +
        "\n- Date: " + to_rfc3339(clock.now()).substr(0, 10) + "\n" + describe_machine(run.folder) +
        "- Time zone of the days: " + zone +
        "\n- Medians and 99th percentiles of what each table counts; peers in the same run";
    report.paragraph(machine);

    using Section = Result<> (*)(Run&);
    const std::vector<std::pair<std::string, Section>> sections{
        {"index", measure_index}, {"peers", measure_peers}, {"service", measure_service}};
    const Stopwatch watch;
    for (const auto& [name, measure] : sections) {
        if (!only.empty() && only != name) continue;
        if (const Result<> measured = measure(run); !measured) {
            std::fprintf(stderr, "\n%s: %s\n", name.c_str(), measured.error().message.c_str());
            return 1;
        }
    }
    const bool is_canonical = run.workload.events == WorkloadOptions().events &&
                              run.workload.customers == WorkloadOptions().customers;
    std::printf("## Goals\n\n%s%s\n%.0f s\n",
                is_canonical ? "" : "They are for the whole workload, so this run only hints.\n\n",
                report.goals().c_str(), watch.ms() / 1'000);
    if (const std::string results = value("results"); !results.empty()) {
        std::ofstream(results) << "# Results\n\nWritten by `./bench`; what is measured and how "
                                  "peers are set up stands in\n`docs/decisions/"
                                  "0015-peers-are-measured-in-the-same-run.md`.\n\n## Goals\n\n"
                               << report.goals() << "\n## Run\n\n"
                               << report.text();
    }
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
        if (name == "--quick") {
            given["quick"] = "yes";
        } else if (name.starts_with("--") && i + 1 < arguments.size()) {
            given[std::string(name.substr(2))] = arguments[++i];
        } else {
            std::fputs(footfall::bench::usage, stderr);
            return 2;
        }
    }
    return footfall::bench::run_all(given, std::filesystem::read_symlink("/proc/self/exe"));
}
