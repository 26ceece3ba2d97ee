#include "disk/posix_disk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "assert.h"

namespace footfall {

namespace {

namespace fs = std::filesystem;

// What `error`, an errno, means for the caller. `doing` is such as "cannot open".
tl::unexpected<Error> trouble(int error, const std::string& doing, const fs::path& path) {
    std::string message =
        doing + " " + path.string() + ": " + std::generic_category().message(error);
    switch (error) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return fail(ErrorCode::busy, std::move(message), {}, "disk_full");
        case ENOENT:
        case ENOTDIR:
            return fail(ErrorCode::not_found, std::move(message));
        case EEXIST:
            return fail(ErrorCode::conflict, std::move(message));
        default:
            return fail(ErrorCode::io, std::move(message));
    }
}

// Closes when it goes.
class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

  private:
    int number_;
};

Descriptor open_descriptor(const fs::path& path, int flags) {
    int number = -1;
    do {
        number = ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
    } while (number < 0 && errno == EINTR);
    return Descriptor(number);
}

class PosixFile final : public File {
  public:
    PosixFile(Descriptor descriptor, fs::path path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
        while (!bytes.empty()) {
            const ssize_t put = ::pwrite(descriptor_.number(), bytes.data(), bytes.size(),
                                         static_cast<off_t>(offset));
            if (put < 0 && errno == EINTR) continue;
            if (put <= 0) {
                return trouble(put < 0 ? errno : EIO,
                               "cannot write at offset " + std::to_string(offset) + " of", path_);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(put));
            offset += static_cast<std::uint64_t>(put);
        }
        return {};
    }

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
        std::size_t done = 0;
        while (done < into.size()) {
            const ssize_t got = ::pread(descriptor_.number(), into.data() + done,
                                        into.size() - done, static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) {
                return trouble(errno, "cannot read at offset " + std::to_string(offset) + " of",
                               path_);
            }
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

    Result<std::uint64_t> size() const override {
        struct stat facts{};
        if (::fstat(descriptor_.number(), &facts) != 0) {
            return trouble(errno, "cannot get the size of", path_);
        }
        return static_cast<std::uint64_t>(facts.st_size);
    }

    Result<> allocate(std::uint64_t wanted) override {
        int error = 0;
        do {
            error = ::posix_fallocate(descriptor_.number(), 0, static_cast<off_t>(wanted));
        } while (error == EINTR);
        if (error == 0) return {};
        if (error == EOPNOTSUPP || error == EINVAL) return fill_with_zeroes(wanted);
        return trouble(error, "cannot reserve " + std::to_string(wanted) + " bytes for", path_);
    }

    Result<> truncate(std::uint64_t wanted) override {
        int failed = 0;
        do {
            failed = ::ftruncate(descriptor_.number(), static_cast<off_t>(wanted));
        } while (failed != 0 && errno == EINTR);
        if (failed != 0) return trouble(errno, "cannot truncate", path_);
        return {};
    }

    Result<> sync() override {
        // Not again after EINTR: whether the data is safe is in doubt then too.
        if (::fdatasync(descriptor_.number()) != 0) return trouble(errno, "cannot sync", path_);
        return {};
    }

  private:
    // For file systems that cannot reserve, and C libraries that do not do this themselves.
    Result<> fill_with_zeroes(std::uint64_t wanted) {
        static constexpr std::array<std::byte, 64 * 1024> zeroes{};
        FOOTFALL_TRY(at, size());
        while (at < wanted) {
            const auto step = std::min<std::uint64_t>(zeroes.size(), wanted - at);
            FOOTFALL_CHECK(write(at, std::span(zeroes).first(static_cast<std::size_t>(step))));
            at += step;
        }
        return {};
    }

    Descriptor descriptor_;
    fs::path path_;
};

class PosixFolderLock final : public FolderLock {
  public:
    explicit PosixFolderLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  private:
    Descriptor descriptor_;
};

}  // namespace

Result<std::unique_ptr<File>> PosixDisk::open(const fs::path& path, Open how) {
    const int create = how == Open::create_new ? O_CREAT | O_EXCL : 0;
    Descriptor descriptor = open_descriptor(path, O_RDWR | create);
    if (!descriptor.is_open() && create == 0 && (errno == EROFS || errno == EACCES)) {
        Descriptor for_reading = open_descriptor(path, O_RDONLY);
        if (!for_reading.is_open()) return trouble(errno, "cannot open", path);
        return std::make_unique<PosixFile>(std::move(for_reading), path);
    }
    if (!descriptor.is_open()) {
        return trouble(errno, create == 0 ? "cannot open" : "cannot create", path);
    }
    return std::make_unique<PosixFile>(std::move(descriptor), path);
}

Result<std::vector<std::string>> PosixDisk::list(const fs::path& folder) const {
    std::error_code error;
    std::vector<std::string> names;
    fs::directory_iterator at(folder, error);
    while (!error && at != fs::directory_iterator()) {
        std::error_code gone;  // a file removed meanwhile is no file
        if (at->is_regular_file(gone)) names.push_back(at->path().filename().string());
        at.increment(error);
    }
    if (error) return trouble(error.value(), "cannot list", folder);
    std::ranges::sort(names);
    return names;
}

Result<> PosixDisk::make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return trouble(error.value(), "cannot make the folder", folder);
    return {};
}

Result<> PosixDisk::rename(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return trouble(error.value(), "cannot rename to " + to.string() + " the file", from);
    return {};
}

Result<> PosixDisk::remove(const fs::path& path) {
    if (::unlink(path.c_str()) != 0) return trouble(errno, "cannot remove", path);
    return {};
}

Result<> PosixDisk::sync_folder(const fs::path& folder) {
    const Descriptor descriptor = open_descriptor(folder, O_RDONLY | O_DIRECTORY);
    if (!descriptor.is_open()) return trouble(errno, "cannot open the folder", folder);
    if (::fsync(descriptor.number()) != 0) return trouble(errno, "cannot sync", folder);
    return {};
}

Result<std::uint64_t> PosixDisk::free_bytes(const fs::path& folder) const {
    struct statvfs facts{};
    int failed = 0;
    do {
        failed = ::statvfs(folder.c_str(), &facts);
    } while (failed != 0 && errno == EINTR);
    if (failed != 0) return trouble(errno, "cannot get the free space of", folder);
    return std::uint64_t{facts.f_bavail} * facts.f_frsize;
}

Result<std::unique_ptr<FolderLock>> PosixDisk::lock(const fs::path& folder) {
    const fs::path path = folder / "lock";
    Descriptor descriptor = open_descriptor(path, O_RDWR | O_CREAT);
    if (!descriptor.is_open()) return trouble(errno, "cannot open", path);
    struct flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor.number(), F_OFD_SETLK, &whole) != 0) {
        if (errno == EAGAIN || errno == EACCES) {
            return fail(ErrorCode::conflict,
                        folder.string() + " is in use by another process (its file lock is held)");
        }
        return trouble(errno, "cannot lock", path);
    }
    return std::make_unique<PosixFolderLock>(std::move(descriptor));
}

}  // namespace footfall
