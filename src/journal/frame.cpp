#include "journal/frame.h"

#include <algorithm>
#include <charconv>

#include "assert.h"
#include "event/codec.h"
#include "journal/crc32c.h"
#include "journal/little_endian.h"

namespace footfall::journal {

namespace {

constexpr std::string_view magic = "footfall";
constexpr std::string_view name_end = ".segment";
constexpr std::size_t name_digits = 10;

// Where things lie in a segment's header.
constexpr std::size_t version_at = 8;
constexpr std::size_t layout_at = 10;
constexpr std::size_t flags_at = 11;
constexpr std::size_t header_crc_at = 60;

constexpr std::byte flag_begins{1};
constexpr std::byte flag_stop{1};

// Where things lie in a frame.
constexpr std::size_t crc_at = 4;
constexpr std::size_t type_at = 8;
constexpr std::size_t segment_at = frame_segment_at;
constexpr std::size_t epoch_at = 13;
constexpr std::size_t hash_in_terminator = frame_header_bytes + 13;

void put_instant(std::span<std::byte> bytes, std::size_t at, Instant value) {
    put(bytes, at, static_cast<std::uint64_t>(value.us));
}

Instant get_instant(std::span<const std::byte> bytes, std::size_t at) {
    return {static_cast<std::int64_t>(get<std::uint64_t>(bytes, at))};
}

// Of everything but the checksum itself.
std::uint32_t frame_crc(std::span<const std::byte> frame) {
    return crc32c(frame.subspan(type_at), crc32c(frame.first(crc_at)));
}

void put_frame_header(std::span<std::byte> frame, std::uint8_t type, Sequence sequence,
                      Instant received_at) {
    put(frame, 0, static_cast<std::uint32_t>(frame.size() - frame_header_bytes));
    frame[type_at] = static_cast<std::byte>(type);
    put(frame, 17, sequence.value);
    put_instant(frame, 25, received_at);
}

void seal_frame(std::span<std::byte> frame, const SegmentHeader& segment) {
    put(frame, segment_at, segment.segment);
    put(frame, epoch_at, segment.epoch);
    put(frame, crc_at, frame_crc(frame));
}

}  // namespace

std::string segment_name(std::uint32_t segment) {
    const std::string digits = std::to_string(segment);
    return std::string(name_digits - digits.size(), '0') + digits + std::string(name_end);
}

std::optional<std::uint32_t> segment_of_name(std::string_view name) {
    if (!name.ends_with(name_end)) return std::nullopt;
    std::uint32_t segment = 0;
    std::from_chars(name.data(), name.data() + name.size() - name_end.size(), segment);
    return segment > 0 && segment_name(segment) == name ? segment : 0;
}

std::array<std::byte, segment_header_bytes> encode_header(const SegmentHeader& header,
                                                          Layout layout) {
    std::array<std::byte, segment_header_bytes> bytes{};
    bytes[layout_at] = static_cast<std::byte>(layout);
    std::ranges::copy(std::as_bytes(std::span(magic)), bytes.begin());
    put(bytes, version_at, format_version);
    bytes[flags_at] = header.begins ? flag_begins : std::byte{};
    put(bytes, 12, header.segment);
    put(bytes, 16, header.epoch);
    put(bytes, 20, header.first.value);
    put(bytes, 28, header.first_group);
    put_instant(bytes, 36, header.received_after);
    std::ranges::copy(header.previous, bytes.begin() + 44);
    put(bytes, header_crc_at, crc32c(std::span(bytes).first(header_crc_at)));
    return bytes;
}

Result<SegmentHeader> decode_header(std::span<const std::byte> bytes) {
    if (bytes.size() < segment_header_bytes) return fail(ErrorCode::corrupt, "it is too short");
    if (!std::ranges::equal(bytes.first(magic.size()), std::as_bytes(std::span(magic)))) {
        return fail(ErrorCode::corrupt, "it does not begin as a segment does");
    }
    if (get<std::uint32_t>(bytes, header_crc_at) != crc32c(bytes.first(header_crc_at))) {
        return fail(ErrorCode::corrupt, "the checksum of its header is wrong");
    }
    if (get<std::uint16_t>(bytes, version_at) != format_version ||
        bytes[layout_at] > static_cast<std::byte>(Layout::packed) ||
        (bytes[flags_at] & ~flag_begins) != std::byte{}) {
        return fail(ErrorCode::corrupt, "it was written by a later version of this program", {},
                    "newer_format");
    }
    SegmentHeader header;
    header.begins = (bytes[flags_at] & flag_begins) != std::byte{};
    header.segment = get<std::uint32_t>(bytes, 12);
    header.epoch = get<std::uint32_t>(bytes, 16);
    header.first.value = get<std::uint64_t>(bytes, 20);
    header.first_group = get<std::uint64_t>(bytes, 28);
    header.received_after = get_instant(bytes, 36);
    std::ranges::copy(bytes.subspan(44, header.previous.size()), header.previous.begin());
    return header;
}

FrameHeader read_frame_header(std::span<const std::byte> bytes) {
    FrameHeader header;
    header.length = get<std::uint32_t>(bytes, 0);
    header.crc = get<std::uint32_t>(bytes, crc_at);
    header.type = static_cast<std::uint8_t>(bytes[type_at]);
    header.segment = get<std::uint32_t>(bytes, segment_at);
    header.epoch = get<std::uint32_t>(bytes, epoch_at);
    header.sequence.value = get<std::uint64_t>(bytes, 17);
    header.received_at = get_instant(bytes, 25);
    return header;
}

bool is_good_frame(std::span<const std::byte> frame, const SegmentHeader& segment) {
    const FrameHeader header = read_frame_header(frame);
    if (header.type == 0 || header.segment != segment.segment || header.epoch != segment.epoch) {
        return false;
    }
    if (header.type == terminator_type && frame.size() != terminator_bytes) return false;
    if (header.type == footer_type && frame.size() != footer_bytes) return false;
    return header.crc == frame_crc(frame);
}

std::array<std::byte, 8> frame_mark(const SegmentHeader& segment) {
    std::array<std::byte, 8> mark{};
    put(mark, 0, segment.segment);
    put(mark, epoch_at - segment_at, segment.epoch);
    return mark;
}

Terminator read_terminator(std::span<const std::byte> frame) {
    Terminator terminator;
    terminator.count = get<std::uint32_t>(frame, frame_header_bytes);
    terminator.group = get<std::uint64_t>(frame, frame_header_bytes + 4);
    terminator.stop = (frame[frame_header_bytes + 12] & flag_stop) != std::byte{};
    std::ranges::copy(frame.subspan(hash_in_terminator), terminator.hash.begin());
    return terminator;
}

Footer read_footer(std::span<const std::byte> frame) {
    Footer footer;
    footer.entries = get<std::uint64_t>(frame, frame_header_bytes);
    std::ranges::copy(frame.subspan(frame_header_bytes + 8), footer.digest.begin());
    return footer;
}

std::vector<std::byte> encode_footer(const Footer& footer, const SegmentHeader& segment,
                                     Sequence last, Instant received_at) {
    std::vector<std::byte> frame(footer_bytes);
    put_frame_header(frame, footer_type, last, received_at);
    put(std::span(frame), frame_header_bytes, footer.entries);
    std::ranges::copy(footer.digest, frame.begin() + frame_header_bytes + 8);
    seal_frame(frame, segment);
    return frame;
}

ChainHash ChainHasher::finish(std::span<const std::byte> terminator) {
    ASSERT(terminator.size() == terminator_bytes);
    sha_.add(terminator.first(crc_at));
    sha_.add(terminator.subspan(type_at, hash_in_terminator - type_at));
    const Digest digest = sha_.digest();
    ChainHash hash{};
    std::copy_n(digest.begin(), hash.size(), hash.begin());
    return hash;
}

void GroupBuffer::clear() {
    bytes_.clear();
    count_ = 0;
}

void GroupBuffer::add(Sequence sequence, Instant received_at, const EntryBody& body) {
    const std::size_t begin = bytes_.size();
    bytes_.resize(begin + frame_header_bytes);
    encode(body, bytes_);
    ASSERT(bytes_.size() - begin <= UINT32_MAX, "an entry of " << bytes_.size() - begin);
    put_frame_header(std::span(bytes_).subspan(begin), static_cast<std::uint8_t>(type_of(body)),
                     sequence, received_at);
    ++count_;
}

std::span<const std::byte> GroupBuffer::seal(const SegmentHeader& segment,
                                             const ChainHash& previous, Sequence last,
                                             Instant received_at, Terminator terminator,
                                             ChainHash& hash) {
    sealed_ = bytes_;
    sealed_.resize(bytes_.size() + terminator_bytes);
    for (std::size_t at = 0; at < bytes_.size();) {
        const std::size_t size = read_frame_header(std::span(bytes_).subspan(at)).size();
        seal_frame(std::span(sealed_).subspan(at, size), segment);
        at += size;
    }
    ChainHasher hasher(previous);
    hasher.add_entry(std::span(sealed_).first(bytes_.size()));
    const auto frame = std::span(sealed_).subspan(bytes_.size());
    put_frame_header(frame, terminator_type, last, received_at);
    put(frame, frame_header_bytes, count_);
    put(frame, frame_header_bytes + 4, terminator.group);
    frame[frame_header_bytes + 12] = terminator.stop ? flag_stop : std::byte{};
    put(frame, segment_at, segment.segment);
    put(frame, epoch_at, segment.epoch);
    hash = hasher.finish(frame);
    std::ranges::copy(hash, frame.begin() + hash_in_terminator);
    seal_frame(frame, segment);
    return sealed_;
}

}  // namespace footfall::journal
