#include "journal/salvage.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "journal/decoded_group.h"
#include "journal/segment_scan.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

constexpr Sequence no_limit{~std::uint64_t{0}};

using TakeGroup = std::function<Result<>(SequenceRange, std::span<const Entry>)>;
using TakeDamage = std::function<Result<>(const Damage&)>;
using Scan = std::unique_ptr<SegmentScan>;

std::optional<Instant> known(Instant at) { return at.us > 0 ? std::optional(at) : std::nullopt; }

// One pass. Where a segment ends in damage, or cannot be used, how much is lost shows only at the
// next one that can be: until then the damage is pending.
class Salvaging {
  public:
    Salvaging(Disk& disk, const fs::path& folder, Sequence from, Sequence to, const TakeGroup& take,
              const TakeDamage& damaged)
        : disk_(disk), folder_(folder), from_(from), to_(to), take_(take), damaged_(damaged) {}

    Result<Pass> run() {
        FOOTFALL_TRY(segments, list_segments(disk_, folder_, Gaps::allowed));
        segments_ = std::move(segments);
        FOOTFALL_TRY(start, find_start());
        for (std::size_t i = start; i < segments_.size() && position_ < to_; ++i) {
            if (i > start && segments_[i] != segments_[i - 1] + 1) note_missing(i);
            FOOTFALL_TRY(scan, open(i));
            if (scan == nullptr) continue;
            FOOTFALL_CHECK(settle(scan->header()));
            FOOTFALL_CHECK(read_segment(*scan, i));
            before_ = std::move(scan);
        }
        if (pending_ && position_ < to_) return fail(ErrorCode::corrupt, pending_->what);
        return pass_;
    }

  private:
    // The last usable segment that begins at `from_` or before it, else the first.
    Result<std::size_t> find_start() {
        for (std::size_t i = segments_.size(); i-- > 0;) {
            FOOTFALL_TRY(scan, open_as_it_is(i));
            if (scan == nullptr || from_ < scan->header().first) continue;
            position_ = {scan->header().first.value - 1};
            return i;
        }
        return std::size_t{0};
    }

    // Nothing where the header is damaged or that of another segment.
    Result<Scan> open_as_it_is(std::size_t i) {
        auto opened = SegmentScan::open(disk_, folder_, segments_[i], false);
        if (opened) return std::move(*opened);
        const Error& error = opened.error();
        const bool is_damage = error.code == ErrorCode::not_found ||
                               (error.code == ErrorCode::corrupt && error.reason != "newer_format");
        if (!is_damage) return fail(error);
        damage_of_header_ = error.message;
        return Scan();
    }

    // Nothing where the segment cannot be used.
    Result<Scan> open(std::size_t i) {
        FOOTFALL_TRY(scan, open_as_it_is(i));
        if (scan != nullptr) {
            if (position_ < scan->header().first) return scan;
            note(segments_[i], 0, "it does not go on where the journal was");
            before_.reset();
            return Scan();
        }
        const std::string what = damage_of_header_;
        const bool is_first = segments_[i] == 1;
        if (!pending_ && (is_first || is_before(segments_[i]))) {
            auto rebuilt = SegmentScan::open_after(is_first ? nullptr : before_.get(), disk_,
                                                   folder_, segments_[i], false);
            if (rebuilt) {
                note(segments_[i], 0, what);
                return std::move(*rebuilt);
            }
            if (rebuilt.error().code != ErrorCode::corrupt) return fail(rebuilt.error());
        }
        note(segments_[i], 0, what);
        before_.reset();
        return Scan();
    }

    bool is_before(std::uint32_t segment) const {
        return before_ != nullptr && before_->header().segment + 1 == segment;
    }

    // Damage from here on; of several places without anything readable between them the first.
    void note(std::uint32_t segment, std::uint64_t offset, std::string what) {
        if (pending_) {
            if (pending_->what != what) pending_->what += "; " + what;
            return;
        }
        pending_ = Damage{.segment = segment,
                          .offset = offset,
                          .what = std::move(what),
                          .lost = {},
                          .after = before_ ? known(before_->received_at()) : std::nullopt,
                          .before = {}};
    }

    void note_missing(std::size_t i) {
        const std::uint32_t first = segments_[i - 1] + 1;
        const std::uint32_t last = segments_[i] - 1;
        note(first, 0,
             first == last ? "the file is missing"
                           : "the files up to segment " + std::to_string(last) + " are missing");
        before_.reset();
    }

    // What a segment's header tells of the damage before it.
    Result<> settle(const SegmentHeader& header) {
        const Sequence end{header.first.value - 1};
        if (header.begins && !pending_) position_ = end;
        if (position_ < end && !pending_) {
            if (before_ != nullptr) {
                note(before_->header().segment, before_->offset(), "its end is missing");
            } else {
                note(header.segment - 1, 0, "the segments before the first one are missing");
            }
        }
        if (!pending_ && is_before(header.segment) && !before_->is_followed_by(header)) {
            note(before_->header().segment, before_->offset(),
                 "the next segment does not follow what is readable here");
        }
        if (!pending_) return {};
        Damage damage = std::move(*pending_);
        pending_.reset();
        damage.lost = {next(position_), end};
        damage.before = known(header.received_after);
        return report(damage);
    }

    Result<> report(const Damage& damage) {
        const Sequence begin = next(position_);
        if (!damage.lost.empty()) position_ = damage.lost.last;
        if (damage.lost.empty() ? begin < from_ : damage.lost.last < from_) return {};
        FOOTFALL_CHECK(damaged_(damage));
        const SequenceRange lost{std::max(damage.lost.first, from_),
                                 std::min(damage.lost.last, to_)};
        if (lost.empty()) return {};
        FOOTFALL_CHECK(take_(lost, {}));
        pass_.last = lost.last;
        return {};
    }

    Result<> read_segment(SegmentScan& scan, std::size_t i) {
        FOOTFALL_TRY(successor, next_header(i));
        const bool is_direct = successor && successor->segment == scan.header().segment + 1;
        const Sequence limit = successor ? Sequence{successor->first.value - 1} : no_limit;
        for (;;) {
            if (to_ <= position_) return {};
            if (is_direct && scan.is_followed_by(*successor)) return {};
            FOOTFALL_TRY(found, next_group(scan));
            if (found) continue;
            Damage damage{.segment = scan.header().segment,
                          .offset = scan.offset(),
                          .what = "a group is damaged",
                          .lost = {},
                          .after = known(scan.received_at()),
                          .before = {}};
            FOOTFALL_TRY(skipped, scan.skip(limit));
            if (!skipped) break;
            damage.lost = skipped->lost;
            damage.before = known(skipped->before);
            FOOTFALL_CHECK(report(damage));
        }
        FOOTFALL_TRY(tail, scan.tail());
        if (i + 1 == segments_.size()) return end(scan, tail);
        // Where the next one's header cannot be read, its chain tells whether this is the end.
        const bool looks_whole = tail.what == Tail::What::footer || tail.what == Tail::What::zeroes;
        if (!is_direct && looks_whole) return {};
        note(scan.header().segment, scan.offset(),
             tail.damage.empty() ? "its end is damaged" : tail.damage);
        pending_->after = known(scan.received_at());
        return {};
    }

    // Behind the last group of the last segment.
    Result<> end(const SegmentScan& scan, const Tail& tail) {
        if (tail.what == Tail::What::corrupt) return fail(scan.corrupt(tail.damage, tail.later));
        if (tail.what == Tail::What::footer) {
            return fail(scan.corrupt("it is sealed, and the next segment is missing", {}));
        }
        pass_.torn_bytes = tail.torn_bytes;
        return {};
    }

    // Of the next segment whose header can be read.
    Result<std::optional<SegmentHeader>> next_header(std::size_t i) {
        for (std::size_t j = i + 1; j < segments_.size(); ++j) {
            FOOTFALL_TRY(scan, open_as_it_is(j));
            if (scan != nullptr && position_ < scan->header().first) return scan->header();
        }
        return std::optional<SegmentHeader>();
    }

    Result<bool> next_group(SegmentScan& scan) {
        const Sequence before = scan.last();
        const Instant after = scan.received_at();
        const std::uint64_t offset = scan.offset();
        FOOTFALL_TRY(found, group_.read(scan, from_, to_));
        if (!found) return false;
        if (!group_.range().empty() && group_.broken()) {
            FOOTFALL_CHECK(report({.segment = scan.header().segment,
                                   .offset = offset,
                                   .what = group_.broken()->message,
                                   .lost = {next(before), scan.last()},
                                   .after = known(after),
                                   .before = known(scan.received_at())}));
            return true;
        }
        position_ = std::max(position_, scan.last());
        if (group_.range().empty()) return true;
        FOOTFALL_CHECK(take_(group_.range(), group_.entries()));
        pass_.last = group_.range().last;
        pass_.entries += group_.entries().size();
        pass_.unknown_entries += group_.unknown_entries();
        return true;
    }

    Disk& disk_;
    const fs::path& folder_;
    const Sequence from_;
    const Sequence to_;
    const TakeGroup& take_;
    const TakeDamage& damaged_;
    std::vector<std::uint32_t> segments_;
    std::string damage_of_header_;
    Pass pass_;
    DecodedGroup group_;
    Sequence position_;  // up to here everything is given or lost
    Scan before_;        // the segment before, if it was read
    std::optional<Damage> pending_;
};

}  // namespace

Result<Pass> salvage(Disk& disk, const fs::path& folder, Sequence from, Sequence to,
                     const TakeGroup& take, const TakeDamage& damaged) {
    if (to < from) return Pass();
    return Salvaging(disk, folder, std::max(from, Sequence{1}), to, take, damaged).run();
}

}  // namespace footfall::journal
