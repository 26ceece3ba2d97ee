#include "journal/decoded_group.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "event/codec.h"

namespace footfall::journal {

Result<bool> DecodedGroup::read(SegmentScan& scan, Sequence from, Sequence to) {
    std::size_t count = 0;
    unknown_entries_ = 0;
    broken_.reset();
    const auto keep = [&](const FrameHeader& frame, std::span<const std::byte> payload) {
        if (frame.sequence < from || frame.sequence > to) return;
        if (count == entries_.size()) entries_.emplace_back();
        Entry& entry = entries_[count];
        auto is_known = decode(frame.type, payload, entry.body);
        if (!is_known) {
            broken_ = std::move(is_known).error();
        } else if (!*is_known) {
            ++unknown_entries_;
        } else {
            entry.sequence = frame.sequence;
            entry.received_at = frame.received_at;
            ++count;
        }
    };
    const auto next = scan.next(keep);
    entries_.resize(count);
    FOOTFALL_TRY(found, next);
    if (found) range_ = {std::max(scan.range().first, from), std::min(scan.last(), to)};
    return found;
}

}  // namespace footfall::journal
