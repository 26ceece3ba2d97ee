// The bytes of a segment: its header, and frames that hold entries, terminators and the footer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "journal/sha256.h"
#include "result.h"

namespace footfall::journal {

// docs/journal.md describes the layout; all numbers are little-endian.
inline constexpr std::uint16_t format_version = 1;
inline constexpr std::size_t segment_header_bytes = 64;
inline constexpr std::size_t frame_header_bytes = 33;
inline constexpr std::size_t terminator_bytes = frame_header_bytes + 29;
inline constexpr std::size_t footer_bytes = frame_header_bytes + 40;

// The frame types beside those of entries.
inline constexpr std::uint8_t terminator_type = 255;
inline constexpr std::uint8_t footer_type = 254;

// The first half of a SHA-256: of the terminator's predecessor and all bytes of its group.
using ChainHash = std::array<std::byte, 16>;

struct SegmentHeader {
    std::uint32_t segment = 0;  // from 1, without gaps
    std::uint32_t epoch = 0;    // drawn at each start, so that old bytes are never taken for new
    bool begins = false;        // nothing of the journal lies before it
    Sequence first;             // of its first entry, once it has one
    std::uint64_t first_group = 0;
    Instant received_after;  // no entry in it was received before
    ChainHash previous{};    // of the last good terminator before it

    friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

// `<ten digits>.segment`.
std::string segment_name(std::uint32_t segment);

// The segment of that name; 0 for a file that only looks like a segment, nothing for any other.
std::optional<std::uint32_t> segment_of_name(std::string_view name);

// How a file holds a segment: as it was written, or compressed (journal/packed_segment.h).
enum class Layout : std::uint8_t { plain = 0, packed = 1 };

std::array<std::byte, segment_header_bytes> encode_header(const SegmentHeader& header,
                                                          Layout layout = Layout::plain);

// Of either layout. `corrupt`; with the reason `newer_format` if it is good but of a later version.
Result<SegmentHeader> decode_header(std::span<const std::byte> bytes);

struct FrameHeader {
    std::uint32_t length = 0;  // of the payload
    std::uint32_t crc = 0;
    std::uint8_t type = 0;
    std::uint32_t segment = 0;
    std::uint32_t epoch = 0;
    Sequence sequence;
    Instant received_at;

    std::uint64_t size() const { return frame_header_bytes + std::uint64_t{length}; }
};

// Of the first bytes of a frame, of which there are at least frame_header_bytes. Nothing is
// checked.
FrameHeader read_frame_header(std::span<const std::byte> bytes);

// Whether a whole frame has its type and checksum and is of that segment and epoch.
bool is_good_frame(std::span<const std::byte> frame, const SegmentHeader& segment);

// What all frames of a segment have in common: its number and epoch, at this place in each.
inline constexpr std::size_t frame_segment_at = 9;
std::array<std::byte, 8> frame_mark(const SegmentHeader& segment);

// What ends a group. Its frame's sequence is the last one so far, its time the group's.
struct Terminator {
    std::uint32_t count = 0;
    std::uint64_t group = 0;  // the number of the group in the journal, from 1 without gaps
    bool stop = false;        // the mark of an orderly stop
    ChainHash hash{};
};

Terminator read_terminator(std::span<const std::byte> frame);

// What ends a sealed segment. Its frame's sequence is the last one of the segment.
struct Footer {
    std::uint64_t entries = 0;
    Digest digest{};  // of the segment up to the footer
};

Footer read_footer(std::span<const std::byte> frame);
std::vector<std::byte> encode_footer(const Footer& footer, const SegmentHeader& segment,
                                     Sequence last, Instant received_at);

// Computes a group's hash while its frames pass by.
class ChainHasher {
  public:
    explicit ChainHasher(const ChainHash& previous) { sha_.add(previous); }

    void add_entry(std::span<const std::byte> frame) { sha_.add(frame); }

    // Of the group, given its terminator's frame; the hash in it and its checksum do not count.
    ChainHash finish(std::span<const std::byte> terminator);

  private:
    Sha256 sha_;
};

// One group's bytes in the making.
class GroupBuffer {
  public:
    void clear();

    // Entries come in the order of their sequences.
    void add(Sequence sequence, Instant received_at, const EntryBody& body);

    std::uint32_t count() const { return count_; }

    // With the terminator.
    std::size_t bytes() const { return bytes_.size() + terminator_bytes; }

    // Makes it the group after `previous` in that segment and gives all its bytes, and its hash.
    // May be called again, for another segment.
    std::span<const std::byte> seal(const SegmentHeader& segment, const ChainHash& previous,
                                    Sequence last, Instant received_at, Terminator terminator,
                                    ChainHash& hash);

  private:
    std::vector<std::byte> bytes_;  // the entries' frames
    std::vector<std::byte> sealed_;
    std::uint32_t count_ = 0;
};

}  // namespace footfall::journal
