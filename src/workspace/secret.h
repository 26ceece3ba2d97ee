// The installation's secret key, in a file of its own.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>

#include "disk/disk.h"
#include "random.h"
#include "result.h"

namespace footfall::workspace {

using Secret = std::array<std::byte, 32>;

// The 32 bytes of the file. Without the file they are made from `random`, in a file that its owner
// alone may read, and durable when this returns. `corrupt` if the file's size is not 32: it is
// never made anew in the place of another.
Result<Secret> load_or_make_secret(Disk& disk, const std::filesystem::path& path, Random& random);

}  // namespace footfall::workspace
