// ASSERT: a bug stops the process, in release builds too. Never for input or for trouble outside.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace footfall {

// Prints `expression`, its place and `values`, then aborts; the journal recovers at the next start.
[[noreturn]] inline void assertion_failed(const char* expression, const char* file, int line,
                                          const char* values) {
    std::fprintf(stderr, "%s:%d: assertion failed: %s %s\n", file, line, expression, values);
    std::abort();
}

}  // namespace footfall

// ASSERT(condition) or ASSERT(condition, "a=" << a << " b=" << b).
#define ASSERT(condition, ...)                                           \
    do {                                                                 \
        if (!(condition)) [[unlikely]] {                                 \
            std::ostringstream footfall_values;                          \
            __VA_OPT__(footfall_values << __VA_ARGS__;)                  \
            ::footfall::assertion_failed(#condition, __FILE__, __LINE__, \
                                         footfall_values.str().c_str()); \
        }                                                                \
    } while (false)
