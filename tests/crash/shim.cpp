// Preloaded into the real program: kills it, or makes a call fail, at a point named from outside.
//
// Most variables hold one rule, `call:path:…`. The call is write, sync, rename, unlink, truncate
// or allocate; the path is an extended regular expression, searched for in the path behind the
// descriptor (of a rename, the old one). Calls that match are counted from 1.
//
//   CRASH_AT=call:path:n:before|after    kills the process there
//   FAIL_AT=call:path:n:EIO|ENOSPC       makes that call fail; with `:sticky` all later ones too
//   SYNC_OFF=path                        syncs there do nothing and say that all went well
//   SYNC_DELAY_MS=n                      each sync takes that much longer, as on a slow disk
//   SHIM_LOG=file                        a line for each rule that came true, before it does; with
//                                        SHIM_TRACE=1 for every call
//
// Writes that pass by these calls, such as those of a memory map or of io_uring, go unseen.
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <regex.h>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

bool matches(const regex_t& pattern, const std::string& path) {
    return regexec(&pattern, path.c_str(), 0, nullptr, 0) == 0;
}

struct Rule {
    std::string call;
    regex_t path{};
    long n = 0;
    std::string what;  // the rest: before, after, EIO, EIO:sticky …
    std::atomic<long> count = 0;

    bool is_for(std::string_view name, const std::string& at) {
        return call == name && matches(path, at);
    }
};

void log(const std::string& line) {
    static const char* const file = std::getenv("SHIM_LOG");
    if (file == nullptr) return;
    const auto opened =
        static_cast<int>(syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT, 0600));
    if (opened < 0) return;
    const std::string whole = line + "\n";
    syscall(SYS_write, opened, whole.data(), whole.size());
    syscall(SYS_close, opened);
}

// A rule that cannot be read ends the process: a run without it would prove nothing.
[[noreturn]] void refuse(const char* variable) {
    std::fprintf(stderr, "shim: cannot read %s\n", variable);
    std::_Exit(99);
}

std::optional<regex_t> read_path(const char* variable) {
    const char* const given = std::getenv(variable);
    if (given == nullptr) return std::nullopt;
    regex_t pattern{};
    if (regcomp(&pattern, given, REG_EXTENDED | REG_NOSUB) != 0) refuse(variable);
    return pattern;
}

Rule* read_rule(const char* variable) {
    const char* const given = std::getenv(variable);
    if (given == nullptr) return nullptr;
    std::array<std::string, 3> parts;
    std::string_view rest(given);
    for (std::string& part : parts) {
        const std::size_t colon = rest.find(':');
        if (colon == rest.npos) refuse(variable);
        part = rest.substr(0, colon);
        rest.remove_prefix(colon + 1);
    }
    static std::array<Rule, 2> rules;
    static std::size_t used = 0;
    Rule& rule = rules.at(used++);
    rule.call = parts[0];
    if (regcomp(&rule.path, parts[1].c_str(), REG_EXTENDED | REG_NOSUB) != 0) refuse(variable);
    const char* const end = parts[2].data() + parts[2].size();
    if (std::from_chars(parts[2].data(), end, rule.n).ptr != end || rule.n < 1) refuse(variable);
    rule.what = rest;
    return &rule;
}

// Milliseconds; 0 if nobody asked.
int read_delay() {
    const char* const given = std::getenv("SYNC_DELAY_MS");
    if (given == nullptr) return 0;
    const std::string_view text(given);
    int ms = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (read.ptr != text.data() + text.size() || ms < 0) refuse("SYNC_DELAY_MS");
    return ms;
}

struct Rules {
    Rule* crash = read_rule("CRASH_AT");
    Rule* fail = read_rule("FAIL_AT");
    std::optional<regex_t> sync_off = read_path("SYNC_OFF");
    int sync_delay_ms = read_delay();
    bool trace = std::getenv("SHIM_TRACE") != nullptr;
};

Rules& rules() {
    static Rules made;
    return made;
}

std::string path_of(int descriptor) {
    std::array<char, 4096> buffer{};
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const auto got = syscall(SYS_readlinkat, AT_FDCWD, link.c_str(), buffer.data(), buffer.size());
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

[[noreturn]] void die(const Rule& rule, const std::string& path) {
    log("crash " + rule.what + " " + rule.call + " " + path);
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

// The n-th such call fails, or none of them does.
std::optional<int> failure(std::string_view call, const std::string& path) {
    Rule* const rule = rules().fail;
    if (rule == nullptr || !rule->is_for(call, path)) return std::nullopt;
    const long at = ++rule->count;
    const bool sticky = rule->what.ends_with(":sticky");
    if (at != rule->n && !(sticky && at > rule->n)) return std::nullopt;
    log("fail " + rule->what + " " + rule->call + " " + path);
    return rule->what.starts_with("ENOSPC") ? ENOSPC : EIO;
}

// Makes the call unless it is to fail, with the crash before or after it. Failing is -1 and errno.
template <class Do>
auto around(std::string_view call, const std::string& path, Do make) -> decltype(make()) {
    if (rules().trace) log(std::string(call) + " " + path);
    Rule* const crash = rules().crash;
    bool now = false;
    if (crash != nullptr && crash->is_for(call, path)) now = ++crash->count == crash->n;
    if (now && crash->what == "before") die(*crash, path);
    if (const auto error = failure(call, path)) {
        errno = *error;
        return -1;
    }
    const auto result = make();
    if (now) die(*crash, path);
    return result;
}

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

using Write = ssize_t (*)(int, const void*, size_t);
using WriteAt = ssize_t (*)(int, const void*, size_t, off64_t);
using Sync = int (*)(int);
using Rename = int (*)(const char*, const char*);
using Unlink = int (*)(const char*);
using Truncate = int (*)(int, off64_t);
using Allocate = int (*)(int, off64_t, off64_t);

ssize_t write_at(WriteAt make, int descriptor, const void* bytes, size_t count, off64_t offset) {
    return around("write", path_of(descriptor),
                  [&] { return make(descriptor, bytes, count, offset); });
}

int sync(Sync make, int descriptor) {
    const std::string path = path_of(descriptor);
    const auto& off = rules().sync_off;
    return around("sync", path, [&] {
        if (off && matches(*off, path)) return 0;
        const int result = make(descriptor);
        if (rules().sync_delay_ms > 0) poll(nullptr, 0, rules().sync_delay_ms);
        return result;
    });
}

int truncate(Truncate make, int descriptor, off64_t length) {
    return around("truncate", path_of(descriptor), [&] { return make(descriptor, length); });
}

// posix_fallocate gives the error instead of setting errno.
int allocate(Allocate make, int descriptor, off64_t offset, off64_t length) {
    int error = 0;
    const int made = around("allocate", path_of(descriptor), [&] {
        error = make(descriptor, offset, length);
        return error == 0 ? 0 : -2;
    });
    return made == -1 ? errno : error;
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t count) {
    static const auto make = real<Write>("write");
    if (descriptor <= 2) return make(descriptor, bytes, count);
    return around("write", path_of(descriptor), [&] { return make(descriptor, bytes, count); });
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    static const auto make = real<WriteAt>("pwrite64");
    return write_at(make, descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
    static const auto make = real<WriteAt>("pwrite64");
    return write_at(make, descriptor, bytes, count, offset);
}

int fsync(int descriptor) {
    static const auto make = real<Sync>("fsync");
    return sync(make, descriptor);
}

int fdatasync(int descriptor) {
    static const auto make = real<Sync>("fdatasync");
    return sync(make, descriptor);
}

int rename(const char* from, const char* to) {
    static const auto make = real<Rename>("rename");
    return around("rename", from, [&] { return make(from, to); });
}

int unlink(const char* path) {
    static const auto make = real<Unlink>("unlink");
    return around("unlink", path, [&] { return make(path); });
}

int ftruncate(int descriptor, off_t length) noexcept {
    static const auto make = real<Truncate>("ftruncate64");
    return truncate(make, descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) noexcept {
    static const auto make = real<Truncate>("ftruncate64");
    return truncate(make, descriptor, length);
}

int posix_fallocate(int descriptor, off_t offset, off_t length) {
    static const auto make = real<Allocate>("posix_fallocate64");
    return allocate(make, descriptor, offset, length);
}

int posix_fallocate64(int descriptor, off64_t offset, off64_t length) {
    static const auto make = real<Allocate>("posix_fallocate64");
    return allocate(make, descriptor, offset, length);
}
}
