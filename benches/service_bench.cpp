#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "calendar/date.h"
#include "calendar/zone.h"
#include "clickhouse.h"
#include "http_client.h"
#include "machine.h"
#include "postgresql.h"
#include "process.h"
#include "questions.h"
#include "sections.h"
#include "timings.h"

namespace footfall::bench {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// How events are written in a request.
enum class Style : std::uint8_t { json_array, json_lines, tab_lines };

// Batches of a workload's events, each event once; ids are unlike for unlike `first_number`.
class Batches {
  public:
    Batches(const WorkloadOptions& options, std::uint64_t first_number)
        : workload_(options), number_(first_number) {}

    // Fewer batches, and a shorter last one, where the workload ends.
    std::vector<std::string> next(std::size_t count, std::size_t events, Style style) {
        std::vector<std::string> batches;
        while (batches.size() < count && has_more()) {
            std::string batch = style == Style::json_array ? "[" : "";
            for (std::size_t i = 0; i < events && has_more(); ++i) {
                if (i > 0) batch += style == Style::json_array ? ',' : '\n';
                add(batch, facts_[at_++], style);
            }
            batch += style == Style::json_array ? "]" : "\n";
            batches.push_back(std::move(batch));
        }
        return batches;
    }

    // What was given, by kind.
    const std::array<std::uint64_t, kinds.size()>& given() const { return given_; }

  private:
    bool has_more() {
        if (at_ == facts_.size()) {
            facts_ = workload_.next_batch();
            at_ = 0;
        }
        return !facts_.empty();
    }

    void add(std::string& batch, const Fact& fact, Style style) {
        workload_.write(fact, number_++, event_);
        ++given_[position(fact.kind)];
        const std::string time = to_rfc3339(fact.occurred_at);
        if (style == Style::tab_lines) {
            batch += event_.id + '\t' + event_.name + '\t' + event_.customer + '\t' + time + '\t' +
                     event_.site;
            return;
        }
        batch += R"({"id":")" + event_.id + R"(","kind":")" + event_.name + R"(","customer":")" +
                 event_.customer + R"(","time":")" + time + R"(","site":")" + event_.site + "\"}";
    }

    Workload workload_;
    std::uint64_t number_;
    Event event_;
    std::span<const Fact> facts_;
    std::size_t at_ = 0;
    std::array<std::uint64_t, kinds.size()> given_{};
};

// Footfall with a data folder of its own.
class Server {
  public:
    static Result<Server> prepare(const Run& run) {
        Server server(run);
        FOOTFALL_TRY(write_key, server.make_key("write"));
        FOOTFALL_TRY(read_key, server.make_key("read"));
        server.write_key_ = write_key;
        server.read_key_ = read_key;
        return server;
    }

    const fs::path& data() const { return data_; }
    std::uint16_t port() const { return port_; }
    std::uint64_t memory() const { return resident_bytes(process_->id()); }
    std::string write_headers() const {
        return "Authorization: Bearer " + write_key_ + "\r\nContent-Type: application/json\r\n";
    }
    std::string read_headers() const { return "Authorization: Bearer " + read_key_ + "\r\n"; }

    // Seconds from the process's start until it is ready, and until it takes an event.
    struct Start {
        double ready = 0;
        double takes_events = 0;
    };
    Result<Start> start(std::vector<std::pair<std::string, std::string>> variables = {}) {
        port_ = free_port();
        const fs::path log = run_->folder / "footfall.log";
        const Stopwatch watch;
        FOOTFALL_TRY(
            process,
            Process::start({run_->program.string(), "serve", "--data", data_.string(), "--listen",
                            "127.0.0.1:" + std::to_string(port_), "--time-zone", zone},
                           {.variables = std::move(variables), .log = log}));
        process_ = std::make_unique<Process>(std::move(process));
        FOOTFALL_CHECK(wait_for_port(*process_, port_, log, 3'600));
        FOOTFALL_TRY(client, HttpClient::connect(port_));
        const std::string health = request_text("GET", "/healthz", "");
        const std::string event = request_text("POST", "/api/v1/events", write_headers(),
                                               R"([{"kind":"other","customer":"probe"}])");
        Start start;
        while (start.ready == 0 || start.takes_events == 0) {
            if (start.ready == 0) {
                FOOTFALL_TRY(reply, client.send(health));
                if (reply.status == 200) start.ready = watch.ms() / 1'000;
            }
            if (start.takes_events == 0) {
                FOOTFALL_TRY(reply, client.send(event));
                if (reply.status == 200) start.takes_events = watch.ms() / 1'000;
            }
            if (watch.ms() > 3'600'000)
                return fail(ErrorCode::io, "it is not ready: " + end_of(log));
            std::this_thread::sleep_for(2ms);
        }
        return start;
    }

    void stop() { process_.reset(); }

    Result<Reply> get(const std::string& target) const {
        FOOTFALL_TRY(client, HttpClient::connect(port_));
        return client.send(request_text("GET", target, read_headers()));
    }

    Result<Load> send_events(const std::vector<std::string>& batches,
                             std::size_t connections) const {
        std::vector<std::string> requests;
        for (const std::string& batch : batches) {
            requests.push_back(request_text("POST", "/api/v1/events", write_headers(), batch));
        }
        return send_all(port_, requests, connections, "\"duplicates\":0,\"rejected\":[]");
    }

    Result<Load> ask_all(const std::vector<std::string>& targets, std::size_t connections) const {
        std::vector<std::string> requests;
        for (const std::string& target : targets) {
            requests.push_back(request_text("GET", target, read_headers()));
        }
        return send_all(port_, requests, connections, "");
    }

  private:
    explicit Server(const Run& run) : run_(&run), data_(run.folder / "data") {}

    Result<std::string> make_key(const std::string& kind) const {
        FOOTFALL_TRY(text, output_of({run_->program.string(), "key", "create", "--data",
                                      data_.string(), "--kind", kind, "--time-zone", zone}));
        while (!text.empty() && text.back() == '\n') text.pop_back();
        return text.substr(text.find_last_of(" \n") + 1);
    }

    const Run* run_;
    fs::path data_;
    std::string write_key_;
    std::string read_key_;
    std::uint16_t port_ = 0;
    std::unique_ptr<Process> process_;
};

// --- Intake ---------------------------------------------------------------------------------

using Send = std::function<Result<Load>(const std::vector<std::string>&, std::size_t connections)>;

struct Rate {
    double events_s = 0;  // the median of the runs
    Timings times;        // of requests, all runs
};

// Several runs of about `seconds`, as many requests as a first short one suggests.
Result<Rate> rate_of(Batches& batches, std::size_t events, std::size_t connections, Style style,
                     double seconds, const Send& send) {
    constexpr int runs = 3;
    constexpr std::size_t bytes_max = 300'000'000;
    const std::size_t least = connections * 4;
    FOOTFALL_TRY(pilot, send(batches.next(least, events, style), connections));
    const auto wanted =
        static_cast<std::size_t>(static_cast<double>(least) / pilot.seconds * seconds);
    const std::size_t count =
        std::clamp(wanted, least, std::max(least, bytes_max / (events * 120 + 300)));
    Rate rate;
    Timings rates;
    for (int i = 0; i < runs; ++i) {
        const std::vector<std::string> bodies = batches.next(count, events, style);
        FOOTFALL_TRY(load, send(bodies, connections));
        rates.add(static_cast<double>(bodies.size() * events) / load.seconds);
        rate.times.add(load.times);
    }
    rate.events_s = rates.median();
    return rate;
}

std::vector<std::string> rate_row(const std::string& name, std::size_t events,
                                  std::size_t connections, const Rate& rate) {
    return {name,
            whole(static_cast<double>(events)),
            whole(static_cast<double>(connections)),
            whole(rate.events_s),
            number(rate.times.median()),
            number(rate.times.p99())};
}

const std::vector<std::string> rate_head{"Intake",   "events a request", "connections",
                                         "events/s", "p50 ms",           "p99 ms"};

// Events that are not of the loaded year, as many as it takes.
WorkloadOptions more_events(const Run& run) {
    WorkloadOptions options = run.workload;
    options.seed += 1;
    options.events = 1'000'000'000;
    return options;
}

constexpr std::uint64_t more_numbers = 1'000'000'000;

struct Shape {
    std::size_t events;
    std::size_t connections;
};

Result<> measure_intake(Run& run, Server& server) {
    const double seconds = run.quick ? 0.4 : 4;
    Batches batches(more_events(run), more_numbers);
    const Send send = [&](const std::vector<std::string>& bodies, std::size_t connections) {
        return server.send_events(bodies, connections);
    };
    std::vector<std::vector<std::string>> rows{rate_head};
    const auto measure = [&](const std::string& name, Shape shape) -> Result<Rate> {
        FOOTFALL_TRY(rate, rate_of(batches, shape.events, shape.connections, Style::json_array,
                                   seconds, send));
        rows.push_back(rate_row(name, shape.events, shape.connections, rate));
        return rate;
    };
    // The goals' first, since the event table follows behind and takes its share of the cores.
    FOOTFALL_TRY(many, measure("Footfall", {500, 8}));
    FOOTFALL_TRY(single, measure("Footfall", {1, 64}));
    for (const Shape shape : {Shape{1, 1}, Shape{1, 8}, Shape{10, 8}, Shape{100, 8}, Shape{500, 1},
                              Shape{500, 64}, Shape{5'000, 8}}) {
        FOOTFALL_CHECK(measure("Footfall", shape));
    }

    server.stop();
    FOOTFALL_CHECK(server.start({{"LD_PRELOAD", run.shim.string()}, {"SYNC_DELAY_MS", "5"}}));
    FOOTFALL_TRY(slow, measure("Footfall, each sync 5 ms longer", {500, 8}));
    FOOTFALL_CHECK(measure("Footfall, each sync 5 ms longer", {1, 64}));
    server.stop();

    run.report.goal({"Intake, 500 events a request, 8 connections", "≥ 300,000 events/s",
                     whole(many.events_s), many.events_s >= 300'000});
    run.report.goal({"the same, each sync 5 ms longer", "≥ 150,000 events/s", whole(slow.events_s),
                     slow.events_s >= 150'000});
    run.report.goal({"Intake, one event a request, 64 connections",
                     "≥ 20,000 events/s, p99 ≤ 20 ms",
                     whole(single.events_s) + ", " + number(single.times.p99()) + " ms",
                     single.events_s >= 20'000 && single.times.p99() <= 20});

    // The same events for the others.
    std::string notes;
    Batches theirs(more_events(run), more_numbers);
    if (auto postgresql = PostgresqlServer::start(run.folder / "PostgreSQL"); !postgresql) {
        notes += "PostgreSQL: skipped, " + postgresql.error().message + ". ";
    } else {
        for (const Shape shape : {Shape{500, 8}, Shape{1, 64}}) {
            FOOTFALL_TRY(rate, rate_of(theirs, shape.events, shape.connections, Style::json_array,
                                       seconds, [&](const auto& bodies, std::size_t connections) {
                                           return insert_json(**postgresql, bodies, connections);
                                       }));
            rows.push_back(rate_row("PostgreSQL, INSERT from JSON, unique ids", shape.events,
                                    shape.connections, rate));
        }
        FOOTFALL_TRY(rate, rate_of(theirs, 500, 8, Style::tab_lines, seconds,
                                   [&](const auto& bodies, std::size_t connections) {
                                       return copy_lines(**postgresql, bodies, connections);
                                   }));
        rows.push_back(rate_row("PostgreSQL, COPY, no key", 500, 8, rate));
    }
    fs::remove_all(run.folder / "PostgreSQL");
    if (auto clickhouse = ClickhouseServer::start(run.folder / "ClickHouse"); !clickhouse) {
        notes += "ClickHouse: skipped, " + clickhouse.error().message + ". ";
    } else {
        FOOTFALL_TRY(rate, rate_of(theirs, 500, 8, Style::json_lines, seconds,
                                   [&](const auto& bodies, std::size_t connections) {
                                       return insert_json(**clickhouse, bodies, connections);
                                   }));
        rows.push_back(rate_row("ClickHouse, INSERT of JSONEachRow, **not synced**", 500, 8, rate));
    }
    fs::remove_all(run.folder / "ClickHouse");

    run.report.paragraph(
        "Intake, the client on the same cores. Footfall and PostgreSQL answer after the sync; "
        "ClickHouse 18.16 has no setting that syncs a part before the answer, and takes single "
        "events only at some a second. Rates are medians of three runs.");
    run.report.table(rows);
    if (!notes.empty()) run.report.paragraph(notes);
    return {};
}

// --- Reading --------------------------------------------------------------------------------

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

Result<> load_year(Run& run, Server& server, const WorkloadOptions& options) {
    const Workload workload(options);
    std::vector<std::string> profiles;
    for (CustomerNumber customer = 0; customer < options.customers; ++customer) {
        const Profile profile = workload.profile(customer);
        std::string body = R"({"name":")" + *profile.name + "\"";
        if (profile.code) body += R"(,"code":")" + *profile.code + "\"";
        if (profile.email) body += R"(,"email":")" + *profile.email + "\"";
        body += profile.status == Status::inactive ? R"(,"status":"inactive"})" : "}";
        profiles.push_back(request_text("PUT", "/api/v1/customers/" + profile.customer,
                                        server.write_headers(), body));
    }
    FOOTFALL_TRY(put, send_all(server.port(), profiles, 64, ""));
    profiles.clear();

    Batches batches(options, 1);
    double seconds = 0;
    for (;;) {
        const std::vector<std::string> bodies = batches.next(2'000, 500, Style::json_array);
        if (bodies.empty()) break;
        FOOTFALL_TRY(load, server.send_events(bodies, 8));
        seconds += load.seconds;
    }
    const Stopwatch catching_up;
    for (;;) {
        FOOTFALL_TRY(reply, server.get("/api/v1/customers/" + Workload::customer_id(0) +
                                       "/timeline?limit=1"));
        FOOTFALL_TRY(health, server.get("/healthz"));
        if (reply.status == 200 && health.body.find("\"ok\"") != std::string::npos) break;
        if (catching_up.ms() > 1'800'000) {
            return fail(ErrorCode::io, "the event table does not catch up: " + health.body);
        }
        std::this_thread::sleep_for(50ms);
    }
    run.report.paragraph("Loaded over HTTP: " + whole(options.customers) +
                         " profiles one a request (" + whole(options.customers / put.seconds) +
                         " a second), " + whole(static_cast<double>(options.events)) +
                         " events 500 a request over 8 connections (" +
                         whole(static_cast<double>(options.events) / seconds) +
                         " a second); the event table had caught up " +
                         number(catching_up.ms() / 1'000) + " s after the last answer.");
    return check_counters(server, options, batches.given());
}

Result<> measure_reading(Run& run, const Server& server, const WorkloadOptions& options) {
    FOOTFALL_TRY(days, make_day_table(zone));
    const double seconds = run.quick ? 1.5 : 20;
    std::vector<std::vector<std::string>> rows{
        {"Over HTTP, 8 clients, ms", "p50", "p99", "longest", "asked", "answers/s"}};
    // As many as a first short run suggests.
    const auto measure = [&](const std::string& name,
                             const std::function<std::string()>& next) -> Result<Load> {
        const auto ask = [&](std::size_t count) {
            std::vector<std::string> targets;
            while (targets.size() < count) targets.push_back(next());
            return server.ask_all(targets, 8);
        };
        constexpr std::size_t least = 32;
        FOOTFALL_TRY(pilot, ask(least));
        const auto wanted = static_cast<std::size_t>(least / pilot.seconds * seconds);
        FOOTFALL_TRY(load, ask(std::clamp<std::size_t>(wanted, least, 20'000)));
        const auto count = static_cast<double>(load.times.count());
        rows.push_back({name, number(load.times.median()), number(load.times.p99()),
                        number(load.times.longest()), whole(count), whole(count / load.seconds)});
        return load;
    };
    double p99 = 0;
    for (const Family& family : {families[2], families[4], families[11]}) {
        Questions questions(options, days, run.workload.seed);
        FOOTFALL_TRY(load, measure("Activity, " + std::string(family.name),
                                   [&] { return target_of(questions.next(family)); }));
        p99 = std::max(p99, load.times.p99());
    }
    CustomerNumber customer = 0;
    FOOTFALL_TRY(timeline, measure("a customer's timeline", [&] {
                     customer = (customer + 7'919) % options.customers;
                     return "/api/v1/customers/" + Workload::customer_id(customer) + "/timeline";
                 }));
    run.report.table(rows);
    run.report.goal({"Activity over HTTP, 8 clients, slowest row", "p99 ≤ 10 ms",
                     number(p99) + " ms", p99 <= 10});
    run.report.goal({"Timeline over HTTP, 8 clients", "p99 ≤ 10 ms",
                     number(timeline.times.p99()) + " ms", timeline.times.p99() <= 10});

    Timings times;
    std::size_t csv_bytes = 0;
    const std::uint64_t before = server.memory();
    for (int i = 0; i < 5; ++i) {
        FOOTFALL_TRY(client, HttpClient::connect(server.port()));
        csv_bytes = 0;
        const Stopwatch watch;
        FOOTFALL_TRY(
            reply, client.send(request_text(
                                   "GET", "/api/v1/activity.csv?scope=all&" + whole_period(options),
                                   server.read_headers()),
                               [&](std::string_view piece) { csv_bytes += piece.size(); }));
        if (reply.status != 200) return fail(ErrorCode::io, "CSV: " + reply.head);
        times.add(watch.ms());
    }
    const auto grown = static_cast<double>(server.memory()) - static_cast<double>(before);
    // Half a second for 100,000 rows.
    const double reach = options.customers * 0.005;
    run.report.goal({"CSV of all " + whole(options.customers) + " rows (" +
                         bytes(static_cast<double>(csv_bytes)) + ")",
                     "≤ " + number(reach) + " ms, memory constant",
                     number(times.median()) + " ms, " + bytes(std::max(grown, 0.0)) + " more held",
                     times.median() <= reach && grown < 16.0 * 1024 * 1024});
    return {};
}

}  // namespace

Result<> measure_service(Run& run) {
    const WorkloadOptions options = run.workload;
    run.report.heading("The program, over HTTP");
    FOOTFALL_TRY(server, Server::prepare(run));
    FOOTFALL_CHECK(server.start());
    const auto idle = static_cast<double>(server.memory());
    run.report.goal(
        {"Memory, idle and empty", "≤ 60 MiB", bytes(idle), idle <= 60.0 * 1024 * 1024});

    FOOTFALL_CHECK(load_year(run, server, options));
    FOOTFALL_CHECK(measure_reading(run, server, options));
    run.report.paragraph(
        "Memory with all of it loaded: " + bytes(static_cast<double>(server.memory())) + ".");
    server.stop();
    const double journal = static_cast<double>(bytes_below(server.data() / "journal") -
                                               reserved_bytes(server.data() / "journal"));
    const double table = static_cast<double>(bytes_below(server.data() / "events"));
    const auto events = static_cast<double>(options.events);
    run.report.goal({"Disk, all copies together, without properties", "≤ 60 bytes an event",
                     number((journal + table) / events) + " (journal " + number(journal / events) +
                         ", event table " + number(table / events) + ")",
                     journal + table <= events * 60});

    Timings ready;
    Timings takes_events;
    for (int i = 0; i < 3; ++i) {
        FOOTFALL_TRY(start, server.start());
        ready.add(start.ready * 1'000);
        takes_events.add(start.takes_events * 1'000);
        if (i < 2) server.stop();
    }
    run.report.goal(
        {"Restart to ready with " + whole(events) + " events", "≤ 5 s; intake after 1 s",
         number(ready.median() / 1'000) + " s; " + number(takes_events.median() / 1'000) + " s",
         ready.median() <= 5'000 && takes_events.median() <= 1'000});
    return measure_intake(run, server);
}

}  // namespace footfall::bench
