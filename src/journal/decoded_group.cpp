#include "journal/decoded_group.h"

#include <algorithm>
#include <utility>

#include "event/codec.h"

namespace footfall::journal {

Result<bool> DecodedGroup::read(SegmentScan& scan, Sequence from, Sequence to) {
    entries.clear();
    unknown_entries = 0;
    broken.reset();
    const auto keep = [&](const FrameHeader& frame, std::span<const std::byte> payload) {
        if (frame.sequence < from || frame.sequence > to) return;
        auto body = decode(frame.type, payload);
        if (!body) {
            broken = std::move(body).error();
        } else if (!*body) {
            ++unknown_entries;
        } else {
            entries.emplace_back(frame.sequence, frame.received_at, std::move(**body));
        }
    };
    FOOTFALL_TRY(found, scan.next(keep));
    if (found) range = {std::max(scan.range().first, from), std::min(scan.last(), to)};
    return found;
}

}  // namespace footfall::journal
