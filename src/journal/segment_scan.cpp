#include "journal/segment_scan.h"

#include <algorithm>
#include <cstring>

#include "assert.h"
#include "journal/packed_segment.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t window_bytes = 1024 * 1024;
constexpr std::size_t block_bytes = 4096;

bool is_zero(std::span<const std::byte> bytes) {
    if (bytes.empty()) return true;
    return bytes.front() == std::byte{} &&
           std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

}  // namespace

SegmentScan::SegmentScan(std::unique_ptr<File> file, fs::path path, bool whole)
    : file_(std::move(file)), path_(std::move(path)), whole_(whole) {}

Result<std::unique_ptr<SegmentScan>> SegmentScan::open_file(Disk& disk, const fs::path& folder,
                                                            std::uint32_t segment, bool whole) {
    fs::path path = folder / segment_name(segment);
    FOOTFALL_TRY(file, disk.open(path, Disk::Open::existing));
    FOOTFALL_TRY(content, unpacked(std::move(file)));
    return std::unique_ptr<SegmentScan>(
        new SegmentScan(std::move(content), std::move(path), whole));
}

Result<std::unique_ptr<SegmentScan>> SegmentScan::open(Disk& disk, fs::path folder,
                                                       std::uint32_t segment, bool whole) {
    FOOTFALL_TRY(scan, open_file(disk, folder, segment, whole));
    FOOTFALL_CHECK(scan->start(segment));
    return scan;
}

Result<> SegmentScan::start(std::uint32_t segment) {
    FOOTFALL_CHECK(refresh());
    FOOTFALL_TRY(begin_bytes, bytes(0, segment_header_bytes));
    const auto broken = [&](Error error) {
        error.message = "journal: " + path_.string() + ": segment " + std::to_string(segment) +
                        ", offset 0, all its sequences: " + error.message;
        return fail(std::move(error));
    };
    auto header = decode_header(begin_bytes);
    if (!header) return broken(std::move(header).error());
    if (header->segment != segment) {
        return broken(
            {ErrorCode::corrupt, "it holds segment " + std::to_string(header->segment), {}, {}});
    }
    if (whole_) sha_.add(begin_bytes);
    begin(*header);
    return {};
}

void SegmentScan::begin(const SegmentHeader& header) {
    header_ = header;
    range_ = {header_.first, {header_.first.value - 1}};
    group_ = header_.first_group - 1;
    hash_ = header_.previous;
    received_at_ = header_.received_after;
}

Result<std::unique_ptr<SegmentScan>> SegmentScan::open_after(const SegmentScan* before, Disk& disk,
                                                             fs::path folder, std::uint32_t segment,
                                                             bool whole) {
    FOOTFALL_TRY(scan, open_file(disk, folder, segment, whole));
    FOOTFALL_CHECK(scan->refresh());
    SegmentHeader header;
    header.segment = segment;
    header.begins = before == nullptr;
    header.first = {1};
    header.first_group = 1;
    if (before != nullptr) {
        header.first = footfall::next(before->last());
        header.first_group = before->group() + 1;
        header.received_after = before->received_at();
        header.previous = before->hash();
    }
    scan->begin(header);
    FOOTFALL_TRY(begin_bytes, scan->bytes(0, segment_header_bytes));
    const bool is_blank = is_zero(begin_bytes);
    if (whole) scan->sha_.add(begin_bytes);
    FOOTFALL_TRY(is_known, scan->find_epoch());
    if (is_known) return scan;
    // Without frames nothing was ever in it, unless the damage wiped out the header with them.
    FOOTFALL_TRY(rest, scan->bytes_until_zeroes());
    if (rest == 0 && !is_blank) return scan;
    return fail(scan->corrupt("its header is damaged, and nothing else tells what it said", {}));
}

// From the first good frame of this segment.
Result<bool> SegmentScan::find_epoch() {
    std::array<std::byte, 4> wanted;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        wanted[i] = static_cast<std::byte>(header_.segment >> 8 * i);
    }
    for (std::uint64_t at = segment_header_bytes;; ++at) {
        FOOTFALL_TRY(found, find(at + frame_segment_at, wanted));
        if (!found) break;
        at = *found - frame_segment_at;
        FOOTFALL_TRY(begin_bytes, bytes(at, frame_header_bytes));
        if (begin_bytes.size() < frame_header_bytes) break;
        header_.epoch = read_frame_header(begin_bytes).epoch;
        FOOTFALL_TRY(frame, good_frame(at));
        if (!frame.empty()) return true;
    }
    header_.epoch = 0;
    return false;
}

Result<> SegmentScan::refresh() {
    FOOTFALL_TRY(size, file_->size());
    size_ = size;
    window_.clear();
    contradiction_.clear();
    return {};
}

// As many of the bytes as there are.
Result<std::span<const std::byte>> SegmentScan::bytes(std::uint64_t at, std::uint64_t count) {
    if (at >= size_) return std::span<const std::byte>();
    count = std::min(count, size_ - at);
    if (at < window_at_ || at + count > window_at_ + window_.size()) {
        window_.resize(std::min(std::max(count, window_bytes), size_ - at));
        window_at_ = at;
        FOOTFALL_TRY(got, file_->read(at, window_));
        window_.resize(got);
    }
    const std::size_t skip = at - window_at_;
    return std::span<const std::byte>(window_).subspan(
        skip, std::min<std::uint64_t>(count, window_.size() - skip));
}

Result<std::span<const std::byte>> SegmentScan::good_frame(std::uint64_t at) {
    FOOTFALL_TRY(begin, bytes(at, frame_header_bytes));
    if (begin.size() < frame_header_bytes) return std::span<const std::byte>();
    const FrameHeader frame = read_frame_header(begin);
    // Before the length is trusted enough to read so much.
    if (frame.type == 0 || frame.segment != header_.segment || frame.epoch != header_.epoch) {
        return std::span<const std::byte>();
    }
    FOOTFALL_TRY(whole, bytes(at, frame.size()));
    if (whole.size() < frame.size() || !is_good_frame(whole, header_)) {
        return std::span<const std::byte>();
    }
    return whole;
}

Result<bool> SegmentScan::next(const Take& take) {
    std::uint64_t at = offset_;
    Sequence sequence = last();
    std::uint32_t count = 0;
    ChainHasher hasher(hash_);
    Sha256 sha = sha_;
    for (;;) {
        FOOTFALL_TRY(bytes, good_frame(at));
        if (bytes.empty()) return false;
        const FrameHeader frame = read_frame_header(bytes);
        if (frame.type == footer_type) {
            if (count > 0) contradiction_ = "a footer stands inside a group";
            return false;
        }
        if (whole_) sha.add(bytes);
        at += frame.size();
        if (frame.type == terminator_type) {
            if (frame.sequence != sequence) {
                contradiction_ = "a terminator names another sequence";
                return false;
            }
            if (!finish_group(bytes, hasher, count, at)) return false;
            sha_ = std::move(sha);
            return true;
        }
        sequence = footfall::next(sequence);
        if (frame.sequence != sequence) {
            contradiction_ = "an entry has sequence " + std::to_string(frame.sequence.value);
            return false;
        }
        hasher.add_entry(bytes);
        ++count;
        take(frame, bytes.subspan(frame_header_bytes));
    }
}

bool SegmentScan::finish_group(std::span<const std::byte> bytes, ChainHasher& hasher,
                               std::uint32_t count, std::uint64_t end) {
    const FrameHeader frame = read_frame_header(bytes);
    const Terminator terminator = read_terminator(bytes);
    if (terminator.count != count || terminator.group != group_ + 1 ||
        (is_chained_ && terminator.hash != hasher.finish(bytes))) {
        contradiction_ = "a terminator does not belong to the group before it";
        return false;
    }
    range_ = {footfall::next(last()), frame.sequence};
    offset_ = end;
    group_ = terminator.group;
    hash_ = terminator.hash;
    is_chained_ = true;
    received_at_ = frame.received_at;
    stopped_ = terminator.stop;
    return true;
}

Result<std::optional<SegmentScan::Skipped>> SegmentScan::skip(Sequence limit) {
    struct Later {
        FrameHeader frame;
        Terminator terminator;
        std::uint64_t end = 0;
    };
    std::optional<Later> later;      // of a later group that is not whole
    Terminator seen;                 // the last good one, whatever it stands for
    std::vector<std::uint64_t> run;  // where the good entries without a gap begin, up to `at`
    Sequence run_last;
    for (std::uint64_t at = offset_;;) {
        FOOTFALL_TRY(bytes, good_frame(at));
        if (bytes.empty()) {
            run.clear();
            FOOTFALL_TRY(found, find_frame(at + 1));
            if (!found) break;
            at = *found;
            continue;
        }
        const FrameHeader frame = read_frame_header(bytes);
        if (frame.type == footer_type) break;
        const std::uint64_t end = at + frame.size();
        if (frame.type != terminator_type) {
            if (frame.sequence != footfall::next(run_last)) run.clear();
            run.push_back(at);
            run_last = frame.sequence;
            at = end;
            continue;
        }
        const Terminator terminator = read_terminator(bytes);
        const Sequence before{frame.sequence.value - terminator.count};
        if (terminator.group > group_ + 1 && last() <= before && before <= frame.sequence &&
            frame.sequence <= limit) {
            const bool is_whole = terminator.count == 0 ||
                                  (terminator.count <= run.size() && run_last == frame.sequence);
            if (is_whole) {
                const Skipped skipped{{footfall::next(last()), before}, frame.received_at};
                const std::uint64_t start =
                    terminator.count == 0 ? at : run[run.size() - terminator.count];
                FOOTFALL_CHECK(move_to(start, before, terminator.group - 1));
                is_chained_ = seen.group == group_;
                hash_ = seen.hash;
                return skipped;
            }
            later = Later{frame, terminator, end};
        }
        seen = terminator;
        run.clear();
        at = end;
    }
    if (!later) return std::optional<Skipped>();
    const Skipped skipped{{footfall::next(last()), later->frame.sequence},
                          later->frame.received_at};
    FOOTFALL_CHECK(move_to(later->end, later->frame.sequence, later->terminator.group));
    is_chained_ = true;
    hash_ = later->terminator.hash;
    received_at_ = later->frame.received_at;
    return skipped;
}

// Takes what lies between as it is.
Result<> SegmentScan::move_to(std::uint64_t offset, Sequence last, std::uint64_t group) {
    while (whole_ && offset_ < offset) {
        FOOTFALL_TRY(chunk, bytes(offset_, std::min(window_bytes, offset - offset_)));
        if (chunk.empty()) return fail(ErrorCode::io, path_.string() + " shrank while it was read");
        sha_.add(chunk);
        offset_ += chunk.size();
    }
    offset_ = offset;
    range_ = {footfall::next(last), last};
    group_ = group;
    stopped_ = false;
    contradiction_.clear();
    return {};
}

// Where those bytes next stand, from `at` on.
Result<std::optional<std::uint64_t>> SegmentScan::find(std::uint64_t at,
                                                       std::span<const std::byte> wanted) {
    for (;;) {
        FOOTFALL_TRY(chunk, bytes(at, window_bytes));
        const auto found = std::search(chunk.begin(), chunk.end(), wanted.begin(), wanted.end());
        if (found != chunk.end()) {
            return at + static_cast<std::uint64_t>(found - chunk.begin());
        }
        if (chunk.size() < wanted.size()) return std::optional<std::uint64_t>();
        at += chunk.size() - wanted.size() + 1;
    }
}

// Where a frame of this segment may begin next, from `at` on.
Result<std::optional<std::uint64_t>> SegmentScan::find_frame(std::uint64_t at) {
    FOOTFALL_TRY(found, find(at + frame_segment_at, frame_mark(header_)));
    if (!found) return found;
    return *found - frame_segment_at;
}

Result<Tail> SegmentScan::tail() {
    Tail tail;
    if (!contradiction_.empty()) {
        tail.what = Tail::What::corrupt;
        tail.damage = contradiction_;
        return tail;
    }
    FOOTFALL_TRY(frame, good_frame(offset_));
    if (!frame.empty() && read_frame_header(frame).type == footer_type) {
        const Footer footer = read_footer(frame);
        const bool fits = footer.entries == last().value + 1 - header_.first.value &&
                          read_frame_header(frame).sequence == last() &&
                          (!whole_ || footer.digest == sha_.digest());
        tail.what = fits ? Tail::What::footer : Tail::What::corrupt;
        if (!fits) tail.damage = "the footer does not belong to the segment before it";
        return tail;
    }
    FOOTFALL_TRY(torn, bytes_until_zeroes());
    if (torn == 0) return tail;
    tail.torn_bytes = torn;
    FOOTFALL_TRY(found, find_later(offset_ + torn, tail.later));
    tail.what = found ? Tail::What::corrupt : Tail::What::torn;
    if (found) tail.damage = "a group is damaged, and a later one is not";
    return tail;
}

// From offset() to the last byte that is not zero.
Result<std::uint64_t> SegmentScan::bytes_until_zeroes() {
    std::uint64_t end = offset_;
    for (std::uint64_t at = offset_; at < size_;) {
        FOOTFALL_TRY(chunk, bytes(at, window_bytes));
        if (chunk.empty()) break;
        at += chunk.size();
        if (is_zero(chunk)) continue;
        // Blocks first: a segment in use is mostly zeroes.
        end = at;
        while (chunk.size() > block_bytes && is_zero(chunk.last(block_bytes))) {
            chunk = chunk.first(chunk.size() - block_bytes);
            end -= block_bytes;
        }
        for (; chunk.back() == std::byte{}; --end) chunk = chunk.first(chunk.size() - 1);
    }
    return end - offset_;
}

// Looks between offset() and `end` for the terminator of a later group than the one that should
// stand there, or for a footer: the writer syncs each group before it writes what comes next.
Result<bool> SegmentScan::find_later(std::uint64_t end, Sequence& later) {
    for (std::uint64_t at = offset_ + 1; at < end; at += window_bytes) {
        const std::uint64_t starts = std::min(window_bytes, end - at);
        FOOTFALL_TRY(chunk, bytes(at, starts + footer_bytes));
        for (std::size_t i = 0; i + terminator_bytes <= chunk.size() && i < starts; ++i) {
            const auto type = static_cast<std::uint8_t>(chunk[i + 8]);
            if (type != terminator_type && type != footer_type) continue;
            const auto candidate = chunk.subspan(i);
            const FrameHeader frame = read_frame_header(candidate);
            if (frame.size() > candidate.size()) continue;
            const auto whole = candidate.first(static_cast<std::size_t>(frame.size()));
            if (!is_good_frame(whole, header_)) continue;
            if (type == terminator_type && read_terminator(whole).group <= group_ + 1) continue;
            later = frame.sequence;
            return true;
        }
    }
    return false;
}

Error SegmentScan::corrupt(const std::string& damage, Sequence last_hidden) const {
    const Sequence first = footfall::next(last());
    const std::string sequences = last_hidden < first
                                      ? "sequences from " + std::to_string(first.value) + " on"
                                      : "sequences " + std::to_string(first.value) + " to " +
                                            std::to_string(last_hidden.value);
    return {ErrorCode::corrupt,
            "journal: " + path_.string() + ": segment " + std::to_string(header_.segment) +
                ", offset " + std::to_string(offset_) + ", " + sequences + ": " + damage,
            {},
            {}};
}

Error SegmentScan::missing_before() const {
    return {ErrorCode::corrupt,
            "journal: " + path_.string() + ": segment " + std::to_string(header_.segment) +
                ", offset 0, sequences 1 to " + std::to_string(header_.first.value - 1) +
                ": the segments before it are missing",
            {},
            {}};
}

bool SegmentScan::is_followed_by(const SegmentHeader& successor) const {
    return successor.segment == header_.segment + 1 && successor.first == footfall::next(last()) &&
           successor.first_group == group_ + 1 && successor.previous == hash_ && !successor.begins;
}

Result<std::vector<std::uint32_t>> list_segments(const Disk& disk, const fs::path& folder,
                                                 Gaps gaps) {
    std::vector<std::uint32_t> segments;
    const auto names = disk.list(folder);
    if (!names && names.error().code == ErrorCode::not_found) return segments;
    if (!names) return fail(names.error());
    for (const std::string& name : *names) {
        const auto segment = segment_of_name(name);
        if (!segment) continue;
        if (*segment == 0) {
            return fail(ErrorCode::corrupt,
                        "journal: " + (folder / name).string() + ": only looks like a segment");
        }
        if (gaps == Gaps::refused && !segments.empty() && *segment != segments.back() + 1) {
            return fail(ErrorCode::corrupt,
                        "journal: " + folder.string() + ": segment " +
                            std::to_string(segments.back() + 1) +
                            " and all its sequences: " + "the file is missing, while segment " +
                            std::to_string(*segment) + " is there");
        }
        segments.push_back(*segment);
    }
    return segments;
}

}  // namespace footfall::journal
