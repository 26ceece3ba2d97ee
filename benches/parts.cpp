#include "parts.h"

#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

// A part's file: the origin in a comment, the goals, the text.
constexpr std::string_view origin_begin = "<!-- ";
constexpr std::string_view origin_end = " -->\n\n";
constexpr std::string_view goals_end = "\n<!-- end of goals -->\n";

fs::path file_of(const fs::path& folder, const std::string& name) {
    return folder / (name + ".md");
}

// At once, so that no half of a file is ever read.
Result<> write_file(const fs::path& path, const std::string& text) {
    fs::path made = path;
    made += ".new";
    std::ofstream file(made, std::ios::binary);
    file << text;
    file.close();
    std::error_code error;
    if (file) fs::rename(made, path, error);
    if (!file || error) return fail(ErrorCode::io, path.string() + " cannot be written");
    return {};
}

std::optional<Part> read_part(const fs::path& folder, const std::string& name) {
    std::ostringstream all;
    all << std::ifstream(file_of(folder, name), std::ios::binary).rdbuf();
    const std::string text = all.str();
    const std::size_t origin = text.find(origin_end);
    const std::size_t goals = text.find(goals_end);
    if (!text.starts_with(origin_begin) || origin > goals || goals == std::string::npos) {
        return std::nullopt;
    }
    const std::size_t goals_at = origin + origin_end.size();
    return Part{.name = name,
                .origin = text.substr(origin_begin.size(), origin - origin_begin.size()),
                .goals = text.substr(goals_at, goals - goals_at),
                .text = text.substr(goals + goals_end.size())};
}

}  // namespace

Part part_of(const std::string& name, const std::string& origin, const Report& report) {
    return {.name = name, .origin = origin, .goals = report.goal_rows(), .text = report.text()};
}

Result<> write_part(const fs::path& folder, const Part& part) {
    std::error_code error;
    fs::create_directories(folder, error);
    return write_file(file_of(folder, part.name), std::string(origin_begin) + part.origin +
                                                      std::string(origin_end) + part.goals +
                                                      std::string(goals_end) + part.text);
}

Result<std::vector<std::string>> combine_parts(const fs::path& folder,
                                               const std::vector<std::string>& names,
                                               const std::string& origin, const fs::path& results) {
    std::vector<std::string> missing;
    std::string goals;
    std::string text;
    for (const std::string& name : names) {
        const std::optional<Part> part = read_part(folder, name);
        if (!part) {
            missing.push_back(name + " is not measured yet");
        } else if (part->origin != origin) {
            missing.push_back(name + " is of another workload: " + part->origin);
        } else {
            goals += part->goals;
            text += part->text;
        }
    }
    if (!missing.empty()) return missing;
    FOOTFALL_CHECK(
        write_file(results,
                   "# Results\n\nWritten by `./bench`; what is measured and how peers are set up "
                   "stands in\n`docs/decisions/0015-peers-are-measured-in-the-same-run.md`.\n\n" +
                       origin + ".\n\n## Goals\n\n" + goals_table(goals) + text));
    return missing;
}

}  // namespace footfall::bench
