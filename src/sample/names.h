// Made-up business names in many languages and scripts, each with a Latin form for an address.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace footfall::sample {

struct BusinessName {
    std::string text;
    std::string latin;  // lower-case letters, digits and hyphens: `kafe-zarya`
};

// `count` names, no two alike, in an order that depends on the seed alone.
std::vector<BusinessName> business_names(std::uint64_t seed, std::size_t count);

// A person's given name to ask for.
std::string contact_name(std::uint64_t number);

}  // namespace footfall::sample
