// Request ids: what an answer, its log line and its audit row have in common.
#pragma once

#include <string>

#include "random.h"

namespace footfall::observe {

// 96 random bits as 24 lower-case hexadecimal digits. Thread-safe.
std::string make_request_id(Random& random);

}  // namespace footfall::observe
