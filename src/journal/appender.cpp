#include "journal/appender.h"

#include <algorithm>
#include <utility>

#include "assert.h"
#include "journal/segment_file.h"

namespace footfall::journal {

namespace {

// Kept free in each segment: for the mark of an idle second, that of a stop, and the footer.
constexpr std::uint64_t marks_bytes = 2 * terminator_bytes;
constexpr std::uint64_t block_bytes = 4096;

bool is_full(const Error& error) { return error.reason == "disk_full"; }

}  // namespace

SegmentHeader successor(const Tip& tip, std::uint32_t epoch) {
    SegmentHeader header;
    header.segment = tip.header.segment + 1;
    header.epoch = epoch;
    header.first = next(tip.last);
    header.first_group = tip.group + 1;
    header.received_after = tip.received_at;
    header.previous = tip.hash;
    return header;
}

Tip begin_segment(std::unique_ptr<File> file, std::uint64_t capacity, const SegmentHeader& header,
                  const Tip& before) {
    Tip tip;
    tip.file = std::move(file);
    tip.header = header;
    tip.capacity = capacity;
    tip.sha.add(encode_header(header));
    tip.last = before.last;
    tip.group = before.group;
    tip.hash = before.hash;
    tip.received_at = before.received_at;
    return tip;
}

Appender::Appender(Disk& disk, std::filesystem::path folder, std::uint64_t segment_bytes,
                   std::uint32_t epoch, Tip tip)
    : disk_(disk),
      folder_(std::move(folder)),
      segment_bytes_(segment_bytes),
      epoch_(epoch),
      tip_(std::move(tip)) {}

Result<> Appender::append(GroupBuffer& group, Sequence last, Instant received_at, bool stop) {
    ASSERT(!frozen_);
    ASSERT(last.value == tip_.last.value + group.count());
    FOOTFALL_CHECK(make_ready());
    const std::uint64_t reserve = footer_bytes + (group.count() > 0 ? marks_bytes : 0);
    if (tip_.offset + group.bytes() + reserve > tip_.capacity) {
        FOOTFALL_CHECK(go_on_to_next_segment(group.bytes()));
    }
    ChainHash hash{};
    const Terminator terminator{0, tip_.group + 1, stop, {}};
    const auto bytes = group.seal(tip_.header, tip_.hash, last, received_at, terminator, hash);
    if (auto written = tip_.file->write(tip_.offset, bytes); !written) {
        return take_back(std::move(written).error());
    }
    if (const auto synced = tip_.file->sync(); !synced) return freeze(synced.error());
    tip_.sha.add(bytes);
    tip_.offset += bytes.size();
    tip_.last = last;
    ++tip_.group;
    tip_.hash = hash;
    tip_.received_at = received_at;
    tip_.stopped = stop;
    return {};
}

// Without this nothing can be appended.
Result<> Appender::make_ready() {
    if (unsealed_) {
        const Tip& old = *unsealed_;
        auto sealed = seal(*old.file, old.header, old.offset, old.sha, old.last, old.received_at);
        if (!sealed) return freeze_unless_full(std::move(sealed).error());
        unsealed_.reset();
    }
    if (is_short_) {
        if (auto allocated = tip_.file->allocate(tip_.capacity); !allocated) {
            return freeze_unless_full(std::move(allocated).error());
        }
        is_short_ = false;
    }
    return {};
}

Result<> Appender::find_room() {
    ASSERT(!frozen_);
    FOOTFALL_CHECK(make_ready());
    if (spare_ == nullptr) {
        auto spare = make_spare(disk_, folder_, segment_bytes_);
        if (!spare) return freeze_unless_full(std::move(spare).error());
        spare_ = std::move(*spare);
    }
    return {};
}

Result<> Appender::freeze(const Error& cause) {
    frozen_ = true;
    return fail(ErrorCode::busy, "the journal is frozen until the next start: " + cause.message, {},
                "journal_frozen");
}

Result<> Appender::freeze_unless_full(Error cause) {
    if (is_full(cause)) return fail(std::move(cause));
    return freeze(cause);
}

// A write failed: nothing of it may stay, since the next group may be shorter.
Result<> Appender::take_back(Error cause) {
    const auto truncated = tip_.file->truncate(tip_.offset);
    if (!is_full(cause)) return freeze(cause);
    if (!truncated) return freeze(truncated.error());
    is_short_ = true;
    if (auto allocated = tip_.file->allocate(tip_.capacity); allocated) {
        is_short_ = false;
    } else if (!is_full(allocated.error())) {
        return freeze(allocated.error());
    }
    if (const auto synced = tip_.file->sync(); !synced) return freeze(synced.error());
    return fail(std::move(cause));
}

Result<> Appender::go_on_to_next_segment(std::uint64_t group_bytes) {
    FOOTFALL_CHECK(find_room());
    const std::uint64_t least = segment_header_bytes + group_bytes + marks_bytes + footer_bytes;
    std::uint64_t capacity = segment_bytes_;
    Result<> ready;
    if (least > capacity) {
        capacity = (least + block_bytes - 1) / block_bytes * block_bytes;
        ready = spare_->allocate(capacity);
    }
    const SegmentHeader header = successor(tip_, epoch_);
    if (ready) ready = write_header(*spare_, header);
    if (!ready) {
        spare_.reset();
        drop_spare(disk_, folder_);
        return freeze_unless_full(std::move(ready).error());
    }
    if (const auto placed = put_in_place(disk_, folder_, *spare_, header.segment); !placed) {
        return freeze(placed.error());
    }
    unsealed_ = std::exchange(tip_, begin_segment(std::move(spare_), capacity, header, tip_));
    // Only now: a footer says that there is a next segment.
    return make_ready();
}

}  // namespace footfall::journal
