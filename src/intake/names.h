// What the names that clients give their events mean.
#pragma once

#include <string>
#include <string_view>

#include "event/kind.h"

namespace footfall::intake {

struct Meaning {
    Kind kind = Kind::other;
    bool by_customer = true;  // false: done by a provider, a system or staff
};

// The meaning of an event's name: that of the published and suggested names and their aliases,
// matched as a whole after normalise(); any other name is `other`, by the customer.
Meaning meaning_of(std::string_view name);

// camelCase split, lower case (ASCII), runs of space _ - . : / made one space, trimmed.
std::string normalise(std::string_view name);

}  // namespace footfall::intake
