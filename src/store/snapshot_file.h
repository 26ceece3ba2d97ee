// Snapshot files: what a store holds in memory, in blocks with checksums. Caches: any of them may
// be removed at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "disk/disk.h"
#include "result.h"

namespace footfall::store {

// Writes a file beside `path`, and puts it in its place when it is whole. One thread at a time.
class SnapshotWriter {
  public:
    static Result<SnapshotWriter> begin(Disk& disk, std::filesystem::path path);

    SnapshotWriter(SnapshotWriter&&) noexcept = default;
    SnapshotWriter& operator=(SnapshotWriter&&) = delete;
    ~SnapshotWriter();

    // Each block is synced before the next one, so that no later sync of another file waits for
    // all of them.
    Result<> add(std::string_view block);

    // Ends the file and renames it. Until then, and after a failure, what was there before stays;
    // the folder is not synced.
    Result<> finish();

  private:
    SnapshotWriter(Disk& disk, std::filesystem::path path, std::unique_ptr<File> file);
    Result<> put(std::string_view bytes);

    Disk* disk_;
    std::filesystem::path path_;
    std::unique_ptr<File> file_;
    std::uint64_t at_ = 0;
    std::uint64_t blocks_ = 0;
};

// One thread at a time.
class SnapshotReader {
  public:
    // `not_found` if there is none.
    static Result<SnapshotReader> open(Disk& disk, const std::filesystem::path& path);

    // The next block; it replaces what `block` holds. `corrupt` if it is damaged, or there is none.
    Result<> next(std::string& block);

    // `corrupt` unless the file ends here as it was ended.
    Result<> end();

  private:
    struct Head {
        std::uint64_t size = 0;
        std::uint32_t crc = 0;
    };

    explicit SnapshotReader(std::unique_ptr<File> file) : file_(std::move(file)) {}
    Result<Head> read_head();

    std::unique_ptr<File> file_;
    std::uint64_t at_ = 0;
    std::uint64_t size_ = 0;
    std::uint64_t blocks_ = 0;
};

}  // namespace footfall::store
