// Sending again changes no number: the same events once and in order, and shuffled with duplicates
// over restarts, through intake, dedupe, journal and store on a real disk.
//
// SEED and EVENTS in the environment say what is sent and how much. Which key a body came with is
// not known here; tests/http/idempotency.test.mjs changes it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "calendar/date.h"
#include "calendar/zone.h"
#include "clock.h"
#include "differential/environment.h"
#include "disk/posix_disk.h"
#include "event/kind.h"
#include "export/csv.h"
#include "intake/dedupe.h"
#include "intake/intake.h"
#include "journal/writer.h"
#include "random.h"
#include "sample/dice.h"
#include "store/embedded/embedded_store.h"
#include "store/relay.h"

namespace footfall::differential {
namespace {

const WorkspaceId workspace{{7}};
constexpr Instant begin = Instant::from_seconds(1'767'225'600);  // 2026-01-01
constexpr std::size_t body_events = 500;
constexpr std::size_t customers = 2'000;

// The server's parts on one folder, wired as src/service does.
class Server {
  public:
    explicit Server(std::uint64_t seed) : random_(seed) {
        std::string pattern = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
        ASSERT(mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
        open();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() {
        close();
        std::filesystem::remove_all(folder_);
    }

    // What is in memory is gone, and the event table too if asked.
    void restart(bool without_events) {
        close();
        if (without_events) std::filesystem::remove_all(folder_ / "events");
        open();
    }

    // One request, sent again until it is taken; gives the receipt.
    boost::json::value send(bool segment, const std::string& body) {
        for (int attempt = 0; attempt < 100; ++attempt) {
            const auto promise = std::make_shared<std::promise<intake::Reply>>();
            const auto answer = [promise](intake::Reply reply) {
                promise->set_value(std::move(reply));
            };
            segment ? intake_->take_segment_batch(source_, body, answer)
                    : intake_->take_events(source_, body, answer);
            const intake::Reply reply = promise->get_future().get();
            if (reply.status == 200) return boost::json::parse(reply.body);
            ASSERT(reply.status == 503 || reply.status == 429, reply.status << " " << reply.body);
            ++refusals;
            drain();
        }
        ASSERT(false, "never taken");
        return {};
    }

    void drain() { ASSERT(store_->drain().has_value()); }

    SimulatedClock& clock() { return clock_; }
    const store::Store& store() const { return *store_; }
    const intake::Dedupe& dedupe() const { return *dedupe_; }

    std::size_t refusals = 0;

  private:
    void open() {
        const auto source = store::journal_source(disk_, folder_ / "journal");
        journal::Hooks hooks;
        hooks.admit = [this](std::span<journal::Submission*> group) { dedupe_->admit(group); };
        hooks.apply = [this](SequenceRange range, std::span<const Entry> entries) {
            ASSERT(store_->apply(range, entries).has_value());
            dedupe_->commit(entries);
        };
        hooks.discard = [this](std::span<const Entry>) { dedupe_->discard(); };
        journal::Options options;
        options.folder = folder_ / "journal";
        auto writer = journal::Writer::open(disk_, clock_, random_, options, std::move(hooks));
        ASSERT(writer.has_value(), writer.error().message);
        writer_ = std::move(*writer);
        embedded::Options store;
        store.folder = folder_ / "events";
        store.memory_limit_bytes = 128ULL * 1024 * 1024;
        store.pause = std::chrono::milliseconds(0);  // ids leave the set once the store has them
        const Sequence last = writer_->recovery().last;
        auto opened = embedded::EmbeddedStore::open(std::move(store), last, source);
        ASSERT(opened.has_value(), opened.error().message);
        store_ = std::move(*opened);
        dedupe_ = std::make_unique<intake::Dedupe>(clock_, intake::DedupeSecret{}, *store_);
        ASSERT(store_->set_days(workspace, make_day_table("Europe/Berlin").value()).has_value());
        const auto filled =
            source({1}, last, [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
                for (const Entry& entry : entries) dedupe_->restore(entry);
                return store_->apply(range, entries);
            });
        ASSERT(last.value == 0 || filled.has_value());
        intake_ = std::make_unique<intake::Intake>(clock_, random_, [this](auto submission) {
            return writer_->append(std::move(submission));
        });
    }

    void close() {
        writer_->stop();
        writer_.reset();
        intake_.reset();
        dedupe_.reset();
        store_.reset();
    }

    std::filesystem::path folder_;
    PosixDisk disk_;
    SimulatedClock clock_{begin};
    SeededRandom random_;
    intake::Source source_{workspace, Via::server_key, begin - std::chrono::hours(24 * 365), "r"};
    std::unique_ptr<embedded::EmbeddedStore> store_;
    std::unique_ptr<intake::Dedupe> dedupe_;
    std::unique_ptr<intake::Intake> intake_;
    std::unique_ptr<journal::Writer> writer_;
};

// One event or call as a client sends it.
struct Sent {
    bool segment = false;
    std::string json;
};

// Of the sixty days before, to the microsecond.
Sent make_event(sample::Dice& dice, std::size_t number) {
    static constexpr std::array<int, kinds.size()> weights{30, 10, 10, 10, 10, 3, 3,
                                                           3,  3,  3,  1,  3,  3, 8};
    const Instant second = begin - std::chrono::seconds(dice.between(1, 60 * 86'400));
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, ".%06dZ", static_cast<int>(dice.below(1'000'000)));
    const std::string time = to_rfc3339(second).substr(0, 19) + fraction;
    const std::string customer =
        "c" + std::to_string(dice.below(static_cast<std::int64_t>(customers)));
    const std::string id = "event-" + std::to_string(number);
    boost::json::object json;
    const std::int64_t what = dice.below(100);
    if (what < 10) {
        json = {{"type", "identify"},
                {"messageId", id},
                {"userId", customer},
                {"timestamp", time},
                {"traits",
                 {{"name", "Name " + std::to_string(dice.below(1'000))},
                  {"email", std::to_string(number) + "@example.com"},
                  {"plan", dice.below(5)}}}};
        return {true, boost::json::serialize(json)};
    }
    if (what < 25) {
        json = {{"type", "track"},
                {"messageId", id},
                {"userId", customer},
                {"event", what < 20 ? "Order Completed" : "Cart Viewed"},
                {"timestamp", time},
                {"properties", {{"order_id", "segment-" + std::to_string(number)}}}};
        return {true, boost::json::serialize(json)};
    }
    const KindFacts& kind = kinds[dice.pick(weights)];
    json = {{"id", id}, {"kind", kind.name}, {"customer", customer}, {"time", time}};
    if (dice.below(3) == 0) json["site"] = "site-" + std::to_string(dice.below(5));
    if (kind.kind == Kind::order_submit) {
        json["properties"] = {{"order_id", "order-" + std::to_string(number)}};
    }
    if (kind.kind == Kind::other) json["name"] = "Thing " + std::to_string(dice.below(20));
    return {false, boost::json::serialize(json)};
}

struct Receipts {
    std::int64_t stored = 0;
    std::int64_t duplicates = 0;
    std::int64_t rejected = 0;
};

// Sends them in bodies of one family each, in their order, and moves the clock on by `pause`.
void send_all(Server& server, std::span<const Sent> events, std::chrono::seconds pause,
              Receipts& receipts) {
    std::string bodies[2];
    std::size_t counts[2] = {};
    const auto flush = [&](std::size_t family) {
        if (counts[family] == 0) return;
        const std::string body =
            family == 1 ? "{\"batch\":[" + bodies[1] + "]}" : "[" + bodies[0] + "]";
        const boost::json::value receipt = server.send(family == 1, body);
        receipts.stored += receipt.at("stored").as_int64();
        receipts.duplicates += receipt.at("duplicates").as_int64();
        receipts.rejected += static_cast<std::int64_t>(receipt.at("rejected").as_array().size());
        bodies[family].clear();
        counts[family] = 0;
        server.clock().advance(pause);
    };
    for (const Sent& event : events) {
        const std::size_t family = event.segment ? 1 : 0;
        bodies[family] += (counts[family] == 0 ? "" : ",") + event.json;
        if (++counts[family] == body_events) flush(family);
    }
    flush(0);
    flush(1);
}

template <class T>
void shuffle(std::vector<T>& list, sample::Dice& dice) {
    for (std::size_t i = list.size(); i > 1; --i) {
        std::swap(list[i - 1],
                  list[static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(i)))]);
    }
}

ActivityTable activity(const store::Store& store, std::int32_t from, std::int32_t to) {
    const auto days = store.days(workspace);
    const Day today = to_day({2026, 1, 1});
    ActivityQuestion question;
    question.workspace = workspace;
    question.period = days->days(today - from, today - to);
    question.trend = days->days(today - 6, today);
    question.sort = ActivitySort::id;
    question.descending = false;
    return store::ask(store, question).value();
}

std::string csv_of(const ActivityTable& table) {
    const Day today = to_day({2026, 1, 1});
    auto next = exports::activity_csv(table, {today - 60, today}).value();
    std::string file;
    for (std::string piece = next(); !piece.empty(); piece = next()) file += piece;
    return file;
}

TEST(Idempotency, DuplicatesOrderAndRestartsChangeNoNumber) {
    const std::uint64_t seed = number_from_environment("SEED", 1);
    const std::uint64_t count = number_from_environment("EVENTS", 100'000);
    sample::Dice dice(seed);
    std::vector<Sent> events;
    for (std::size_t i = 0; i < count; ++i) events.push_back(make_event(dice, i));

    Server clean(seed);
    Receipts once;
    send_all(clean, events, std::chrono::seconds(0), once);
    ASSERT_EQ(once.stored, static_cast<std::int64_t>(count));

    // Three in ten come twice, some of them within one body, some three times.
    std::vector<Sent> again = events;
    while (again.size() < count + count * 3 / 10) {
        again.push_back(
            events[static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(count)))]);
    }
    shuffle(again, dice);
    Server server(seed + 1);
    Receipts receipts;
    constexpr std::size_t restarts = 3;
    const std::size_t bodies = again.size() / body_events + restarts + 1;
    // Three weeks go by, so that ids leave the week that dedupe holds and are asked of the store.
    const std::chrono::seconds pause(21 * 86'400 / bodies);
    for (std::size_t part = 0; part <= restarts; ++part) {
        const std::size_t first = again.size() * part / (restarts + 1);
        const std::size_t last = again.size() * (part + 1) / (restarts + 1);
        send_all(server, std::span(again).subspan(first, last - first), pause, receipts);
        if (part < restarts) server.restart(part == 1);
    }

    const auto duplicates = static_cast<std::int64_t>(again.size() - count);
    EXPECT_EQ(receipts.stored, static_cast<std::int64_t>(count));
    EXPECT_EQ(receipts.duplicates, duplicates);
    EXPECT_EQ(receipts.rejected, 0);
    EXPECT_GT(server.dedupe().edge(), begin) << "no duplicate was asked of the store";

    clean.drain();
    server.drain();
    std::uint64_t differences = 0;
    const auto expect_same = [&](const auto& wanted, const auto& given, const std::string& what) {
        if (wanted == given) return;
        ++differences;
        ADD_FAILURE() << what << " is another one";
    };
    for (const auto& [from, to] : {std::pair(61, 0), std::pair(30, 0), std::pair(7, 7)}) {
        const ActivityTable wanted = activity(clean.store(), from, to);
        const ActivityTable given = activity(server.store(), from, to);
        EXPECT_GT(wanted.summary.total_views, 0U);
        expect_same(wanted, given, "the Activity table of days -" + std::to_string(from));
        expect_same(csv_of(wanted), csv_of(given), "the export");
    }
    store::Fingerprint wanted = clean.store().fingerprint(workspace).value();
    const store::Fingerprint given = server.store().fingerprint(workspace).value();
    wanted.stored = given.stored;  // hashes sequences, which follow the order of arrival
    expect_same(wanted, given, "the fingerprint");
    for (std::size_t i = 0; i < customers; i += 20) {
        const std::string id = "c" + std::to_string(i);
        const auto rows = [&](const Server& of) {
            TimelineQuestion question;
            question.workspace = workspace;
            question.customer = id;
            question.automated = true;
            question.rows_max = count;
            auto timeline = store::ask(of.store(), question);
            if (!timeline) return std::vector<TimelineRow>();
            // The order of arrival decides between equal times.
            for (TimelineRow& row : timeline->rows) row.sequence = {};
            std::sort(timeline->rows.begin(), timeline->rows.end(), [](auto& a, auto& b) {
                return std::tie(b.occurred_at, a.kind, a.order, a.name, a.site) <
                       std::tie(a.occurred_at, b.kind, b.order, b.name, b.site);
            });
            return timeline->rows;
        };
        const auto profile = [&](const Server& of) {
            auto customer =
                store::ask(of.store(), CustomerQuestion{.workspace = workspace, .customer = id});
            if (customer) customer->created = {};
            return customer ? *customer : CustomerTable();
        };
        expect_same(rows(clean), rows(server), "the timeline of " + id);
        expect_same(profile(clean), profile(server), "the profile of " + id);
    }
    std::cout << "idempotency: seed " << seed << ", acknowledged "
              << receipts.stored + receipts.duplicates << ", lost "
              << static_cast<std::int64_t>(count) - receipts.stored << ", duplicated "
              << duplicates - receipts.duplicates << ", restarts " << restarts
              << ", sent again after "
              << "a refusal " << server.refusals << ", differences " << differences << std::endl;
}

}  // namespace
}  // namespace footfall::differential
