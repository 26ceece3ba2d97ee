// Parts of the results' file: sections that may be measured at different times.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report.h"
#include "result.h"

namespace footfall::bench {

// What a section found, as Markdown in a file of its own.
struct Part {
    std::string name;
    std::string origin;  // the workload, in a line; those of one file agree
    std::string goals;   // rows of the table of goals
    std::string text;
};

Part part_of(const std::string& name, const std::string& origin, const Report& report);

// Puts the part in place of an earlier one of that name.
Result<> write_part(const std::filesystem::path& folder, const Part& part);

// Writes the results' file from the parts named, if all are there and of `origin`. What is missing,
// in a few words for each; empty when the file was written.
Result<std::vector<std::string>> combine_parts(const std::filesystem::path& folder,
                                               const std::vector<std::string>& names,
                                               const std::string& origin,
                                               const std::filesystem::path& results);

}  // namespace footfall::bench
