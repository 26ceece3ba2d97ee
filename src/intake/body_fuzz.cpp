// Inflating never goes beyond its limits, and gives back what was packed.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <zlib.h>

#include "assert.h"
#include "event/limits.h"
#include "intake/body.h"

namespace footfall::intake {
namespace {

constexpr std::string_view gzip_head("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);

std::string gzip(const std::string& text) {
    z_stream stream{};
    ASSERT(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

void check_limits(const std::string& received) {
    const std::size_t received_bytes = received.size();
    const Result<Body> body = Body::open(received);
    if (!body) {
        ASSERT(body.error().reason == "invalid_gzip" || body.error().reason == "too_large");
        return;
    }
    const std::size_t free = limits::inflate_ratio_from_bytes;
    const std::size_t most = std::max(free, received_bytes * limits::inflate_ratio_max);
    ASSERT(body->text().size() <= std::min(most, limits::inflated_bytes_max));
    constexpr std::string_view space = " \t\r\n";
    ASSERT(body->text().empty() || space.find(body->text().front()) == space.npos);
}

void check_packed(const std::string& text) {
    const Result<Body> plain = Body::open("  " + text);
    const Result<Body> packed = Body::open(gzip("  " + text));
    const Result<Body> halves = Body::open(gzip("  " + text.substr(0, text.size() / 2)) +
                                           gzip(text.substr(text.size() / 2)));
    ASSERT(plain && packed && halves);
    ASSERT(packed->text() == plain->text() && halves->text() == plain->text());
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using footfall::intake::check_limits;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    check_limits(bytes);
    check_limits(std::string(footfall::intake::gzip_head) + bytes);
    if (size <= 16'384) footfall::intake::check_packed(bytes);
    return 0;
}
