// Simulated lives of the server's core. SEED=… replays one with all that happens in it; SEEDS=…
// says how many others are run, FIRST=… which one is the first.
#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "observe/log.h"
#include "simulator/simulation.h"

namespace footfall::simulator {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    if (given == nullptr) return otherwise;
    const std::string_view text = given;
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    EXPECT_EQ(read.ptr, text.data() + text.size()) << name << " is no number";
    return number;
}

// For a bug that stops the process.
std::string current_seed;

void tell_seed(int) {
    static_cast<void>(!::write(STDERR_FILENO, current_seed.data(), current_seed.size()));
}

Outcome run(std::uint64_t seed, bool is_printed = false, Syncs syncs = Syncs::honest) {
    current_seed = "replay with: SEED=" + std::to_string(seed) + " simulator_test\n";
    return simulate(seed, is_printed, syncs);
}

class Simulator : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        std::signal(SIGABRT, tell_seed);
        observe::set_level(observe::Level::error);
    }
};

void print_totals(std::uint64_t seeds, std::uint64_t first, std::uint64_t broken,
                  const Tally& tally) {
    std::cout << "simulator: seeds " << first << " to " << first + seeds - 1 << ", " << tally.lives
              << " lives, " << tally.acknowledged << " acknowledged, " << tally.lost << " lost, "
              << tally.duplicated << " duplicated, seeds with a broken promise " << broken;
    for (std::size_t i = 0; i < happening_names.size(); ++i) {
        std::cout << ", " << happening_names[i] << ' ' << tally.of(static_cast<Happening>(i));
    }
    std::cout << std::endl;
}

TEST_F(Simulator, KeepsEveryPromise) {
    if (std::getenv("SEED") != nullptr) {
        const Outcome outcome = run(number_from("SEED", 0), true);
        EXPECT_EQ(outcome.complaint, "");
        return;
    }
    const std::uint64_t seeds = number_from("SEEDS", FOOTFALL_SEEDS);
    const std::uint64_t first = number_from("FIRST", 1);
    Tally all;
    std::uint64_t broken = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        const Outcome outcome = run(seed);
        all.add(outcome.tally);
        if (outcome.complaint.empty()) continue;
        ++broken;
        ADD_FAILURE() << "seed " << seed << ": " << outcome.complaint
                      << "\nreplay with: SEED=" << seed << " simulator_test";
    }
    print_totals(seeds, first, broken, all);
    // A simulator that tried nothing proves nothing.
    EXPECT_GE(all.acknowledged, seeds * 50);
    for (std::size_t i = 0; i < happening_names.size(); ++i) {
        EXPECT_GT(all.of(static_cast<Happening>(i)), 0U) << happening_names[i] << ": never";
    }
}

TEST_F(Simulator, ReplaysASeedExactly) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Outcome once = run(seed);
        const Outcome again = run(seed);
        EXPECT_EQ(once.hash, again.hash) << "seed " << seed;
        EXPECT_EQ(once.complaint, again.complaint) << "seed " << seed;
        EXPECT_NE(once.hash, run(seed + 1).hash) << "seed " << seed;
    }
}

// The control: on a disk that lies about its syncs promises must be seen broken, else the simulator
// has no teeth.
TEST_F(Simulator, NoticesADiskThatLies) {
    std::uint64_t noticed = 0;
    std::uint64_t lost = 0;
    constexpr std::uint64_t seeds = 100;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::string complaint = run(seed, false, Syncs::lying).complaint;
        if (!complaint.empty()) ++noticed;
        if (complaint.ends_with("lost")) ++lost;
    }
    std::cout << "simulator: on a lying disk " << noticed << " of " << seeds
              << " seeds were noticed, " << lost << " of them as lost entries" << std::endl;
    EXPECT_GT(noticed, seeds / 2);
    EXPECT_GT(lost, 0U);
}

}  // namespace
}  // namespace footfall::simulator
