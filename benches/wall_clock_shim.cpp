// Preloaded into the real program: its wall clock is ahead by as many microseconds as stand in the
// file that WALL_CLOCK_AHEAD names, 8 bytes as they lie in memory, at any moment. The steady clock
// goes its way.
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

// A run whose clock stands wrong would measure something else.
[[noreturn]] void refuse() {
    std::fprintf(stderr, "shim: cannot read WALL_CLOCK_AHEAD\n");
    std::_Exit(99);
}

const std::atomic<std::int64_t>& ahead_us() {
    static const std::atomic<std::int64_t>* const mapped = [] {
        const char* const path = std::getenv("WALL_CLOCK_AHEAD");
        const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0) refuse();
        void* const memory = ::mmap(nullptr, sizeof *mapped, PROT_READ, MAP_SHARED, file, 0);
        ::close(file);
        if (memory == MAP_FAILED) refuse();
        return static_cast<const std::atomic<std::int64_t>*>(memory);
    }();
    return *mapped;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* at) noexcept {
    using ClockGetTime = int (*)(clockid_t, timespec*);
    static const auto real = reinterpret_cast<ClockGetTime>(dlsym(RTLD_NEXT, "clock_gettime"));
    const int result = real(clock, at);
    if (result != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
    const std::int64_t ahead = ahead_us().load(std::memory_order_relaxed);
    const std::int64_t ns = at->tv_nsec + ahead % 1'000'000 * 1'000;
    at->tv_sec += ahead / 1'000'000 + ns / 1'000'000'000;
    at->tv_nsec = ns % 1'000'000'000;
    if (at->tv_nsec < 0) {
        at->tv_nsec += 1'000'000'000;
        --at->tv_sec;
    }
    return 0;
}
