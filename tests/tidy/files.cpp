#include "tidy/files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace footfall::tidy {

namespace {

namespace fs = std::filesystem;

Files read_checkout() {
    static const std::set<std::string> left_out{".git", "build",     "node_modules",
                                                "dist", ".footfall", "images"};
    const fs::path top = FOOTFALL_SOURCE;
    Files files;
    for (auto at = fs::recursive_directory_iterator(top); at != fs::end(at); ++at) {
        const std::string name = at->path().filename().string();
        const bool another_build = at.depth() == 0 && name.starts_with("build");
        if (at->is_directory() && (left_out.contains(name) || another_build)) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file()) {
            std::ostringstream text;
            text << std::ifstream(at->path(), std::ios::binary).rdbuf();
            files.push_back({fs::relative(at->path(), top).string(), text.str()});
        }
    }
    return files;
}

}  // namespace

const Files& checkout() {
    static const Files files = read_checkout();
    return files;
}

const std::string& text_of(const Files& files, const std::string& path) {
    static const std::string none;
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const SourceFile& file) { return file.path == path; });
    return found == files.end() ? none : found->text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
        found.push_back((*at)[1]);
    }
    return found;
}

bool is_code(const std::string& path) { return path.ends_with(".cpp") || path.ends_with(".h"); }

std::set<std::string> test_code(const Files& files) {
    static const std::regex include(R"re((?:^|\n)\s*#include\s+"([^"]+)")re");
    std::set<std::string> tests;
    std::map<std::string, std::set<std::string>> included_by;
    for (const auto& [path, text] : files) {
        if (!is_code(path)) continue;
        const bool is_test = path.ends_with("_test.cpp") || path.ends_with("_fuzz.cpp") ||
                             (path.starts_with("src/") && path.ends_with("_bench.cpp"));
        if (is_test || path.starts_with("tests/")) tests.insert(path);
        for (const std::string& header : matches(text, include)) {
            included_by["src/" + header].insert(path);
        }
    }
    const auto only_by_tests = [&](const std::set<std::string>& includers) {
        return std::includes(tests.begin(), tests.end(), includers.begin(), includers.end());
    };
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [header, includers] : included_by) {
            if (only_by_tests(includers)) grown = tests.insert(header).second || grown;
        }
    }
    return tests;
}

std::string join(const Faults& faults) {
    std::string text;
    for (const std::string& fault : faults) text += "\n  " + fault;
    return text;
}

std::string bare_code(std::string_view text) {
    std::string bare;
    std::size_t at = 0;
    const auto skip_past = [&](std::string_view end) {
        const std::size_t found = text.find(end, at);
        const std::size_t stop = found == std::string_view::npos ? text.size() : found + end.size();
        for (; at < stop; ++at) {
            if (text[at] == '\n') bare += '\n';
        }
    };
    while (at < text.size()) {
        const std::string_view rest = text.substr(at);
        const bool in_word = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
        if (rest.starts_with("//")) {
            skip_past("\n");
        } else if (rest.starts_with("/*")) {
            skip_past("*/");
        } else if (rest.starts_with("R\"") && !in_word) {
            const std::string mark(rest.substr(2, rest.find('(') - 2));
            skip_past(")" + mark + "\"");
        } else if (rest[0] == '"' || (rest[0] == '\'' && !in_word)) {
            const char quote = rest[0];
            for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at) {
                if (text[at] == '\\') ++at;
            }
            ++at;
            bare += ' ';
        } else {
            bare += rest[0];
            ++at;
        }
    }
    return bare;
}

std::string room_of(const std::string& path) {
    const std::string within = path.substr(4);  // behind src/
    const std::size_t slash = within.rfind('/');
    if (slash != std::string::npos) return within.substr(0, slash);
    return within.ends_with(".cpp") ? "main" : "*";
}

}  // namespace footfall::tidy
