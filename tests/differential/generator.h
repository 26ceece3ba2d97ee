// Makes question scripts up from a seed: entries of all types, changes of zone, restarts,
// questions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace footfall::differential {

using Lines = std::vector<std::string>;

enum class Contents {
    everything,
    additions,  // no verdict change, forgetting, dead letter or range that comes again
};

// Equal seeds give equal scripts on every machine. About a hundred entries and eighty questions.
Lines make_script(std::uint64_t seed, Contents contents = Contents::everything);

// `text` as one word of a script.
std::string quoted(const std::string& text);

}  // namespace footfall::differential
