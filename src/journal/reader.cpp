#include "journal/reader.h"

#include <memory>
#include <utility>
#include <vector>

#include "journal/decoded_group.h"
#include "journal/segment_scan.h"

namespace footfall::journal {

namespace {

namespace fs = std::filesystem;

using TakeGroup = std::function<Result<>(SequenceRange, std::span<const Entry>)>;

// One pass. Beside a writer each thing seen may be a moment old: whatever looks wrong is read once
// more, and only what stays wrong is.
class Reading {
  public:
    Reading(Disk& disk, const fs::path& folder, Sequence from, Sequence to, const TakeGroup& take)
        : disk_(disk), folder_(folder), from_(from), to_(to), take_(take) {}

    Result<Pass> run() {
        if (to_ < from_) return pass_;
        auto listed = list_segments(disk_, folder_);
        if (!listed) listed = list_segments(disk_, folder_);
        FOOTFALL_TRY(segments, std::move(listed));
        if (segments.empty()) return pass_;
        FOOTFALL_TRY(scan, find_start(segments));
        while (scan != nullptr) {
            FOOTFALL_TRY(next, read_segment(*scan));
            scan = std::move(next);
        }
        return pass_;
    }

  private:
    // The segment that holds `from_`, or the last.
    Result<std::unique_ptr<SegmentScan>> find_start(const std::vector<std::uint32_t>& segments) {
        for (std::size_t i = segments.size(); i-- > 0;) {
            FOOTFALL_TRY(scan, SegmentScan::open(disk_, folder_, segments[i], false));
            if (i == 0 && !scan->header().begins) {
                return fail(scan->missing_before());
            }
            if (i == 0 || scan->header().first <= from_) return scan;
        }
        return std::unique_ptr<SegmentScan>();
    }

    // Gives the next segment, or nothing where the pass ends.
    Result<std::unique_ptr<SegmentScan>> read_segment(SegmentScan& scan) {
        for (bool looked_again = false;;) {
            FOOTFALL_TRY(found, next_group(scan));
            if (found) {
                if (scan.last() >= to_) return std::unique_ptr<SegmentScan>();
                looked_again = false;
                continue;
            }
            FOOTFALL_TRY(successor, open_successor(scan));
            FOOTFALL_TRY(tail, scan.tail());
            const bool may_change = successor != nullptr || tail.what != Tail::What::zeroes;
            if (may_change && !looked_again) {
                looked_again = true;
                FOOTFALL_CHECK(scan.refresh());
                continue;
            }
            if (successor != nullptr) {
                if (scan.is_followed_by(successor->header())) return successor;
                const Sequence last{successor->header().first.value - 1};
                return fail(scan.corrupt(
                    tail.damage.empty() ? "the next segment does not follow what is readable here"
                                        : tail.damage,
                    last));
            }
            if (tail.what == Tail::What::corrupt) {
                return fail(scan.corrupt(tail.damage, tail.later));
            }
            if (tail.what == Tail::What::footer) {
                return fail(scan.corrupt("it is sealed, and the next segment is missing", {}));
            }
            pass_.torn_bytes = tail.torn_bytes;
            return std::unique_ptr<SegmentScan>();
        }
    }

    Result<std::unique_ptr<SegmentScan>> open_successor(const SegmentScan& scan) {
        auto next = SegmentScan::open(disk_, folder_, scan.header().segment + 1, false);
        if (next) return std::move(*next);
        if (next.error().code == ErrorCode::not_found) return std::unique_ptr<SegmentScan>();
        return fail(std::move(next).error());
    }

    Result<bool> next_group(SegmentScan& scan) {
        FOOTFALL_TRY(found, group_.read(scan, from_, to_));
        if (!found) return false;
        if (group_.range().empty()) return true;
        if (group_.broken()) return fail(scan.corrupt(group_.broken()->message, scan.last()));
        FOOTFALL_CHECK(take_(group_.range(), group_.entries()));
        pass_.last = group_.range().last;
        pass_.hash = scan.hash();
        pass_.entries += group_.entries().size();
        pass_.unknown_entries += group_.unknown_entries();
        return true;
    }

    Disk& disk_;
    const fs::path& folder_;
    const Sequence from_;
    const Sequence to_;
    const TakeGroup& take_;
    Pass pass_;
    DecodedGroup group_;
};

}  // namespace

Result<Pass> read(Disk& disk, const fs::path& folder, Sequence from, Sequence to,
                  const TakeGroup& take) {
    return Reading(disk, folder, std::max(from, Sequence{1}), to, take).run();
}

}  // namespace footfall::journal
