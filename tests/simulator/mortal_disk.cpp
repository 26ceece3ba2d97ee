#include "simulator/mortal_disk.h"

#include <span>
#include <utility>

#include "assert.h"

namespace footfall::simulator {

namespace fs = std::filesystem;

namespace {

// A copy in the making, of a sealed segment or of what is made of it: whatever fails there, nothing
// depends on it.
bool is_upkeep(const fs::path& path) {
    return path.extension() == ".new" && path.filename() != "spare.new";
}

}  // namespace

class MortalDisk::MortalFile final : public File {
  public:
    MortalFile(MortalDisk& disk, std::unique_ptr<File> file, fs::path path)
        : disk_(disk), file_(std::move(file)), path_(std::move(path)) {
        ++disk_.open_files_;
    }
    ~MortalFile() override { --disk_.open_files_; }

    Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
        const auto whole = [&] { return file_->write(offset, bytes); };
        if (!disk_.is_dead_ && disk_.operations_to_death_ == 1 && !bytes.empty()) {
            bytes = bytes.first(disk_.dice_.below(bytes.size()) + 1);
        }
        return disk_.change("write", path_, bytes.size(), whole);
    }
    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
        FOOTFALL_CHECK(disk_.alive());
        return file_->read(offset, into);
    }
    Result<std::uint64_t> size() const override {
        FOOTFALL_CHECK(disk_.alive());
        return file_->size();
    }
    Result<> allocate(std::uint64_t size) override {
        return disk_.change("allocate", path_, size, [&] { return file_->allocate(size); });
    }
    Result<> truncate(std::uint64_t size) override {
        return disk_.change("truncate", path_, size, [&] { return file_->truncate(size); });
    }
    Result<> sync() override {
        return disk_.change("sync", path_, 0, [&] { return file_->sync(); });
    }

  private:
    MortalDisk& disk_;
    const std::unique_ptr<File> file_;
    const fs::path path_;
};

Result<> MortalDisk::alive() const {
    if (is_dead_) return fail(ErrorCode::io, "the process is dead");
    return {};
}

bool MortalDisk::dies_here() { return operations_to_death_ > 0 && --operations_to_death_ == 0; }

template <class Operation>
Result<> MortalDisk::change(std::string_view what, const fs::path& path, std::uint64_t number,
                            const Operation& operation) {
    FOOTFALL_CHECK(alive());
    trace_("    disk", what, path.filename().native(), number);
    if (!dies_here()) return is_upkeep(path) ? operation() : note(what, operation());
    const bool happens = dice_.chance(50);
    trace_("    disk: dies here, and it", happens ? "happened" : "did not happen");
    if (happens) static_cast<void>(operation());
    die(how_);
    return alive();
}

Result<> MortalDisk::note(std::string_view what, Result<> outcome) {
    if (outcome) return outcome;
    trace_("    disk:", what, "failed:", outcome.error().message);
    if (what == "write") ++short_writes_;
    if (what == "sync") {
        ++failed_syncs_;
    } else if (outcome.error().reason == "disk_full") {
        ++failed_for_room_;
    } else if (outcome.error().code == ErrorCode::io) {
        ++failed_otherwise_;
    }
    return outcome;
}

void MortalDisk::die_at(std::uint64_t nth, Death how) {
    operations_to_death_ = nth;
    how_ = how;
}

void MortalDisk::die(Death how) {
    trace_("dies", how == Death::kill ? "killed" : "the power is cut");
    how_ = how;
    is_dead_ = true;
    operations_to_death_ = 0;
    if (how == Death::power_cut) disk_.lose_power(dice_.random());
}

void MortalDisk::begin_life() {
    ASSERT(open_files_ == 0, "open files: " << open_files_);
    is_dead_ = false;
    operations_to_death_ = 0;
    failed_syncs_ = 0;
    short_writes_ = 0;
    failed_for_room_ = 0;
    failed_otherwise_ = 0;
    segments_placed_ = 0;
}

Result<std::unique_ptr<File>> MortalDisk::open(const fs::path& path, Open how) {
    FOOTFALL_CHECK(alive());
    std::unique_ptr<File> file;
    const auto really_open = [&]() -> Result<> {
        FOOTFALL_TRY(opened, disk_.open(path, how));
        file = std::make_unique<MortalFile>(*this, std::move(opened), path);
        return {};
    };
    if (how == Open::create_new) {
        FOOTFALL_CHECK(change("create", path, 0, really_open));
    } else {
        FOOTFALL_CHECK(really_open());
    }
    return file;
}

Result<std::vector<std::string>> MortalDisk::list(const fs::path& folder) const {
    FOOTFALL_CHECK(alive());
    return disk_.list(folder);
}

Result<> MortalDisk::make_folder(const fs::path& folder) {
    return change("make_folder", folder, 0, [&] { return disk_.make_folder(folder); });
}

Result<> MortalDisk::rename(const fs::path& from, const fs::path& to) {
    FOOTFALL_CHECK(change("rename to", to, 0, [&] { return disk_.rename(from, to); }));
    if (to.extension() == ".segment") ++segments_placed_;
    return {};
}

Result<> MortalDisk::remove(const fs::path& path) {
    FOOTFALL_CHECK(alive());
    // Most removals are of a spare that is not there.
    if (disk_.contents(path).empty()) return disk_.remove(path);
    return change("remove", path, 0, [&] { return disk_.remove(path); });
}

Result<> MortalDisk::sync_folder(const fs::path& folder) {
    return change("sync", folder, 0, [&] { return disk_.sync_folder(folder); });
}

Result<std::uint64_t> MortalDisk::free_bytes(const fs::path& folder) const {
    FOOTFALL_CHECK(alive());
    return disk_.free_bytes(folder);
}

Result<std::unique_ptr<FolderLock>> MortalDisk::lock(const fs::path& folder) {
    FOOTFALL_CHECK(alive());
    return disk_.lock(folder);
}

}  // namespace footfall::simulator
