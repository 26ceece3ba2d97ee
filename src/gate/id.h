// The ids that the gate makes.
#pragma once

#include <string>
#include <string_view>

#include "random.h"

namespace footfall::gate {

// 128 random bits as 32 lower-case hexadecimal digits.
std::string make_id(Random& random);

// 32 hexadecimal digits that follow from `from` alone; others for each `what`.
std::string derived_id(std::string_view what, std::string_view from);

}  // namespace footfall::gate
