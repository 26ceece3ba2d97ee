#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "process.h"
#include "sections.h"
#include "timings.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

// The lines that page.mjs prints.
std::map<std::string, std::vector<double>> figures_of(std::string_view text) {
    std::map<std::string, std::vector<double>> figures;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t name_end = std::min(line.find('\t'), line.size());
        std::vector<double>& numbers = figures[std::string(line.substr(0, name_end))];
        line.remove_prefix(name_end);
        while (line.starts_with('\t')) {
            line.remove_prefix(1);
            double number = 0;
            std::from_chars(line.data(), line.data() + line.size(), number);
            numbers.push_back(number);
            line.remove_prefix(std::min(line.find('\t'), line.size()));
        }
    }
    return figures;
}

}  // namespace

Result<> measure_page(Run& run) {
    const fs::path script = run.benches / "page.mjs";
    if (!fs::exists(run.benches / "node_modules/lighthouse") || !is_there("node") ||
        !is_there("chromium")) {
        run.report.paragraph("Not measured: Chromium or the packages of benches/ are not there.");
        return {};
    }
    const std::string events = std::to_string(run.pace.page_events);
    const std::string runs = std::to_string(run.pace.page_runs);
    FOOTFALL_TRY(text, output_of({"env", "BINARY=" + run.program.string(), "node", script.string(),
                                  events, runs}));
    const auto figures = figures_of(text);
    for (const char* name : {"shown", "lighthouse activity", "lighthouse customers"}) {
        if (figures.contains(name)) continue;
        return fail(ErrorCode::io, "the page's figures are not whole: " + text);
    }
    Timings shown;
    for (const double ms : figures.at("shown")) shown.add(ms);
    run.report.paragraph(
        "Chromium without a window, the server and whoever sends share the machine; the sample "
        "data. From the acknowledgement of an order until the open page has painted its counter, "
        "one order after the other, " +
        events + " of them: p50 " + number(shown.median()) + " ms, p99 " + number(shown.p99()) +
        " ms, longest " + number(shown.longest()) + " ms.");
    run.report.goal({"From the acknowledgement to an open page", "p99 ≤ 1 s",
                     number(shown.p99()) + " ms", shown.p99() <= 1'000});

    std::vector<std::vector<std::string>> rows{
        {"Lighthouse, preset for desktops, median of " + runs, "performance", "accessibility",
         "script, compressed"}};
    for (const auto& [name, page] : {std::pair{"lighthouse activity", "Customers › Activity"},
                                     std::pair{"lighthouse customers", "Customers › All"}}) {
        const std::vector<double>& figure = figures.at(name);
        if (figure.size() != 3) return fail(ErrorCode::io, "of Lighthouse: " + text);
        rows.push_back(
            {page, whole(figure[0]), whole(figure[1]), number(figure[2] / 1'000) + " KB"});
        run.report.goal({"Lighthouse, " + std::string(page), "performance ≥ 95, accessibility 100",
                         whole(figure[0]) + ", " + whole(figure[1]),
                         figure[0] >= 95 && figure[1] >= 100});
    }
    run.report.table(rows);
    return {};
}

}  // namespace footfall::bench
