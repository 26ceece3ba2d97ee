#include "intake/body.h"

#include <algorithm>
#include <utility>

#include <simdjson.h>
#include <zlib.h>

#include "assert.h"
#include "event/limits.h"

namespace footfall::intake {

namespace {

constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int gzip_window_bits = 15 + 16;

tl::unexpected<Error> broken(std::string message) {
    return fail(ErrorCode::invalid, std::move(message), {}, "invalid_gzip");
}

tl::unexpected<Error> too_large(std::string message) {
    return fail(ErrorCode::too_large, std::move(message), {}, "too_large");
}

// How much `received_bytes` may become.
std::size_t allowed(std::size_t received_bytes) {
    return std::min(
        limits::inflated_bytes_max,
        std::max(limits::inflate_ratio_from_bytes, received_bytes * limits::inflate_ratio_max));
}

class Inflater {
  public:
    Inflater() { ASSERT(inflateInit2(&stream_, gzip_window_bits) == Z_OK); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    Result<std::string> inflate_all(std::string& received) {
        const std::size_t bytes_max = allowed(received.size());
        stream_.next_in = reinterpret_cast<Bytef*>(received.data());
        stream_.avail_in = static_cast<uInt>(received.size());
        std::string out;
        for (;;) {
            const std::size_t before = out.size();
            // One byte past the limit shows that it is passed.
            const std::size_t room = std::min(bytes_max + 1 - before, chunk_bytes);
            out.resize(before + room);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
            stream_.avail_out = static_cast<uInt>(room);
            const int status = inflate(&stream_, Z_NO_FLUSH);
            out.resize(before + room - stream_.avail_out);
            if (out.size() > bytes_max) return too_large("the body inflates to too many bytes");
            if (status == Z_STREAM_END) {
                if (stream_.avail_in == 0) return out;
                if (inflateReset(&stream_) != Z_OK) return broken("the body's gzip is damaged");
            } else if (status != Z_OK) {
                return broken(status == Z_BUF_ERROR ? "the body's gzip is cut off"
                                                    : "the body's gzip is damaged");
            }
        }
    }

  private:
    static constexpr std::size_t chunk_bytes = 64 * 1024;

    z_stream stream_{};
};

}  // namespace

Body::Body(std::string bytes) : bytes_(std::move(bytes)), end_(bytes_.size()) {
    if (text().starts_with(byte_order_mark)) begin_ = byte_order_mark.size();
    begin_ = std::min(bytes_.find_first_not_of(" \t\r\n", begin_), end_);
    bytes_.append(simdjson::SIMDJSON_PADDING, '\0');
}

Result<Body> Body::open(std::string received) {
    if (received.size() > limits::body_bytes_max) {
        return too_large("a body has at most " + std::to_string(limits::body_bytes_max) + " bytes");
    }
    if (!received.starts_with(gzip_magic)) return Body(std::move(received));
    FOOTFALL_TRY(inflated, Inflater().inflate_all(received));
    return Body(std::move(inflated));
}

}  // namespace footfall::intake
