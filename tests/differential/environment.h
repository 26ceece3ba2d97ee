// Numbers that are given to random tests from outside.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "assert.h"

namespace footfall::differential {

// Stops the test if what is given is no number.
inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    if (given == nullptr) return otherwise;
    const std::string_view text(given);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    ASSERT(error == std::errc() && end == text.data() + text.size(), name << "=" << text);
    return number;
}

}  // namespace footfall::differential
