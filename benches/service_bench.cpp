#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "batches.h"
#include "calendar/date.h"
#include "calendar/zone.h"
#include "http_client.h"
#include "machine.h"
#include "questions.h"
#include "sections.h"
#include "server.h"
#include "timings.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr double mebibyte = 1024.0 * 1024;

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')) {
            result += c;
        } else {
            result += '%';
            result += digits[byte >> 4];
            result += digits[byte & 15];
        }
    }
    return result;
}

constexpr std::array<std::string_view, 13> sort_keys{
    "id",    "name",      "code",     "email",    "status", "last_click",     "views",
    "trend", "confirmed", "verified", "checkout", "orders", "recent_activity"};

std::string target_of(const ActivityQuestion& question) {
    std::string target = "/api/v1/activity?from=" + to_string(question.period.first) +
                         "&to=" + to_string(question.period.last()) +
                         "&sort=" + (question.descending ? "-" : "") +
                         std::string(sort_keys[static_cast<std::size_t>(question.sort)]) +
                         "&page=" + std::to_string(question.page->number);
    if (!question.filter.search.empty()) target += "&search=" + encoded(question.filter.search);
    if (question.previous) target += "&compare=previous";
    if (question.filter.status == StatusFilter::active) target += "&status=active";
    if (question.filter.status == StatusFilter::inactive) target += "&status=inactive";
    return target;
}

// All of the workload's days, and the one that its last evening reaches into.
std::string whole_period(const WorkloadOptions& options) {
    return "from=" + to_string(options.last_day - (options.days - 1)) +
           "&to=" + to_string(options.last_day + 1);
}

// A sum that the page gives must be what was sent.
Result<> check_counters(const Server& server, const WorkloadOptions& options,
                        const std::array<std::uint64_t, kinds.size()>& given) {
    FOOTFALL_TRY(reply, server.get("/api/v1/activity?" + whole_period(options)));
    for (const auto& [name, kind] :
         {std::pair{"total_views", Kind::link_open}, std::pair{"verified", Kind::verification},
          std::pair{"checkout_started", Kind::checkout_start},
          std::pair{"orders_submitted", Kind::order_submit}}) {
        const std::string wanted =
            "\"" + std::string(name) + "\":" + std::to_string(given[position(kind)]);
        const std::size_t at = reply.body.find(wanted);
        const bool is_whole =
            at != std::string::npos && at + wanted.size() < reply.body.size() &&
            (reply.body[at + wanted.size()] == ',' || reply.body[at + wanted.size()] == '}');
        if (is_whole) continue;
        return fail(ErrorCode::corrupt,
                    "Footfall does not answer " + wanted + ": " + reply.body.substr(0, 400));
    }
    return {};
}

// What segments have reserved for later: zeros to their ends.
std::uint64_t reserved_bytes(const fs::path& journal) {
    std::uint64_t reserved = 0;
    for (const auto& each : fs::directory_iterator(journal)) {
        std::ifstream file(each.path(), std::ios::binary);
        std::uint64_t zeros = 0;
        for (char byte = 0; file.get(byte);) zeros = byte == 0 ? zeros + 1 : 0;
        reserved += zeros;
    }
    return reserved;
}

enum class Profiles : std::uint8_t { one_a_request, in_batches };

// As PUT takes it, and with other names Segment's `traits`.
std::string fields_of(const Profile& profile) {
    std::string fields = R"({"name":")" + *profile.name + "\"";
    if (profile.code) fields += R"(,"code":")" + *profile.code + "\"";
    if (profile.email) fields += R"(,"email":")" + *profile.email + "\"";
    return fields + (profile.status == Status::inactive ? R"(,"status":"inactive"})" : "}");
}

std::vector<std::string> profile_requests(const Server& server, const WorkloadOptions& options,
                                          Profiles how) {
    constexpr CustomerNumber in_batch = 500;
    const Workload workload(options);
    std::vector<std::string> requests;
    std::string batch;
    for (CustomerNumber customer = 0; customer < options.customers; ++customer) {
        const Profile profile = workload.profile(customer);
        if (how == Profiles::one_a_request) {
            requests.push_back(request_text("PUT", "/api/v1/customers/" + profile.customer,
                                            server.write_headers(), fields_of(profile)));
            continue;
        }
        batch += (batch.empty() ? R"({"batch":[)" : ",");
        batch += R"({"type":"identify","userId":")" + profile.customer + R"(","traits":)" +
                 fields_of(profile) + "}";
        if ((customer + 1) % in_batch != 0 && customer + 1 < options.customers) continue;
        requests.push_back(request_text("POST", "/v1/batch", server.write_headers(), batch + "]}"));
        batch.clear();
    }
    return requests;
}

Instant begin_of(const WorkloadOptions& options) {
    return Instant::from_seconds(std::int64_t{options.last_day.number - (options.days - 1)} *
                                 86'400);
}

// By the UTC day on which they were received.
using EventsOfDays = std::map<std::int64_t, std::uint64_t>;

std::int64_t day_of(Instant at) { return at.us / 86'400'000'000; }

Result<> wait_for_table(const Server& server) {
    const Stopwatch watch;
    for (;;) {
        FOOTFALL_TRY(reply, server.get("/api/v1/customers/" + Workload::customer_id(0) +
                                       "/timeline?limit=1"));
        FOOTFALL_TRY(health, server.get("/healthz"));
        if (reply.status == 200 && health.body.find("\"ok\"") != std::string::npos) return {};
        if (watch.ms() > 1'800'000) {
            return fail(ErrorCode::io, "the event table does not catch up: " + health.body);
        }
        std::this_thread::sleep_for(50ms);
    }
}

// Each event arrives within some days of its own time: the server's clock goes along.
Result<EventsOfDays> load_year(Run& run, Server& server, const WorkloadOptions& options,
                               Profiles how) {
    const bool is_one = how == Profiles::one_a_request;
    FOOTFALL_TRY(put, send_all(server.port(), profile_requests(server, options, how),
                               is_one ? 64 : 8, R"("rejected":[])"));
    Batches batches(options, 1);
    EventsOfDays received;
    double seconds = 0;
    std::uint64_t count = 0;
    for (;;) {
        const std::vector<std::string> bodies = batches.next(2'000, 500, Style::json_array);
        if (bodies.empty()) break;
        server.clock().set(batches.latest());
        FOOTFALL_TRY(load, server.send_events(bodies, 8));
        seconds += load.seconds;
        received[day_of(batches.latest())] += batches.count() - count;
        count = batches.count();
    }
    const Stopwatch catching_up;
    FOOTFALL_CHECK(wait_for_table(server));
    run.report.paragraph(
        "Loaded over HTTP: " + whole(options.customers) + " profiles " +
        (is_one ? "one a request over 64 connections (" : "500 a request over 8 connections (") +
        whole(options.customers / put.seconds) + " a second), " +
        whole(static_cast<double>(options.events)) + " events 500 a request over 8 connections (" +
        whole(static_cast<double>(options.events) / seconds) +
        " a second); the event table had caught up " + number(catching_up.ms() / 1'000) +
        " s after the last answer.");
    FOOTFALL_CHECK(check_counters(server, options, batches.given()));
    return received;
}

// --- Memory ---------------------------------------------------------------------------------

// What the dedupe set takes of a process, as its own rules have it.
struct DedupeSet {
    double ids = 0;
    double slot_bytes = 0;  // of a power of two of slots, at most seven tenths in use
};

DedupeSet dedupe_set(EventsOfDays received, std::int64_t today) {
    // The window, and beyond so many ids the oldest whole days leave.
    constexpr std::int64_t days = 7;
    constexpr std::uint64_t ids_max = 20'000'000;
    std::uint64_t ids = 0;
    for (const auto& [day, count] : received) ids += count;
    while (!received.empty() && (received.begin()->first + days < today ||
                                 (ids > ids_max && received.begin()->first < today))) {
        ids -= received.begin()->second;
        received.erase(received.begin());
    }
    DedupeSet set{.ids = static_cast<double>(ids)};
    for (const auto& [day, count] : received) {
        set.slot_bytes += static_cast<double>(std::bit_ceil(count / 7 * 10 + 1)) * 16;
    }
    return set;
}

// Rows of the table of memory, with their goals.
class Memory {
  public:
    Memory(Run& run, EventsOfDays received) : run_(run), received_(std::move(received)) {}

    void measure(const Server& server, const std::string& when) {
        constexpr double id_bytes = 26.8;
        const auto held = static_cast<double>(resident_bytes(server.process()));
        const DedupeSet set = dedupe_set(received_, day_of(server.clock().now()));
        const double left = std::max(held - set.ids * id_bytes, 0.0);
        rows_.push_back({when, bytes(held), whole(set.ids), bytes(set.ids * id_bytes), bytes(left),
                         bytes(set.slot_bytes), bytes(std::max(held - set.slot_bytes, 0.0))});
        run_.report.goal(
            {"Memory " + when + ", less 26.8 bytes an id of dedupe; DuckDB's part included",
             "≤ 512 MiB",
             bytes(left) + " of " + bytes(held) + "; beside all slots of the set " +
                 bytes(std::max(held - set.slot_bytes, 0.0)),
             left <= 512 * mebibyte});
    }

    void print() const {
        run_.report.paragraph(
            "Memory of the process. Dedupe keeps the ids of all events that were received within "
            "seven days; its set doubles when seven tenths of its slots of 16 bytes are in use. "
            "Order ids are kept for ever, and are not taken off. How much of the rest is "
            "DuckDB's, which may take 512 MiB, cannot be asked, so nothing is taken off for it.");
        run_.report.table(rows_);
    }

  private:
    Run& run_;
    EventsOfDays received_;
    std::vector<std::vector<std::string>> rows_{{"Memory", "resident", "ids", "at 26.8 bytes",
                                                 "rest", "slots of the set", "rest beside them"}};
};

// --- Reading --------------------------------------------------------------------------------

// Rows of requests that 8 clients send.
class Readings {
  public:
    Readings(Run& run, const Server& server) : run_(run), server_(server) {}

    // As many as a first short run suggests; the 99th percentile in ms.
    Result<double> measure(const std::string& name, const std::function<std::string()>& next) {
        const auto ask = [&](std::size_t count) {
            std::vector<std::string> targets;
            while (targets.size() < count) targets.push_back(next());
            return server_.ask_all(targets, 8);
        };
        constexpr std::size_t least = 32;
        FOOTFALL_TRY(pilot, ask(least));
        const auto wanted = static_cast<std::size_t>(least / pilot.seconds * run_.pace.reading_s);
        FOOTFALL_TRY(load, ask(std::clamp<std::size_t>(wanted, least, 20'000)));
        const auto count = static_cast<double>(load.times.count());
        rows_.push_back({name, number(load.times.median()), number(load.times.p99()),
                         number(load.times.longest()), whole(count), whole(count / load.seconds)});
        return load.times.p99();
    }

    // The slowest row's 99th percentile in ms.
    Result<double> measure_activity(const WorkloadOptions& options) {
        FOOTFALL_TRY(days, make_day_table(zone));
        double slowest = 0;
        for (const Family& family : {families[2], families[4], families[11], page_families[0]}) {
            Questions questions(options, days, run_.workload.seed);
            FOOTFALL_TRY(p99, measure("Activity, " + std::string(family.name),
                                      [&] { return target_of(questions.next(family)); }));
            slowest = std::max(slowest, p99);
        }
        return slowest;
    }

    void print() const { run_.report.table(rows_); }

  private:
    Run& run_;
    const Server& server_;
    std::vector<std::vector<std::string>> rows_{
        {"Over HTTP, 8 clients, ms", "p50", "p99", "longest", "asked", "answers/s"}};
};

Result<> measure_reading(Run& run, const Server& server, const WorkloadOptions& options) {
    Readings readings(run, server);
    FOOTFALL_TRY(activity, readings.measure_activity(options));
    CustomerNumber customer = 0;
    FOOTFALL_TRY(timeline, readings.measure("a customer's timeline", [&] {
        customer = (customer + 7'919) % options.customers;
        return "/api/v1/customers/" + Workload::customer_id(customer) + "/timeline";
    }));
    readings.print();
    run.report.goal({"Activity over HTTP, 8 clients, slowest row", "p99 ≤ 10 ms",
                     number(activity) + " ms", activity <= 10});
    run.report.goal(
        {"Timeline over HTTP, 8 clients", "p99 ≤ 10 ms", number(timeline) + " ms", timeline <= 10});
    return {};
}

// How long all rows take, and what they leave behind in the server.
Result<> measure_csv(Run& run, const Server& server, const WorkloadOptions& options) {
    constexpr double grown_max = 16 * mebibyte;
    Timings times;
    std::size_t csv_bytes = 0;
    std::size_t lines = 0;
    const auto before = static_cast<double>(resident_bytes(server.process()));
    forget_peak(server.process());
    for (int i = 0; i < 5; ++i) {
        csv_bytes = 0;
        lines = 0;
        const Stopwatch watch;
        FOOTFALL_TRY(reply, server.get("/api/v1/activity.csv?scope=all&" + whole_period(options),
                                       [&](std::string_view piece) {
                                           csv_bytes += piece.size();
                                           lines += static_cast<std::size_t>(
                                               std::count(piece.begin(), piece.end(), '\n'));
                                       }));
        times.add(watch.ms());
        if (reply.status != 200) return fail(ErrorCode::io, "CSV: " + reply.head);
        if (lines < options.customers) {
            return fail(ErrorCode::corrupt, "CSV: " + std::to_string(lines) + " lines");
        }
    }
    const auto more = [&](std::uint64_t held) {
        return std::max(static_cast<double>(held) - before, 0.0);
    };
    const double grown = more(resident_bytes(server.process()));
    // Half a second for 100,000 rows.
    const double reach = options.customers * 0.005;
    run.report.goal({"CSV of all " + whole(options.customers) + " rows (" +
                         bytes(static_cast<double>(csv_bytes)) + ")",
                     "≤ " + number(reach) + " ms, < 16 MiB more held",
                     number(times.median()) + " ms, " + bytes(grown) + " more held, " +
                         bytes(more(peak_bytes(server.process()))) + " meanwhile",
                     times.median() <= reach && grown < grown_max});
    return {};
}

Result<> measure_disk(Run& run, const Server& server, const WorkloadOptions& options) {
    const double journal = static_cast<double>(bytes_below(server.data() / "journal") -
                                               reserved_bytes(server.data() / "journal"));
    const double table = static_cast<double>(bytes_below(server.data() / "events"));
    const auto events = static_cast<double>(options.events);
    run.report.goal({"Disk, all copies together, without properties", "≤ 60 bytes an event",
                     number((journal + table) / events) + " (journal " + number(journal / events) +
                         ", event table, timelines and snapshot " + number(table / events) + ")",
                     journal + table <= events * 60});
    return {};
}

// The server is stopped before, and runs after it.
Result<> measure_restarts(Run& run, Server& server, const WorkloadOptions& options) {
    Timings ready;
    Timings takes_events;
    for (int i = 0; i < 3; ++i) {
        if (i > 0) server.stop();
        FOOTFALL_TRY(start, server.start());
        ready.add(start.ready * 1'000);
        takes_events.add(start.takes_events * 1'000);
    }
    run.report.goal(
        {"Restart to ready with " + whole(static_cast<double>(options.events)) + " events",
         "≤ 5 s; intake after 1 s",
         number(ready.median() / 1'000) + " s; " + number(takes_events.median() / 1'000) + " s",
         ready.median() <= 5'000 && takes_events.median() <= 1'000});
    return {};
}

Result<> measure_canonical(Run& run) {
    const WorkloadOptions options = run.workload;
    FOOTFALL_TRY(server, Server::prepare(run, "data"));
    server.clock().set(begin_of(options));
    FOOTFALL_CHECK(server.start());
    const auto idle = static_cast<double>(resident_bytes(server.process()));
    run.report.goal({"Memory, idle and empty", "≤ 60 MiB", bytes(idle), idle <= 60 * mebibyte});

    FOOTFALL_TRY(received, load_year(run, server, options, Profiles::one_a_request));
    Memory memory(run, received);
    memory.measure(server, "after loading");
    FOOTFALL_CHECK(measure_reading(run, server, options));
    FOOTFALL_CHECK(measure_csv(run, server, options));
    server.stop();
    FOOTFALL_CHECK(measure_disk(run, server, options));
    FOOTFALL_CHECK(measure_restarts(run, server, options));
    FOOTFALL_CHECK(wait_for_table(server));
    memory.measure(server, "after a restart");
    memory.print();
    FOOTFALL_CHECK(measure_gate(run, server));
    FOOTFALL_CHECK(measure_intake(run, server));
    fs::remove_all(server.data());
    return {};
}

Result<> measure_many_customers(Run& run) {
    WorkloadOptions options = run.workload;
    options.customers *= 10;
    options.events = options.customers;
    run.report.paragraph("Second workload, in a server of its own: " + whole(options.customers) +
                         " customers with few events.");
    FOOTFALL_TRY(server, Server::prepare(run, "data-of-many"));
    server.clock().set(begin_of(options));
    FOOTFALL_CHECK(server.start());
    FOOTFALL_CHECK(load_year(run, server, options, Profiles::in_batches));
    Readings readings(run, server);
    FOOTFALL_CHECK(readings.measure_activity(options));
    readings.print();
    FOOTFALL_CHECK(measure_csv(run, server, options));
    server.stop();
    fs::remove_all(server.data());
    return {};
}

}  // namespace

Result<> measure_service(Run& run) {
    FOOTFALL_CHECK(measure_canonical(run));
    return measure_many_customers(run);
}

}  // namespace footfall::bench
