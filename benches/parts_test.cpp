#include "parts.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

namespace footfall::bench {
namespace {

namespace fs = std::filesystem;

class Parts : public testing::Test {
  protected:
    void SetUp() override { fs::remove_all(folder); }
    void TearDown() override { fs::remove_all(folder); }

    void write(const std::string& name, const std::string& origin) {
        Report report;
        report.heading("About " + name);
        report.goal({"Goal of " + name, "≤ 1 ms", "2 ms", false});
        ASSERT_TRUE(write_part(folder, part_of(name, origin, report)));
    }
    std::vector<std::string> combine() {
        auto missing = combine_parts(folder, {"one", "two"}, "Seed a", results);
        EXPECT_TRUE(missing);
        return *missing;
    }
    std::string text() const {
        std::ostringstream all;
        all << std::ifstream(results).rdbuf();
        return all.str();
    }

    const fs::path folder = fs::path(testing::TempDir()) / ("parts-" + std::to_string(::getpid()));
    const fs::path results = folder / "RESULTS.md";
};

using Missing = std::vector<std::string>;

TEST_F(Parts, AreOneFileOnceAllAreThere) {
    write("two", "Seed a");
    EXPECT_EQ(combine(), Missing{"one is not measured yet"});
    EXPECT_FALSE(fs::exists(results));
    write("one", "Seed a");
    EXPECT_EQ(combine(), Missing{});
    const std::string all = text();
    EXPECT_NE(
        all.find("| Goal of one | ≤ 1 ms | 2 ms | **no** |\n"
                 "| Goal of two | ≤ 1 ms | 2 ms | **no** |\n\n## About one\n\n\n## About two"),
        std::string::npos)
        << all;
}

TEST_F(Parts, OfAnotherWorkloadAreNotMixed) {
    write("one", "Seed a");
    write("two", "Seed b");
    EXPECT_EQ(combine(), Missing{"two is of another workload: Seed b"});
    EXPECT_FALSE(fs::exists(results));
    write("two", "Seed a");
    EXPECT_EQ(combine(), Missing{});
}

TEST_F(Parts, ThatAreBrokenAreNotThere) {
    write("one", "Seed a");
    write("two", "Seed a");
    fs::resize_file(folder / "one.md", 30);
    EXPECT_EQ(combine(), Missing{"one is not measured yet"});
    std::ofstream(folder / "one.md") << "";
    EXPECT_EQ(combine(), Missing{"one is not measured yet"});
}

}  // namespace
}  // namespace footfall::bench
