// The tables of the control plane, version by version.
#pragma once

#include <span>

namespace footfall::workspace {

// A step to the next version: its statements, in order. Never changed once it was released.
using Migration = std::span<const char* const>;

// Step i leads from version i to i + 1; version 0 is an empty database.
std::span<const Migration> migrations();

}  // namespace footfall::workspace
