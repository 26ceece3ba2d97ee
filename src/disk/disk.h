// Disk: the interface to files that must survive, so that tests can lose power.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "result.h"

namespace footfall {

// An open file. One thread at a time. Closing neither syncs nor fails.
class File {
  public:
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    virtual ~File() = default;

    // Writes all of `bytes` at `offset`, or fails; after a failure any part may be written.
    virtual Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;

    // Fills `into` from `offset`; gives how many bytes there were, fewer only at the end.
    virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const = 0;

    virtual Result<std::uint64_t> size() const = 0;

    // Makes the file that long, so that later writes within it cannot meet a full disk.
    virtual Result<> allocate(std::uint64_t size) = 0;

    virtual Result<> truncate(std::uint64_t size) = 0;

    // fdatasync. Once it has failed the file's state is in doubt: never call it again on it.
    virtual Result<> sync() = 0;
};

// A lock on a folder; released when destroyed, or by the death of the process.
class FolderLock {
  public:
    FolderLock() = default;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    virtual ~FolderLock() = default;
};

// Thread-safe. Names of files and folders are durable only after sync_folder.
class Disk {
  public:
    Disk() = default;
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    virtual ~Disk() = default;

    enum class Open { existing, create_new };

    // `not_found` if it should exist and does not, `conflict` if it should not and does.
    virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path, Open how) = 0;

    // Names (not paths) of the files in a folder, in byte order.
    virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) const = 0;

    virtual Result<> make_folder(const std::filesystem::path& folder) = 0;  // with its parents
    virtual Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    virtual Result<> remove(const std::filesystem::path& path) = 0;
    virtual Result<> sync_folder(const std::filesystem::path& folder) = 0;
    virtual Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) const = 0;

    // `conflict` if another process, or another lock of this one, holds the folder.
    virtual Result<std::unique_ptr<FolderLock>> lock(const std::filesystem::path& folder) = 0;
};

}  // namespace footfall
