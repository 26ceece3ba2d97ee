// The rules for code and checkout that a machine can check, each with bad samples that it must
// find.
#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tidy/files.h"

namespace footfall::tidy {
namespace {

// --- Who may include whom -------------------------------------------------------------------

// A room may include itself, the vocabulary (headers without a folder) and what stands here: a
// room by its folder, or a single header of it.
const std::map<std::string, std::vector<std::string>> rooms{
    {"config", {}},
    {"observe", {}},
    {"calendar", {}},
    {"event", {}},
    {"disk", {}},
    {"question", {"event/", "calendar/"}},
    {"journal", {"event/", "disk/", "observe/", "config/"}},
    {"index", {"event/", "question/", "calendar/day_table.h"}},
    {"store",
     {"event/", "question/", "calendar/day_table.h", "disk/disk.h", "journal/", "observe/",
      "config/"}},
    {"timeline",
     {"event/", "question/", "disk/disk.h", "journal/crc32c.h", "store/journal_source.h",
      "observe/"}},
    {"store/embedded",
     {"event/", "question/", "calendar/day_table.h", "disk/disk.h", "store/", "index/", "timeline/",
      "observe/", "config/"}},
    {"intake",
     {"event/", "question/", "calendar/", "disk/disk.h", "journal/", "store/store.h",
      "store/journal_source.h", "http/message.h", "observe/", "config/"}},
    {"workspace", {"event/", "calendar/", "disk/disk.h", "observe/", "config/"}},
    {"export", {"event/", "question/", "calendar/", "store/store.h"}},
    {"http", {"observe/", "config/"}},
    {"gate",
     {"event/", "question/", "store/store.h", "intake/", "workspace/", "http/", "observe/",
      "config/"}},
    {"dashboard", {"http/message.h"}},
    {"sample", {"event/", "calendar/"}},
    {"api",
     {"event/", "question/", "calendar/", "store/store.h", "intake/", "export/", "workspace/",
      "dashboard/", "http/", "observe/", "config/"}},
    {"command",
     {"event/", "question/", "calendar/", "store/", "journal/", "intake/", "workspace/", "sample/",
      "observe/", "config/"}},
    {"service",
     {"event/", "question/", "calendar/", "disk/", "journal/", "store/", "store/embedded/",
      "intake/", "workspace/", "export/", "http/", "dashboard/", "sample/", "gate/", "api/",
      "command/", "observe/", "config/"}},
    {"main", {"service/", "command/", "config/"}},
};

// Which rooms may use a library; the vocabulary is the room `*`.
const std::vector<std::pair<std::string, std::set<std::string>>> libraries{
    {"boost/beast", {"http"}},
    {"boost/asio", {"http"}},
    {"boost/url", {"http"}},
    {"boost/json", {"question", "intake", "workspace", "api", "command"}},
    {"simdjson", {"intake"}},
    {"zlib.h", {"intake", "dashboard"}},
    {"openssl/", {"journal", "intake"}},
    {"zstd.h", {"journal"}},
    {"sodium.h", {"intake", "timeline", "workspace", "gate", "api"}},
    {"csv.h", {"intake"}},
    {"soci/", {"workspace"}},
    {"sqlite3.h", {"workspace"}},
    {"duckdb.h", {"store/embedded"}},
    {"cctz/", {"calendar"}},
    {"utf8proc.h", {"question"}},
    {"spdlog/", {"observe"}},
    {"fmt/", {"observe"}},
    {"CLI/", {"main"}},
    {"tl/", {"*", "http"}},
};

// A test may also use what its room is tested with: the real and the simulated disk.
bool may_include(bool in_test, const std::string& room, const std::string& header) {
    const std::size_t slash = header.rfind('/');
    if (slash == std::string::npos || header.substr(0, slash) == room) return true;
    if (in_test && header.starts_with("disk/")) return true;
    const auto row = rooms.find(room);
    if (row == rooms.end()) return false;
    return std::any_of(row->second.begin(), row->second.end(), [&](const std::string& allowed) {
        if (!allowed.ends_with('/')) return header == allowed;
        return header.substr(0, slash + 1) == allowed;
    });
}

Faults check_includes(const Files& files) {
    static const std::regex include(R"re((?:^|\n)\s*#include\s+"([^"]+)")re");
    const std::set<std::string> tests = test_code(files);
    Faults faults;
    for (const auto& [path, text] : files) {
        if (!path.starts_with("src/") || !is_code(path)) continue;
        const std::string room = room_of(path);
        if (room != "*" && !rooms.contains(room)) {
            faults.push_back(path + ": the room " + room + " is not in the table");
            continue;
        }
        for (const std::string& header : matches(text, include)) {
            if (may_include(tests.contains(path), room, header)) continue;
            faults.push_back(path + ": " + room + " may not include " + header);
        }
    }
    return faults;
}

Faults check_libraries(const Files& files) {
    static const std::regex include(R"((?:^|\n)\s*#include\s+<([^>]+)>)");
    static const std::regex system(
        R"((sys|netinet|arpa)/.*|[a-z_]+|(stdlib|unistd|fcntl|poll|pthread|)"
        R"(dirent|signal|spawn|errno|time|pwd|netdb|termios)\.h)");
    static const std::regex for_tests(R"((gtest|gmock|rapidcheck|benchmark|fuzzer)[./].*)");
    static const std::regex not_pure(R"(fstream|filesystem|mutex|shared_mutex|thread|chrono)");
    const std::set<std::string> tests = test_code(files);
    Faults faults;
    for (const auto& [path, text] : files) {
        if (!path.starts_with("src/") || !is_code(path)) continue;
        const std::string room = room_of(path);
        for (const std::string& header : matches(text, include)) {
            if (room == "index" && !tests.contains(path) && std::regex_match(header, not_pure)) {
                faults.push_back(path + ": index is pure memory, without <" + header + ">");
            }
            if (std::regex_match(header, system)) continue;
            if (std::regex_match(header, for_tests)) {
                if (!tests.contains(path))
                    faults.push_back(path + ": <" + header + "> is for tests");
                continue;
            }
            const auto library =
                std::find_if(libraries.begin(), libraries.end(),
                             [&](const auto& row) { return header.starts_with(row.first); });
            if (library == libraries.end()) {
                faults.push_back(path + ": the library of <" + header + "> is not in the table");
            } else if (!library->second.contains(room)) {
                faults.push_back(path + ": " + room + " may not use <" + header + ">");
            }
        }
    }
    return faults;
}

TEST(Tidy, RoomsIncludeOnlyWhatTheyMay) {
    const Faults faults = check_includes(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_includes({{"src/api/a.cpp", "#include \"store/embedded/e.h\"\n"}}).size(), 1U);
    EXPECT_EQ(check_includes({{"src/journal/j.h", "\n#include \"store/store.h\"\n"}}).size(), 1U);
    EXPECT_EQ(check_includes({{"src/intake/i.h", "#include \"http/server.h\"\n"}}).size(), 1U);
    EXPECT_EQ(check_includes({{"src/clock.h", "#include \"event/kind.h\"\n"}}).size(), 1U);
    EXPECT_EQ(check_includes({{"src/attic/a.h", ""}}).size(), 1U);
    EXPECT_TRUE(check_includes({{"src/intake/i.h",
                                 "#include \"http/message.h\"\n"
                                 "#include \"result.h\"\n"}})
                    .empty());
}

TEST(Tidy, ALibraryLivesInItsRooms) {
    const Faults faults = check_libraries(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_libraries({{"src/api/a.cpp", "#include <duckdb.h>\n"}}).size(), 1U);
    EXPECT_EQ(check_libraries({{"src/api/a.cpp", "#include <boost/asio/post.hpp>\n"}}).size(), 1U);
    EXPECT_EQ(check_libraries({{"src/api/a.cpp", "#include <curl/curl.h>\n"}}).size(), 1U);
    EXPECT_EQ(check_libraries({{"src/api/a.cpp", "#include <gtest/gtest.h>\n"}}).size(), 1U);
    EXPECT_EQ(check_libraries({{"src/api/a.h", "#include <gtest/gtest.h>\n"},
                               {"src/api/a.cpp", "#include \"api/a.h\"\n"},
                               {"src/api/a_test.cpp", "#include \"api/a.h\"\n"}})
                  .size(),
              1U);
    EXPECT_TRUE(check_libraries({{"src/api/a.h", "#include <gtest/gtest.h>\n"},
                                 {"src/api/b.h", "#include \"api/a.h\"\n"},
                                 {"src/api/a_test.cpp", "#include \"api/b.h\"\n"}})
                    .empty());
    EXPECT_EQ(check_libraries({{"src/index/a.h", "#include <mutex>\n"}}).size(), 1U);
    EXPECT_TRUE(check_libraries({{"src/http/a.cpp",
                                  "#include <sys/socket.h>\n#include <map>\n"
                                  "#include <boost/beast/http.hpp>\n"}})
                    .empty());
}

// --- How code is written --------------------------------------------------------------------

Faults check_headers(const Files& files) {
    Faults faults;
    for (const auto& [path, text] : files) {
        if (!path.ends_with(".h") || path.starts_with("web/")) continue;
        const std::vector<std::string> lines = lines_of(text);
        std::size_t count = 0;
        std::size_t opening = 0;  // lines of the first paragraph
        while (count < lines.size() && lines[count].starts_with("//")) {
            if (opening == count && lines[count].starts_with("// ")) ++opening;
            ++count;
        }
        if (opening == 0) {
            faults.push_back(path + ": does not open with a sentence");
        } else if (!lines[opening - 1].ends_with('.') && !lines[opening - 1].ends_with(':')) {
            faults.push_back(path + ": what it opens with is no sentence");
        }
        if (count >= lines.size() || lines[count] != "#pragma once") {
            faults.push_back(path + ": #pragma once does not follow the opening sentence");
        }
    }
    return faults;
}

struct Ban {
    std::regex call;
    std::string instead;
    std::set<std::string> allowed;
    bool in_tests;  // whether tests must do without, too
    bool in_program;
};

const std::vector<Ban>& bans() {
    static const std::vector<Ban> list{
        {std::regex(R"(\b(system_clock|steady_clock)\s*::\s*now\b)"),
         "Clock",
         {"src/clock.h"},
         false,
         true},
        {std::regex(R"(\b(rand|srand)\s*\(|\b(random_device|mt19937\w*)\b)"),
         "Random",
         {},
         true,
         true},
        {std::regex(R"(\b(fsync|fdatasync|sync_file_range|msync)\s*\()"),
         "Disk",
         {"src/disk/posix_disk.cpp", "tests/crash/shim.cpp"},
         true,
         true},
        {std::regex(R"(\b(sto[ifdl]|stoll|stoull?|ato[ifl]|atoll|strto\w+|sscanf)\s*\()"),
         "std::from_chars",
         {},
         false,
         true},
        {std::regex(R"(\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\()"),
         "a simulated clock, or waiting for what is expected",
         {},
         true,
         false},
        {std::regex(R"(\b(localtime|gmtime|mktime|timegm)(_r)?\s*\()"),
         "calendar/",
         {},
         true,
         true},
        {std::regex(R"(\busing\s+namespace\s+std\s*;)"), "std::", {}, true, true},
        {std::regex(R"(\b(strcpy|strcat|sprintf|gets)\s*\()"), "std::string", {}, true, true},
    };
    return list;
}

Faults check_calls(const Files& files) {
    const std::set<std::string> tests = test_code(files);
    Faults faults;
    for (const auto& [path, text] : files) {
        if (!is_code(path) || path == "tests/tidy_test.cpp") continue;
        const std::vector<std::string> lines = lines_of(bare_code(text));
        for (const Ban& ban : bans()) {
            if (ban.allowed.contains(path)) continue;
            if (tests.contains(path) ? !ban.in_tests : !ban.in_program) continue;
            for (const std::string& line : lines) {
                std::smatch found;
                if (!std::regex_search(line, found, ban.call)) continue;
                faults.push_back(path + ": `" + found.str() + "`, instead " + ban.instead);
            }
        }
    }
    return faults;
}

Faults check_marks(const Files& files) {
    // Put together so that this file does not hold them.
    static const std::regex marks(
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X|HA"
        "CK)\\b");
    static const std::regex folders("(^|/)(util|utils|common|helpers|misc)/");
    static const std::regex text(R"(.*\.(cpp|h|ts|tsx|mjs|css|md|sh|cmake|yaml|test)|[^.]*)");
    Faults faults;
    for (const SourceFile& file : files) {
        if (std::regex_search(file.path, folders)) {
            faults.push_back(file.path + ": the folder says nothing of what is in it");
        }
        if (file.path == "LICENSE" || !std::regex_match(file.path, text)) continue;
        std::smatch found;
        if (std::regex_search(file.text, found, marks)) {
            faults.push_back(file.path + ": a mark for later, " + found.str());
        }
    }
    return faults;
}

Faults check_lengths(const Files& files) {
    constexpr std::size_t lines_max = 700;
    Faults faults;
    for (const auto& [path, text] : files) {
        if (!path.starts_with("src/")) continue;
        const auto count = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        if (count > lines_max) {
            faults.push_back(path + ": " + std::to_string(count) + " lines; split it by activity");
        }
    }
    return faults;
}

TEST(Tidy, HeadersOpenWithASentence) {
    const Faults faults = check_headers(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_headers({{"src/a.h", "#pragma once\n"}}).size(), 1U);
    EXPECT_EQ(check_headers({{"src/a.h", "// What lives here\n#pragma once\n"}}).size(), 1U);
    EXPECT_EQ(check_headers({{"src/a.h", "// What lives here.\n\n#include <map>\n"}}).size(), 1U);
    EXPECT_TRUE(check_headers({{"src/a.h", "// What lives\n// here.\n#pragma once\n"}}).empty());
}

TEST(Tidy, BannedCallsHaveTheirReplacement) {
    const Faults faults = check_calls(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    const auto count = [](const std::string& path, const std::string& text) {
        return check_calls({{path, text}}).size();
    };
    EXPECT_EQ(count("src/api/a.cpp", "auto t = std::chrono::system_clock::now();"), 1U);
    EXPECT_EQ(count("src/api/a.cpp", "int x = rand();"), 1U);
    EXPECT_EQ(count("src/api/a_test.cpp", "std::random_device device;"), 1U);
    EXPECT_EQ(count("src/api/a.cpp", "::fdatasync(fd);"), 1U);
    EXPECT_EQ(count("src/api/a.cpp", "int x = std::stoi(text) + std::atoi(text);"), 1U);
    EXPECT_EQ(count("src/api/a_test.cpp", "std::this_thread::sleep_for(1ms);"), 1U);
    EXPECT_EQ(count("src/api/a.cpp", "using namespace std;"), 1U);
    EXPECT_EQ(count("src/api/a.cpp", "f('\"', 1'000, R\"x(\")x\"); rand();"), 1U);
    EXPECT_EQ(count("src/clock.h", "std::chrono::system_clock::now()"), 0U);
    EXPECT_EQ(count("src/disk/posix_disk.cpp", "::fdatasync(fd);"), 0U);
    EXPECT_EQ(count("src/api/a.cpp", "// not rand()\n/* fsync( */ \"atoi(\" ; operand();"), 0U);
}

TEST(Tidy, NoMarksForLaterAndNoGrabBags) {
    const Faults faults = check_marks(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_marks({{"src/a.cpp",
                            "// TO"
                            "DO: more\n"}})
                  .size(),
              1U);
    EXPECT_EQ(check_marks({{"docs/a.md",
                            "HA"
                            "CK\n"}})
                  .size(),
              1U);
    EXPECT_EQ(check_marks({{"src/util/a.h", "// Things.\n"}}).size(), 1U);
    EXPECT_TRUE(check_marks({{"src/hacks.cpp", "the todos of hackers\n"}}).empty());
}

TEST(Tidy, FilesAreShort) {
    const Faults faults = check_lengths(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_lengths({{"src/a.cpp", std::string(701, '\n')}}).size(), 1U);
    EXPECT_TRUE(check_lengths({{"src/a.cpp", std::string(700, '\n')}}).empty());
}

// --- What is kept in the checkout -----------------------------------------------------------

Faults check_locks(const Files& files) {
    static const std::regex address(R"("resolved"\s*:\s*"|https?://)");
    Faults faults;
    for (const auto& [path, text] : files) {
        const bool npm = path.ends_with("package-lock.json");
        if (!npm && !path.ends_with(".lock")) continue;
        // npm's lock also says where a project asks for money; only downloads matter here.
        const bool bad =
            npm ? text.find("\"resolved\"") != std::string::npos : std::regex_search(text, address);
        if (bad) faults.push_back(path + ": holds download addresses");
    }
    return faults;
}

Faults check_paths(const Files& files, const std::string& top) {
    Faults faults;
    for (const auto& [path, text] : files) {
        if (text.find(top) != std::string::npos)
            faults.push_back(path + ": a path of this machine");
    }
    return faults;
}

TEST(Tidy, LockFilesHaveNoAddresses) {
    const Faults faults = check_locks(checkout());
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_locks({{"web/package-lock.json", R"("resolved": "file.tgz")"}}).size(), 1U);
    EXPECT_EQ(check_locks({{"setup/node.lock", "node https://node.example/x\n"}}).size(), 1U);
    EXPECT_TRUE(check_locks({{"a/package-lock.json", R"("url": "https://a.example")"}}).empty());
    const auto is_lock = [](const SourceFile& file) { return file.path == "setup/node.lock"; };
    EXPECT_TRUE(std::any_of(checkout().begin(), checkout().end(), is_lock));
}

TEST(Tidy, NoPathOfThisMachine) {
    const Faults faults = check_paths(checkout(), FOOTFALL_SOURCE "/");
    EXPECT_TRUE(faults.empty()) << join(faults);
    EXPECT_EQ(check_paths({{"a.md", "see /srv/checkout/src"}}, "/srv/checkout/").size(), 1U);
}

}  // namespace
}  // namespace footfall::tidy
