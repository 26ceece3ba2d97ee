#include "http/server.h"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/raw_client.h"
#include "http/status.h"

namespace footfall::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using namespace std::chrono_literals;

constexpr std::size_t body_bytes_max = 1000;
constexpr auto patience = 20s;  // until a test gives up

// Responds kept for a later thread.
class Waiting {
  public:
    void add(Respond respond) {
        const std::lock_guard lock(mutex_);
        responds_.push_back(std::move(respond));
        added_.notify_all();
    }

    // Nothing if none comes.
    Respond take() {
        std::unique_lock lock(mutex_);
        if (!added_.wait_for(lock, patience, [this] { return !responds_.empty(); })) return {};
        Respond respond = std::move(responds_.back());
        responds_.pop_back();
        return respond;
    }

  private:
    std::mutex mutex_;
    std::condition_variable added_;
    std::vector<Respond> responds_;  // Guarded by mutex_.
};

Response text(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

class ServerTest : public ::testing::Test {
  protected:
    void start(Options options = {}) {
        options.port = 0;
        Application application;
        application.body_bytes_max = [](const Request& request) {
            return request.path == "/big" || request.path == "/wait" ? 10'000'000 : body_bytes_max;
        };
        application.handle = [this](Request request, Respond respond) {
            handle(std::move(request), std::move(respond));
        };
        application.refuse = [](int status, std::string_view, std::string_view id) {
            Response response = refusal(status, id);
            response.fields.emplace_back("x-refused-by", "application");
            return response;
        };
        auto started = Server::start(std::move(options), random, std::move(application));
        ASSERT_TRUE(started) << started.error().message;
        server = *std::move(started);
    }

    virtual void handle(Request request, Respond respond) {
        ++handled;
        if (request.path == "/wait") return waiting.add(std::move(respond));
        if (request.path == "/throw") throw std::runtime_error("a bug");
        if (request.path == "/drop") return;
        if (request.path == "/twice") {
            respond(text("first"));
            return respond(text("second"));
        }
        if (request.path == "/split") {
            Response response = text("x");
            response.fields.emplace_back("location", "/a\r\nSet-Cookie: b=c");
            return respond(std::move(response));
        }
        std::string seen = request.method + ' ' + request.path + ' ' + request.peer +
                           (request.secure ? " secure" : "") + (request.head_only ? " head" : "") +
                           '\n' + request.body;
        respond(text(std::move(seen)));
    }

    RawClient client() { return RawClient(server->port()); }

    SeededRandom random{1};
    std::atomic<int> handled = 0;
    Waiting waiting;
    std::unique_ptr<Server> server;
};

std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

std::string post(std::string_view path, std::string_view body) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

struct Row {
    const char* name;
    std::string bytes;
    int status;
    bool closed;
};

std::string with(std::string_view fields, std::string_view body = {}) {
    return "POST /p HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string repeated(int count, std::string_view line) {
    std::string lines;
    for (int i = 0; i < count; ++i) lines += line;
    return lines;
}

const std::string chunks = "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";

const Row raw_table[] = {
    {"plain", get("/p"), 200, false},
    {"body", with("Content-Length: 5\r\n", "hello"), 200, false},
    {"chunked", with("Transfer-Encoding: chunked\r\n", chunks), 200, false},
    {"close", with("Connection: close\r\n"), 200, true},
    {"HTTP/1.0", "GET /p HTTP/1.0\r\nHost: h\r\n\r\n", 200, true},
    {"HTTP/1.0 kept", "GET /p HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", 200, false},
    {"HTTP/1.2", "GET /p HTTP/1.2\r\nHost: h\r\n\r\n", 400, true},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, true},
    {"HTTP/0.9", "GET /p\r\n\r\n", 400, true},
    {"other coding", with("Transfer-Encoding: xchunked\r\n", chunks), 400, true},
    {"two codings", with("Transfer-Encoding: chunked, gzip\r\n", chunks), 400, true},
    {"coding twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks),
     400, true},
    {"identity", with("Transfer-Encoding: identity\r\n"), 400, true},
    {"coding in 1.0", "POST /p HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
     400, true},
    {"coding, length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunks), 400,
     true},
    {"length, coding", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunks), 400,
     true},
    {"length, odd coding", with("Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n", "hello"),
     400, true},
    {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400, true},
    {"same length twice", with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400, true},
    {"list of lengths", with("Content-Length: 5, 5\r\n", "hello"), 400, true},
    {"negative length", with("Content-Length: -1\r\n"), 400, true},
    {"signed length", with("Content-Length: +1\r\n", "x"), 400, true},
    {"no host", "GET /p HTTP/1.1\r\n\r\n", 400, true},
    {"empty host", "GET /p HTTP/1.1\r\nHost:\r\n\r\n", 400, true},
    {"two hosts", with("Host: h\r\n"), 400, true},
    {"odd host", "GET /p HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, true},
    {"literal host", "GET /p HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200, false},
    {"absolute form", "GET http://h/p HTTP/1.1\r\nHost: h\r\n\r\n", 200, false},
    {"foreign target", "GET http://other/p HTTP/1.1\r\nHost: h\r\n\r\n", 400, true},
    {"folded", with("A: b\r\n c\r\n"), 400, true},
    {"folded by tab", with("A: b\r\n\tc\r\n"), 400, true},
    {"space before colon", with("A : b\r\n"), 400, true},
    {"no colon", with("A\r\n"), 400, true},
    {"NUL in a value", with(std::string("A: b") + '\0' + "c\r\n"), 400, true},
    {"LF only", "GET /p HTTP/1.1\nHost: h\n\n", 400, true},
    {"bare CR", with("A: b\rc\r\n"), 400, true},
    {"empty line first", "\r\n" + get("/p"), 400, true},
    {"NUL in the target", get("/a%00b"), 400, true},
    {"NUL in the query", get("/p?a=%00"), 400, true},
    {"bytes above 0x7f", get("/caf\xC3\xA9"), 400, true},
    {"overlong path", get("/%C0%AF"), 400, true},
    {"bad escape", get("/%zz"), 400, true},
    {"dot segments", get("/a/../b"), 400, true},
    {"encoded dot segments", get("/%2e%2e%2fb"), 400, true},
    {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400, true},
    {"two spaces", "GET  /p HTTP/1.1\r\nHost: h\r\n\r\n", 400, true},
    {"100 fields", "GET /p HTTP/1.1\r\nHost: h\r\n" + repeated(99, "a: b\r\n") + "\r\n", 200,
     false},
    {"101 fields", "GET /p HTTP/1.1\r\nHost: h\r\n" + repeated(100, "a: b\r\n") + "\r\n", 431,
     true},
    {"long field", with("A: " + std::string(17'000, 'a') + "\r\n"), 431, true},
    {"long target", get("/" + std::string(17'000, 'a')), 431, true},
    {"trailer", with("Transfer-Encoding: chunked\r\n", "0\r\nAuthorization: Bearer x\r\n\r\n"), 400,
     true},
    {"announced trailer",
     with("Transfer-Encoding: chunked\r\nTrailer: A\r\n", "2\r\nhe\r\n0\r\nA: b\r\n\r\n"), 400,
     true},
    {"two keys", with("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400, true},
    {"two types", with("Content-Type: a/b\r\nContent-Type: a/c\r\n"), 400, true},
    {"two cookies", with("Cookie: a=1\r\nCookie: b=2\r\n"), 200, false},
    {"bad chunk", with("Transfer-Encoding: chunked\r\n", "x\r\nhe\r\n0\r\n\r\n"), 400, true},
    {"negative chunk", with("Transfer-Encoding: chunked\r\n", "-2\r\nhe\r\n"), 400, true},
    {"unknown method", "BREW /p HTTP/1.1\r\nHost: h\r\n\r\n", 405, true},
    {"lower-case method", "get /p HTTP/1.1\r\nHost: h\r\n\r\n", 405, true},
    {"TRACE", "TRACE /p HTTP/1.1\r\nHost: h\r\n\r\n", 405, true},
    {"CONNECT", "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n", 405, true},
    {"other expectation", with("Expect: 200-ok\r\nContent-Length: 5\r\n", "hello"), 417, true},
    {"body at its limit", with("Content-Length: 1000\r\n", std::string(body_bytes_max, 'x')), 200,
     false},
    {"body past its limit", with("Content-Length: 1001\r\n", std::string(body_bytes_max + 1, 'x')),
     413, true},
    {"chunks at their limit",
     with("Transfer-Encoding: chunked\r\n",
          "3e8\r\n" + std::string(body_bytes_max, 'x') + "\r\n0\r\n\r\n"),
     200, false},
    {"chunks past their limit",
     with("Transfer-Encoding: chunked\r\n",
          "3e8\r\n" + std::string(body_bytes_max, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n"),
     413, true},
    {"huge length", with("Content-Length: 18446744073709551615\r\n"), 413, true},
};

// A row that is not refused, or whose connection goes on, lets a stranger's bytes be read in two
// ways. Fed in single bytes too, since a check may not depend on how they arrive.
TEST_F(ServerTest, HoldsEveryRuleOfTheRawTable) {
    start();
    for (const Row& row : raw_table) {
        for (const std::size_t piece_size : {row.bytes.size(), std::size_t{1}}) {
            SCOPED_TRACE(std::string(row.name) + (piece_size == 1 ? ", byte by byte" : ""));
            const int handled_before = handled;
            RawClient raw = client();
            for (std::size_t i = 0; i < row.bytes.size(); i += piece_size)
                if (!raw.send(std::string_view(row.bytes).substr(i, piece_size))) break;
            const Answer answer = raw.read_answer();
            EXPECT_EQ(answer.status, row.status);
            EXPECT_EQ(handled - handled_before, row.status == 200 ? 1 : 0);
            EXPECT_EQ(answer.head.find("Connection: close") != std::string::npos, row.closed);
            EXPECT_THAT(answer.head, HasSubstr("X-Request-Id: "));
            EXPECT_THAT(answer.head, HasSubstr("X-Content-Type-Options: nosniff"));
            EXPECT_THAT(answer.head, HasSubstr("Date: "));
            if (row.status != 200) {
                EXPECT_THAT(answer.head, HasSubstr("x-refused-by: application"));
            }
            if (row.status == 405) {
                EXPECT_THAT(answer.head,
                            HasSubstr("allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
            }
            if (row.closed) {
                EXPECT_TRUE(raw.is_closed());
            } else {
                raw.send(get("/again"));
                EXPECT_THAT(raw.read_answer().body, StartsWith("GET /again"));
            }
        }
    }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
    start();
    RawClient raw = client();
    raw.send(get("/1") + post("/2", "two") + get("/3") + "GET /4 HTTP/1.1\r\nHo");
    EXPECT_EQ(raw.read_answer().body, "GET /1 127.0.0.1\n");
    EXPECT_EQ(raw.read_answer().body, "POST /2 127.0.0.1\ntwo");
    EXPECT_EQ(raw.read_answer().body, "GET /3 127.0.0.1\n");
    raw.send("st: h\r\n\r\n");
    EXPECT_EQ(raw.read_answer().body, "GET /4 127.0.0.1\n");
}

TEST_F(ServerTest, TakesALargeBodyWhereTheRouteAllowsIt) {
    start();
    const std::string body(5'000'000, 'x');
    RawClient raw = client();
    raw.send(post("/big", body));
    EXPECT_EQ(raw.read_answer().body, "POST /big 127.0.0.1\n" + body);
    // 413 must come before the body does.
    raw.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n");
    EXPECT_EQ(raw.read_answer().status, 413);
}

TEST_F(ServerTest, SendsContinueOnlyAfterTheChecks) {
    start();
    RawClient raw = client();
    raw.send(with("Expect: 100-continue\r\nContent-Length: 5\r\n"));
    EXPECT_EQ(raw.read_answer().status, 100);
    raw.send("hello");
    EXPECT_EQ(raw.read_answer().body, "POST /p 127.0.0.1\nhello");
    // A client that does not wait gets no 100.
    raw.send(with("Expect: 100-Continue\r\nContent-Length: 5\r\n", "hello"));
    EXPECT_EQ(raw.read_answer().status, 200);
    raw.send(with("Expect: 100-continue\r\nContent-Length: 1001\r\n"));
    EXPECT_EQ(raw.read_answer().status, 413);
}

TEST_F(ServerTest, AnswersHeadWithTheLengthAlone) {
    start();
    RawClient raw = client();
    raw.send("HEAD /p HTTP/1.1\r\nHost: h\r\n\r\n" + get("/q"));
    const Answer answer = raw.read_answer(true);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.head, HasSubstr("Content-Length: 22\r\n"));
    EXPECT_EQ(raw.read_answer().body, "GET /q 127.0.0.1\n");
}

// A line break in a value of ours, which may hold a stranger's text, would forge fields.
TEST_F(ServerTest, LetsNoLineBreakIntoAHead) {
    start();
    RawClient raw = client();
    raw.send(get("/split") + get("/p"));
    const Answer answer = raw.read_answer();
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.head, Not(HasSubstr("Set-Cookie")));
    EXPECT_EQ(raw.read_answer().status, 200);
}

TEST_F(ServerTest, SurvivesHandlersThatFail) {
    start();
    RawClient raw = client();
    raw.send(get("/throw") + get("/drop") + get("/twice") + get("/p"));
    EXPECT_EQ(raw.read_answer().status, 500);
    EXPECT_EQ(raw.read_answer().status, 500);
    EXPECT_EQ(raw.read_answer().body, "first");
    EXPECT_EQ(raw.read_answer().body, "GET /p 127.0.0.1\n");
}

TEST_F(ServerTest, TakesAnswersFromAnyThreadOnce) {
    start();
    RawClient raw = client();
    raw.send(get("/wait") + get("/p"));
    const Respond respond = waiting.take();
    ASSERT_TRUE(respond);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([respond] { respond(text("late")); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(raw.read_answer().body, "late");
    EXPECT_EQ(raw.read_answer().body, "GET /p 127.0.0.1\n");
    respond(text("later still"));
    raw.send(get("/q"));
    EXPECT_EQ(raw.read_answer().body, "GET /q 127.0.0.1\n");
}

TEST_F(ServerTest, IgnoresAnAnswerWhoseClientIsGone) {
    start();
    RawClient raw = client();
    raw.send(get("/wait"));
    const Respond respond = waiting.take();
    ASSERT_TRUE(respond);
    raw.reset();
    respond(text(std::string(1'000'000, 'x')));
    RawClient other = client();
    other.send(get("/p"));
    EXPECT_EQ(other.read_answer().status, 200);
}

TEST_F(ServerTest, GivesEachRequestAnIdOfItsOwn) {
    start();
    RawClient raw = client();
    raw.send(get("/a") + get("/%zz"));
    const std::string first = raw.read_answer().head;
    const Answer refused = raw.read_answer();
    const auto id_of = [](const std::string& head) {
        const std::size_t at = head.find("X-Request-Id: ") + 14;
        return head.substr(at, head.find('\r', at) - at);
    };
    EXPECT_GE(id_of(first).size(), 16U);
    EXPECT_NE(id_of(first), id_of(refused.head));
    EXPECT_THAT(refused.body, HasSubstr(R"("request_id":")" + id_of(refused.head) + '"'));
}

TEST_F(ServerTest, BelievesForwardedFieldsOfTrustedProxiesOnly) {
    const std::string forwarded =
        "GET /p HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.1.1.1, 192.0.2.9\r\n"
        "X-Forwarded-Proto: https\r\n\r\n";
    start();
    RawClient stranger = client();
    stranger.send(forwarded);
    EXPECT_EQ(stranger.read_answer().body, "GET /p 127.0.0.1\n");
    Options options;
    options.trusted_proxies = {"127.0.0.0/8"};
    start(options);
    RawClient proxy = client();
    proxy.send(forwarded);
    EXPECT_EQ(proxy.read_answer().body, "GET /p 192.0.2.9 secure\n");
}

TEST_F(ServerTest, EndsSlowHeads) {
    Options options;
    options.header_timeout = 200ms;
    start(options);
    RawClient silent = client();
    EXPECT_TRUE(silent.is_closed());
    RawClient slow = client();
    slow.send("GET /p HT");
    EXPECT_EQ(slow.read_answer().status, 408);
    EXPECT_TRUE(slow.is_closed());
}

// A byte now and then must not hold a connection for ever.
TEST_F(ServerTest, EndsSlowBodies) {
    Options options;
    options.progress_timeout = 200ms;
    start(options);
    RawClient stalled = client();
    stalled.send(with("Content-Length: 5\r\n", "hel"));
    EXPECT_EQ(stalled.read_answer().status, 408);
    EXPECT_TRUE(stalled.is_closed());

    options.progress_timeout = 10s;
    options.request_timeout = 200ms;
    start(options);
    RawClient trickling = client();
    trickling.send(with("Content-Length: 5\r\n", "h"));
    EXPECT_EQ(trickling.read_answer().status, 408);
    // Waiting for a handler is not the client's slowness.
    RawClient asking = client();
    asking.send(get("/wait"));
    const Respond respond = waiting.take();
    ASSERT_TRUE(respond);
    RawClient meanwhile = client();
    meanwhile.send("GET");
    EXPECT_EQ(meanwhile.read_answer().status, 408);
    respond(text("late"));
    EXPECT_EQ(asking.read_answer().body, "late");
}

// Whoever they are: the key is looked at only when the body is there.
TEST_F(ServerTest, BoundsTheBytesOfBodiesInFlight) {
    Options options;
    options.body_bytes_in_flight_max = 1'000'000;
    start(options);
    const auto post = [](const std::string& path, std::size_t size) {
        return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) +
               "\r\n\r\n" + std::string(size, 'x');
    };
    // A body is held until its request is answered.
    RawClient first = client();
    first.send(post("/wait", 900'000));
    const Respond respond = waiting.take();
    ASSERT_TRUE(respond);
    RawClient second = client();
    second.send(post("/big", 600'000));
    const Answer refused = second.read_answer();
    EXPECT_EQ(refused.status, 429);
    EXPECT_THAT(refused.head, HasSubstr("retry-after: 5"));
    // A small one does not wait for large ones.
    RawClient small = client();
    small.send(post("/big", 60'000));
    EXPECT_EQ(small.read_answer().status, 200);
    respond(text("done"));
    EXPECT_EQ(first.read_answer().body, "done");
    RawClient again = client();
    again.send(post("/big", 1'000'000));
    EXPECT_EQ(again.read_answer().status, 200);
    RawClient larger_than_all = client();
    larger_than_all.send(post("/big", 1'100'000));
    EXPECT_EQ(larger_than_all.read_answer().status, 429);
}

TEST_F(ServerTest, ClosesIdleConnections) {
    Options options;
    options.idle_timeout = 100ms;
    start(options);
    RawClient raw = client();
    raw.send(get("/p"));
    EXPECT_EQ(raw.read_answer().status, 200);
    EXPECT_TRUE(raw.is_closed());
}

TEST_F(ServerTest, CapsConnectionsInAllAndPerPeer) {
    Options options;
    options.connections_per_peer_max = 2;
    start(options);
    for (int turn = 0; turn < 2; ++turn) {
        {
            RawClient first = client();
            RawClient second = client();
            first.send(get("/p"));
            second.send(get("/p"));
            EXPECT_EQ(first.read_answer().status, 200);
            EXPECT_EQ(second.read_answer().status, 200);
            RawClient third = client();
            EXPECT_TRUE(third.is_closed());
        }
        // Those gone make room, as soon as the server has seen it.
        int status = 0;
        for (int attempt = 0; attempt < 1000 && status == 0; ++attempt) {
            RawClient again = client();
            again.send("GET /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            status = again.read_answer().status;
        }
        EXPECT_EQ(status, 200);
        options.connections_max = 2;
        options.trusted_proxies = {"127.0.0.1"};
        options.connections_per_peer_max = 1;
        start(options);
    }
}

// Without free descriptors accept fails at once and for ever: neither a busy loop nor the end.
TEST_F(ServerTest, GoesOnAfterDescriptorsRanOut) {
    start();
    RawClient before = client();
    before.send(get("/p"));
    EXPECT_EQ(before.read_answer().status, 200);
    RawClient late;
    rlimit old{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
    const rlimit few{256, old.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    std::vector<int> fillers;
    for (int filler = 0; (filler = ::dup(0)) >= 0;) fillers.push_back(filler);
    const bool connected = late.connect(server->port());
    const bool turned_away = late.is_closed();
    for (const int filler : fillers) ::close(filler);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &old), 0);
    EXPECT_FALSE(fillers.empty());
    EXPECT_TRUE(connected);
    EXPECT_TRUE(turned_away);
    before.send(get("/p"));
    EXPECT_EQ(before.read_answer().status, 200);
    RawClient after = client();
    after.send(get("/p"));
    EXPECT_EQ(after.read_answer().status, 200);
}

TEST_F(ServerTest, ServesManyConnectionsAtOnceWithoutMixingThem) {
    start();
    constexpr int threads_count = 8;
    constexpr int connections_per_thread = 8;
    constexpr int requests = 50;
    std::atomic<int> right = 0;
    const auto work = [&](int thread) {
        std::vector<RawClient> clients;
        for (int i = 0; i < connections_per_thread; ++i) clients.push_back(client());
        for (int turn = 0; turn < requests; ++turn) {
            const auto body = [&](std::size_t i) {
                return std::to_string(thread) + '/' + std::to_string(i) + '/' +
                       std::to_string(turn);
            };
            for (std::size_t i = 0; i < clients.size(); ++i) clients[i].send(post("/p", body(i)));
            for (std::size_t i = 0; i < clients.size(); ++i)
                right += clients[i].read_answer().body == "POST /p 127.0.0.1\n" + body(i) ? 1 : 0;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < threads_count; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, threads_count * connections_per_thread * requests);
    EXPECT_EQ(handled, threads_count * connections_per_thread * requests);
}

TEST(Server, RefusesWhatItCannotListenOn) {
    SeededRandom random(1);
    Options options;
    options.port = 0;
    auto first = Server::start(options, random, {});
    ASSERT_TRUE(first);
    options.port = (*first)->port();
    auto second = Server::start(options, random, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    options.port = 0;
    options.host = "not a host";
    EXPECT_EQ(Server::start(options, random, {}).error().code, ErrorCode::invalid);
    options.host = "127.0.0.1";
    options.trusted_proxies = {"10.0.0.0/99"};
    EXPECT_EQ(Server::start(options, random, {}).error().code, ErrorCode::invalid);
    // Its address is free again at once.
    (*first)->stop(0ms);
    options.trusted_proxies.clear();
    options.port = (*first)->port();
    EXPECT_TRUE(Server::start(options, random, {}));
}

}  // namespace
}  // namespace footfall::http
