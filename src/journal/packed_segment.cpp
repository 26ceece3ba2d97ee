#include "journal/packed_segment.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <zstd.h>

#include "journal/crc32c.h"
#include "journal/frame.h"
#include "journal/little_endian.h"
#include "journal/segment_file.h"
#include "journal/segment_scan.h"
#include "journal/sidecar.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "footpack";
constexpr std::size_t table_at = segment_header_bytes;
constexpr std::size_t table_head_bytes = 24;  // magic, size of the segment, of a block, blocks
constexpr int level = 3;

template <class T>
void append(std::vector<std::byte>& bytes, T value) {
    bytes.resize(bytes.size() + sizeof value);
    put<T>(bytes, bytes.size() - sizeof value, value);
}

struct Block {
    std::uint32_t length = 0;
    std::uint32_t crc = 0;
};

struct Table {
    std::uint64_t size = 0;  // of the segment
    std::vector<Block> blocks;

    std::size_t bytes() const { return table_head_bytes + blocks.size() * 8 + 4; }
};

std::vector<std::byte> encode(const Table& table) {
    std::vector<std::byte> bytes;
    for (const char letter : magic) bytes.push_back(static_cast<std::byte>(letter));
    append(bytes, table.size);
    append(bytes, static_cast<std::uint32_t>(packed_block_bytes));
    append(bytes, static_cast<std::uint32_t>(table.blocks.size()));
    for (const Block& block : table.blocks) {
        append(bytes, block.length);
        append(bytes, block.crc);
    }
    append(bytes, crc32c(bytes));
    return bytes;
}

std::uint64_t blocks_of(std::uint64_t size) {
    return size / packed_block_bytes + (size % packed_block_bytes != 0 ? 1 : 0);
}

// The table that begins at `at` of a file of `size` bytes, if there is a good one.
std::optional<Table> read_table(const File& file, std::uint64_t at, std::uint64_t size) {
    std::array<std::byte, table_head_bytes> head{};
    if (at + table_head_bytes > size) return std::nullopt;
    const auto got = file.read(at, head);
    if (!got || *got != head.size()) return std::nullopt;
    if (std::memcmp(head.data(), magic.data(), magic.size()) != 0) return std::nullopt;
    Table table;
    table.size = get<std::uint64_t>(head, 8);
    const auto count = get<std::uint32_t>(head, 20);
    if (get<std::uint32_t>(head, 16) != packed_block_bytes || count != blocks_of(table.size) ||
        at + table_head_bytes + std::uint64_t{count} * 8 + 4 > size) {
        return std::nullopt;
    }
    std::vector<std::byte> bytes(table_head_bytes + std::size_t{count} * 8 + 4);
    const auto all = file.read(at, bytes);
    if (!all || *all != bytes.size()) return std::nullopt;
    const std::size_t crc_at = bytes.size() - 4;
    if (get<std::uint32_t>(bytes, crc_at) != crc32c(std::span(bytes).first(crc_at))) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < count; ++i) {
        table.blocks.push_back({get<std::uint32_t>(bytes, table_head_bytes + i * 8),
                                get<std::uint32_t>(bytes, table_head_bytes + i * 8 + 4)});
    }
    return table;
}

// Whether a file of that size can be the one that the table was made for: strangers' bytes in a
// segment may look like a table.
bool fits(const Table& table, std::uint64_t size) {
    std::uint64_t wanted = table_at + 2 * table.bytes() + 8;
    for (const Block& block : table.blocks) wanted += block.length;
    return wanted == size;
}

// Both places, the second one found by the length that ends the file.
std::optional<Table> find_table(const File& file, std::uint64_t size) {
    if (auto table = read_table(file, table_at, size); table && fits(*table, size)) return table;
    std::array<std::byte, 8> end{};
    if (size < end.size()) return std::nullopt;
    const auto got = file.read(size - end.size(), end);
    if (!got || *got != end.size()) return std::nullopt;
    const auto bytes = get<std::uint64_t>(end, 0);
    if (bytes > size - end.size()) return std::nullopt;
    auto table = read_table(file, size - end.size() - bytes, size);
    return table && fits(*table, size) ? table : std::nullopt;
}

class UnpackedFile final : public File {
  public:
    UnpackedFile(std::unique_ptr<File> file, Table table)
        : file_(std::move(file)), table_(std::move(table)) {
        std::uint64_t at = table_at + table_.bytes();
        for (const Block& block : table_.blocks) {
            at_.push_back(at);
            at += block.length;
        }
    }

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
        if (offset >= table_.size) return std::size_t{0};
        into = into.first(std::min<std::uint64_t>(into.size(), table_.size - offset));
        for (std::size_t done = 0; done < into.size();) {
            const std::uint64_t at = offset + done;
            FOOTFALL_CHECK(load(at / packed_block_bytes));
            const std::size_t skip = at % packed_block_bytes;
            const std::size_t count = std::min(into.size() - done, block_.size() - skip);
            std::memcpy(into.data() + done, block_.data() + skip, count);
            done += count;
        }
        return into.size();
    }

    Result<std::uint64_t> size() const override { return table_.size; }

    Result<> write(std::uint64_t, std::span<const std::byte>) override { return refused(); }
    Result<> allocate(std::uint64_t) override { return refused(); }
    Result<> truncate(std::uint64_t) override { return refused(); }
    Result<> sync() override { return refused(); }

  private:
    static Result<> refused() {
        return fail(ErrorCode::io, "journal: a packed segment is never written to");
    }

    Result<> load(std::uint64_t number) const {
        if (number == loaded_) return {};
        loaded_ = UINT64_MAX;
        block_.assign(
            std::min<std::uint64_t>(packed_block_bytes, table_.size - number * packed_block_bytes),
            std::byte{});
        packed_.resize(table_.blocks[number].length);
        FOOTFALL_TRY(got, file_->read(at_[number], packed_));
        const bool is_good =
            got == packed_.size() && crc32c(packed_) == table_.blocks[number].crc &&
            ZSTD_decompress(block_.data(), block_.size(), packed_.data(), packed_.size()) ==
                block_.size();
        if (!is_good) std::fill(block_.begin(), block_.end(), std::byte{});
        if (number == 0) FOOTFALL_CHECK(load_header());
        loaded_ = number;
        return {};
    }

    // The header is not compressed: a start reads no more than that of most segments.
    Result<> load_header() const {
        std::array<std::byte, segment_header_bytes> header{};
        FOOTFALL_TRY(got, file_->read(0, header));
        if (got != header.size()) return {};
        const auto decoded = decode_header(header);
        if (decoded) header = encode_header(*decoded);
        std::copy_n(header.begin(), std::min(header.size(), block_.size()), block_.begin());
        return {};
    }

    const std::unique_ptr<File> file_;
    const Table table_;
    std::vector<std::uint64_t> at_;  // of each block
    // The block read last.
    mutable std::uint64_t loaded_ = UINT64_MAX;
    mutable std::vector<std::byte> block_;
    mutable std::vector<std::byte> packed_;
};

fs::path spare_of(const fs::path& folder, std::uint32_t segment) {
    return (folder / segment_name(segment)).replace_extension("packed.new");
}

Result<bool> are_equal(const File& a, const File& b) {
    FOOTFALL_TRY(size, a.size());
    FOOTFALL_TRY(other_size, b.size());
    if (size != other_size) return false;
    std::vector<std::byte> left(1024 * 1024);
    std::vector<std::byte> right(left.size());
    for (std::uint64_t at = 0; at < size; at += left.size()) {
        FOOTFALL_TRY(got, a.read(at, left));
        FOOTFALL_TRY(other, b.read(at, right));
        if (got != other || std::memcmp(left.data(), right.data(), got) != 0) return false;
    }
    return true;
}

// Whether every byte up to the footer can be read and is good.
bool is_whole(Disk& disk, const fs::path& folder, std::uint32_t segment) {
    auto scan = SegmentScan::open(disk, folder, segment, true);
    if (!scan) return false;
    while (true) {
        const auto more = (*scan)->next([](const FrameHeader&, std::span<const std::byte>) {});
        if (!more) return false;
        if (!*more) break;
    }
    const auto tail = (*scan)->tail();
    return tail && tail->what == Tail::What::footer;
}

// Packs `segment` into `spare`, reads that back, and puts it in the place of `path`. The folder is
// not synced: whichever of the two a loss of power leaves, its bytes are durable, and a folder
// whose sync fails is in doubt for the writer too.
Result<> replace(Disk& disk, const File& segment, const fs::path& spare, const fs::path& path) {
    FOOTFALL_TRY(into, open_anew(disk, spare));
    FOOTFALL_CHECK(pack(segment, *into));
    FOOTFALL_CHECK(into->sync());
    FOOTFALL_TRY(read_back, unpacked(std::move(into)));
    FOOTFALL_TRY(equal, are_equal(segment, *read_back));
    if (!equal) return fail(ErrorCode::io, "journal: a packed segment reads back otherwise");
    return disk.rename(spare, path);
}

}  // namespace

Result<> pack(const File& segment, File& into) {
    Table table;
    FOOTFALL_TRY(size, segment.size());
    table.size = size;
    table.blocks.resize(blocks_of(size));
    std::vector<std::byte> block(packed_block_bytes);
    std::vector<std::byte> packed(ZSTD_compressBound(packed_block_bytes));
    std::uint64_t at = table_at + table.bytes();
    for (std::size_t i = 0; i < table.blocks.size(); ++i) {
        FOOTFALL_TRY(got, segment.read(i * packed_block_bytes, block));
        if (i == 0) {
            FOOTFALL_TRY(
                header, decode_header(std::span(block).first(std::min(got, segment_header_bytes))));
            FOOTFALL_CHECK(into.write(0, encode_header(header, Layout::packed)));
        }
        const std::size_t length =
            ZSTD_compress(packed.data(), packed.size(), block.data(), got, level);
        if (ZSTD_isError(length) != 0) {
            return fail(ErrorCode::io, std::string("journal: ") + ZSTD_getErrorName(length));
        }
        const auto written = std::span(packed).first(length);
        table.blocks[i] = {static_cast<std::uint32_t>(length), crc32c(written)};
        FOOTFALL_CHECK(into.write(at, written));
        at += length;
    }
    std::vector<std::byte> bytes = encode(table);
    FOOTFALL_CHECK(into.write(table_at, bytes));
    append(bytes, std::uint64_t{bytes.size()});
    return into.write(at, bytes);
}

Result<std::unique_ptr<File>> unpacked(std::unique_ptr<File> file) {
    FOOTFALL_TRY(size, file->size());
    auto table = find_table(*file, size);
    if (!table) return file;
    return std::unique_ptr<File>(
        std::make_unique<UnpackedFile>(std::move(file), *std::move(table)));
}

Packer::Packer(Disk& disk, fs::path folder) : disk_(disk), folder_(std::move(folder)) {}

Result<bool> Packer::pack_one(Instant until) {
    FOOTFALL_TRY(sealed, sealed_segments(disk_, folder_));
    for (std::size_t i = 0; i + 2 < sealed.size(); ++i) {
        if (sealed[i].number <= packed_until_) continue;
        if (until < sealed[i].received_until) break;
        FOOTFALL_TRY(packed, pack(sealed[i].number));
        packed_until_ = sealed[i].number;
        if (packed) return true;
    }
    return false;
}

Result<bool> Packer::pack(std::uint32_t segment) {
    const fs::path path = folder_ / segment_name(segment);
    FOOTFALL_TRY(file, disk_.open(path, Disk::Open::existing));
    FOOTFALL_TRY(size, file->size());
    if (find_table(*file, size) || !is_whole(disk_, folder_, segment)) return false;
    const fs::path spare = spare_of(folder_, segment);
    const Result<> done = replace(disk_, *file, spare, path);
    if (!done) {
        // What is left of it only takes room until it is made again.
        [[maybe_unused]] const Result<> removed = disk_.remove(spare);
        return fail(done.error());
    }
    return true;
}

}  // namespace footfall::journal
