// The stores against the model: scripts made up from a seed, every field of every answer compared.
//
// SEED and QUESTIONS in the environment say where to begin and how many questions to ask of each
// variant of the store; a failure names the seed that begins with it.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "differential/comparison.h"
#include "differential/environment.h"
#include "differential/generator.h"

namespace footfall::differential {
namespace {

using questions::Variant;

constexpr std::array variants{Variant::embedded, Variant::reopened, Variant::held_back,
                              Variant::rebuilt,  Variant::behind,   Variant::saved};

TEST(Differential, StoresAnswerAsTheModelDoes) {
    const std::uint64_t seed = number_from_environment("SEED", 1);
    const std::uint64_t wanted = number_from_environment("QUESTIONS", 2'000);
    std::uint64_t cases = 0;
    std::uint64_t questions = 0;
    std::uint64_t answers = 0;
    std::uint64_t mismatches = 0;
    while (questions < wanted && mismatches == 0) {
        const Lines script = make_script(seed + cases);
        const Comparison comparison = compare(script, variants);
        questions += comparison.questions;
        answers += comparison.answers;
        if (comparison.difference) {
            ++mismatches;
            const Variant variant = comparison.difference->variant;
            ADD_FAILURE() << "replay with: SEED=" << seed + cases << " QUESTIONS=1\n"
                          << describe(shrink(script, variant), variant);
        }
        ++cases;
    }
    EXPECT_GE(questions, wanted);
    EXPECT_GE(answers, wanted * variants.size());
    std::cout << "differential: seed " << seed << ", cases " << cases << ", questions " << questions
              << ", stores " << variants.size() << ", answers " << answers << ", mismatches "
              << mismatches << std::endl;
}

// A planted fault, by the lines that the faulty store does not get or gets otherwise.
struct Fault {
    std::string name;
    Distort distort;
    std::size_t lines_max;  // of the shrunk script
};

Distort turning(std::string_view beginning, std::string_view into) {
    return [beginning, into](const std::string& line) -> std::optional<std::string> {
        return line.starts_with(beginning) ? std::string(into) : line;
    };
}

Distort replacing(std::string_view part, std::string_view by) {
    return [part, by](const std::string& line) -> std::optional<std::string> {
        if (line.starts_with("ask")) return line;
        const std::size_t at = line.find(part);
        if (at == line.npos) return line;
        return line.substr(0, at) + std::string(by) + line.substr(at + part.size());
    };
}

TEST(Differential, FindsAPlantedFaultAndShrinksIt) {
    const std::vector<Fault> faults{
        {"a zone is lost", turning("zone ", ""), 6},
        {"verdicts stay as they were", turning("  verdict ", "  dead_letter x"), 6},
        {"nobody is forgotten", turning("  forget ", "  dead_letter x"), 6},
        {"a microsecond is lost", replacing(".999999Z", ".999998Z"), 6},
        {"providers count as customers", replacing(" by_customer=no", ""), 6},
        {"an inactive customer is active", replacing("status=inactive", "status=active"), 6},
        {"what is cleared stays", replacing("name=\"\"", "name=x"), 6},
        {"what a scanner opened counts", replacing("verdict=scanner", "verdict=person"), 6},
    };
    const std::uint64_t seed = number_from_environment("SEED", 1);
    for (const Fault& fault : faults) {
        std::optional<Lines> shrunk;
        for (std::uint64_t i = 0; i < 50 && !shrunk; ++i) {
            const Lines script = make_script(seed + i);
            constexpr std::array twin{Variant::model};
            if (compare(script, twin, fault.distort).difference) {
                shrunk = shrink(script, Variant::model, fault.distort);
            }
        }
        ASSERT_TRUE(shrunk) << fault.name;
        EXPECT_LE(shrunk->size(), fault.lines_max)
            << fault.name << "\n"
            << describe(*shrunk, Variant::model, fault.distort);
    }
}

}  // namespace
}  // namespace footfall::differential
