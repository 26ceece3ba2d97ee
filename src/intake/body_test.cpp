#include "intake/body.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "event/limits.h"
#include "intake/testing.h"

namespace footfall::intake {
namespace {

using testing::gzip;

std::string text_of(std::string received) {
    const Result<Body> body = Body::open(std::move(received));
    return body ? std::string(body->text()) : "refused: " + body.error().reason;
}

TEST(Body, SkipsOneByteOrderMarkAndSpace) {
    EXPECT_EQ(text_of("[]"), "[]");
    EXPECT_EQ(text_of("\xEF\xBB\xBF \r\n\t[] "), "[] ");
    EXPECT_EQ(text_of("\xEF\xBB\xBF\xEF\xBB\xBF[]"), "\xEF\xBB\xBF[]");
    EXPECT_EQ(text_of(""), "");
    EXPECT_EQ(text_of(" \n"), "");
    EXPECT_EQ(text_of(gzip("\xEF\xBB\xBF[1]")), "[1]");
}

TEST(Body, InflatesOneMemberOrSeveral) {
    EXPECT_EQ(text_of(gzip("hello")), "hello");
    EXPECT_EQ(text_of(gzip("")), "");
    EXPECT_EQ(text_of(gzip("hel") + gzip("") + gzip("lo")), "hello");
}

TEST(Body, BrokenGzipIsRefused) {
    const std::string good = gzip("hello, hello, hello");
    for (std::size_t size = 2; size < good.size(); ++size) {
        EXPECT_EQ(text_of(good.substr(0, size)), "refused: invalid_gzip") << size;
    }
    std::string damaged = good;
    damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // its CRC
    EXPECT_EQ(text_of(damaged), "refused: invalid_gzip");
    EXPECT_EQ(text_of(good + "rubbish"), "refused: invalid_gzip");
    EXPECT_EQ(text_of("\x1f\x8b"), "refused: invalid_gzip");
}

TEST(Body, ReceivedBytesAreLimited) {
    EXPECT_EQ(text_of(std::string(limits::body_bytes_max, 'x')).size(), limits::body_bytes_max);
    EXPECT_EQ(text_of(std::string(limits::body_bytes_max + 1, 'x')), "refused: too_large");
}

TEST(Body, InflatedBytesAreLimited) {
    // Half of it does not compress, so that the ratio is no matter.
    SeededRandom random(1);
    std::string noise(400 * 1024, '\0');
    random.fill(std::as_writable_bytes(std::span(noise)));
    noise[0] = 'n';
    std::string text = noise;
    text.resize(limits::inflated_bytes_max, 'x');
    EXPECT_EQ(text_of(gzip(text)).size(), limits::inflated_bytes_max);
    EXPECT_EQ(text_of(gzip(text + "x")), "refused: too_large");
    EXPECT_EQ(text_of(gzip(text) + gzip("x")), "refused: too_large");
}

TEST(Body, TheRatioIsLimitedAboveItsFreeBytes) {
    EXPECT_EQ(text_of(gzip(std::string(limits::inflate_ratio_from_bytes, 'x'))).size(),
              limits::inflate_ratio_from_bytes);
    EXPECT_EQ(text_of(gzip(std::string(limits::inflate_ratio_from_bytes + 1, 'x'))),
              "refused: too_large");
    EXPECT_EQ(text_of(gzip(std::string(10 * 1024 * 1024, '\0'))), "refused: too_large");
}

TEST(Body, ABombInsideABombIsNotOpened) {
    const std::string bomb = gzip(gzip(std::string(10 * 1024 * 1024, '\0')));
    EXPECT_TRUE(text_of(bomb).starts_with("\x1f\x8b"));
}

RC_GTEST_PROP(BodyProperty, DamagedGzipIsRefusedOrStaysWithinLimits, ()) {
    std::string packed = gzip(R"([{"kind":"login","customer":"a"},{"kind":"login"}])");
    const auto flips = *rc::gen::inRange(1, 4);
    for (int i = 0; i < flips; ++i) {
        packed[*rc::gen::inRange<std::size_t>(2, packed.size())] = *rc::gen::arbitrary<char>();
    }
    const Result<Body> body = Body::open(packed);
    if (body) RC_ASSERT(body->text().size() <= limits::inflate_ratio_from_bytes);
}

}  // namespace
}  // namespace footfall::intake
