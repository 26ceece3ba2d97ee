// RunFile: a run on disk. A cache: any of them may be removed at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "disk/disk.h"
#include "result.h"
#include "timeline/memory_run.h"
#include "timeline/run.h"

namespace footfall::timeline {

struct RunEntry;

// Writes the run's file beside `path`, syncs it and puts it in its place; `id` tells it from others
// of the same range. What was there before stays after a failure; the folder is not synced.
Result<> write_run(Disk& disk, const std::filesystem::path& path, const MemoryRun& run,
                   std::uint64_t id);

// Whatever it reads has a checksum, so what is damaged is `corrupt` and never another answer.
class RunFile final : public Run {
  public:
    // `not_found` if there is none; `corrupt` if it is damaged or of another version.
    static Result<std::shared_ptr<const RunFile>> open(Disk& disk,
                                                       const std::filesystem::path& path);

    std::uint64_t id() const { return id_; }
    SequenceRange range() const override { return range_; }
    Instant latest() const override { return latest_; }
    Result<> read(const CustomerKey& key, const Wants& wants,
                  const TakeRecords& take) const override;

    std::size_t memory_bytes() const override {
        return sizeof *this + first_hashes_.capacity() * sizeof(std::uint64_t);
    }

    // Adds all customers to a run that ends where this one begins, or to an empty one.
    Result<> add_to(MemoryRun& run) const;

  private:
    RunFile() = default;
    Result<> read_at(std::uint64_t offset, std::span<std::byte> into) const;
    Result<std::vector<RunEntry>> read_page(std::size_t page) const;
    // The whole customer that the entry speaks of.
    Result<std::string> read_customer(const RunEntry& entry) const;

    std::uint64_t id_ = 0;
    SequenceRange range_;
    Instant latest_;
    std::uint64_t pages_begin_ = 0;
    std::vector<std::uint64_t> first_hashes_;  // of each page
    mutable std::mutex mutex_;
    std::unique_ptr<File> file_;  // guarded by mutex_
};

}  // namespace footfall::timeline
