#include "journal/recovery.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "event/codec.h"
#include "journal/segment_file.h"
#include "journal/segment_scan.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t copy_bytes = 1024 * 1024;

Result<std::vector<std::byte>> read_exactly(const File& file, std::uint64_t at,
                                            std::uint64_t count) {
    std::vector<std::byte> bytes(count);
    FOOTFALL_TRY(got, file.read(at, bytes));
    bytes.resize(got);
    return bytes;
}

// Whether the file ends in the footer and, before it, the terminator that a sealed segment with
// that successor must have. Where not, the segment is read whole to see why.
Result<bool> is_sealed_before(const SegmentScan& scan, const SegmentHeader& successor) {
    const SegmentHeader& header = scan.header();
    if (successor.segment != header.segment + 1 || successor.begins) return false;
    FOOTFALL_TRY(size, scan.file().size());
    if (size < segment_header_bytes + terminator_bytes + footer_bytes) return false;
    FOOTFALL_TRY(end, read_exactly(scan.file(), size - terminator_bytes - footer_bytes,
                                   terminator_bytes + footer_bytes));
    if (end.size() != terminator_bytes + footer_bytes) return false;
    const auto terminator = std::span(end).first(terminator_bytes);
    const auto footer = std::span(end).subspan(terminator_bytes);
    const FrameHeader frame = read_frame_header(terminator);
    const Sequence last{successor.first.value - 1};
    const auto is_whole = [&](std::span<const std::byte> bytes, std::uint8_t type) {
        const FrameHeader found = read_frame_header(bytes);
        return found.type == type && found.size() == bytes.size() && found.sequence == last &&
               is_good_frame(bytes, header);
    };
    if (!is_whole(terminator, terminator_type) || !is_whole(footer, footer_type)) return false;
    return read_terminator(terminator).hash == successor.previous &&
           read_terminator(terminator).group + 1 == successor.first_group &&
           frame.received_at == successor.received_after &&
           read_footer(footer).entries == successor.first.value - header.first.value;
}

// Makes one start's recovery; a function per question that it has to answer.
class Recoverer {
  public:
    Recoverer(Disk& disk, Random& random, const Options& options)
        : disk_(disk), random_(random), folder_(options.folder), options_(options) {}

    Result<Recovered> run() {
        FOOTFALL_TRY(segments, list_segments(disk_, folder_));
        recovery_.segments = segments.size();
        if (!segments.empty()) {
            FOOTFALL_CHECK(check_sealed(segments));
            FOOTFALL_CHECK(read_last(segments.back()));
        }
        // Nothing was changed up to here.
        return finish_if_room(make_ready());
    }

    // For what run() found damaged. A damaged segment stays as it is, except that the last one is
    // copied as after any disorderly end; then it is kept aside too.
    Result<Recovered> run_salvaging(const Error& damage) {
        recovery_.damage = damage.message;
        FOOTFALL_TRY(segments, list_segments(disk_, folder_, Gaps::allowed));
        recovery_.segments = segments.size();
        FOOTFALL_TRY(is_whole, open_damaged_last(segments.back()));
        FOOTFALL_TRY(skipped, read_damaged_last());
        recovery_.orderly = recovery_.orderly && is_whole && !skipped;
        if (!is_whole || skipped) {
            if (auto kept = keep_aside(); !kept) return finish_if_room(fail(kept.error()));
        }
        return finish_if_room(recovery_.orderly ? reopen_last() : replace_last());
    }

  private:
    Result<Tip> make_ready() {
        if (last_ == nullptr) return begin_journal();
        if (unsealed_ != nullptr) FOOTFALL_CHECK(seal_previous());
        return recovery_.orderly ? reopen_last() : replace_last();
    }

    // Says whether its header is whole.
    Result<bool> open_damaged_last(std::uint32_t segment) {
        auto opened = SegmentScan::open(disk_, folder_, segment, true);
        if (opened) {
            last_ = std::move(*opened);
            return true;
        }
        if (opened.error().code != ErrorCode::corrupt) return fail(std::move(opened).error());
        std::unique_ptr<SegmentScan> before;
        if (segment > 1) {
            FOOTFALL_TRY(scan, SegmentScan::open(disk_, folder_, segment - 1, false));
            before = std::move(scan);
            FOOTFALL_CHECK(go_through_damage(*before));
        }
        FOOTFALL_TRY(rebuilt, SegmentScan::open_after(before.get(), disk_, folder_, segment, true));
        last_ = std::move(rebuilt);
        return false;
    }

    Result<bool> go_through_damage(SegmentScan& scan) {
        for (bool skipped = false;; skipped = true) {
            FOOTFALL_CHECK(go_through(scan));
            FOOTFALL_TRY(more, scan.skip({~std::uint64_t{0}}));
            if (!more) return skipped;
        }
    }

    // Says whether anything in it is damaged.
    Result<bool> read_damaged_last() {
        FOOTFALL_TRY(skipped, go_through_damage(*last_));
        FOOTFALL_CHECK(judge_end());
        return skipped;
    }

    // The whole file, whose torn end the copy will lack.
    Result<> keep_aside() {
        const fs::path path = folder_ / (segment_name(last_->header().segment) + ".damaged");
        if (const auto removed = disk_.remove(path);
            !removed && removed.error().code != ErrorCode::not_found) {
            return removed;
        }
        FOOTFALL_TRY(aside, disk_.open(path, Disk::Open::create_new));
        FOOTFALL_TRY(size, last_->file().size());
        FOOTFALL_CHECK(copy_bytes_of_last(*aside, size));
        FOOTFALL_CHECK(aside->sync());
        return disk_.sync_folder(folder_);
    }

    // All segments but the last.
    Result<> check_sealed(const std::vector<std::uint32_t>& segments) {
        FOOTFALL_TRY(first, SegmentScan::open(disk_, folder_, segments.front(), true));
        if (!first->header().begins) {
            return fail(first->missing_before());
        }
        std::unique_ptr<SegmentScan> scan = std::move(first);
        for (std::size_t i = 1; i < segments.size(); ++i) {
            FOOTFALL_TRY(next, SegmentScan::open(disk_, folder_, segments[i], true));
            FOOTFALL_TRY(sealed, is_sealed_before(*scan, next->header()));
            const bool is_last_but_one = i + 1 == segments.size();
            if (!sealed) FOOTFALL_CHECK(read_sealed(scan, next->header(), is_last_but_one));
            if (is_last_but_one && scan != nullptr) previous_ = std::move(scan);
            scan = std::move(next);
        }
        last_ = std::move(scan);
        return {};
    }

    // Reads the segment whole. The last but one may lack its footer, since the successor is made
    // before it; what else follows its last group is void then.
    Result<> read_sealed(std::unique_ptr<SegmentScan>& scan, const SegmentHeader& successor,
                         bool may_lack_footer) {
        FOOTFALL_CHECK(go_through(*scan));
        FOOTFALL_TRY(tail, scan->tail());
        if (!scan->is_followed_by(successor)) {
            const Sequence last{successor.first.value - 1};
            return fail(scan->corrupt(tail.damage.empty()
                                          ? "the next segment does not follow what is readable here"
                                          : tail.damage,
                                      last));
        }
        if (tail.what == Tail::What::footer) return {};
        if (!may_lack_footer) return fail(scan->corrupt("the footer is damaged", {}));
        unsealed_ = std::move(scan);
        return {};
    }

    Result<> go_through(SegmentScan& scan) {
        for (;;) {
            FOOTFALL_TRY(found, scan.next([](const FrameHeader&, std::span<const std::byte>) {}));
            if (!found) return {};
        }
    }

    Result<> read_last(std::uint32_t) {
        for (bool more = true; more;) {
            std::uint64_t unknown = 0;
            const auto count_unknown = [&](const FrameHeader& frame, std::span<const std::byte>) {
                if (frame.type > static_cast<std::uint8_t>(EntryType::dead_letter)) ++unknown;
            };
            FOOTFALL_TRY(found, last_->next(count_unknown));
            if (found) recovery_.unknown_entries += unknown;
            more = found;
        }
        FOOTFALL_CHECK(judge_end());
        // The last start may have frozen while it sealed the one before: what the page cache shows
        // of its footer need not be on the disk.
        if (!recovery_.orderly && !last_->has_groups() && previous_ != nullptr) {
            FOOTFALL_CHECK(go_through(*previous_));
            if (!previous_->is_followed_by(last_->header())) {
                return fail(previous_->corrupt(
                    "the next segment does not follow what is readable here", last_->last()));
            }
            unsealed_ = std::move(previous_);
        }
        return {};
    }

    // Of the last segment, once it is read.
    Result<> judge_end() {
        FOOTFALL_TRY(tail, last_->tail());
        if (tail.what == Tail::What::corrupt) {
            return fail(last_->corrupt(tail.damage, tail.later));
        }
        if (tail.what == Tail::What::footer) {
            return fail(last_->corrupt("it is sealed, and the next segment is missing", {}));
        }
        recovery_.torn_bytes = tail.torn_bytes;
        recovery_.last = last_->last();
        recovery_.entries = last_->last().value;
        recovery_.orderly = last_->stopped() && tail.what == Tail::What::zeroes;
        return {};
    }

    Result<> seal_previous() {
        // The last start may have ended before the name of the segment behind it was durable.
        FOOTFALL_CHECK(disk_.sync_folder(folder_));
        const fs::path path = folder_ / segment_name(unsealed_->header().segment);
        FOOTFALL_TRY(file, disk_.open(path, Disk::Open::existing));
        return seal(*file, unsealed_->header(), unsealed_->offset(), unsealed_->sha(),
                    unsealed_->last(), unsealed_->received_at());
    }

    std::uint32_t draw_epoch(std::uint32_t before) {
        for (;;) {
            const auto epoch = static_cast<std::uint32_t>(random_.next());
            if (epoch != 0 && epoch != before) return epoch;
        }
    }

    // Of the last segment as it was found.
    Tip tip_as_read() const {
        Tip tip;
        tip.header = last_->header();
        tip.offset = last_->offset();
        tip.sha = last_->sha();
        tip.last = last_->last();
        tip.group = last_->group();
        tip.hash = last_->hash();
        tip.received_at = last_->received_at();
        tip.stopped = last_->stopped();
        return tip;
    }

    Result<Tip> begin_journal() {
        epoch_ = draw_epoch(0);
        Tip before;
        SegmentHeader header = successor(before, epoch_);
        header.begins = true;
        return make_segment(before, header);
    }

    Result<Tip> make_segment(const Tip& before, const SegmentHeader& header) {
        FOOTFALL_TRY(file, make_spare(disk_, folder_, options_.segment_bytes));
        Result<> made = write_header(*file, header);
        if (made) made = put_in_place(disk_, folder_, *file, header.segment);
        if (!made) {
            drop_spare(disk_, folder_);
            return fail(std::move(made).error());
        }
        return begin_segment(std::move(file), options_.segment_bytes, header, before);
    }

    Result<Tip> reopen_last() {
        Tip tip = tip_as_read();
        epoch_ = draw_epoch(tip.header.epoch);
        const fs::path path = folder_ / segment_name(tip.header.segment);
        FOOTFALL_TRY(file, disk_.open(path, Disk::Open::existing));
        FOOTFALL_TRY(size, file->size());
        tip.file = std::move(file);
        tip.capacity = size;
        // Of all that was written, the mark's own sync alone may have failed: the last start would
        // have frozen before it. Written once more, it is on the disk before anything follows it.
        const std::uint64_t mark = tip.offset - terminator_bytes;
        FOOTFALL_TRY(bytes, read_exactly(*tip.file, mark, terminator_bytes));
        FOOTFALL_CHECK(tip.file->write(mark, bytes));
        FOOTFALL_CHECK(tip.file->sync());
        return tip;
    }

    // After a disorderly end nothing tells what of the last segment is on the disk. What is kept
    // goes into a fresh file under the same name, and the next group into a new segment.
    Result<Tip> replace_last() {
        const Tip old = tip_as_read();
        epoch_ = draw_epoch(old.header.epoch);
        if (!last_->has_groups()) {
            SegmentHeader header = old.header;
            header.epoch = epoch_;
            return make_segment(old, header);
        }
        FOOTFALL_TRY(copy, copy_last());
        FOOTFALL_TRY(tip, make_segment(old, successor(old, epoch_)));
        FOOTFALL_CHECK(seal(*copy, old.header, old.offset, old.sha, old.last, old.received_at));
        return tip;
    }

    Result<std::unique_ptr<File>> copy_last() {
        FOOTFALL_TRY(copy, make_spare(disk_, folder_, last_->offset()));
        const auto fill = [&]() -> Result<> {
            FOOTFALL_CHECK(copy_bytes_of_last(*copy, last_->offset()));
            return put_in_place(disk_, folder_, *copy, last_->header().segment);
        };
        if (auto filled = fill(); !filled) {
            drop_spare(disk_, folder_);
            return fail(std::move(filled).error());
        }
        return copy;
    }

    Result<> copy_bytes_of_last(File& to, std::uint64_t end) {
        for (std::uint64_t at = 0; at < end; at += copy_bytes) {
            const std::uint64_t count = std::min<std::uint64_t>(copy_bytes, end - at);
            FOOTFALL_TRY(bytes, read_exactly(last_->file(), at, count));
            if (bytes.size() != count) {
                return fail(ErrorCode::io, "the last segment shrank while it was copied");
            }
            FOOTFALL_CHECK(to.write(at, bytes));
        }
        return {};
    }

    Result<Recovered> finish_if_room(Result<Tip> tip) {
        if (!tip && tip.error().reason == "disk_full") return Recovered{recovery_, nullptr};
        if (!tip) return fail(std::move(tip).error());
        return finish(std::move(*tip));
    }

    Result<Recovered> finish(Tip tip) {
        Recovered recovered;
        recovered.recovery = recovery_;
        recovered.appender = std::make_unique<Appender>(disk_, folder_, options_.segment_bytes,
                                                        epoch_, std::move(tip));
        return recovered;
    }

    Disk& disk_;
    Random& random_;
    const fs::path& folder_;
    const Options& options_;
    Recovery recovery_;
    std::uint32_t epoch_ = 0;
    std::unique_ptr<SegmentScan> last_;
    std::unique_ptr<SegmentScan> previous_;  // the last but one, not read yet
    std::unique_ptr<SegmentScan> unsealed_;  // the last but one, read, to be sealed
};

}  // namespace

Result<Recovered> recover(Disk& disk, Random& random, const Options& options) {
    auto recovered = Recoverer(disk, random, options).run();
    const bool is_damaged = !recovered && recovered.error().code == ErrorCode::corrupt &&
                            recovered.error().reason != "newer_format";
    if (!is_damaged || !options.salvage) return recovered;
    return Recoverer(disk, random, options).run_salvaging(recovered.error());
}

}  // namespace footfall::journal
