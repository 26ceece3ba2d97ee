// SimulatedDisk: files in memory that forget what was not synced, tear, fail and fill up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "disk/disk.h"
#include "random.h"

namespace footfall {

// Thread-safe. Folders, unlike names of files, are durable at once. Equal calls and seeds give
// equal disks. It must outlive its files and locks.
class SimulatedDisk final : public Disk {
  public:
    static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
    static constexpr std::size_t sector_bytes = 512;

    explicit SimulatedDisk(std::uint64_t capacity = unlimited);
    ~SimulatedDisk() override;

    Result<std::unique_ptr<File>> open(const std::filesystem::path& path, Open how) override;
    Result<std::vector<std::string>> list(const std::filesystem::path& folder) const override;
    Result<> make_folder(const std::filesystem::path& folder) override;
    Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    Result<> remove(const std::filesystem::path& path) override;
    Result<> sync_folder(const std::filesystem::path& folder) override;
    Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) const override;
    Result<std::unique_ptr<FolderLock>> lock(const std::filesystem::path& folder) override;

    // Of what was not synced, each sector and each change of a name survives or not, at random.
    // Every open file is dead from here on, every lock released.
    void lose_power(Random& random);

    // The same, but until restore_power() all else fails with `io` too: so a thread of before, in
    // the middle of its work, cannot touch what comes after.
    void cut_power(Random& random);
    void restore_power();

    // The nth sync from here on, of a file or a folder, fails; 1 is the next. The data stays to be
    // read, but no later sync of that file makes it durable.
    void fail_sync(std::uint64_t nth);

    // From here on syncs say that all is well, and do nothing.
    void lie_about_syncs();

    // The nth write from here on puts half of its bytes and fails: with `io`, or as a full disk.
    enum class Failure { io, full };
    void fail_write(std::uint64_t nth, Failure failure);

    // From here on reads of the file that is there now fail with `io`.
    void fail_reads(const std::filesystem::path& path);

    // Files already larger stay; what would grow beyond it fails as a full disk.
    void set_capacity(std::uint64_t bytes);

    // Syncs tried so far, of files and folders.
    std::uint64_t syncs() const;

    // The whole file as a reader sees it; empty if there is none.
    std::vector<std::byte> contents(const std::filesystem::path& path) const;

    // Puts a durable file there, as damage does. Files open on the old one do not see it.
    void replace(const std::filesystem::path& path, std::span<const std::byte> bytes);

  private:
    struct State;
    class OpenFile;
    class Lock;
    std::shared_ptr<State> state_;
};

}  // namespace footfall
