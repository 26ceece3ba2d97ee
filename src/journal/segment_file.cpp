#include "journal/segment_file.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

constexpr const char* spare_name = "spare.new";

}  // namespace

Result<std::unique_ptr<File>> open_anew(Disk& disk, const fs::path& path) {
    auto file = disk.open(path, Disk::Open::create_new);
    if (file || file.error().code != ErrorCode::conflict) return file;
    FOOTFALL_CHECK(disk.remove(path));
    return disk.open(path, Disk::Open::create_new);
}

Result<std::unique_ptr<File>> make_spare(Disk& disk, const fs::path& folder, std::uint64_t bytes) {
    FOOTFALL_TRY(file, open_anew(disk, folder / spare_name));
    if (auto allocated = file->allocate(bytes); !allocated) {
        drop_spare(disk, folder);
        return fail(std::move(allocated).error());
    }
    return file;
}

void drop_spare(Disk& disk, const fs::path& folder) {
    // If it stays, the next one meets it again and says why.
    (void)disk.remove(folder / spare_name);
}

Result<> write_header(File& file, const SegmentHeader& header) {
    return file.write(0, encode_header(header));
}

Result<> put_in_place(Disk& disk, const fs::path& folder, File& spare, std::uint32_t segment) {
    FOOTFALL_CHECK(spare.sync());
    FOOTFALL_CHECK(disk.rename(folder / spare_name, folder / segment_name(segment)));
    return disk.sync_folder(folder);
}

Result<> seal(File& file, const SegmentHeader& header, std::uint64_t offset, const Sha256& sha,
              Sequence last, Instant received_at) {
    const Footer footer{last.value + 1 - header.first.value, sha.digest()};
    FOOTFALL_CHECK(file.truncate(offset + footer_bytes));
    FOOTFALL_CHECK(file.write(offset, encode_footer(footer, header, last, received_at)));
    return file.sync();
}

}  // namespace footfall::journal
