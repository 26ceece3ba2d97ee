// A connection's bytes read the same in any pieces, down to single bytes.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "http/request_reader.h"
#include "http/utf8.h"

namespace footfall::http {
namespace {

constexpr std::size_t header_bytes_max = 512;
constexpr std::size_t header_fields_max = 12;
constexpr std::uint64_t body_bytes_max = 64;

struct Outcome {
    int status = 0;  // 0: complete, -1: wants more
    std::string method;
    std::string path;
    Fields query;
    Fields fields;
    std::string body;
    bool keep_alive = false;

    bool operator==(const Outcome&) const = default;
};

void check(const Request& request) {
    ASSERT(request.body.size() <= body_bytes_max);
    ASSERT(request.path.starts_with('/') && is_utf8(request.path));
    ASSERT(request.path.find('\0') == std::string::npos);
    ASSERT((request.path + '/').find("/../") == std::string::npos, request.path);
    ASSERT(request.fields.size() <= header_fields_max);
    for (const auto& [name, value] : request.fields) ASSERT(is_utf8(name) && is_utf8(value));
    for (const auto& [name, value] : request.query) ASSERT(is_utf8(name) && is_utf8(value));
}

// All requests of a connection that goes on as long as it can.
template <class PieceSize>
std::vector<Outcome> read_all(std::string_view bytes, PieceSize piece_size) {
    using State = RequestReader::State;
    std::vector<Outcome> outcomes;
    std::string buffer;
    while (!buffer.empty() || !bytes.empty()) {
        RequestReader reader(header_bytes_max, header_fields_max);
        while (reader.state() != State::complete) {
            buffer.erase(0, reader.take(buffer));
            if (reader.state() == State::checked) {
                reader.allow_body(body_bytes_max);
            } else if (reader.state() == State::refused || bytes.empty()) {
                if (reader.state() == State::complete) break;
                const bool refused = reader.state() == State::refused;
                outcomes.push_back({refused ? reader.status() : -1, {}, {}, {}, {}, {}, false});
                return outcomes;
            } else if (reader.state() != State::complete) {
                const std::size_t size = std::min<std::size_t>(bytes.size(), piece_size());
                buffer += bytes.substr(0, size);
                bytes.remove_prefix(size);
            }
        }
        const Head& head = reader.head();
        check(head.request);
        outcomes.push_back({0, head.request.method, head.request.path, head.request.query,
                            head.request.fields, head.request.body, head.keep_alive});
    }
    return outcomes;
}

// In pieces the reader waits for five bytes of a chunked body, so that its refusal may come later
// than it would of the whole; more bytes bring it.
template <class PieceSize>
void check_pieces(const std::string& bytes, const std::vector<Outcome>& whole,
                  PieceSize piece_size) {
    const std::vector<Outcome> pieces = read_all(bytes, piece_size);
    if (pieces == whole) return;
    ASSERT(!whole.empty() && whole.back().status > 0);
    ASSERT(!pieces.empty() && pieces.back().status == -1);
    ASSERT(read_all(bytes + "\r\n\r\n\r\n", piece_size) == whole);
}

}  // namespace
}  // namespace footfall::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace footfall::http;
    FuzzedDataProvider input(data, size);
    std::vector<std::uint8_t> sizes(input.ConsumeIntegralInRange<std::size_t>(1, 8));
    for (std::uint8_t& piece : sizes) piece = input.ConsumeIntegralInRange<std::uint8_t>(1, 40);
    const std::string bytes = input.ConsumeRemainingBytesAsString();

    const auto whole = read_all(bytes, [&] { return bytes.size(); });
    check_pieces(bytes, whole, [] { return 1U; });
    std::size_t next = 0;
    check_pieces(bytes, whole, [&] { return sizes[next++ % sizes.size()]; });
    return 0;
}
