#include "wall_clock.h"

#include <fcntl.h>
#include <unistd.h>

#include "assert.h"

namespace footfall::bench {

namespace {

bool write_ahead(const std::filesystem::path& file, std::int64_t ahead_us) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (opened < 0) return false;
    const bool is_written = ::pwrite(opened, &ahead_us, sizeof ahead_us, 0) == sizeof ahead_us;
    ::close(opened);
    return is_written;
}

}  // namespace

Result<WallClock> WallClock::make(std::filesystem::path shim, std::filesystem::path file) {
    if (!write_ahead(file, 0)) return fail(ErrorCode::io, "cannot write " + file.string());
    return WallClock(std::move(shim), std::move(file));
}

void WallClock::set(Instant now) {
    ahead_us_ = (now - SystemClock().now()).count();
    ASSERT(write_ahead(file_, ahead_us_), "file=" << file_);
}

Instant WallClock::now() const { return {SystemClock().now().us + ahead_us_}; }

}  // namespace footfall::bench
