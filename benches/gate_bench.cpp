#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http_client.h"
#include "sections.h"
#include "server.h"
#include "timings.h"

namespace footfall::bench {

namespace {

// Of each link; far more of them a minute would not be kept.
constexpr std::size_t opens_of_link = 10;
constexpr std::size_t connections = 32;
constexpr double opens_a_second = 1'000;

// The value behind `"name":"` or, in a head, behind `name: ` up to `end`.
std::string between(const std::string& text, const std::string& begin, char end) {
    const std::size_t at = text.find(begin);
    if (at == std::string::npos) return {};
    const std::size_t from = at + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

Result<Reply> must(HttpClient& client, int status, const std::string& request) {
    FOOTFALL_TRY(reply, client.send(request));
    if (reply.status == status) return reply;
    return fail(ErrorCode::io, "not " + std::to_string(status) + ": " + reply.head + reply.body);
}

// Requests of visitors whose browsers have confirmed before, so that each is an open of its own and
// is led on at once.
Result<std::vector<std::string>> visits(Server& server, std::size_t visitors) {
    FOOTFALL_TRY(client, HttpClient::connect(server.port()));
    const std::string json = "Content-Type: application/json\r\n";
    FOOTFALL_TRY(signed_in,
                 must(client, 200,
                      request_text("POST", "/api/v1/session", json, server.owner_credentials())));
    const std::string member =
        json + "Cookie: " + between(signed_in.head, "et-cookie: ", ';') + "\r\n";
    FOOTFALL_CHECK(
        must(client, 200,
             request_text("PATCH", "/api/v1/gate", member,
                          R"({"portal_url":"https://portal.example/","repeat_window":0})")));
    std::vector<std::string> requests;
    for (CustomerNumber customer = 0; customer < visitors; ++customer) {
        const std::string id = "visitor-" + std::to_string(customer);
        FOOTFALL_CHECK(must(client, 200,
                            request_text("PUT", "/api/v1/customers/" + id, server.write_headers(),
                                         R"({"name":"Visitor"})")));
        FOOTFALL_TRY(link, must(client, 200,
                                request_text("GET", "/api/v1/customers/" + id + "/link", member)));
        const std::string path = "/l/" + between(link.body, "/l/", '"');
        const std::string browser = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\n";
        FOOTFALL_TRY(opened, must(client, 200, request_text("GET", path, browser)));
        const std::string begun =
            browser + "Cookie: " + between(opened.head, "et-cookie: ", ';') + "\r\n";
        FOOTFALL_TRY(confirmed, must(client, 303, request_text("POST", path, begun)));
        requests.push_back(request_text(
            "GET", path,
            browser + "Cookie: " + between(confirmed.head, "et-cookie: ", ';') + "\r\n"));
    }
    return requests;
}

}  // namespace

// Each open is due at its own time, whatever became of those before it, and is measured from then.
Result<> measure_gate(Run& run, Server& server) {
    const auto count = std::max<std::size_t>(
        connections, static_cast<std::size_t>(run.pace.reading_s * opens_a_second));
    FOOTFALL_TRY(requests, visits(server, count / opens_of_link));
    std::mutex mutex;
    Timings times;               // Guarded by mutex.
    std::optional<Error> error;  // Guarded by mutex.
    std::atomic<std::size_t> next = 0;
    const Stopwatch watch;
    const auto visit = [&]() -> Result<> {
        FOOTFALL_TRY(client, HttpClient::connect(server.port()));
        Timings own;
        for (std::size_t at = next++; at < count; at = next++) {
            const double due = static_cast<double>(at) / opens_a_second * 1'000;
            std::this_thread::sleep_for(
                std::chrono::duration<double, std::milli>(due - watch.ms()));
            FOOTFALL_CHECK(must(client, 303, requests[at % requests.size()]));
            own.add(watch.ms() - due);
        }
        const std::lock_guard lock(mutex);
        times.add(own);
        return {};
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < connections; ++i) {
        threads.emplace_back([&] {
            if (Result<> visited = visit(); !visited) {
                const std::lock_guard lock(mutex);
                error = std::move(visited).error();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    if (error) return fail(*error);
    run.report.goal({"Links opened, " + whole(opens_a_second) +
                         " a second, to the portal's address, each open kept",
                     "p99 ≤ 10 ms", number(times.p99()) + " ms, median " + number(times.median()),
                     times.p99() <= 10});
    return {};
}

}  // namespace footfall::bench
