#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/raw_client.h"
#include "http/server.h"
#include "http/status.h"

namespace footfall::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

constexpr auto patience = 20s;
constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t pieces_count = 800;  // 50 MB

class StreamTest : public ::testing::Test {
  protected:
    void start(Options options = {}) {
        options.port = 0;
        Application application;
        application.body_bytes_max = [](const Request&) { return 0; };
        application.handle = [this](Request request, Respond respond) {
            if (request.path == "/wait") {
                const std::lock_guard lock(mutex);
                kept = std::move(respond);
                asked.set_value();
                return;
            }
            Response response;
            response.body = source(request.path);
            respond(std::move(response));
        };
        application.refuse = [](int status, std::string_view, std::string_view id) {
            return refusal(status, id);
        };
        auto started = Server::start(std::move(options), random, std::move(application));
        ASSERT_TRUE(started) << started.error().message;
        server = *std::move(started);
    }

    BodySource source(const std::string& path) {
        // Tells when the first body is gone.
        std::shared_ptr<void> guard;
        if (!watched.exchange(true)) guard.reset(this, [this](void*) { gone.set_value(); });
        return [this, guard, path, turn = std::size_t{0}]() mutable {
            const std::size_t here = turn++;
            if (path == "/throw" && here == 0) throw std::runtime_error("at once");
            if (path == "/break" && here == 2) throw std::runtime_error("midway");
            if (path == "/empty" || here == (path == "/short" ? 3 : pieces_count))
                return std::string();
            ++pulled;
            return std::string(piece_size, static_cast<char>('a' + here % 26));
        };
    }

    RawClient ask(std::string_view path, std::string_view version = "1.1") {
        RawClient client(server->port(), 16 * 1024);
        client.send("GET " + std::string(path) + " HTTP/" + std::string(version) +
                    "\r\nHost: h\r\n\r\n");
        return client;
    }

    bool source_is_gone() {
        return gone.get_future().wait_for(patience) == std::future_status::ready;
    }

    SeededRandom random{2};
    std::atomic<std::size_t> pulled = 0;
    std::atomic<bool> watched = false;
    std::promise<void> gone;
    std::mutex mutex;
    Respond kept;  // Guarded by mutex.
    std::promise<void> asked;
    std::unique_ptr<Server> server;
};

// A reader slower than the source must not fill the memory: pieces wait for the socket.
TEST_F(StreamTest, PullsNoFurtherThanTheClientReads) {
    start();
    RawClient slow = ask("/large");
    // Many turns of the I/O threads, in which a source without back-pressure would be emptied.
    for (int i = 0; i < 300; ++i) ASSERT_EQ(ask("/empty").read_answer().status, 200);
    constexpr std::size_t ahead_bytes_max = 12 * 1024 * 1024;  // what the kernel may hold
    std::size_t read = 0;
    std::string tail;
    bool in_bounds = true;
    while (!tail.ends_with("\r\n0\r\n\r\n") && slow.receive()) {
        read += slow.buffer().size();
        tail = (tail + slow.buffer())
                   .substr(tail.size() + slow.buffer().size() > 7
                               ? tail.size() + slow.buffer().size() - 7
                               : 0);
        slow.buffer().clear();
        in_bounds = in_bounds && pulled * piece_size <= read + ahead_bytes_max;
    }
    EXPECT_TRUE(in_bounds);
    EXPECT_EQ(pulled, pieces_count);
    EXPECT_GT(read, pieces_count * piece_size);
    EXPECT_LT(read, pieces_count * (piece_size + 12) + 1000);
}

TEST_F(StreamTest, ArrivesWholeAndTheConnectionGoesOn) {
    start();
    RawClient client = ask("/short");
    const Answer answer = client.read_answer();
    EXPECT_THAT(answer.head, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(answer.body, std::string(piece_size, 'a') + std::string(piece_size, 'b') +
                               std::string(piece_size, 'c'));
    client.send("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n");
    const Answer empty = client.read_answer();
    EXPECT_EQ(empty.status, 200);
    EXPECT_EQ(empty.body, "");
    EXPECT_TRUE(source_is_gone());
}

TEST_F(StreamTest, EndsWithTheConnectionInHttp10) {
    start();
    RawClient client = ask("/short", "1.0");
    while (client.receive()) {
    }
    EXPECT_THAT(client.buffer(), Not(HasSubstr("chunked")));
    EXPECT_THAT(client.buffer(), HasSubstr("Connection: close"));
    EXPECT_THAT(client.buffer(),
                testing::EndsWith("\r\n\r\n" + std::string(piece_size, 'a') +
                                  std::string(piece_size, 'b') + std::string(piece_size, 'c')));
}

TEST_F(StreamTest, PullsNothingForHead) {
    start();
    RawClient client(server->port());
    client.send("HEAD /large HTTP/1.1\r\nHost: h\r\n\r\nGET /short HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read_answer(true).status, 200);
    EXPECT_EQ(client.read_answer().body.size(), 3 * piece_size);
    EXPECT_EQ(pulled, 3U);
}

TEST_F(StreamTest, IsDestroyedWhenTheClientGoes) {
    start();
    RawClient client = ask("/large");
    ASSERT_TRUE(client.receive());
    client.reset();
    EXPECT_TRUE(source_is_gone());
    EXPECT_LT(pulled, pieces_count);
}

TEST_F(StreamTest, IsDestroyedWhenTheClientStopsReading) {
    Options options;
    options.write_timeout = 200ms;
    start(options);
    RawClient client = ask("/large");
    EXPECT_TRUE(source_is_gone());
    EXPECT_LT(pulled, pieces_count);
}

// What breaks off must not look complete.
TEST_F(StreamTest, BreaksOffWhereTheSourceDoes) {
    start();
    RawClient broken = ask("/break");
    while (broken.receive()) {
    }
    EXPECT_THAT(broken.buffer(), HasSubstr("200 OK"));
    EXPECT_THAT(broken.buffer(), Not(testing::EndsWith("0\r\n\r\n")));
    RawClient failed = ask("/throw");
    EXPECT_EQ(failed.read_answer().status, 500);
}

TEST_F(StreamTest, StopLetsRequestsUnderWayFinish) {
    start();
    RawClient idle(server->port());
    RawClient client = ask("/wait");
    ASSERT_EQ(asked.get_future().wait_for(patience), std::future_status::ready);
    const auto begin = std::chrono::steady_clock::now();
    std::thread stopping([this] { server->stop(std::chrono::minutes(10)); });
    // The idle one first: then the stop has begun.
    EXPECT_TRUE(idle.is_closed());
    {
        const std::lock_guard lock(mutex);
        Response response;
        response.body = std::string("finished");
        std::exchange(kept, {})(std::move(response));
    }
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.body, "finished");
    EXPECT_THAT(answer.head, HasSubstr("Connection: close"));
    EXPECT_TRUE(client.is_closed());
    client.reset();
    stopping.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, patience);
    EXPECT_FALSE(RawClient().connect(server->port()));
}

TEST_F(StreamTest, StopEndsWhatOutlastsTheGrace) {
    start();
    RawClient waiting = ask("/wait");
    ASSERT_EQ(asked.get_future().wait_for(patience), std::future_status::ready);
    RawClient reading = ask("/large");
    ASSERT_TRUE(reading.receive());
    server->stop(50ms);
    EXPECT_TRUE(source_is_gone());
    EXPECT_TRUE(waiting.is_closed());
    server.reset();
    // An answer that outlives the server goes nowhere.
    const std::lock_guard lock(mutex);
    kept(Response::json(200, "{}"));
}

}  // namespace
}  // namespace footfall::http
