// After how many percent of the usual gap between its orders a customer has gone quiet.
#pragma once

#include <cstdint>

namespace footfall {

inline constexpr std::int32_t quiet_percent_min = 100;
inline constexpr std::int32_t quiet_percent_max = 1'000;
inline constexpr std::int32_t standard_quiet_percent = 200;

}  // namespace footfall
