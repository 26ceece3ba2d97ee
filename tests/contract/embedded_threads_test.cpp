// The embedded store under everything at once: one thread applies, others ask, change the days, and
// look up what is kept, while the event table follows or falls behind.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "calendar/zone.h"
#include "disk/posix_disk.h"
#include "model/memory_journal.h"
#include "model/model_store.h"
#include "store/embedded/embedded_store.h"
#include "store/relay.h"

namespace footfall::embedded {
namespace {

constexpr std::uint64_t ranges = 250;
const WorkspaceId workspace{{1}};
const Instant noon = Instant::from_seconds(1'749'556'800);  // 2025-06-10T12:00Z

Event open_of(std::uint64_t number) {
    Event event;
    event.workspace = workspace;
    event.kind = Kind::link_open;
    event.customer = "c" + std::to_string(number % 7);
    event.id = std::to_string(number);
    event.occurred_at = noon - std::chrono::hours(number % 100);
    event.raw_time = event.occurred_at;
    return event;
}

// The range's entries: opens of seven customers, and of one that is forgotten again and again.
std::vector<Entry> entries_of(std::uint64_t range) {
    std::vector<Entry> entries;
    for (std::uint64_t i = 0; i < 1 + range % 9; ++i) {
        entries.push_back({{}, noon, open_of(range * 10 + i)});
    }
    Event brief = open_of(range * 10 + 9);
    brief.customer = "brief";
    entries.push_back({{}, noon, brief});
    if (range % 5 == 0) entries.push_back({{}, noon, Forget{workspace, "brief", {}}});
    return entries;
}

class EmbeddedThreadsTest : public testing::Test {
  protected:
    EmbeddedThreadsTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
        options_.folder = mkdtemp(pattern.data());
        options_.threads = 1;
        options_.memory_limit_bytes = 64 * 1024 * 1024;
        options_.tail_bytes_max = 32 * 1024;  // so that the follower reads the journal too
        options_.batch_entries = 40;
        options_.disk = &disk_;
        options_.mark_of = [](Sequence end) -> Result<store::JournalMark> {
            store::JournalMark mark{};
            std::memcpy(mark.data(), &end.value, sizeof end.value);
            return mark;
        };
        auto opened = EmbeddedStore::open(options_, {}, journal_.source());
        if (opened) store_ = std::move(*opened);
    }
    ~EmbeddedThreadsTest() override {
        store_.reset();
        std::filesystem::remove_all(options_.folder);
    }

    void SetUp() override { ASSERT_NE(store_, nullptr); }

    void apply_all() {
        for (std::uint64_t number = 0; number < ranges; ++number) {
            const SequenceRange range = journal_.append(entries_of(number));
            EXPECT_TRUE(store_->apply(range, journal_.last_entries()));
        }
    }

    // Until all is applied, and once after that.
    template <class Look>
    void while_applying(const Look& look) {
        ++ready_;
        for (bool was_done = false; !was_done;) {
            was_done = done_;
            look();
            ++looks_;
        }
    }

    void look_at_activity(Sequence& before) {
        const auto days = store_->days(workspace);
        const Day today = *days->day_of(noon);
        ActivityQuestion question;
        question.workspace = workspace;
        question.period = days->days(today - 10, today + 1);
        question.trend = days->days(today - 6, today);
        const auto table = store::ask(*store_, question);
        if (!table) {
            EXPECT_EQ(table.error().reason, "days_changed");
            return;
        }
        EXPECT_GE(table->sequence, before);
        before = table->sequence;
        std::uint64_t views = 0;
        for (const ActivityRow& row : table->rows) views += row.views;
        EXPECT_EQ(views, table->summary.total_views);
        EXPECT_EQ(table->zone, days->zone());
    }

    void look_at_customer() {
        const auto rows = store::ask(*store_, TimelineQuestion{.workspace = workspace,
                                                               .customer = "c1",
                                                               .kinds = {},
                                                               .rows_max = 20,
                                                               .after = {}});
        if (rows) {
            EXPECT_TRUE(std::is_sorted(rows->rows.begin(), rows->rows.end(),
                                       [](const TimelineRow& a, const TimelineRow& b) {
                                           return std::pair(a.occurred_at, a.sequence) >
                                                  std::pair(b.occurred_at, b.sequence);
                                       }));
        } else {
            EXPECT_TRUE(rows.error().reason == "catching_up" ||
                        rows.error().code == ErrorCode::not_found)
                << rows.error().message;
        }
        const auto customer =
            store::ask(*store_, CustomerQuestion{.workspace = workspace, .customer = "brief"});
        EXPECT_TRUE(customer || customer.error().code == ErrorCode::not_found);
    }

    // What was kept once stays kept.
    void look_for_kept(std::uint64_t& known) {
        const Event event = open_of(known * 10);
        const std::vector<store::EntryKey> keys{
            {workspace, event.family, event.id, event.customer, *event.raw_time},
            {workspace, event.family, "never", event.customer, *event.raw_time}};
        const bool applied = store_->progress().applied.value > 12 * (known + 1);
        const auto kept = store_->kept(keys);
        if (!kept) {
            EXPECT_EQ(kept.error().reason, "catching_up");
            return;
        }
        EXPECT_FALSE((*kept)[1]);
        if (!applied) return;
        EXPECT_TRUE((*kept)[0]) << known;
        known = (known + 1) % ranges;
    }

    void look_at_snapshot() {
        const auto saved = store_->save();
        EXPECT_TRUE(saved || saved.error().code == ErrorCode::unavailable);
        if (saved) ++saved_;
    }

    void look_at_sums() {
        const store::Progress progress = store_->progress();
        EXPECT_LE(progress.persisted, progress.applied);
        const auto sums = store_->fingerprint(workspace);
        if (!sums) {
            EXPECT_EQ(sums.error().reason, "catching_up");
        } else {
            EXPECT_LE(sums->customers, 8U);
            EXPECT_GE(sums->stored_events, sums->events);
        }
    }

    Options options_;
    PosixDisk disk_;
    std::uint64_t saved_ = 0;  // how often; the saving thread's
    model::MemoryJournal journal_;
    std::unique_ptr<EmbeddedStore> store_;
    std::atomic<int> ready_{0};
    std::atomic<bool> done_{false};
    std::atomic<std::uint64_t> looks_{0};
};

TEST_F(EmbeddedThreadsTest, AnswersStayTrueWhileEverythingMoves) {
    const std::vector<DayTable> zones{make_day_table("Europe/Berlin").value(),
                                      make_day_table("Pacific/Apia").value()};
    std::vector<std::thread> threads;
    threads.emplace_back([this] {
        Sequence before;
        while_applying([&] { look_at_activity(before); });
    });
    threads.emplace_back([this] { while_applying([this] { look_at_customer(); }); });
    threads.emplace_back([this] {
        std::uint64_t known = 0;
        while_applying([&] { look_for_kept(known); });
    });
    threads.emplace_back([this] { while_applying([this] { look_at_sums(); }); });
    threads.emplace_back([&] {
        std::size_t changes = 0;
        while_applying(
            [&] { EXPECT_TRUE(store_->set_days(workspace, zones[changes++ % zones.size()])); });
    });
    threads.emplace_back([this] { while_applying([this] { look_at_snapshot(); }); });
    while (ready_ < 6) std::this_thread::yield();
    apply_all();
    done_ = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_GT(looks_, 20U);

    model::ModelStore model;
    for (std::uint64_t number = 0, first = 1; number < ranges; ++number) {
        std::vector<Entry> entries = entries_of(number);
        for (std::size_t i = 0; i < entries.size(); ++i) entries[i].sequence = {first + i};
        const SequenceRange range{{first}, {first + entries.size() - 1}};
        ASSERT_TRUE(model.apply(range, entries));
        first = range.last.value + 1;
    }
    ASSERT_TRUE(model.set_days(workspace, zones[0]));
    ASSERT_TRUE(store_->set_days(workspace, zones[0]));
    ASSERT_TRUE(store_->drain());
    EXPECT_EQ(store_->progress().persisted, journal_.last());
    EXPECT_EQ(store_->fingerprint(workspace).value(), model.fingerprint(workspace).value());

    EXPECT_GT(saved_, 0U);
    store_.reset();
    auto opened = EmbeddedStore::open(options_, journal_.last(), journal_.source());
    ASSERT_TRUE(opened.has_value());
    store_ = std::move(*opened);
    ASSERT_TRUE(store_->set_days(workspace, zones[0]));
    const Sequence restored = store_->restore();
    ASSERT_EQ(store::replay(journal_.source(), journal_.last(), *store_).value(), journal_.last());
    ASSERT_TRUE(store_->drain());
    EXPECT_EQ(store_->fingerprint(workspace).value(), model.fingerprint(workspace).value())
        << "restored " << restored.value;
}

}  // namespace
}  // namespace footfall::embedded
