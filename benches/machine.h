// The machine that measures, and what processes take of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace footfall::bench {

// CPU, cores, memory and system, in one line that is the same as long as the machine is.
std::string machine_name();

// The same, the file system and disk of `folder`, and the load just now, in a line each.
std::string describe_machine(const std::filesystem::path& folder);

// Gigabytes a second that one core reads in order, from memory that no cache holds; the median of
// several runs.
double read_bandwidth_gb_s();

// Milliseconds that a write of 4 KiB at a file's end and its sync take in `folder`; the median.
double sync_ms(const std::filesystem::path& folder);

// What a process holds in memory; this one by default. 0 if there is no such process.
std::uint64_t resident_bytes(pid_t process = 0);

// The most that a process held since forget_peak() of it.
std::uint64_t peak_bytes(pid_t process);
void forget_peak(pid_t process);

// The sum of the sizes of all files below.
std::uint64_t bytes_below(const std::filesystem::path& folder);

}  // namespace footfall::bench
