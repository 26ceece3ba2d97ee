// PosixDisk: the files of the operating system.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "disk/disk.h"

namespace footfall {

// Thread-safe. Every error names the path. No space left (also a quota, also a file that may grow
// no further) is `busy` with the reason `disk_full`; other trouble is `io`. New files can be read
// by their owner alone.
class PosixDisk final : public Disk {
  public:
    // Where only reading is allowed, `existing` opens for reading and later writes fail.
    Result<std::unique_ptr<File>> open(const std::filesystem::path& path, Open how) override;

    // Regular files only; `not_found` if there is no such folder.
    Result<std::vector<std::string>> list(const std::filesystem::path& folder) const override;

    Result<> make_folder(const std::filesystem::path& folder) override;

    // Takes the place of a file already at `to`.
    Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;

    Result<> remove(const std::filesystem::path& path) override;
    Result<> sync_folder(const std::filesystem::path& folder) override;
    Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) const override;

    // An open-file-description lock on the file `lock` in the folder.
    Result<std::unique_ptr<FolderLock>> lock(const std::filesystem::path& folder) override;
};

}  // namespace footfall
