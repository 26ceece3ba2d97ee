// Runs every *.test of this folder against every variant of the store.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "questions/script.h"

namespace footfall::questions {
namespace {

class ScriptTest : public testing::Test {
  public:
    ScriptTest(std::filesystem::path file, Variant variant)
        : file_(std::move(file)), variant_(variant) {}

    void TestBody() override {
        for (const std::string& failure : run_script(file_, variant_)) {
            ADD_FAILURE() << file_.filename().string() << " " << failure;
        }
    }

  private:
    std::filesystem::path file_;
    Variant variant_;
};

void register_scripts() {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(FOOTFALL_SCRIPTS)) {
        if (file.path().extension() == ".test") files.push_back(file.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::string name = file.stem().string();
        std::replace(name.begin(), name.end(), '-', '_');
        for (std::size_t i = 0; i < variant_names.size(); ++i) {
            testing::RegisterTest(std::string(variant_names[i]).c_str(), name.c_str(), nullptr,
                                  nullptr, __FILE__, __LINE__, [file, i]() -> testing::Test* {
                                      return new ScriptTest(file, static_cast<Variant>(i));
                                  });
        }
    }
}

}  // namespace
}  // namespace footfall::questions

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    footfall::questions::register_scripts();
    return RUN_ALL_TESTS();
}
