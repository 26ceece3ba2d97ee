// Random cases of tests: each from a seed that a failure prints. SEED=… CASES=1 is one of them.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "random.h"

namespace footfall::index {

// One thread at a time.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : random_(seed) {}

    // 0 to count - 1.
    std::uint64_t below(std::uint64_t count) { return random_.next() % count; }
    bool percent(std::uint64_t percent) { return below(100) < percent; }

    template <class List>
    const auto& any(const List& list) {
        return *(list.begin() + static_cast<std::ptrdiff_t>(below(list.size())));
    }

  private:
    SeededRandom random_;
};

inline std::uint64_t number_given(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    if (given == nullptr) return otherwise;
    const std::string_view text(given);
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
}

// run(Chance&) for each of `cases` seeds, until one fails.
template <class Run>
void for_random_cases(std::uint64_t cases, const Run& run) {
    const std::uint64_t first = number_given("SEED", 1);
    const std::uint64_t count = number_given("CASES", cases);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("replay with: SEED=" + std::to_string(seed) + " CASES=1");
        Chance chance(seed);
        run(chance);
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace footfall::index
