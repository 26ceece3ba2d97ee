// Whether stores answer a script as the model does, and the smallest script where one does not.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "differential/generator.h"
#include "questions/script.h"

namespace footfall::differential {

// The first answer that is another one.
struct Difference {
    std::size_t line = 0;  // of the question, from 0
    questions::Variant variant{};
    std::vector<std::string> wanted;  // as the model answered
    std::vector<std::string> answered;
};

struct Comparison {
    std::size_t questions = 0;
    std::size_t answers = 0;  // of all variants
    std::optional<Difference> difference;
};

// What a variant gets instead of a line; nothing: the line is left out.
using Distort = std::function<std::optional<std::string>(const std::string& line)>;

// Asks every question of the model and of each variant, up to the first difference in any field.
// `distort` plants a fault, to see that it is found. Throws as Script::take does.
Comparison compare(const Lines& script, std::span<const questions::Variant> variants,
                   const Distort& distort = {});

// Lines, then words of lines, are left out as long as `variant` still answers otherwise.
Lines shrink(Lines script, questions::Variant variant, const Distort& distort = {});

// The shrunk script with the model's answer, as it can stand in tests/questions, and the other one.
std::string describe(const Lines& script, questions::Variant variant, const Distort& distort = {});

}  // namespace footfall::differential
