#include "http/request_reader.h"

#include <gtest/gtest.h>

#include "random.h"

namespace footfall::http {
namespace {

constexpr std::size_t header_bytes_max = 1024;
constexpr std::size_t header_fields_max = 20;
constexpr std::uint64_t body_bytes_max = 64;

struct Outcome {
    int status = 0;  // 0: complete, -1: wants more
    std::string path;
    std::string body;
    std::string rest;

    bool operator==(const Outcome&) const = default;
};

// Gives `bytes` in the pieces that `piece_size` decides, as a connection does.
template <class PieceSize>
Outcome read(std::string_view bytes, PieceSize piece_size) {
    RequestReader reader(header_bytes_max, header_fields_max);
    using State = RequestReader::State;
    std::string buffer;
    while (true) {
        buffer.erase(0, reader.take(buffer));
        if (reader.state() == State::checked) {
            reader.allow_body(body_bytes_max);
            continue;
        }
        if (reader.state() == State::refused) return {reader.status(), "", "", ""};
        if (reader.state() == State::complete) break;
        if (bytes.empty()) return {-1, "", "", ""};
        const std::size_t size = std::min(bytes.size(), piece_size());
        buffer += bytes.substr(0, size);
        bytes.remove_prefix(size);
    }
    buffer += bytes;
    return {0, reader.head().request.path, reader.head().request.body, buffer};
}

Outcome read_whole(std::string_view bytes) {
    return read(bytes, [] { return std::size_t{1'000'000}; });
}
Outcome read_bytewise(std::string_view bytes) {
    return read(bytes, [] { return std::size_t{1}; });
}

const std::string plain = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET";
const std::string chunked =
    "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    "2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\n\r\nGET";

TEST(RequestReader, ReadsTheSameInAnyPieces) {
    const Outcome expected = {0, "/p", "hello", "GET"};
    for (const std::string& bytes : {plain, chunked}) {
        EXPECT_EQ(read_whole(bytes), expected);
        EXPECT_EQ(read_bytewise(bytes), expected);
    }
}

// Beast 1.81 asserts that a last chunk comes in no smaller pieces.
TEST(RequestReader, ReadsAnEmptyChunkedBodyByteByByte) {
    const std::string bytes =
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    EXPECT_EQ(read_bytewise(bytes).status, 0);
    EXPECT_EQ(read_bytewise(bytes.substr(0, bytes.size() - 1)).status, -1);
}

TEST(RequestReader, HoldsTheBodyLimitToTheByte) {
    const auto with_length = [](std::size_t size) {
        return "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) +
               "\r\n\r\n" + std::string(size, 'x');
    };
    const auto in_chunks = [](std::size_t size) {
        std::string bytes = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (std::size_t i = 0; i < size; ++i) bytes += "1\r\nx\r\n";
        return bytes + "0\r\n\r\n";
    };
    EXPECT_EQ(read_whole(with_length(body_bytes_max)).body.size(), body_bytes_max);
    EXPECT_EQ(read_whole(with_length(body_bytes_max + 1)).status, 413);
    EXPECT_EQ(read_bytewise(in_chunks(body_bytes_max)).body.size(), body_bytes_max);
    EXPECT_EQ(read_bytewise(in_chunks(body_bytes_max + 1)).status, 413);
    // Before a byte of it came.
    EXPECT_EQ(read_whole("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "41\r\nx")
                  .status,
              413);
}

TEST(RequestReader, RefusesTrailersAndBrokenChunks) {
    const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* body :
         {"0\r\nAuthorization: x\r\n\r\n", "2\r\nhe\r\n0\r\nX: y\r\n\r\n", "-2\r\nhe\r\n0\r\n\r\n",
          "x\r\nhe\r\n0\r\n\r\n", "2\r\nhex\r\n0\r\n\r\n", "0x2\r\nhe\r\n0\r\n\r\n",
          " 2\r\nhe\r\n0\r\n\r\n", "2 \x01\r\nhe\r\n0\r\n\r\n"}) {
        EXPECT_EQ(read_whole(head + body).status, 400) << body;
        EXPECT_EQ(read_bytewise(head + body).status, 400) << body;
    }
    for (const char* size : {"10000000000000000", "10000000000000001", "ffffffffffffffffff"}) {
        const int status = read_whole(head + size + "\r\nx\r\n0\r\n\r\n").status;
        EXPECT_TRUE(status == 400 || status == 413) << size << ' ' << status;
    }
    // Beast waits for the CR; the connection's deadline ends that.
    EXPECT_EQ(read_whole(head + "2\nhe\n0\n\n").status, -1);
    // A chunk's head without end must not fill the memory.
    EXPECT_EQ(read_bytewise(head + "1;" + std::string(header_bytes_max + 10, 'a')).status, 400);
}

// Whatever comes and in whatever pieces: no crash, the limits hold, and the pieces change nothing.
TEST(RequestReader, SurvivesDamageInAnyPieces) {
    constexpr std::uint64_t seed = 20;
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const std::string_view snippets[] = {"\r\n",       "\r",    "\n",      "0\r\n\r\n", "\r\n\r\n",
                                         "Host: h",    "%00",   "..",      "chunked",   "ffffffff",
                                         "1\r\nx\r\n", "\x80",  ": ",      "HTTP/1.0",  "Expect: x",
                                         "0\r\nA: b",  "GET /", "\r\n\t ", ";",         "+"};
    int complete = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = random.next() % 2 == 0 ? plain : chunked;
        for (std::uint64_t edits = random.next() % 4; edits > 0; --edits) {
            const std::size_t at = random.next() % bytes.size();
            switch (random.next() % 3) {
                case 0:
                    bytes.insert(at, snippets[random.next() % std::size(snippets)]);
                    break;
                case 1:
                    bytes.erase(at, 1 + random.next() % 4);
                    break;
                default:
                    bytes[at] = static_cast<char>(random.next());
            }
        }
        const Outcome whole = read_whole(bytes);
        ASSERT_EQ(read(bytes, [&] { return std::size_t{1 + random.next() % 7}; }), whole)
            << "round " << round << '\n'
            << bytes;
        ASSERT_LE(whole.body.size(), body_bytes_max);
        complete += whole.status == 0 ? 1 : 0;
    }
    EXPECT_GT(complete, 5'000);
}

}  // namespace
}  // namespace footfall::http
