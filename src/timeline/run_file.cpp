#include "timeline/run_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "assert.h"
#include "journal/crc32c.h"

namespace footfall::timeline {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little);

// The file: its head; customers one behind another; pages of entries that say where those are,
// sorted by hash; the first hash of each page. Numbers as they lie in memory.
namespace {

constexpr std::array<char, 8> magic{'f', 'o', 'o', 't', 'r', 'u', 'n', '2'};

struct Head {
    std::array<char, 8> magic{};
    std::uint64_t id = 0;
    SequenceRange range;
    Instant latest;
    std::uint64_t pages_begin = 0;
    std::uint64_t pages = 0;
    std::uint32_t hashes_crc = 0;
    std::uint32_t crc = 0;  // of all before
};
static_assert(sizeof(Head) == 64);

// A customer: a checksum of all that follows, the workspace, the id, the records.
constexpr std::size_t checksum_bytes = sizeof(std::uint32_t);
constexpr std::size_t id_begin = checksum_bytes + sizeof(WorkspaceId);

std::uint32_t crc_of(std::string_view bytes) {
    return journal::crc32c(std::as_bytes(std::span(bytes)));
}

std::uint32_t crc_of(const Head& head) {
    return crc_of({reinterpret_cast<const char*>(&head), offsetof(Head, crc)});
}

tl::unexpected<Error> damaged() { return fail(ErrorCode::corrupt, "a run is damaged"); }

template <class T>
void append(std::string& file, const T& value) {
    file.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::span<std::byte> bytes_of(std::string& text) {
    return std::as_writable_bytes(std::span(text.data(), text.size()));
}

}  // namespace

struct RunEntry {
    std::uint64_t hash = 0;
    Extent extent;
    std::uint32_t begin = 0;  // of the customer in the file
    std::uint32_t size = 0;
    std::uint32_t id_size = 0;
    std::uint32_t unused = 0;
};
static_assert(sizeof(RunEntry) == 48 && std::is_trivially_copyable_v<RunEntry>);

namespace {

// What is read at once to find a customer. Entries behind `size` are zeros.
struct Page {
    static constexpr std::size_t entries_max = 85;

    std::uint32_t crc = 0;  // of all behind it
    std::uint32_t size = 0;
    std::array<RunEntry, entries_max> entries;
};
static_assert(sizeof(Page) == 4088);

std::uint32_t crc_of(const Page& page) {
    return crc_of(
        {reinterpret_cast<const char*>(&page) + sizeof page.crc, sizeof page - sizeof page.crc});
}

void append_customer(std::string& file, const CustomerKey& key, const Records& records,
                     std::vector<RunEntry>& entries) {
    RunEntry entry;
    entry.hash = key.hash();
    entry.extent = records.extent();
    entry.begin = static_cast<std::uint32_t>(file.size());
    entry.id_size = static_cast<std::uint32_t>(key.customer().size());
    append(file, std::uint32_t{0});
    append(file, key.workspace());
    file += key.customer();
    file += records.bytes();
    entry.size = static_cast<std::uint32_t>(file.size() - entry.begin);
    const std::uint32_t crc = crc_of(std::string_view(file).substr(entry.begin + checksum_bytes));
    std::memcpy(file.data() + entry.begin, &crc, sizeof crc);
    entries.push_back(entry);
}

// Of sorted entries; the first hash of each page.
std::vector<std::uint64_t> append_pages(std::string& file, const std::vector<RunEntry>& entries) {
    std::vector<std::uint64_t> first_hashes;
    for (std::size_t begin = 0; begin < entries.size(); begin += Page::entries_max) {
        Page page{};
        page.size = static_cast<std::uint32_t>(std::min(Page::entries_max, entries.size() - begin));
        std::copy_n(entries.begin() + static_cast<std::ptrdiff_t>(begin), page.size,
                    page.entries.begin());
        page.crc = crc_of(page);
        append(file, page);
        first_hashes.push_back(entries[begin].hash);
    }
    return first_hashes;
}

}  // namespace

Result<> write_run(Disk& disk, const fs::path& path, const MemoryRun& run, std::uint64_t id) {
    std::string file(sizeof(Head), '\0');
    file.reserve(run.bytes() + run.bytes() / 4);
    std::vector<RunEntry> entries;
    entries.reserve(run.customers());
    run.for_each([&](const CustomerKey& key, const Records& records) {
        append_customer(file, key, records, entries);
    });
    ASSERT(file.size() <= std::numeric_limits<std::uint32_t>::max(), "size=" << file.size());
    std::sort(entries.begin(), entries.end(), [](const RunEntry& a, const RunEntry& b) {
        return std::pair(a.hash, a.begin) < std::pair(b.hash, b.begin);
    });
    Head head{.magic = magic,
              .id = id,
              .range = run.range(),
              .latest = run.latest(),
              .pages_begin = file.size(),
              .pages = 0,
              .hashes_crc = 0,
              .crc = 0};
    const std::vector<std::uint64_t> first_hashes = append_pages(file, entries);
    head.pages = first_hashes.size();
    const std::size_t hashes_begin = file.size();
    for (const std::uint64_t hash : first_hashes) append(file, hash);
    head.hashes_crc = crc_of(std::string_view(file).substr(hashes_begin));
    head.crc = crc_of(head);
    std::memcpy(file.data(), &head, sizeof head);

    const fs::path fresh = path.string() + ".new";
    auto opened = disk.open(fresh, Disk::Open::create_new);
    if (!opened && opened.error().code == ErrorCode::conflict) {
        FOOTFALL_CHECK(disk.remove(fresh));
        opened = disk.open(fresh, Disk::Open::create_new);
    }
    if (!opened) return fail(std::move(opened).error());
    Result<> written = (*opened)->write(0, bytes_of(file));
    if (written) written = (*opened)->sync();
    if (written) written = disk.rename(fresh, path);
    if (!written) {
        // Whatever is left of it only takes room until it is made again.
        [[maybe_unused]] const Result<> removed = disk.remove(fresh);
    }
    return written;
}

Result<std::shared_ptr<const RunFile>> RunFile::open(Disk& disk, const fs::path& path) {
    std::shared_ptr<RunFile> run(new RunFile);
    FOOTFALL_TRY(file, disk.open(path, Disk::Open::existing));
    run->file_ = std::move(file);
    FOOTFALL_TRY(size, run->file_->size());
    Head head;
    FOOTFALL_CHECK(run->read_at(0, std::as_writable_bytes(std::span(&head, 1))));
    if (head.magic != magic || head.crc != crc_of(head)) return damaged();
    const std::uint64_t hashes_begin = head.pages_begin + head.pages * sizeof(Page);
    if (head.pages > size / sizeof(Page) || head.pages_begin > size ||
        hashes_begin + head.pages * sizeof(std::uint64_t) != size) {
        return damaged();
    }
    run->id_ = head.id;
    run->range_ = head.range;
    run->latest_ = head.latest;
    run->pages_begin_ = head.pages_begin;
    std::string hashes(head.pages * sizeof(std::uint64_t), '\0');
    FOOTFALL_CHECK(run->read_at(hashes_begin, bytes_of(hashes)));
    if (crc_of(hashes) != head.hashes_crc) return damaged();
    run->first_hashes_.resize(head.pages);
    // Of profiles alone there is no record, so no page.
    if (head.pages > 0) {
        std::memcpy(run->first_hashes_.data(), hashes.data(), hashes.size());
    }
    return run;
}

Result<> RunFile::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    const std::lock_guard lock(mutex_);
    FOOTFALL_TRY(got, file_->read(offset, into));
    if (got != into.size()) return damaged();
    return {};
}

Result<std::vector<RunEntry>> RunFile::read_page(std::size_t number) const {
    Page page;
    FOOTFALL_CHECK(
        read_at(pages_begin_ + number * sizeof(Page), std::as_writable_bytes(std::span(&page, 1))));
    if (page.crc != crc_of(page) || page.size == 0 || page.size > Page::entries_max ||
        page.entries[0].hash != first_hashes_[number]) {
        return damaged();
    }
    return std::vector<RunEntry>(page.entries.begin(), page.entries.begin() + page.size);
}

Result<std::string> RunFile::read_customer(const RunEntry& entry) const {
    std::string customer(entry.size, '\0');
    if (entry.size < id_begin + entry.id_size) return damaged();
    FOOTFALL_CHECK(read_at(entry.begin, bytes_of(customer)));
    std::uint32_t crc = 0;
    std::memcpy(&crc, customer.data(), sizeof crc);
    if (crc != crc_of(std::string_view(customer).substr(checksum_bytes))) return damaged();
    return customer;
}

Result<> RunFile::read(const CustomerKey& key, const Wants& wants, const TakeRecords& take) const {
    const auto above = std::lower_bound(first_hashes_.begin(), first_hashes_.end(), key.hash());
    // Entries of one hash may begin on the page before.
    auto page = static_cast<std::size_t>(above - first_hashes_.begin());
    if (page > 0) --page;
    for (; page < first_hashes_.size() && first_hashes_[page] <= key.hash(); ++page) {
        FOOTFALL_TRY(entries, read_page(page));
        for (const RunEntry& entry : entries) {
            if (entry.hash != key.hash() || entry.id_size != key.customer().size()) continue;
            if (!wants(entry.extent)) continue;
            FOOTFALL_TRY(customer, read_customer(entry));
            const std::string_view all(customer);
            const bool is_it =
                std::memcmp(all.data() + checksum_bytes, key.workspace().bytes.data(),
                            sizeof(WorkspaceId)) == 0 &&
                all.substr(id_begin, entry.id_size) == key.customer();
            if (is_it) return take(all.substr(id_begin + entry.id_size));
        }
    }
    return {};
}

Result<> RunFile::add_to(MemoryRun& run) const {
    for (std::size_t page = 0; page < first_hashes_.size(); ++page) {
        FOOTFALL_TRY(entries, read_page(page));
        for (const RunEntry& entry : entries) {
            FOOTFALL_TRY(customer, read_customer(entry));
            const std::string_view all(customer);
            WorkspaceId workspace;
            std::memcpy(workspace.bytes.data(), all.data() + checksum_bytes, sizeof workspace);
            FOOTFALL_CHECK(run.add({workspace, all.substr(id_begin, entry.id_size)},
                                   all.substr(id_begin + entry.id_size)));
        }
    }
    run.extend(range_.last);
    return {};
}

}  // namespace footfall::timeline
