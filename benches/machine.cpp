#include "machine.h"

#include <charconv>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "disk/posix_disk.h"
#include "timings.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// The rest of the first line that begins with `key`, behind its colon.
std::string value_of(const std::string& text, const std::string& key) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t colon = line.find_first_of(":=");
        if (colon == std::string::npos) continue;
        const std::size_t begin = line.find_first_not_of(" \t\"", colon + 1);
        if (begin == std::string::npos) return {};
        return line.substr(begin, line.find_last_not_of(" \t\"") + 1 - begin);
    }
    return {};
}

std::uint64_t number_in(const std::string& text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// A line of what the system says of a process, which is in KiB; of 0, of this one.
std::uint64_t status_bytes(pid_t process, const std::string& line) {
    const std::string who = process == 0 ? "self" : std::to_string(process);
    return number_in(value_of(text_of("/proc/" + who + "/status"), line)) * 1'024;
}

std::string describe_disk(const fs::path& folder) {
    struct stat facts{};
    if (::stat(folder.c_str(), &facts) != 0) return "unknown";
    const std::string number = fmt::format("{}:{}", major(facts.st_dev), minor(facts.st_dev));
    std::string type = "unknown";
    std::istringstream mounts(text_of("/proc/self/mountinfo"));
    for (std::string line; std::getline(mounts, line);) {
        if (line.find(" " + number + " ") == std::string::npos) continue;
        const std::size_t dash = line.find(" - ");
        if (dash == std::string::npos) continue;
        type = line.substr(dash + 3, line.find(' ', dash + 3) - dash - 3);
    }
    fs::path queue = "/sys/dev/block/" + number + "/queue/rotational";
    if (!fs::exists(queue)) queue = "/sys/dev/block/" + number + "/../queue/rotational";
    const std::string rotational = text_of(queue);
    const std::string kind = rotational.empty()     ? "no block device"
                             : rotational[0] == '0' ? "not rotating"
                                                    : "rotating";
    return type + ", " + kind;
}

}  // namespace

std::string machine_name() {
    const std::string cpu = text_of("/proc/cpuinfo");
    utsname system{};
    ::uname(&system);
    return fmt::format(
        "{}, {} cores, {} of cache, {:.1f} GiB of memory, {}, Linux {}",
        value_of(cpu, "model name"), std::thread::hardware_concurrency(),
        value_of(cpu, "cache size"),
        static_cast<double>(number_in(value_of(text_of("/proc/meminfo"), "MemTotal"))) / 1'048'576,
        value_of(text_of("/etc/os-release"), "PRETTY_NAME"), system.release);
}

std::string describe_machine(const fs::path& folder) {
    return fmt::format(
        "- Machine: {}\n- Disk: {}; a write of 4 KiB and its sync take {:.2f} ms\n- Others on the "
        "machine: load {} when it began\n",
        machine_name(), describe_disk(folder), sync_ms(folder),
        text_of("/proc/loadavg").substr(0, 4));
}

double read_bandwidth_gb_s() {
    const std::vector<std::uint64_t> words(32 * 1024 * 1024, 1);
    Timings times;
    std::uint64_t sum = 0;
    for (int run = 0; run < 7; ++run) {
        // Pointers, since operator[] checks its bounds; sums apart, since one would be waited for.
        const std::uint64_t* at = words.data();
        const std::uint64_t* const end = at + words.size();
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        std::uint64_t c = 0;
        std::uint64_t d = 0;
        const Stopwatch watch;
        for (; at != end; at += 8) {
            a += at[0] + at[4];
            b += at[1] + at[5];
            c += at[2] + at[6];
            d += at[3] + at[7];
        }
        times.add(watch.ms());
        sum += a + b + c + d;
    }
    ASSERT(sum == words.size() * 7, "sum=" << sum);
    return static_cast<double>(words.size() * sizeof(std::uint64_t)) / times.median() / 1e6;
}

double sync_ms(const fs::path& folder) {
    PosixDisk disk;
    const fs::path path = folder / "sync";
    auto file = disk.open(path, Disk::Open::create_new);
    if (!file) return 0;
    const std::vector<std::byte> block(4'096);
    Timings times;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const Stopwatch watch;
        if (!(*file)->write(i * block.size(), block) || !(*file)->sync()) break;
        times.add(watch.ms());
    }
    fs::remove(path);
    return times.count() == 0 ? 0 : times.median();
}

std::uint64_t resident_bytes(pid_t process) { return status_bytes(process, "VmRSS"); }

std::uint64_t peak_bytes(pid_t process) { return status_bytes(process, "VmHWM"); }

void forget_peak(pid_t process) {
    std::ofstream("/proc/" + std::to_string(process) + "/clear_refs") << "5";
}

std::uint64_t bytes_below(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code gone;
    for (auto at = fs::recursive_directory_iterator(folder, gone); at != fs::end(at);
         at.increment(gone)) {
        if (at->is_regular_file(gone)) bytes += at->file_size(gone);
    }
    return bytes;
}

}  // namespace footfall::bench
