// The promises of store.h, kept by every store.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "calendar/zone.h"
#include "model/memory_journal.h"
#include "model/model_store.h"
#include "store/embedded/embedded_store.h"

namespace footfall {
namespace {

const WorkspaceId workspace{{1}};
const Instant noon = Instant::from_seconds(1'749'556'800);  // 2025-06-10T12:00Z

Event open_of(const std::string& customer, const std::string& id, Instant at = noon) {
    Event event;
    event.workspace = workspace;
    event.kind = Kind::link_open;
    event.customer = customer;
    event.id = id;
    event.occurred_at = at;
    event.raw_time = at;
    return event;
}

Entry entry(std::uint64_t sequence, EntryBody body) { return {{sequence}, noon, std::move(body)}; }

SequenceRange range(std::uint64_t first, std::uint64_t last) { return {{first}, {last}}; }

struct MakeModel {
    std::unique_ptr<store::Store> operator()() { return std::make_unique<model::ModelStore>(); }

    model::MemoryJournal journal;
};

struct MakeEmbedded {
    MakeEmbedded() {
        std::string pattern = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
        folder = mkdtemp(pattern.data());
    }
    ~MakeEmbedded() { std::filesystem::remove_all(folder); }

    std::unique_ptr<store::Store> operator()() {
        embedded::Options options;
        options.folder = folder;
        options.threads = 1;
        options.memory_limit_bytes = 64 * 1024 * 1024;
        auto opened = embedded::EmbeddedStore::open(std::move(options), {}, journal.source());
        return opened ? std::move(*opened) : nullptr;
    }

    std::filesystem::path folder;
    model::MemoryJournal journal;
};

template <class Make>
class StoreContract : public testing::Test {
  protected:
    void SetUp() override { ASSERT_NE(store_, nullptr); }

    // Into the journal first, as always.
    Result<> load(std::vector<Entry> entries) {
        const SequenceRange range = make_.journal.append(std::move(entries));
        return store_->apply(range, make_.journal.last_entries());
    }

    ActivityTable activity() {
        const auto days = store_->days(workspace);
        const Day today = *days->day_of(noon);
        ActivityQuestion question;
        question.workspace = workspace;
        question.period = days->days(today, today);
        question.trend = days->days(today - 6, today);
        auto table = store::ask(*store_, question);
        EXPECT_TRUE(table.has_value());
        return table ? *table : ActivityTable();
    }

    Make make_;
    std::unique_ptr<store::Store> store_ = make_();
};

using Stores = testing::Types<MakeModel, MakeEmbedded>;
TYPED_TEST_SUITE(StoreContract, Stores);

TYPED_TEST(StoreContract, BeginsEmptyUnderUtc) {
    EXPECT_EQ(this->store_->progress().applied, Sequence());
    EXPECT_EQ(this->store_->days(workspace)->zone(), "UTC");
    const ActivityTable table = this->activity();
    EXPECT_EQ(table.customers, 0u);
    EXPECT_EQ(table.page, 1u);
    EXPECT_TRUE(table.rows.empty());
    const auto customer =
        store::ask(*this->store_, CustomerQuestion{.workspace = workspace, .customer = "a"});
    ASSERT_FALSE(customer.has_value());
    EXPECT_EQ(customer.error().code, ErrorCode::not_found);
    EXPECT_EQ(this->store_->fingerprint(workspace).value(), store::Fingerprint());
}

// The relay gives a range again when it does not know whether it was taken.
TYPED_TEST(StoreContract, ARangeAppliedAgainChangesNothing) {
    const std::vector<Entry> entries{entry(1, open_of("a", "1")), entry(2, open_of("b", "2"))};
    ASSERT_TRUE(this->store_->apply(range(1, 2), entries));
    const ActivityTable before = this->activity();
    ASSERT_TRUE(this->store_->apply(range(1, 2), entries));
    ASSERT_TRUE(this->store_->apply(range(1, 1), std::span(entries).first(1)));
    EXPECT_EQ(this->activity(), before);
    EXPECT_EQ(before.sequence, Sequence{2});
}

TYPED_TEST(StoreContract, TakesOnlyWhatIsNewOfARangeThatOverlaps) {
    const std::vector<Entry> entries{entry(1, open_of("a", "1")), entry(2, open_of("a", "2")),
                                     entry(3, open_of("a", "3"))};
    ASSERT_TRUE(this->store_->apply(range(1, 2), std::span(entries).first(2)));
    ASSERT_TRUE(this->store_->apply(range(1, 3), entries));
    EXPECT_EQ(this->activity().summary.total_views, 3u);
    EXPECT_EQ(this->store_->progress().applied, Sequence{3});
}

// A lost range must not be papered over by the next one.
TYPED_TEST(StoreContract, RefusesAGap) {
    const std::vector<Entry> entries{entry(2, open_of("a", "2"))};
    const Result<> applied = this->store_->apply(range(2, 2), entries);
    ASSERT_FALSE(applied.has_value());
    EXPECT_EQ(applied.error().reason, "sequence_gap");
    EXPECT_EQ(this->store_->progress().applied, Sequence());
    EXPECT_EQ(this->activity().customers, 0u);
}

TYPED_TEST(StoreContract, GoesOnOverEntriesOfUnknownTypes) {
    ASSERT_TRUE(this->store_->apply(range(1, 3), {}));
    EXPECT_EQ(this->store_->progress().applied, Sequence{3});
    const std::vector<Entry> entries{entry(5, open_of("a", "5"))};
    ASSERT_TRUE(this->store_->apply(range(4, 6), entries));
    EXPECT_EQ(this->store_->progress().applied, Sequence{6});
    EXPECT_EQ(this->activity().sequence, Sequence{6});
    EXPECT_EQ(this->activity().summary.total_views, 1u);
}

TYPED_TEST(StoreContract, RefusesQuestionsOfOtherDaysAndWithoutRows) {
    ASSERT_TRUE(this->load({entry(1, open_of("a", "1"))}));
    const DayTable berlin = make_day_table("Europe/Berlin").value();
    const Day today = *berlin.day_of(noon);
    ActivityQuestion question;
    question.workspace = workspace;
    question.period = berlin.days(today, today);
    question.trend = berlin.days(today - 6, today);
    const auto other_days = store::ask(*this->store_, question);
    ASSERT_FALSE(other_days.has_value());
    EXPECT_EQ(other_days.error().code, ErrorCode::unavailable);
    EXPECT_EQ(other_days.error().reason, "days_changed");

    ASSERT_TRUE(this->store_->set_days(workspace, berlin));
    EXPECT_TRUE(store::ask(*this->store_, question).has_value());
    question.page = Page{.number = 0, .rows_max = 25};
    EXPECT_EQ(store::ask(*this->store_, question).error().code, ErrorCode::invalid);
    question.page = Page{.number = 1, .rows_max = 0};
    EXPECT_EQ(store::ask(*this->store_, question).error().code, ErrorCode::invalid);
    question.page.reset();
    question.trend = berlin.days(today - 5, today);
    EXPECT_EQ(store::ask(*this->store_, question).error().code, ErrorCode::invalid);
    EXPECT_EQ(
        store::ask(
            *this->store_,
            TimelineQuestion{
                .workspace = workspace, .customer = "a", .kinds = {}, .rows_max = 0, .after = {}})
            .error()
            .code,
        ErrorCode::invalid);
}

TYPED_TEST(StoreContract, DaysOfOneWorkspaceAreItsOwn) {
    ASSERT_TRUE(this->store_->set_days(workspace, make_day_table("Europe/Berlin").value()));
    EXPECT_EQ(this->store_->days(workspace)->zone(), "Europe/Berlin");
    EXPECT_EQ(this->store_->days(WorkspaceId{{2}})->zone(), "UTC");
    EXPECT_EQ(this->activity().zone, "Europe/Berlin");
}

// Names an entry by everything at once: whoever differs in one part is another one.
TYPED_TEST(StoreContract, KeptNamesExactlyWhatIsKept) {
    Profile profile;
    profile.workspace = workspace;
    profile.family = Family::segment;
    profile.customer = "b";
    profile.id = "p";
    profile.changed_at = noon;
    profile.raw_time = noon;
    Event untimed = open_of("a", "untimed");
    untimed.raw_time.reset();
    const std::vector<Entry> entries{entry(1, open_of("a", "1")), entry(2, profile),
                                     entry(3, untimed)};
    ASSERT_TRUE(this->store_->apply(range(1, 3), entries));
    const store::EntryKey event{workspace, Family::footfall, "1", "a", noon};
    std::vector<store::EntryKey> keys{event,
                                      {workspace, Family::segment, "p", "b", noon},
                                      {workspace, Family::footfall, "untimed", "a", noon}};
    keys.push_back(event);
    keys.back().workspace = WorkspaceId{{2}};
    keys.push_back(event);
    keys.back().family = Family::segment;
    keys.push_back(event);
    keys.back().id = "2";
    keys.push_back(event);
    keys.back().customer = "b";
    keys.push_back(event);
    keys.back().raw_time.us += 1;
    keys.push_back(event);
    const std::vector<bool> wanted{true, true, false, false, false, false, false, false, true};
    EXPECT_EQ(this->store_->kept(keys).value(), wanted);
    EXPECT_EQ(this->store_->kept({}).value(), std::vector<bool>());

    Forget forget;
    forget.workspace = workspace;
    forget.customer = "a";
    ASSERT_TRUE(this->store_->apply(range(4, 4), std::vector{entry(4, forget)}));
    EXPECT_EQ(this->store_->kept(keys).value(),
              (std::vector<bool>{false, true, false, false, false, false, false, false, false}));
}

// The rows, the counters and the sequence of one answer must be of one moment.
TYPED_TEST(StoreContract, AnswersSeeARangeWholeOrNotAtAll) {
    constexpr std::uint64_t ranges = 200;
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < ranges; ++i) {
            const std::uint64_t first = 3 * i + 1;
            std::vector<Entry> entries;
            for (std::uint64_t k = 0; k < 3; ++k) {
                const std::string customer(1, static_cast<char>('a' + k));
                entries.push_back(entry(first + k, open_of(customer, std::to_string(first + k))));
            }
            EXPECT_TRUE(this->store_->apply(range(first, first + 2), entries));
        }
        done = true;
    });
    bool was_done = false;
    while (!was_done) {
        was_done = done;
        const ActivityTable table = this->activity();
        ASSERT_EQ(table.sequence.value % 3, 0u);
        ASSERT_EQ(table.summary.total_views, table.sequence.value);
        for (const ActivityRow& row : table.rows) {
            ASSERT_EQ(row.views, table.sequence.value / 3);
            ASSERT_EQ(row.trend[6], row.views);
        }
        const auto timeline = store::ask(*this->store_, TimelineQuestion{.workspace = workspace,
                                                                         .customer = "a",
                                                                         .kinds = {},
                                                                         .rows_max = 10 * ranges,
                                                                         .after = {}});
        if (table.sequence == Sequence()) continue;
        ASSERT_TRUE(timeline.has_value());
        ASSERT_EQ(timeline->rows.size(), timeline->sequence.value / 3);
    }
    writer.join();
}

VerdictChange correction_of(const Entry& entry, Verdict before, Verdict after) {
    const auto& event = std::get<Event>(entry.body);
    VerdictChange change;
    change.workspace = event.workspace;
    change.event = entry.sequence;
    change.customer = event.customer;
    change.kind = event.kind;
    change.site = event.site;
    change.occurred_at = event.occurred_at;
    change.by_customer = event.by_customer;
    change.before = before;
    change.after = after;
    return change;
}

// What a change of its verdict must repeat is told with an event that is asked for by its sequence.
TYPED_TEST(StoreContract, OneEventIsToldWithWhatItsCountsDependOn) {
    Event event = open_of("a", "2");
    event.site = "shop";
    event.campaign = "autumn";
    event.form = "allergens";
    event.by_customer = false;
    ASSERT_TRUE(this->load({entry(1, open_of("a", "1")), entry(2, event),
                            entry(3, open_of("b", "3")), entry(4, open_of("a", "4"))}));
    ASSERT_TRUE(
        this->load({entry(5, correction_of(entry(2, event), Verdict::person, Verdict::scanner))}));
    const auto rows = [&](std::uint64_t sequence, bool automated) {
        const auto table = store::ask(*this->store_, TimelineQuestion{.workspace = workspace,
                                                                      .customer = "a",
                                                                      .kinds = {},
                                                                      .automated = automated,
                                                                      .rows_max = 1,
                                                                      .after = {},
                                                                      .event = Sequence{sequence}});
        EXPECT_TRUE(table.has_value());
        return table ? table->rows : std::vector<TimelineRow>();
    };
    ASSERT_EQ(rows(2, true).size(), 1u);
    const TimelineRow row = rows(2, true).front();
    EXPECT_EQ(row.sequence, Sequence{2});
    EXPECT_EQ(row.verdict, Verdict::scanner);
    EXPECT_EQ(row.site, "shop");
    EXPECT_EQ(row.campaign, "autumn");
    EXPECT_EQ(row.form, "allergens");
    EXPECT_FALSE(row.by_customer);
    EXPECT_TRUE(rows(2, false).empty());
    EXPECT_EQ(rows(1, true).size(), 1u);
    EXPECT_TRUE(rows(3, true).empty());  // another customer's
    EXPECT_TRUE(rows(5, true).empty());  // no event
    EXPECT_TRUE(rows(6, true).empty());
}

// What was the latest event is not known to a cache of counts; the next answer has it all the same.
TYPED_TEST(StoreContract, ACorrectionGivesTheTimeBeforeBack) {
    std::vector<Entry> entries;
    for (int i = 1; i <= 5; ++i) {
        entries.push_back(
            entry(0, open_of("a", std::to_string(i), noon - std::chrono::minutes(10 - i))));
    }
    entries.push_back(entry(0, open_of("b", "of b")));
    ASSERT_TRUE(this->load(entries));
    const auto last_click = [&] { return this->activity().rows.at(0).last_click; };
    for (int i = 5; i >= 1; --i) {
        ASSERT_TRUE(
            this->load({entry(0, open_of("b", "then " + std::to_string(i))),
                        entry(0, correction_of(entry(static_cast<std::uint64_t>(i),
                                                     entries[static_cast<std::size_t>(i - 1)].body),
                                               Verdict::person, Verdict::scanner))}));
        ActivityTable table = this->activity();
        std::erase_if(table.rows, [](const ActivityRow& row) { return row.id != "a"; });
        ASSERT_EQ(table.rows.size(), 1u);
        const ActivityRow& row = table.rows[0];
        EXPECT_EQ(row.views, static_cast<std::uint64_t>(i - 1));
        EXPECT_EQ(row.last_click,
                  i == 1 ? std::optional<Instant>() : noon - std::chrono::minutes(11 - i));
        EXPECT_EQ(row.recent_activity, row.last_click);
    }
    // Those of before the customer was forgotten are nobody's now.
    ASSERT_TRUE(this->load({entry(0, Forget{workspace, "a", {}}), entry(0, open_of("a", "new"))}));
    ASSERT_TRUE(this->load(
        {entry(0, correction_of(entry(3, entries[2].body), Verdict::scanner, Verdict::person))}));
    EXPECT_EQ(this->activity().summary.total_views, 7u);
    EXPECT_EQ(last_click(), noon);
}

// While the zone changes, each answer is under the old days or the new ones, never between.
TYPED_TEST(StoreContract, AnswersKeepTheOldDaysUntilTheNewOnesAreReady) {
    std::vector<Entry> entries;
    const Instant late = noon + std::chrono::hours(11);  // the next day in Berlin, not in UTC
    for (std::uint64_t i = 1; i <= 30'000; ++i) {
        entries.push_back(entry(i, open_of("c" + std::to_string(i % 7), std::to_string(i), late)));
    }
    ASSERT_TRUE(this->load(entries));
    const DayTable utc = *this->store_->days(workspace);
    const DayTable berlin = make_day_table("Europe/Berlin").value();
    std::atomic<bool> done = false;
    std::thread changer([&] {
        EXPECT_TRUE(this->store_->set_days(workspace, berlin));
        done = true;
    });
    bool was_done = false;
    while (!was_done) {
        was_done = done;
        const auto days = this->store_->days(workspace);
        const Day day = *utc.day_of(noon);
        const auto counts =
            store::ask(*this->store_, CustomerActivityQuestion{.workspace = workspace,
                                                               .customer = "c1",
                                                               .period = days->days(day, day),
                                                               .trend = {}});
        if (!counts) {
            ASSERT_EQ(counts.error().reason, "days_changed");
            continue;
        }
        ASSERT_EQ(counts->views, counts->zone == "UTC" ? 4'286u : 0u);
    }
    changer.join();
    EXPECT_EQ(this->store_->days(workspace)->zone(), "Europe/Berlin");
}

// Each sum changes with what it stands for, and with nothing else.
TYPED_TEST(StoreContract, TheFingerprintTellsProfilesSitesAndTimesApart) {
    std::uint64_t applied = 0;
    const auto after = [&](const EntryBody& body) {
        const std::vector<Entry> one{Entry{Sequence{++applied}, noon, body}};
        EXPECT_TRUE(this->store_->apply(range(applied, applied), one));
        return this->store_->fingerprint(workspace).value();
    };
    const store::Fingerprint first = after(open_of("a", "1", noon));
    Profile profile;
    profile.workspace = workspace;
    profile.id = "p";
    profile.customer = "a";
    profile.changed_at = noon;
    profile.name = "Ada";
    const store::Fingerprint named = after(profile);
    EXPECT_NE(named.profiles, first.profiles);
    EXPECT_EQ(named.sites, first.sites);
    EXPECT_EQ(named.times, first.times);
    profile.id = "q";
    profile.name.reset();
    profile.status = Status::inactive;
    const store::Fingerprint inactive = after(profile);
    EXPECT_NE(inactive.profiles, named.profiles);
    Event event = open_of("a", "2", noon);
    event.site = "shop";
    const store::Fingerprint visited = after(event);
    EXPECT_EQ(visited.profiles, inactive.profiles);
    EXPECT_NE(visited.sites, inactive.sites);
    EXPECT_EQ(visited.times, inactive.times);
    const store::Fingerprint later = after(open_of("a", "3", noon + std::chrono::microseconds(1)));
    EXPECT_EQ(later.sites, visited.sites);
    EXPECT_NE(later.times, visited.times);
}

// What two stores have of the same entries must look the same from outside.
TEST(StoreContracts, EqualContentsGiveEqualFingerprints) {
    MakeModel make_model;
    MakeEmbedded make_embedded;
    const auto model = make_model();
    const auto store = make_embedded();
    ASSERT_NE(store, nullptr);
    std::vector<Entry> entries;
    for (std::uint64_t i = 1; i <= 300; ++i) {
        Event event = open_of("c" + std::to_string(i % 5), std::to_string(i),
                              noon - std::chrono::hours(i * i % 997));
        event.kind = kinds[i % kinds.size()].kind;
        event.verdict = i % 4 == 0 ? Verdict::scanner : Verdict::person;
        event.site = i % 3 == 0 ? "" : "site " + std::to_string(i % 7);
        event.by_customer = i % 6 != 0;
        entries.push_back(entry(i, event));
    }
    Profile profile;
    profile.workspace = workspace;
    profile.id = "p";
    profile.customer = "c2";
    profile.changed_at = noon;
    profile.name = "Two";
    profile.status = Status::inactive;
    const VerdictChange change =
        correction_of(entries[7], std::get<Event>(entries[7].body).verdict, Verdict::person);
    Forget forget;
    forget.workspace = workspace;
    forget.customer = "c1";
    const std::vector<Entry> more{entry(301, change), entry(302, forget),
                                  entry(303, open_of("c1", "again")), entry(304, profile)};
    for (store::Store* each : {model.get(), store.get()}) {
        ASSERT_TRUE(each->apply(range(1, 300), entries));
        ASSERT_TRUE(each->apply(range(301, 304), more));
    }
    const store::Fingerprint wanted = model->fingerprint(workspace).value();
    EXPECT_EQ(store->fingerprint(workspace).value(), wanted);
    ASSERT_TRUE(dynamic_cast<embedded::EmbeddedStore&>(*store).drain());
    EXPECT_EQ(store->fingerprint(workspace).value(), wanted);
    EXPECT_EQ(wanted.customers, 5u);
    EXPECT_EQ(wanted.stored_events, 241u);
    EXPECT_GT(wanted.events, 100u);
}

}  // namespace
}  // namespace footfall
