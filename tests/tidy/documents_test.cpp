// Documents agree with the code; each check has bad samples that it must find.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "api/routes.h"
#include "config/settings.h"
#include "tidy/files.h"

namespace footfall::tidy {
namespace {

namespace fs = std::filesystem;

// The rooms' table of ARCHITECTURE.md and the folders; `*` in a path stands for anything.
Faults check_architecture(const Files& files) {
    static const std::regex row(R"((?:^|\n)\| (`[^|]*)\|)");
    static const std::regex span("`([^`]+)`");
    std::set<std::string> folders;
    for (const SourceFile& file : files) {
        folders.insert(file.path);
        for (fs::path at = fs::path(file.path).parent_path(); !at.empty(); at = at.parent_path()) {
            folders.insert(at.string());
        }
    }
    const std::string& text = text_of(files, "ARCHITECTURE.md");
    const std::size_t begin = text.find("\n## Rooms");
    if (begin == std::string::npos) return {"ARCHITECTURE.md has no section Rooms"};
    const std::string section = text.substr(begin, text.find("\n## ", begin + 1) - begin);
    std::set<std::string> listed;
    // A row's line end is also the next one's beginning, so each line is looked at by itself.
    for (const std::string& line : lines_of(section)) {
        for (const std::string& cell : matches(line, row)) {
            for (const std::string& path : matches(cell, span)) listed.insert(path);
        }
    }
    Faults faults;
    for (const std::string& path : listed) {
        if (path.find('*') != std::string::npos || folders.contains(path)) continue;
        faults.push_back("ARCHITECTURE.md lists " + path + ", which is not there");
    }
    for (const SourceFile& file : files) {
        if (!file.path.starts_with("src/") || !is_code(file.path)) continue;
        const std::string room = room_of(file.path);
        if (room == "*" || room == "main" || listed.contains("src/" + room)) continue;
        faults.push_back("ARCHITECTURE.md does not list src/" + room);
        listed.insert("src/" + room);
    }
    return faults;
}

// `GET /path/{}` of every operation of an OpenAPI document.
std::set<std::string> documented_routes(const std::string& text) {
    static const std::regex path_line(R"(^  (/[^:]*):(.*)$)");
    static const std::regex below(R"(^    (get|put|post|delete|patch|head):.*$)");
    static const std::regex inlined(R"([{,]\s*(get|put|post|delete|patch|head):)");
    static const std::regex parameter(R"(\{[^}]*\})");
    std::set<std::string> found;
    std::string path;
    const auto add = [&](std::string method) {
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(std::toupper(c)); });
        found.insert(method + " " + std::regex_replace(path, parameter, "{}"));
    };
    bool within = false;
    for (const std::string& line : lines_of(text)) {
        if (!line.empty() && line[0] != ' ') within = line.starts_with("paths:");
        if (!within) continue;
        std::smatch match;
        if (std::regex_match(line, match, path_line)) {
            path = match[1];
            const std::string rest = match[2];
            for (const std::string& method : matches(rest, inlined)) add(method);
        } else if (std::regex_match(line, match, below)) {
            add(match[1]);
        }
    }
    return found;
}

Faults check_routes(const std::vector<std::pair<std::string, std::string>>& served,
                    const std::string& openapi) {
    static const std::regex parameter(R"(\{[^}]*\})");
    std::set<std::string> documented = documented_routes(openapi);
    Faults faults;
    for (const auto& [method, path] : served) {
        const std::string route = method + " " + std::regex_replace(path, parameter, "{}");
        if (documented.erase(route) == 0) faults.push_back(route + " is not in docs/openapi.yaml");
    }
    for (const std::string& route : documented) {
        faults.push_back(route + " is in docs/openapi.yaml and not served");
    }
    return faults;
}

// The table of docs/operating.md's section Settings: a row for each setting and no others.
Faults check_settings(const std::set<std::string>& names, const std::string& operating) {
    static const std::regex row(R"(^\| `([a-z_]+)` \|.*$)");
    const std::size_t begin = operating.find("\n## Settings");
    if (begin == std::string::npos) return {"docs/operating.md has no section Settings"};
    std::set<std::string> documented;
    for (const std::string& line :
         lines_of(operating.substr(begin, operating.find("\n## ", begin + 1) - begin))) {
        std::smatch match;
        if (std::regex_match(line, match, row)) documented.insert(match[1]);
    }
    Faults faults;
    for (const std::string& name : names) {
        if (documented.erase(name) == 0) {
            faults.push_back(name + " is not in docs/operating.md");
        }
    }
    for (const std::string& name : documented) {
        faults.push_back(name + " is in docs/operating.md and no setting");
    }
    return faults;
}

// A heading's anchor as web pages of Markdown make it: lower case, punctuation gone, blanks to `-`.
std::string anchor_of(const std::string& heading) {
    std::string anchor;
    for (const char c : heading) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') {
            anchor += static_cast<char>(std::tolower(c));
        } else if (c == ' ') {
            anchor += '-';
        }
    }
    return anchor;
}

// A rule of docs/semantics.md: a heading without headings below it, whose section ends with what
// proves it, scripts of tests/questions or other files: "Proved by: counters, `src/a_test.cpp`."
struct Rule {
    std::string title;
    std::size_t level = 0;
    std::set<std::string> proofs;  // paths
};

std::vector<Rule> rules_of(const std::string& semantics) {
    static const std::regex heading(R"(^(##+) (.*)$)");
    static const std::regex proof(R"((`[^`]+`|[a-z0-9]+(-[a-z0-9]+)*))");
    constexpr std::string_view opening = "Proved by:";
    std::vector<Rule> rules;
    bool within = false;  // a paragraph of proofs
    for (const std::string& line : lines_of(semantics)) {
        std::smatch match;
        if (std::regex_match(line, match, heading)) {
            rules.push_back({match[2], match[1].str().size(), {}});
            within = false;
        }
        if (rules.empty()) continue;
        const bool opens = line.starts_with(opening);
        within = opens || (within && !line.empty());
        if (!within) continue;
        for (const std::string& name : matches(line.substr(opens ? opening.size() : 0), proof)) {
            rules.back().proofs.insert(name[0] == '`' ? name.substr(1, name.size() - 2)
                                                      : "tests/questions/" + name + ".test");
        }
    }
    return rules;
}

// Every rule names proofs that are there, and every script proves rules that are there.
Faults check_semantics(const Files& files) {
    static const std::regex proves(R"((?:^|\n)# proves: ([^\n]+))");
    static const std::regex anchor(R"(docs/semantics\.md#(\S+))");
    const std::vector<Rule> rules = rules_of(text_of(files, "docs/semantics.md"));
    if (rules.empty()) return {"docs/semantics.md has no rule"};
    std::set<std::string> anchors;
    Faults faults;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Rule& rule = rules[i];
        anchors.insert(anchor_of(rule.title));
        const bool leaf = i + 1 == rules.size() || rules[i + 1].level <= rule.level;
        if (leaf && rule.proofs.empty()) {
            faults.push_back("docs/semantics.md: \"" + rule.title + "\" names no proof");
        }
        for (const std::string& path : rule.proofs) {
            if (!text_of(files, path).empty()) continue;
            faults.push_back("docs/semantics.md names " + path + ", which is not there");
        }
    }
    for (const auto& [path, text] : files) {
        if (!path.starts_with("tests/questions/") || !path.ends_with(".test")) continue;
        std::vector<std::string> proved;
        for (const std::string& line : matches(text, proves)) {
            for (const std::string& name : matches(line, anchor)) proved.push_back(name);
        }
        if (proved.empty()) faults.push_back(path + " does not say what it proves");
        for (const std::string& name : proved) {
            if (anchors.contains(name)) continue;
            faults.push_back(path + " proves #" + name + ", which docs/semantics.md has not");
        }
    }
    return faults;
}

TEST(Tidy, ArchitectureListsTheRooms) {
    const Faults faults = check_architecture(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    const std::string head = "\n## Rooms\n\n| Room | What |\n|---|---|\n";
    const SourceFile room{"src/event/e.h", ""};
    EXPECT_EQ(check_architecture({{"ARCHITECTURE.md", head}, room}).size(), 1U);
    EXPECT_EQ(check_architecture({{"ARCHITECTURE.md", head + "| `src/event` | e |\n| `src/attic` "
                                                             "| a |\n"},
                                  room})
                  .size(),
              1U);
    EXPECT_TRUE(
        check_architecture({{"ARCHITECTURE.md", head + "| `src/event` | e |\n"}, room}).empty());
    EXPECT_EQ(check_architecture({room}).size(), 1U);
}

TEST(Tidy, OpenapiHasTheRoutes) {
    std::vector<std::pair<std::string, std::string>> served;
    for (const api::Route& route : api::routes) served.emplace_back(route.method, route.path);
    const Faults faults = check_routes(served, text_of(checkout(), "docs/openapi.yaml"));
    EXPECT_TRUE(faults.empty()) << join(faults);
    const std::string openapi =
        "paths:\n  /a/{id}:\n    parameters: []\n    get:\n      x: y\n    put:\n      x: y\n"
        "  /b: { post: { x: y } }\ncomponents:\n  /c:\n    get:\n";
    EXPECT_TRUE(
        check_routes({{"GET", "/a/{name}"}, {"PUT", "/a/{id}"}, {"POST", "/b"}}, openapi).empty());
    EXPECT_EQ(check_routes({{"GET", "/a/{id}"}, {"POST", "/b"}}, openapi).size(), 1U);
    EXPECT_EQ(check_routes({{"GET", "/a/{id}"}, {"PUT", "/a/{id}"}, {"POST", "/b"}, {"GET", "/c"}},
                           openapi)
                  .size(),
              1U);
}

TEST(Tidy, OperatingHasTheSettings) {
    std::set<std::string> names;
    for (const config::Facts& fact : config::facts()) names.emplace(fact.name);
    const Faults faults = check_settings(names, text_of(checkout(), "docs/operating.md"));
    EXPECT_TRUE(faults.empty()) << join(faults);
    const std::string operating = "\n## Settings\n\n| `data` | d |\n| `old` | o |\n\n## More\n";
    EXPECT_EQ(check_settings({"data", "listen"}, operating).size(), 2U);
    EXPECT_TRUE(check_settings({"data", "old"}, operating).empty());
    EXPECT_EQ(check_settings({}, "").size(), 1U);
}

TEST(Tidy, RulesOfSemanticsHaveTheirScripts) {
    const Faults faults = check_semantics(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    const SourceFile script{"tests/questions/a.test", "# name: a\n# proves: docs/semantics.md#a\n"};
    const auto count = [&](const std::string& semantics) {
        return check_semantics({{"docs/semantics.md", semantics}, script}).size();
    };
    EXPECT_EQ(count("## All\n### A\nText.\n\nProved by: a.\n"), 0U);
    EXPECT_EQ(count("## A\nProved by: a.\n## B\nNo proof.\n"), 1U);
    EXPECT_EQ(count("## A\nProved by: a,\nb.\n"), 1U);
    EXPECT_EQ(count("## A\nProved by: a, `tests/questions/a.test`.\n"), 0U);
    EXPECT_EQ(count("## A\nProved by: a, `src/a_test.cpp`.\n"), 1U);
    EXPECT_EQ(count("## Other\nProved by: a.\n"), 1U);
    EXPECT_EQ(check_semantics({{"docs/semantics.md", "## A\nProved by: a.\n"},
                               {"tests/questions/a.test", "# name: a\n"}})
                  .size(),
              1U);
    EXPECT_EQ(anchor_of("Views, and `link_open`s"), "views-and-link_opens");
}

}  // namespace
}  // namespace footfall::tidy
