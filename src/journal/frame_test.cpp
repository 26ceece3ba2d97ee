#include "journal/frame.h"

#include <rapidcheck.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "journal/crc32c.h"

namespace footfall::journal {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string pattern(int first, int step) {
    std::string bytes;
    for (int i = 0; i < 32; ++i) bytes += static_cast<char>(first + step * i);
    return bytes;
}

// The examples of RFC 3720, appendix B.4.
TEST(Crc32c, agrees_with_the_standard) {
    for (const auto crc : {&crc32c, &crc32c_portable}) {
        EXPECT_EQ(crc(bytes_of(pattern(0, 0)), 0), 0x8A9136AAU);
        EXPECT_EQ(crc(bytes_of(pattern(0xFF, 0)), 0), 0x62A8AB43U);
        EXPECT_EQ(crc(bytes_of(pattern(0, 1)), 0), 0x46DD794EU);
        EXPECT_EQ(crc(bytes_of(pattern(31, -1)), 0), 0x113FDB5CU);
        EXPECT_EQ(crc(bytes_of("123456789"), 0), 0xE3069283U);
        EXPECT_EQ(crc({}, 0), 0U);
    }
}

RC_GTEST_PROP(Crc32c, is_the_same_by_table_and_in_pieces, (const std::string& text)) {
    const auto bytes = bytes_of(text);
    const std::uint32_t whole = crc32c(bytes);
    RC_ASSERT(crc32c_portable(bytes) == whole);
    const std::size_t cut = text.size() / 3;
    RC_ASSERT(crc32c(bytes.subspan(cut), crc32c(bytes.first(cut))) == whole);
}

TEST(SegmentNames, are_ten_digits) {
    EXPECT_EQ(segment_name(1), "0000000001.segment");
    EXPECT_EQ(segment_name(4'294'967'295), "4294967295.segment");
    EXPECT_EQ(segment_of_name("0000000001.segment"), 1U);
    EXPECT_EQ(segment_of_name("4294967295.segment"), 4'294'967'295U);
    // Files of other kinds are none of the journal's business; what looks like a segment is.
    for (const char* other : {"", "lock", "spare.new", "0000000001", "0000000001.segment~"}) {
        EXPECT_EQ(segment_of_name(other), std::nullopt) << other;
    }
    for (const char* alike : {".segment", "1.segment", "00000000001.segment", "0000000000.segment",
                              "000000000a.segment", "4294967296.segment", "-000000001.segment"}) {
        EXPECT_EQ(segment_of_name(alike), 0U) << alike;
    }
}

SegmentHeader some_header() {
    SegmentHeader header;
    header.segment = 7;
    header.epoch = 0x89ABCDEF;
    header.first = {1'000'000};
    header.first_group = 77;
    header.received_after = {-5};
    header.previous[3] = std::byte{9};
    return header;
}

TEST(SegmentHeaders, give_back_what_they_were_given) {
    SegmentHeader header = some_header();
    EXPECT_EQ(*decode_header(encode_header(header)), header);
    header.begins = true;
    EXPECT_EQ(*decode_header(encode_header(header)), header);
}

TEST(SegmentHeaders, show_every_flipped_bit) {
    const auto good = encode_header(some_header());
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto bad = good;
        bad[bit / 8] ^= std::byte{1} << (bit % 8);
        EXPECT_FALSE(decode_header(bad).has_value()) << bit;
    }
    EXPECT_FALSE(decode_header(std::span(good).first(63)).has_value());
    EXPECT_FALSE(decode_header({}).has_value());
}

// Going back a version must be refused as such, not called damage.
TEST(SegmentHeaders, of_a_later_version_say_so) {
    for (const std::size_t at : {8U, 10U, 11U}) {  // version, layout, flags
        auto bytes = encode_header(some_header());
        bytes[at] |= std::byte{2};
        const std::uint32_t crc = crc32c(std::span(bytes).first(60));
        for (std::size_t i = 0; i < 4; ++i) bytes[60 + i] = static_cast<std::byte>(crc >> (8 * i));
        const auto header = decode_header(bytes);
        ASSERT_FALSE(header.has_value()) << at;
        EXPECT_EQ(header.error().reason, "newer_format") << at;
    }
}

// Stands in journals: must never change.
TEST(Frames, keep_their_layout) {
    GroupBuffer group;
    Forget forget;
    forget.customer = "c";
    group.add({0x0102}, {0x0304}, forget);
    SegmentHeader segment;
    segment.segment = 5;
    segment.epoch = 6;
    ChainHash hash{};
    const auto bytes = group.seal(segment, {}, {0x0102}, {0x0304}, {0, 8, true, {}}, hash);
    ASSERT_EQ(bytes.size(), frame_header_bytes + 3 + terminator_bytes);
    const auto hex = [&](std::size_t begin, std::size_t size) {
        std::string text;
        for (const std::byte byte : bytes.subspan(begin, size)) {
            text += "0123456789abcdef"[static_cast<unsigned>(byte) >> 4];
            text += "0123456789abcdef"[static_cast<unsigned>(byte) & 15];
        }
        return text;
    };
    EXPECT_EQ(hex(0, 4), "03000000");                            // length
    EXPECT_EQ(hex(8, 9), "040500000006000000");                  // type, segment, epoch
    EXPECT_EQ(hex(17, 16), "02010000000000000403000000000000");  // sequence, time
    EXPECT_EQ(hex(33, 3), "050163");                             // the body
    EXPECT_EQ(hex(36, 4), "1d000000");
    EXPECT_EQ(hex(44, 1), "ff");
    EXPECT_EQ(hex(69, 13), "01000000080000000000000001");  // count, group, flags
    EXPECT_TRUE(is_good_frame(bytes.first(36), segment));
    EXPECT_TRUE(is_good_frame(bytes.subspan(36), segment));
    segment.epoch = 7;  // old bytes are never taken for new
    EXPECT_FALSE(is_good_frame(bytes.first(36), segment));
}

TEST(Frames, chain_each_group_to_the_one_before) {
    GroupBuffer group;
    group.add({1}, {1}, Forget{});
    ChainHash one{};
    ChainHash two{};
    ChainHash other{};
    group.seal({}, {}, {1}, {1}, {0, 1, false, {}}, one);
    group.seal({}, one, {1}, {1}, {0, 1, false, {}}, two);
    group.clear();
    group.add({1}, {2}, Forget{});
    group.seal({}, {}, {1}, {1}, {0, 1, false, {}}, other);
    EXPECT_NE(one, two);
    EXPECT_NE(one, other);
}

}  // namespace
}  // namespace footfall::journal
