// What the tidy tests share: the files of the checkout, and ways to look into them.
#pragma once

#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace footfall::tidy {

struct SourceFile {
    std::string path;  // from the top of the checkout
    std::string text;
};
using Files = std::vector<SourceFile>;
using Faults = std::vector<std::string>;

// Everything that is written by hand, read once.
const Files& checkout();

// Empty if there is no such file.
const std::string& text_of(const Files& files, const std::string& path);

std::vector<std::string> lines_of(const std::string& text);

// What the first group of each match holds.
std::vector<std::string> matches(const std::string& text, const std::regex& pattern);

bool is_code(const std::string& path);

// The room of a file below src/; `*` for the vocabulary, whose headers lie in no folder.
std::string room_of(const std::string& path);

// The files that are no part of the program: tests, and headers that only tests include.
std::set<std::string> test_code(const Files& files);

// C++ without comments and without what stands between quotes; lines stay where they are.
std::string bare_code(std::string_view text);

// For a failure's message: each on a line of its own.
std::string join(const Faults& faults);

}  // namespace footfall::tidy
