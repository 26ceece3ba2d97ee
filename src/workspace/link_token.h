// Tokens of links: short enough to be read out, too many to be guessed.
#pragma once

#include <string>

#include "random.h"

namespace footfall::workspace {

// 22 characters of base62, each as likely as any other: 130 bits.
std::string make_link_token(Random& random);

}  // namespace footfall::workspace
