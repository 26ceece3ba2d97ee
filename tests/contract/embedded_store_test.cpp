// What the embedded store alone promises: its event table follows, and is built again when in
// doubt.
#include "store/embedded/embedded_store.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calendar/zone.h"
#include "clock.h"
#include "disk/posix_disk.h"
#include "journal/writer.h"
#include "model/memory_journal.h"
#include "random.h"
#include "store/embedded/duckdb.h"
#include "store/relay.h"

namespace footfall::embedded {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const WorkspaceId workspace{{1}};
const Instant noon = Instant::from_seconds(1'749'556'800);

Entry open_of(const std::string& customer, const std::string& id) {
    Event event;
    event.workspace = workspace;
    event.kind = Kind::link_open;
    event.customer = customer;
    event.id = id;
    event.occurred_at = noon;
    event.raw_time = noon;
    return {{}, noon, event};
}

class EmbeddedStoreTest : public testing::Test {
  protected:
    EmbeddedStoreTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
        options_.folder = mkdtemp(pattern.data());
        options_.threads = 1;
        options_.memory_limit_bytes = 64 * 1024 * 1024;
    }

    ~EmbeddedStoreTest() override {
        store_.reset();
        std::filesystem::remove_all(options_.folder);
    }

    std::filesystem::path file() const { return options_.folder / "events.duckdb"; }
    std::filesystem::path aside() const { return options_.folder / "events.duckdb.aside"; }

    Result<> open() { return open(journal_.last()); }

    Result<> open(Sequence journal_last) {
        store_.reset();
        FOOTFALL_TRY(opened, EmbeddedStore::open(options_, journal_last, journal_.source()));
        store_ = std::move(opened);
        return {};
    }

    // Opens, replays the journal, and waits for the event table.
    void start() {
        ASSERT_TRUE(open());
        ASSERT_EQ(store::replay(journal_.source(), journal_.last(), *store_).value(),
                  journal_.last());
        ASSERT_TRUE(store_->drain());
    }

    void load(std::vector<Entry> entries) {
        const SequenceRange range = journal_.append(std::move(entries));
        ASSERT_TRUE(store_->apply(range, journal_.last_entries()));
    }

    // Without hurrying the follower, as drain() does.
    void wait_until_persisted() {
        while (store_->progress().persisted < journal_.last()) std::this_thread::yield();
    }

    Result<TimelineTable> timeline(const std::string& customer) {
        return store::ask(*store_, TimelineQuestion{.workspace = workspace,
                                                    .customer = customer,
                                                    .kinds = {},
                                                    .rows_max = 100,
                                                    .after = {}});
    }

    std::uint64_t rows_in_file(const std::string& table) {
        store_.reset();
        auto database = Database::open(file(), {.temporary_folder = options_.folder / "temporary",
                                                .memory_limit_bytes = 64 * 1024 * 1024,
                                                .threads = 1});
        EXPECT_TRUE(database.has_value());
        std::uint64_t rows = 0;
        EXPECT_TRUE(Connection::open(*database)->query(
            "SELECT count(*)::UBIGINT FROM " + table, {},
            [&](const Row& row) { rows = std::get<std::uint64_t>(row[0]); }));
        return rows;
    }

    Options options_;
    model::MemoryJournal journal_;
    std::unique_ptr<EmbeddedStore> store_;
};

TEST_F(EmbeddedStoreTest, WritesEveryEntryOnceOverManyStarts) {
    start();
    for (int round = 0; round < 3; ++round) {
        load(
            {open_of("a", std::to_string(2 * round)), open_of("b", std::to_string(2 * round + 1))});
        if (round == 1) {
            ASSERT_TRUE(store_->drain());
        }
        start();
        EXPECT_EQ(store_->progress().persisted, journal_.last());
    }
    EXPECT_EQ(timeline("a")->rows.size(), 3u);
    EXPECT_EQ(rows_in_file("events"), 6u);
    EXPECT_FALSE(std::filesystem::exists(aside()));
}

// A download of all rows goes on while events come in, and ends where customers are counted anew.
TEST_F(EmbeddedStoreTest, GivesEveryRowAsOfOneInstant) {
    start();
    constexpr std::size_t customers = 1'200;  // more than one piece
    for (std::size_t i = 0; i < customers; ++i) {
        load({open_of("c" + std::to_string(i), "first " + std::to_string(i))});
    }
    ActivityQuestion question;
    question.workspace = workspace;
    const Day today = *store_->days(workspace)->day_of(noon);
    question.period = store_->days(workspace)->days(today, today);
    question.trend = store_->days(workspace)->days(today - 6, today);
    question.sort = ActivitySort::id;
    question.descending = false;
    auto every = store_->every_row(question).value();
    EXPECT_EQ(every.table.total, customers);
    EXPECT_EQ(every.table.sequence, journal_.last());
    std::vector<ActivityRow> rows = every.next().value();
    EXPECT_EQ(rows.front().id, "c0");
    EXPECT_LT(rows.size(), customers);

    Forget forget;
    forget.workspace = workspace;
    forget.customer = "c998";
    load({open_of("c999", "second"), {{}, noon, forget}, open_of("new", "third")});
    for (auto more = every.next().value(); !more.empty(); more = every.next().value()) {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    ASSERT_EQ(rows.size(), customers - 1);
    EXPECT_EQ(rows.back().id, "c999");
    EXPECT_EQ(rows.back().views, 1u);

    every = store_->every_row(question).value();
    ASSERT_TRUE(every.next());
    ASSERT_TRUE(store_->set_days(workspace, make_day_table("Europe/Berlin").value()));
    EXPECT_EQ(every.next().error().reason, "days_changed");
}

class SnapshotTest : public EmbeddedStoreTest {
  protected:
    SnapshotTest() {
        options_.disk = &disk_;
        options_.mark_of = [this](Sequence end) -> Result<store::JournalMark> {
            store::JournalMark mark{};
            mark[0] = std::byte{life_};
            mark[1] = static_cast<std::byte>(end.value);
            return mark;
        };
    }

    // Opens, restores, and replays what is left. What was restored.
    Sequence start_again() {
        EXPECT_TRUE(open());
        const Sequence restored = store_->restore();
        EXPECT_EQ(store_->progress().applied, restored);
        EXPECT_EQ(store::replay(journal_.source(), journal_.last(), *store_).value(),
                  journal_.last());
        EXPECT_TRUE(store_->drain());
        return restored;
    }

    std::filesystem::path snapshot() const { return options_.folder / "index.snapshot"; }

    PosixDisk disk_;
    std::uint8_t life_ = 1;
};

TEST_F(SnapshotTest, SparesAStartWhatItHolds) {
    start_again();
    for (int i = 0; i < 30; ++i) load({open_of("c" + std::to_string(i % 7), std::to_string(i))});
    ASSERT_TRUE(store_->drain());
    const auto wanted = store_->fingerprint(workspace).value();
    ASSERT_TRUE(store_->save());
    load({open_of("c1", "later"), open_of("new", "later too")});
    ASSERT_TRUE(store_->drain());
    const auto after = store_->fingerprint(workspace).value();
    EXPECT_EQ(start_again(), Sequence{30});
    EXPECT_EQ(store_->fingerprint(workspace).value(), after);
    EXPECT_NE(after, wanted);
    EXPECT_EQ(timeline("c1")->rows.size(), 6u);
    // The event table is built again from the journal, whatever the snapshot spared.
    store_.reset();
    std::filesystem::remove(file());
    EXPECT_EQ(start_again(), Sequence{30});
    EXPECT_EQ(store_->fingerprint(workspace).value(), after);
    EXPECT_EQ(rows_in_file("events"), 32u);
}

TEST_F(SnapshotTest, IsNotTakenOfAnotherJournalOrOfOtherDays) {
    start_again();
    load({open_of("a", "1"), open_of("b", "2")});
    ASSERT_TRUE(store_->save());
    EXPECT_EQ(start_again(), Sequence{2});
    ++life_;
    EXPECT_EQ(start_again(), Sequence{});
    --life_;
    ASSERT_TRUE(open());
    ASSERT_TRUE(store_->set_days(workspace, make_day_table("Asia/Kolkata").value()));
    EXPECT_EQ(store_->restore(), Sequence{});
    ASSERT_TRUE(open());
    EXPECT_EQ(store_->restore(), Sequence{2});
}

TEST_F(SnapshotTest, IsNotTakenWhenDamaged) {
    start_again();
    for (int i = 0; i < 20; ++i) load({open_of("c" + std::to_string(i % 7), std::to_string(i))});
    ASSERT_TRUE(store_->drain());
    const auto wanted = store_->fingerprint(workspace).value();
    ASSERT_TRUE(store_->save());
    std::ifstream in(snapshot(), std::ios::binary);
    const std::string good((std::istreambuf_iterator<char>(in)), {});
    SeededRandom random(3);
    for (int i = 0; i < 40; ++i) {
        std::string bad = good;
        char& byte = bad[random.next() % bad.size()];
        byte = static_cast<char>(byte ^ 1 << random.next() % 8);
        if (i % 4 == 3) bad.resize(random.next() % bad.size());
        std::ofstream(snapshot(), std::ios::binary) << bad;
        EXPECT_EQ(start_again(), Sequence{}) << i;
        EXPECT_EQ(store_->fingerprint(workspace).value(), wanted) << i;
    }
}

TEST_F(SnapshotTest, WaitsForThoseInDoubt) {
    start_again();
    load({open_of("a", "1")});
    VerdictChange change;
    change.workspace = workspace;
    change.event = {1};
    change.customer = "a";
    change.kind = Kind::link_open;
    change.occurred_at = noon;
    change.after = Verdict::scanner;
    load({{{}, noon, change}});
    EXPECT_EQ(store_->save().error().code, ErrorCode::unavailable);
    EXPECT_FALSE(std::filesystem::exists(snapshot()));
    ASSERT_TRUE(store_->drain());
    const Day today = *store_->days(workspace)->day_of(noon);
    ActivityQuestion question;
    question.workspace = workspace;
    question.period = store_->days(workspace)->days(today, today);
    question.trend = store_->days(workspace)->days(today - 6, today);
    ASSERT_TRUE(store::ask(*store_, question));
    EXPECT_TRUE(store_->save());
    EXPECT_EQ(start_again(), Sequence{2});
}

TEST_F(EmbeddedStoreTest, BuildsAgainWhatCannotBeOpened) {
    start();
    load({open_of("a", "1"), open_of("a", "2")});
    ASSERT_TRUE(store_->drain());
    store_.reset();
    std::ofstream(file(), std::ios::trunc) << "not a database";
    start();
    EXPECT_TRUE(std::filesystem::exists(aside()));
    EXPECT_EQ(timeline("a")->rows.size(), 2u);
    EXPECT_THAT(store_->progress().trouble, IsEmpty());
    EXPECT_EQ(rows_in_file("events"), 2u);
}

// An opening that dies must not die again at every start.
TEST_F(EmbeddedStoreTest, PutsTheFileAsideWhenTheLastOpeningDied) {
    start();
    load({open_of("a", "1")});
    ASSERT_TRUE(store_->drain());
    store_.reset();
    std::ofstream(options_.folder / "events.duckdb.opening").flush();
    start();
    EXPECT_TRUE(std::filesystem::exists(aside()));
    EXPECT_FALSE(std::filesystem::exists(options_.folder / "events.duckdb.opening"));
    EXPECT_EQ(timeline("a")->rows.size(), 1u);
}

// The table only ever holds synced entries, so one that is ahead is the witness of a journal that
// lost some: it must not be put aside in silence, with the sequences used again.
TEST_F(EmbeddedStoreTest, RefusesAJournalThatIsBehindItsEventTable) {
    start();
    load({open_of("a", "1")});
    load({open_of("a", "2")});
    ASSERT_TRUE(store_->drain());
    const Result<> opened = open(Sequence{1});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_EQ(opened.error().reason, "journal_behind");
    EXPECT_FALSE(std::filesystem::exists(aside()));
    ASSERT_TRUE(open(Sequence{2}));
}

TEST_F(EmbeddedStoreTest, PutsAFileOfAnotherSchemaAside) {
    start();
    load({open_of("a", "1")});
    ASSERT_TRUE(store_->drain());
    store_.reset();
    {
        auto database = Database::open(file(), {.temporary_folder = options_.folder / "temporary",
                                                .memory_limit_bytes = 64 * 1024 * 1024,
                                                .threads = 1});
        ASSERT_TRUE(database.has_value());
        ASSERT_TRUE(Connection::open(*database)->run("UPDATE manifest SET schema_version = 99"));
    }
    start();
    EXPECT_TRUE(std::filesystem::exists(aside()));
    EXPECT_EQ(timeline("a")->rows.size(), 1u);
}

// On a full disk DuckDB is left in peace; answers do not need it, and it catches up by itself.
TEST_F(EmbeddedStoreTest, WritesNothingWhileItMayNot) {
    std::atomic<bool> may_write = false;
    options_.may_write = [&] { return may_write.load(); };
    start();
    load({open_of("a", "1"), open_of("a", "2")});
    EXPECT_FALSE(store_->drain());
    EXPECT_EQ(store_->progress().persisted, Sequence());
    EXPECT_THAT(store_->progress().trouble, IsEmpty());
    EXPECT_EQ(timeline("a")->rows.size(), 2u);
    may_write = true;
    while (!store_->drain()) std::this_thread::yield();
    EXPECT_EQ(store_->progress().persisted, journal_.last());
    EXPECT_EQ(rows_in_file("events"), 2u);
}

// Without room even a good file may not open: that is no reason to build it again.
TEST_F(EmbeddedStoreTest, LeavesAFileAloneThatDoesNotOpenWhileItMayNotWrite) {
    start();
    load({open_of("a", "1"), open_of("a", "2")});
    ASSERT_TRUE(store_->drain());
    store_.reset();
    std::atomic<bool> may_write = false;
    options_.may_write = [&] { return may_write.load(); };
    const auto hidden = options_.folder / "events.hidden";
    std::filesystem::rename(file(), hidden);
    std::filesystem::create_directory(file());
    ASSERT_TRUE(open());
    ASSERT_TRUE(store::replay(journal_.source(), journal_.last(), *store_));
    EXPECT_FALSE(std::filesystem::exists(aside()));
    EXPECT_THAT(store_->progress().trouble, ElementsAre("event_table_failing"));
    EXPECT_TRUE(store::ask(*store_, CustomerQuestion{.workspace = workspace, .customer = "a"}));
    EXPECT_EQ(timeline("a")->rows.size(), 2u);
    EXPECT_EQ(store_->fingerprint(workspace).error().reason, "catching_up");
    std::filesystem::remove(file());
    std::filesystem::rename(hidden, file());
    may_write = true;
    while (!store_->drain()) std::this_thread::yield();
    EXPECT_FALSE(std::filesystem::exists(aside()));
    EXPECT_EQ(timeline("a")->rows.size(), 2u);
    // Said a moment after the last row was written.
    while (!store_->progress().trouble.empty()) std::this_thread::yield();
    EXPECT_EQ(rows_in_file("events"), 2u);
}

// The tail is bounded; what it let go is never passed over in silence.
TEST_F(EmbeddedStoreTest, SaysUnavailableWhereNeitherTailNorTableHasTheEntries) {
    options_.follow = false;
    options_.tail_bytes_max = 0;
    ASSERT_TRUE(open());
    load({open_of("a", "1")});
    EXPECT_EQ(timeline("a")->rows.size(), 1u);
    // Who asks has the id: it came since the start.
    const std::vector<store::EntryKey> keys{{workspace, Family::footfall, "1", "a", noon}};
    EXPECT_EQ(store_->kept(keys).value(), std::vector<bool>{false});
    const auto fingerprint = store_->fingerprint(workspace);
    ASSERT_FALSE(fingerprint.has_value());
    EXPECT_EQ(fingerprint.error().code, ErrorCode::unavailable);
    EXPECT_EQ(fingerprint.error().reason, "catching_up");
    EXPECT_THAT(store_->progress().trouble, ElementsAre("event_table_behind"));
    EXPECT_EQ(store_->progress().persisted, Sequence());
    EXPECT_TRUE(store::ask(*store_, CustomerQuestion{.workspace = workspace, .customer = "a"}));
    EXPECT_FALSE(store_->drain());

    // Whether somebody was forgotten meanwhile nobody has.
    load({{{}, noon, Forget{.workspace = workspace, .customer = "b", .member = "admin"}}});
    EXPECT_EQ(store_->kept(keys).error().reason, "catching_up");

    // Of what came before the start nobody has the ids.
    ASSERT_TRUE(open());
    ASSERT_TRUE(store::replay(journal_.source(), journal_.last(), *store_));
    EXPECT_EQ(store_->kept(keys).error().reason, "catching_up");

    options_.follow = true;
    start();
    EXPECT_EQ(timeline("a")->rows.size(), 1u);
}

// An id that the journal has must not be taken for new while the journal is still replayed.
TEST_F(EmbeddedStoreTest, KeptWaitsForTheReplay) {
    start();
    load({open_of("a", "1")});
    ASSERT_TRUE(store_->drain());
    const std::vector<store::EntryKey> keys{{workspace, Family::footfall, "1", "a", noon}};
    ASSERT_TRUE(open());
    EXPECT_EQ(store_->kept(keys).value(), std::vector<bool>{true});  // the table has all of it
    store_.reset();
    std::filesystem::remove(file());
    ASSERT_TRUE(open());
    EXPECT_EQ(store_->kept(keys).error().reason, "catching_up");
    ASSERT_TRUE(store::replay(journal_.source(), journal_.last(), *store_));
    EXPECT_EQ(store_->kept(keys).value(), std::vector<bool>{true});
}

// Groups that come one after another go to the event table together; who asks sees them at once,
// and who waits for the table does not wait for the pause.
TEST_F(EmbeddedStoreTest, GathersSmallGroupsUnlessItIsHurried) {
    options_.pause = std::chrono::hours(1);
    start();
    load({open_of("a", "0")});
    wait_until_persisted();
    for (int i = 1; i < 20; ++i) load({open_of("a", std::to_string(i))});
    EXPECT_EQ(store_->progress().persisted, Sequence{1});
    EXPECT_EQ(timeline("a")->rows.size(), 20u);
    ASSERT_TRUE(store_->drain());
    EXPECT_EQ(store_->progress().persisted, journal_.last());
    EXPECT_EQ(rows_in_file("events"), 20u);
}

TEST_F(EmbeddedStoreTest, GathersNoMoreThanAPartOfABatch) {
    options_.pause = std::chrono::hours(1);
    options_.batch_entries = 20;
    start();
    load({open_of("a", "first")});
    wait_until_persisted();
    std::vector<Entry> entries;
    for (int i = 0; i < 11; ++i) entries.push_back(open_of("a", std::to_string(i)));
    load(std::move(entries));
    wait_until_persisted();
    EXPECT_EQ(timeline("a")->rows.size(), 12u);
}

// More rows than DuckDB packs at once, from the tail and from the journal.
TEST_F(EmbeddedStoreTest, WritesManyRowsInOneTransaction) {
    options_.pause = std::chrono::hours(1);
    start();
    constexpr int groups = 65;
    constexpr int each = 2'000;
    load({open_of("a", "first")});
    for (int group = 0; group < groups; ++group) {
        std::vector<Entry> entries;
        for (int i = 0; i < each; ++i) {
            const std::string id = std::to_string(group * each + i);
            entries.push_back(open_of("c" + std::to_string(i % 100), id));
        }
        load(std::move(entries));
    }
    ASSERT_TRUE(store_->drain());
    EXPECT_EQ(timeline("c7")->rows.size(), 100u);
    store_.reset();
    std::filesystem::remove(file());
    options_.tail_bytes_max = 0;
    start();
    EXPECT_THAT(store_->progress().trouble, IsEmpty());
    EXPECT_EQ(timeline("c7")->rows.size(), 100u);
    EXPECT_EQ(rows_in_file("events"), 1u + groups * each);
}

TEST_F(EmbeddedStoreTest, TakesForgottenRowsOutAtTheNextStart) {
    start();
    Forget forget;
    forget.workspace = workspace;
    forget.customer = "a";
    load({open_of("a", "1"), open_of("b", "2")});
    load({{{}, noon, forget}});
    load({open_of("a", "3")});
    ASSERT_TRUE(store_->drain());
    EXPECT_EQ(timeline("a")->rows.size(), 1u);
    EXPECT_EQ(rows_in_file("events"), 3u);
    start();
    EXPECT_EQ(timeline("a")->rows.size(), 1u);
    EXPECT_EQ(rows_in_file("events"), 2u);
    EXPECT_EQ(rows_in_file("forgets"), 1u);
    forget.customer.clear();
    start();
    load({{{}, noon, forget}});
    ASSERT_TRUE(store_->drain());
    start();
    EXPECT_EQ(timeline("b").error().code, ErrorCode::not_found);
    EXPECT_EQ(rows_in_file("events"), 0u);
}

// From the journal's own files: what the writer kept and applied, a fresh store replays.
TEST_F(EmbeddedStoreTest, ReplaysWhatTheJournalsWriterKept) {
    PosixDisk disk;
    SimulatedClock clock(noon);
    SeededRandom random(1);
    const std::filesystem::path folder = options_.folder / "journal";
    const auto source = store::journal_source(disk, folder);
    const auto begin = [&] {
        store_.reset();
        auto opened = EmbeddedStore::open(options_, Sequence{1'000}, source);
        ASSERT_TRUE(opened.has_value());
        store_ = std::move(*opened);
    };
    begin();
    {
        journal::Options options;
        options.folder = folder;
        journal::Hooks hooks;
        hooks.apply = [&](SequenceRange range, std::span<const Entry> entries) {
            EXPECT_TRUE(store_->apply(range, entries));
        };
        auto writer = journal::Writer::open(disk, clock, random, options, hooks);
        ASSERT_TRUE(writer.has_value()) << writer.error().message;
        for (int i = 0; i < 20; ++i) {
            journal::Submission submission;
            submission.bytes = 100;
            for (int k = 0; k < 3; ++k) {
                const std::string id = std::to_string(3 * i + k);
                submission.drafts.push_back({open_of("a", id).body, {}});
            }
            submission.done = [](journal::Submission&, const Result<>& outcome) {
                EXPECT_TRUE(outcome.has_value());
            };
            ASSERT_TRUE((*writer)->append(std::move(submission)));
        }
        (*writer)->stop();
    }
    const Sequence last = store_->progress().applied;
    ASSERT_GE(last.value, 60u);
    const TimelineTable before = timeline("a").value();
    EXPECT_EQ(before.rows.size(), 60u);
    begin();
    EXPECT_EQ(store::replay(source, last, *store_).value(), last);
    EXPECT_EQ(timeline("a").value(), before);

    store_.reset();
    std::filesystem::remove(file());
    begin();
    EXPECT_EQ(store::replay(source, last, *store_).value(), last);
    ASSERT_TRUE(store_->drain());
    EXPECT_EQ(timeline("a").value(), before);
}

// A full disk stops the event table, not the counts; what was missed is there once there is room.
TEST_F(EmbeddedStoreTest, GoesOnAfterItsFilesCouldNotGrow) {
    start();
    load({open_of("a", "first")});
    wait_until_persisted();
    ASSERT_TRUE(store_->drain());
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = 4'096;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
    std::vector<Entry> entries;
    for (int i = 0; i < 5'000; ++i) entries.push_back(open_of("a", std::to_string(i)));
    const SequenceRange range = journal_.append(std::move(entries));
    const Result<> applied = store_->apply(range, journal_.last_entries());
    const Result<> drained = store_->drain();
    const std::vector<std::string> trouble = store_->progress().trouble;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);

    EXPECT_TRUE(applied);
    EXPECT_FALSE(drained);
    EXPECT_THAT(trouble, testing::Not(IsEmpty()));
    Result<> again = store_->drain();
    for (int i = 0; i < 10 && !again; ++i) again = store_->drain();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(store_->progress().persisted, journal_.last());
    const auto rows = store::ask(
        *store_,
        TimelineQuestion{
            .workspace = workspace, .customer = "a", .kinds = {}, .rows_max = 10'000, .after = {}});
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(rows->rows.size(), 5'001u);
    EXPECT_EQ(rows_in_file("events"), 5'001u);
}

TEST_F(EmbeddedStoreTest, FailsWhereTheFolderCannotBeMade) {
    std::ofstream(options_.folder / "file").flush();
    options_.folder /= "file";
    const auto opened = open();
    options_.folder = options_.folder.parent_path();
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::io);
}

TEST(DuckDb, IsUsableFromOneVersionOn) {
    EXPECT_TRUE(is_usable_version(library_version())) << library_version();
    EXPECT_TRUE(is_usable_version("v1.5.6"));
    EXPECT_TRUE(is_usable_version("1.5.10"));
    EXPECT_TRUE(is_usable_version("v2.0.0-rc1"));
    EXPECT_FALSE(is_usable_version("v1.5.5"));
    EXPECT_FALSE(is_usable_version("v1.4.9"));
    EXPECT_FALSE(is_usable_version("v0.10.6"));
    EXPECT_FALSE(is_usable_version("1.5"));
    EXPECT_FALSE(is_usable_version(""));
}

// Nothing that gets into a statement may read or write other files, or undo that.
TEST_F(EmbeddedStoreTest, TheDatabaseIsShutIn) {
    auto database = Database::open(file(), {.temporary_folder = options_.folder / "temporary",
                                            .memory_limit_bytes = 64 * 1024 * 1024,
                                            .threads = 1});
    ASSERT_TRUE(database.has_value());
    auto connection = Connection::open(*database);
    ASSERT_TRUE(connection.has_value());
    EXPECT_TRUE(connection->run("SELECT 1"));
    EXPECT_FALSE(connection->run("SELECT * FROM read_text('/etc/hostname')"));
    EXPECT_FALSE(connection->run("ATTACH '" + (options_.folder / "b.duckdb").string() + "'"));
    EXPECT_FALSE(connection->run("COPY (SELECT 1) TO '/tmp/footfall-copy'"));
    EXPECT_FALSE(connection->run("SET enable_external_access=true"));
    EXPECT_FALSE(connection->run("SET memory_limit='100GB'"));
    EXPECT_FALSE(connection->run("INSTALL httpfs"));
}

}  // namespace
}  // namespace footfall::embedded
