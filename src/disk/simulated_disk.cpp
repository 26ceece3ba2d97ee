#include "disk/simulated_disk.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace footfall {

namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<std::byte>;

// What a file holds: as read now, and as it would be after a loss of power.
struct Content {
    Bytes seen;
    Bytes durable;
    std::set<std::uint64_t> dirty;  // sectors of `seen` that the next sync makes durable
    bool resized = false;           // so does the next sync with its size
    bool reads_fail = false;
};

using ContentPointer = std::shared_ptr<Content>;
using Names = std::map<fs::path, ContentPointer>;

// A change of names that no sync_folder has made durable yet.
struct Change {
    enum class What { create, rename, remove };

    What what;
    fs::path path;
    fs::path to;             // of a rename
    ContentPointer content;  // what has, gets or loses the name
};

// A name stands for the content that it stood for, also where an earlier change did not survive.
void carry_out(const Change& change, Names& names) {
    if (change.what == Change::What::create) {
        names[change.path] = change.content;
        return;
    }
    const auto found = names.find(change.path);
    if (found != names.end() && found->second == change.content) names.erase(found);
    if (change.what == Change::What::rename) names[change.to] = change.content;
}

void copy_sector(const Bytes& from, Bytes& to, std::uint64_t sector) {
    const std::size_t begin = std::min(sector * SimulatedDisk::sector_bytes, to.size());
    const std::size_t end = std::min(begin + SimulatedDisk::sector_bytes, to.size());
    const std::size_t known = std::clamp(from.size(), begin, end);
    if (known > begin) std::copy(from.data() + begin, from.data() + known, to.data() + begin);
    std::fill(to.data() + known, to.data() + end, std::byte{});
}

void mark_dirty(Content& content, std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return;
    const std::uint64_t last = (end - 1) / SimulatedDisk::sector_bytes;
    for (std::uint64_t sector = begin / SimulatedDisk::sector_bytes; sector <= last; ++sector) {
        content.dirty.insert(sector);
    }
}

void resize(Content& content, std::uint64_t size) {
    // What a cut took away and a later growth brings back reads as zeroes.
    if (size < content.seen.size()) mark_dirty(content, size, content.seen.size());
    content.seen.resize(size);
    content.resized = true;
}

void make_durable(Content& content) {
    if (content.resized) content.durable.resize(content.seen.size());
    for (const std::uint64_t sector : content.dirty) {
        copy_sector(content.seen, content.durable, sector);
    }
    content.dirty.clear();
    content.resized = false;
}

// The changes are written back in part, whatever part the seed says; then they are forgotten.
void lose(Content& content, Random& random) {
    const std::uint64_t kept_of_four = random.next() % 5;
    if (content.resized && random.next() % 4 < kept_of_four) {
        content.durable.resize(content.seen.size());
    }
    for (const std::uint64_t sector : content.dirty) {
        if (random.next() % 4 < kept_of_four) copy_sector(content.seen, content.durable, sector);
    }
    content.dirty.clear();
    content.resized = false;
}

Error power_lost(const fs::path& path) {
    return {ErrorCode::io, "cannot use " + path.string() + ": the power was lost", {}, {}};
}

}  // namespace

struct SimulatedDisk::State {
    mutable std::mutex mutex;  // guards all below, and the contents
    std::uint64_t capacity = unlimited;
    std::set<fs::path> folders;
    Names seen;
    Names durable;
    std::vector<Change> changes;
    std::set<fs::path> locked;
    std::uint64_t life = 0;  // rises with each loss of power
    bool is_off = false;
    std::uint64_t syncs = 0;
    bool lies = false;
    std::uint64_t syncs_to_failure = 0;  // 0: none will fail
    std::uint64_t writes_to_failure = 0;
    Failure write_failure = Failure::io;
    SeededRandom random{1};  // for what a failed sync happens to write back

    std::uint64_t used() const {
        std::uint64_t bytes = 0;
        for (const auto& [path, content] : seen) bytes += content->seen.size();
        return bytes;
    }

    Result<> make_room(const Content& content, std::uint64_t size, const fs::path& path) const {
        if (size <= content.seen.size() || capacity == unlimited) return {};
        const std::uint64_t more = size - content.seen.size();
        const std::uint64_t taken = used();
        if (taken <= capacity && more <= capacity - taken) return {};
        return fail(ErrorCode::busy, "no space left for " + path.string(), {}, "disk_full");
    }

    Result<> has_power(const fs::path& path) const {
        if (is_off) return fail(power_lost(path));
        return {};
    }

    bool sync_fails() {
        ++syncs;
        return syncs_to_failure > 0 && --syncs_to_failure == 0;
    }

    void note(Change change) {
        carry_out(change, seen);
        changes.push_back(std::move(change));
    }
};

class SimulatedDisk::OpenFile final : public File {
  public:
    OpenFile(std::shared_ptr<State> disk, ContentPointer content, fs::path path)
        : disk_(std::move(disk)),
          content_(std::move(content)),
          path_(std::move(path)),
          life_(disk_->life) {}

    Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
        const std::lock_guard lock(disk_->mutex);
        FOOTFALL_CHECK(alive());
        const bool fails = disk_->writes_to_failure > 0 && --disk_->writes_to_failure == 0;
        if (fails) bytes = bytes.first(bytes.size() / 2);
        FOOTFALL_CHECK(disk_->make_room(*content_, offset + bytes.size(), path_));
        if (offset + bytes.size() > content_->seen.size()) resize(*content_, offset + bytes.size());
        std::ranges::copy(bytes, content_->seen.begin() + static_cast<std::ptrdiff_t>(offset));
        mark_dirty(*content_, offset, offset + bytes.size());
        if (!fails) return {};
        if (disk_->write_failure == Failure::io) {
            return fail(ErrorCode::io, "cannot write " + path_.string() + ": made to fail");
        }
        return fail(ErrorCode::busy, "no space left for " + path_.string(), {}, "disk_full");
    }

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
        const std::lock_guard lock(disk_->mutex);
        FOOTFALL_CHECK(alive());
        if (content_->reads_fail) {
            return fail(ErrorCode::io, "cannot read " + path_.string() + ": planned to fail");
        }
        const Bytes& seen = content_->seen;
        if (offset >= seen.size()) return std::size_t{0};
        const std::size_t count = std::min<std::size_t>(into.size(), seen.size() - offset);
        std::copy_n(seen.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
        return count;
    }

    Result<std::uint64_t> size() const override {
        const std::lock_guard lock(disk_->mutex);
        FOOTFALL_CHECK(alive());
        return std::uint64_t{content_->seen.size()};
    }

    Result<> allocate(std::uint64_t size) override {
        const std::lock_guard lock(disk_->mutex);
        FOOTFALL_CHECK(alive());
        FOOTFALL_CHECK(disk_->make_room(*content_, size, path_));
        if (size > content_->seen.size()) resize(*content_, size);
        return {};
    }

    Result<> truncate(std::uint64_t size) override {
        const std::lock_guard lock(disk_->mutex);
        FOOTFALL_CHECK(alive());
        FOOTFALL_CHECK(disk_->make_room(*content_, size, path_));
        resize(*content_, size);
        return {};
    }

    Result<> sync() override {
        const std::lock_guard lock(disk_->mutex);
        FOOTFALL_CHECK(alive());
        if (disk_->sync_fails()) {
            lose(*content_, disk_->random);
            return fail(ErrorCode::io, "cannot sync " + path_.string() + ": made to fail");
        }
        if (!disk_->lies) make_durable(*content_);
        return {};
    }

  private:
    Result<> alive() const {
        if (life_ != disk_->life) return fail(power_lost(path_));
        return {};
    }

    std::shared_ptr<State> disk_;
    ContentPointer content_;  // guarded by disk_->mutex
    fs::path path_;
    std::uint64_t life_;
};

class SimulatedDisk::Lock final : public FolderLock {
  public:
    Lock(std::shared_ptr<State> disk, fs::path folder)
        : disk_(std::move(disk)), folder_(std::move(folder)), life_(disk_->life) {}
    ~Lock() override {
        const std::lock_guard lock(disk_->mutex);
        if (life_ == disk_->life) disk_->locked.erase(folder_);
    }

  private:
    std::shared_ptr<State> disk_;
    fs::path folder_;
    std::uint64_t life_;
};

SimulatedDisk::SimulatedDisk(std::uint64_t capacity) : state_(std::make_shared<State>()) {
    state_->capacity = capacity;
}

SimulatedDisk::~SimulatedDisk() = default;

Result<std::unique_ptr<File>> SimulatedDisk::open(const fs::path& path, Open how) {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(path));
    const auto found = state_->seen.find(path);
    if (how == Open::existing) {
        if (found == state_->seen.end()) {
            return fail(ErrorCode::not_found, "there is no " + path.string());
        }
        return std::make_unique<OpenFile>(state_, found->second, path);
    }
    if (found != state_->seen.end()) {
        return fail(ErrorCode::conflict, path.string() + " is there already");
    }
    if (!state_->folders.contains(path.parent_path())) {
        return fail(ErrorCode::not_found, "there is no folder " + path.parent_path().string());
    }
    const auto content = std::make_shared<Content>();
    state_->note({Change::What::create, path, {}, content});
    return std::make_unique<OpenFile>(state_, content, path);
}

Result<std::vector<std::string>> SimulatedDisk::list(const fs::path& folder) const {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(folder));
    if (!state_->folders.contains(folder)) {
        return fail(ErrorCode::not_found, "there is no folder " + folder.string());
    }
    std::vector<std::string> names;
    for (const auto& [path, content] : state_->seen) {
        if (path.parent_path() == folder) names.push_back(path.filename().string());
    }
    std::ranges::sort(names);
    return names;
}

Result<> SimulatedDisk::make_folder(const fs::path& folder) {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(folder));
    for (fs::path at = folder; !at.empty(); at = at.parent_path()) {
        if (state_->seen.contains(at)) {
            return fail(ErrorCode::conflict, at.string() + " is a file");
        }
        state_->folders.insert(at);
        if (at == at.parent_path()) break;
    }
    return {};
}

Result<> SimulatedDisk::rename(const fs::path& from, const fs::path& to) {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(from));
    if (!state_->seen.contains(from)) {
        return fail(ErrorCode::not_found, "there is no " + from.string());
    }
    if (!state_->folders.contains(to.parent_path())) {
        return fail(ErrorCode::not_found, "there is no folder " + to.parent_path().string());
    }
    if (from != to) state_->note({Change::What::rename, from, to, state_->seen.at(from)});
    return {};
}

Result<> SimulatedDisk::remove(const fs::path& path) {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(path));
    if (!state_->seen.contains(path)) {
        return fail(ErrorCode::not_found, "there is no " + path.string());
    }
    state_->note({Change::What::remove, path, {}, state_->seen.at(path)});
    return {};
}

Result<> SimulatedDisk::sync_folder(const fs::path& folder) {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(folder));
    if (!state_->folders.contains(folder)) {
        return fail(ErrorCode::not_found, "there is no folder " + folder.string());
    }
    if (state_->sync_fails()) {
        return fail(ErrorCode::io, "cannot sync " + folder.string() + ": made to fail");
    }
    if (state_->lies) return {};
    std::erase_if(state_->changes, [&](const Change& change) {
        const bool inside =
            change.path.parent_path() == folder || change.to.parent_path() == folder;
        if (inside) carry_out(change, state_->durable);
        return inside;
    });
    return {};
}

Result<std::uint64_t> SimulatedDisk::free_bytes(const fs::path& folder) const {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(folder));
    if (!state_->folders.contains(folder)) {
        return fail(ErrorCode::not_found, "there is no folder " + folder.string());
    }
    const std::uint64_t taken = state_->used();
    return taken < state_->capacity ? state_->capacity - taken : 0;
}

Result<std::unique_ptr<FolderLock>> SimulatedDisk::lock(const fs::path& folder) {
    const std::lock_guard lock(state_->mutex);
    FOOTFALL_CHECK(state_->has_power(folder));
    if (!state_->folders.contains(folder)) {
        return fail(ErrorCode::not_found, "there is no folder " + folder.string());
    }
    if (!state_->locked.insert(folder).second) {
        return fail(ErrorCode::conflict, folder.string() + " is in use");
    }
    return std::make_unique<Lock>(state_, folder);
}

void SimulatedDisk::lose_power(Random& random) {
    cut_power(random);
    restore_power();
}

void SimulatedDisk::cut_power(Random& random) {
    const std::lock_guard lock(state_->mutex);
    // A file system with a journal of its own keeps changes of names in their order, up to some
    // point; others promise nothing. Both happen.
    const bool in_order = random.next() % 2 == 0;
    const std::uint64_t kept = random.next() % (state_->changes.size() + 1);
    for (std::size_t i = 0; i < state_->changes.size(); ++i) {
        if (in_order ? i < kept : random.next() % 2 == 0) {
            carry_out(state_->changes[i], state_->durable);
        }
    }
    state_->changes.clear();
    state_->seen = state_->durable;
    std::set<Content*> lost;  // a name may stand for the same content as another
    for (const auto& [path, content] : state_->seen) {
        if (!lost.insert(content.get()).second) continue;
        lose(*content, random);
        content->seen = content->durable;
    }
    state_->locked.clear();
    state_->syncs_to_failure = 0;
    state_->writes_to_failure = 0;
    ++state_->life;
    state_->is_off = true;
}

void SimulatedDisk::restore_power() {
    const std::lock_guard lock(state_->mutex);
    state_->is_off = false;
}

void SimulatedDisk::fail_sync(std::uint64_t nth) {
    const std::lock_guard lock(state_->mutex);
    state_->syncs_to_failure = nth;
}

void SimulatedDisk::lie_about_syncs() {
    const std::lock_guard lock(state_->mutex);
    state_->lies = true;
}

void SimulatedDisk::fail_write(std::uint64_t nth, Failure failure) {
    const std::lock_guard lock(state_->mutex);
    state_->writes_to_failure = nth;
    state_->write_failure = failure;
}

void SimulatedDisk::fail_reads(const fs::path& path) {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->seen.find(path);
    if (found != state_->seen.end()) found->second->reads_fail = true;
}

void SimulatedDisk::set_capacity(std::uint64_t bytes) {
    const std::lock_guard lock(state_->mutex);
    state_->capacity = bytes;
}

std::uint64_t SimulatedDisk::syncs() const {
    const std::lock_guard lock(state_->mutex);
    return state_->syncs;
}

std::vector<std::byte> SimulatedDisk::contents(const fs::path& path) const {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->seen.find(path);
    return found == state_->seen.end() ? Bytes() : found->second->seen;
}

void SimulatedDisk::replace(const fs::path& path, std::span<const std::byte> bytes) {
    const std::lock_guard lock(state_->mutex);
    const auto content = std::make_shared<Content>();
    content->seen.assign(bytes.begin(), bytes.end());
    content->durable = content->seen;
    state_->seen[path] = content;
    state_->durable[path] = content;
}

}  // namespace footfall
