#include "intake/id_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <utility>

#include "intake/dedupe.h"

namespace footfall::intake {

namespace {

constexpr const char* ids_kind = "ids";
constexpr const char* orders_kind = "orders";

static_assert(std::endian::native == std::endian::little);
static_assert(sizeof(IdFile::Head) == 40 && sizeof(IdFile::Record) == 24);

// An id that was derived from the body counts for ten seconds, and is in no file: a segment whose
// end is as fresh as that is read.
constexpr std::chrono::minutes fresh(1);

constexpr Instant everything{INT64_MIN};

}  // namespace

std::vector<std::byte> encode(const IdFile::Head& head, std::span<const IdFile::Record> records) {
    std::vector<std::byte> bytes(sizeof head + records.size_bytes());
    std::memcpy(bytes.data(), &head, sizeof head);
    if (!records.empty()) {
        std::memcpy(bytes.data() + sizeof head, records.data(), records.size_bytes());
    }
    return bytes;
}

bool decode(std::span<const std::byte> bytes, IdFile::Head& head,
            std::vector<IdFile::Record>& records) {
    if (bytes.size() < sizeof head) return false;
    std::memcpy(&head, bytes.data(), sizeof head);
    bytes = bytes.subspan(sizeof head);
    if (bytes.size() % sizeof(IdFile::Record) != 0) return false;
    records.resize(bytes.size() / sizeof(IdFile::Record));
    if (!records.empty()) std::memcpy(records.data(), bytes.data(), bytes.size());
    const std::uint64_t places = SequenceRange{head.first, head.last}.count();
    return std::all_of(records.begin(), records.end(), [&](const IdFile::Record& record) {
        return record.hash != Hash128{} && record.place < places;
    });
}

IdFiles::IdFiles(Disk& disk, std::filesystem::path folder, const store::JournalSource& source)
    : disk_(disk), folder_(std::move(folder)), source_(source) {}

std::optional<IdFile> IdFiles::read(const journal::SealedSegment& segment, Instant begin) const {
    const auto orders = journal::read_sidecar(disk_, folder_, segment, orders_kind);
    IdFile file;
    if (!orders || !decode(*orders, file.head, file.orders)) return std::nullopt;
    if (SequenceRange{file.head.first, file.head.last} != segment.range) return std::nullopt;
    if (Dedupe::end_of(file.head.last_day) <= begin) return file;
    const auto ids = journal::read_sidecar(disk_, folder_, segment, ids_kind);
    IdFile::Head head;
    if (!ids || !decode(*ids, head, file.ids) || head != file.head) return std::nullopt;
    return file;
}

Result<> IdFiles::restore(Dedupe& dedupe, Sequence last, Instant now,
                          const std::function<Result<>(Sequence)>& progress) const {
    Sequence restored;
    const auto read_to = [&](Sequence to) -> Result<> {
        if (to <= restored) return {};
        FOOTFALL_CHECK(
            source_(next(restored), to,
                    [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
                        for (const Entry& entry : entries) dedupe.restore(entry);
                        restored = range.last;
                        return progress(restored);
                    }));
        if (restored < to) return fail(ErrorCode::corrupt, "the journal gives less than it has");
        return {};
    };
    FOOTFALL_TRY(segments, journal::sealed_segments(disk_, folder_));
    const Instant newest = segments.empty() ? Instant() : segments.back().received_until;
    for (const journal::SealedSegment& segment : segments) {
        if (segment.range.empty() || segment.range.last > last) continue;
        if (segment.received_until > now - fresh) continue;
        const auto file = read(segment, dedupe.begin_of_window(newest));
        if (!file || segment.range.first <= restored) continue;
        FOOTFALL_CHECK(read_to({segment.range.first.value - 1}));
        if (dedupe.restore(*file, newest)) restored = segment.range.last;
        FOOTFALL_CHECK(progress(restored));
    }
    return read_to(last);
}

Result<bool> IdFiles::make_one(const Dedupe& dedupe, const std::function<bool()>& may_write) {
    FOOTFALL_TRY(segments, journal::sealed_segments(disk_, folder_));
    for (const journal::SealedSegment& segment : segments) {
        if (segment.number <= made_until_) continue;
        made_until_ = segment.number;
        if (segment.range.empty() || read(segment, everything)) continue;
        IdFile file;
        file.head.first = segment.range.first;
        file.head.last = segment.range.last;
        std::uint64_t entries = 0;
        FOOTFALL_CHECK(source_(segment.range.first, segment.range.last,
                               [&](SequenceRange, std::span<const Entry> given) -> Result<> {
                                   for (const Entry& entry : given) dedupe.collect(entry, file);
                                   entries += given.size();
                                   return {};
                               }));
        // One that lacks entries stays without: what is lost may come back, or be sent again.
        if (entries != segment.range.count()) continue;
        const Result<bool> made = write(segment, file, may_write);
        if (made && !*made) made_until_ = segment.number - 1;
        return made;
    }
    return false;
}

Result<bool> IdFiles::write(const journal::SealedSegment& segment, const IdFile& file,
                            const std::function<bool()>& may_write) const {
    if (!may_write()) return false;
    FOOTFALL_CHECK(
        journal::write_sidecar(disk_, folder_, segment, ids_kind, encode(file.head, file.ids)));
    if (!may_write()) return false;
    FOOTFALL_CHECK(journal::write_sidecar(disk_, folder_, segment, orders_kind,
                                          encode(file.head, file.orders)));
    return true;
}

void IdFiles::lose(Dedupe& dedupe, SequenceRange lost) const {
    const auto segments = journal::sealed_segments(disk_, folder_);
    if (!segments) return;
    for (const journal::SealedSegment& segment : *segments) {
        if (segment.range.last < lost.first || lost.last < segment.range.first) continue;
        const auto file = read(segment, everything);
        if (file) dedupe.lose(*file, lost);
    }
}

}  // namespace footfall::intake
