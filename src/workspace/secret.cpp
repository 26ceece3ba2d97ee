#include "workspace/secret.h"

#include <memory>
#include <span>
#include <string>

namespace footfall::workspace {

namespace {

Result<Secret> load(const File& file, const std::filesystem::path& path) {
    FOOTFALL_TRY(size, file.size());
    Secret secret{};
    if (size != secret.size()) {
        return fail(ErrorCode::corrupt,
                    path.string() + " has " + std::to_string(size) + " bytes and not 32");
    }
    FOOTFALL_TRY(got, file.read(0, secret));
    if (got != secret.size()) return fail(ErrorCode::corrupt, path.string() + " ends early");
    return secret;
}

// Writes it beside its place first, so that a half-written one never stands there.
Result<Secret> make(Disk& disk, const std::filesystem::path& path, Random& random) {
    std::filesystem::path fresh = path;
    fresh += ".new";
    if (auto removed = disk.remove(fresh);
        !removed && removed.error().code != ErrorCode::not_found) {
        return fail(std::move(removed).error());
    }
    Secret secret{};
    random.fill(secret);
    FOOTFALL_TRY(file, disk.open(fresh, Disk::Open::create_new));
    FOOTFALL_CHECK(file->write(0, secret));
    FOOTFALL_CHECK(file->sync());
    FOOTFALL_CHECK(disk.rename(fresh, path));
    FOOTFALL_CHECK(disk.sync_folder(path.parent_path()));
    return secret;
}

}  // namespace

Result<Secret> load_or_make_secret(Disk& disk, const std::filesystem::path& path, Random& random) {
    auto file = disk.open(path, Disk::Open::existing);
    if (file) return load(**file, path);
    if (file.error().code != ErrorCode::not_found) return fail(std::move(file).error());
    return make(disk, path, random);
}

}  // namespace footfall::workspace
