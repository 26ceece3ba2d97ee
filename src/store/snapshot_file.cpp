#include "store/snapshot_file.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include "journal/crc32c.h"

namespace footfall::store {

namespace {

namespace fs = std::filesystem;

// The file begins with the magic. Before each block, and before the end: its size (8; the end: all
// ones), its checksum (4; the end: how many blocks there were), and the checksum of those 12 (4).
constexpr std::string_view magic = "footsnap";
constexpr std::size_t head_bytes = 16;
constexpr std::uint64_t end_size = UINT64_MAX;

std::array<char, head_bytes> make_head(std::uint64_t size, std::uint32_t crc) {
    std::array<char, head_bytes> head{};
    std::memcpy(head.data(), &size, 8);
    std::memcpy(head.data() + 8, &crc, 4);
    const std::uint32_t own = journal::crc32c(std::as_bytes(std::span(head).first(12)));
    std::memcpy(head.data() + 12, &own, 4);
    return head;
}

fs::path fresh(const fs::path& path) { return path.string() + ".new"; }

tl::unexpected<Error> damaged() {
    return fail(ErrorCode::corrupt, "the snapshot is damaged or not whole");
}

}  // namespace

SnapshotWriter::SnapshotWriter(Disk& disk, fs::path path, std::unique_ptr<File> file)
    : disk_(&disk), path_(std::move(path)), file_(std::move(file)) {}

Result<SnapshotWriter> SnapshotWriter::begin(Disk& disk, fs::path path) {
    auto file = disk.open(fresh(path), Disk::Open::create_new);
    if (!file && file.error().code == ErrorCode::conflict) {
        FOOTFALL_CHECK(disk.remove(fresh(path)));
        file = disk.open(fresh(path), Disk::Open::create_new);
    }
    if (!file) return fail(std::move(file).error());
    SnapshotWriter writer(disk, std::move(path), std::move(*file));
    FOOTFALL_CHECK(writer.put(magic));
    return writer;
}

SnapshotWriter::~SnapshotWriter() {
    // What is left of it only takes room until the next one is begun.
    if (file_) (void)disk_->remove(fresh(path_));
}

Result<> SnapshotWriter::put(std::string_view bytes) {
    FOOTFALL_CHECK(file_->write(at_, std::as_bytes(std::span(bytes))));
    at_ += bytes.size();
    return {};
}

Result<> SnapshotWriter::add(std::string_view block) {
    const auto head = make_head(block.size(), journal::crc32c(std::as_bytes(std::span(block))));
    FOOTFALL_CHECK(put({head.data(), head.size()}));
    FOOTFALL_CHECK(put(block));
    ++blocks_;
    return file_->sync();
}

Result<> SnapshotWriter::finish() {
    const auto head = make_head(end_size, static_cast<std::uint32_t>(blocks_));
    FOOTFALL_CHECK(put({head.data(), head.size()}));
    FOOTFALL_CHECK(file_->sync());
    FOOTFALL_CHECK(disk_->rename(fresh(path_), path_));
    file_.reset();
    return {};
}

Result<SnapshotReader> SnapshotReader::open(Disk& disk, const fs::path& path) {
    FOOTFALL_TRY(file, disk.open(path, Disk::Open::existing));
    SnapshotReader reader(std::move(file));
    FOOTFALL_TRY(size, reader.file_->size());
    reader.size_ = size;
    std::array<std::byte, magic.size()> begin{};
    FOOTFALL_TRY(got, reader.file_->read(0, begin));
    if (got != begin.size() || std::memcmp(begin.data(), magic.data(), magic.size()) != 0) {
        return damaged();
    }
    reader.at_ = magic.size();
    return reader;
}

Result<SnapshotReader::Head> SnapshotReader::read_head() {
    std::array<char, head_bytes> bytes{};
    FOOTFALL_TRY(got, file_->read(at_, std::as_writable_bytes(std::span(bytes))));
    Head head;
    std::memcpy(&head.size, bytes.data(), 8);
    std::memcpy(&head.crc, bytes.data() + 8, 4);
    if (got != bytes.size() || make_head(head.size, head.crc) != bytes) return damaged();
    at_ += head_bytes;
    return head;
}

Result<> SnapshotReader::next(std::string& block) {
    FOOTFALL_TRY(head, read_head());
    if (head.size > size_ - at_) return damaged();
    block.resize(head.size);
    const auto into = std::as_writable_bytes(std::span(block));
    FOOTFALL_TRY(got, file_->read(at_, into));
    if (got != head.size || journal::crc32c(into) != head.crc) return damaged();
    at_ += head.size;
    ++blocks_;
    return {};
}

Result<> SnapshotReader::end() {
    FOOTFALL_TRY(head, read_head());
    if (head.size != end_size || head.crc != static_cast<std::uint32_t>(blocks_)) return damaged();
    return {};
}

}  // namespace footfall::store
