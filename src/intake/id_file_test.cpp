#include "intake/id_file.h"

#include <chrono>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "disk/simulated_disk.h"
#include "intake/dedupe.h"
#include "intake/testing.h"
#include "journal/reader.h"
#include "journal/writer.h"

namespace footfall::intake {
namespace {

using std::chrono::hours;

RC_GTEST_PROP(HashSetProperty, RemovesExactlyWhatIsRemoved, ()) {
    HashSet set;
    std::set<std::pair<std::uint64_t, std::uint64_t>> wanted;
    const int steps = *rc::gen::inRange(0, 400);
    for (int step = 0; step < steps; ++step) {
        // Near the end of the table and its begin, so that probing runs around.
        const Hash128 hash{1'018 + *rc::gen::inRange<std::uint64_t>(0, 12),
                           *rc::gen::inRange<std::uint64_t>(1, 5)};
        if (*rc::gen::inRange(0, 3) > 0) {
            RC_ASSERT(set.add(hash) == wanted.emplace(hash.high, hash.low).second);
        } else {
            RC_ASSERT(set.remove(hash) == (wanted.erase({hash.high, hash.low}) == 1));
        }
        RC_ASSERT(set.size() == wanted.size());
        for (std::uint64_t high = 1'018; high < 1'030; ++high) {
            for (std::uint64_t low = 1; low < 5; ++low) {
                RC_ASSERT(set.contains({high, low}) == wanted.contains({high, low}));
            }
        }
    }
}

constexpr std::size_t padding = 3'000;  // so that few entries fill a segment

// A journal of some days' events, profiles and orders, and how a server starts on it.
struct Fixture {
    explicit Fixture(std::size_t entries, hours step = hours(1)) {
        journal::Options options;
        options.folder = folder;
        options.segment_bytes = 64 * 1024;
        auto writer = journal::Writer::open(disk, clock, random, options, {});
        ASSERT(writer.has_value(), writer.error().message);
        for (std::size_t i = 0; i < entries; ++i) {
            keep(**writer, body(i));
            clock.advance(step);
        }
        (*writer)->stop();
        last = (*writer)->last();
        store.applied = store.persisted = last;
    }

    EntryBody body(std::size_t i) const {
        if (i % 5 == 3) {
            Profile profile;
            profile.workspace = testing::workspace;
            profile.id = "profile " + std::to_string(i);
            profile.customer = "a";
            profile.traits = std::string(padding, ' ') + "{}";
            return profile;
        }
        Event event;
        event.workspace = testing::workspace;
        event.kind = i % 7 == 2 ? Kind::order_submit : Kind::login;
        if (i % 7 == 2) event.order = "order " + std::to_string(i);
        event.id_derived = i % 11 == 4;
        event.id = "event " + std::to_string(i);
        event.customer = "a";
        event.occurred_at = testing::start;
        if (i % 3 == 1) event.raw_time = testing::start + hours(i / 2);
        event.properties = std::string(padding, ' ') + "{}";
        return event;
    }

    static void keep(journal::Writer& writer, EntryBody body) {
        std::promise<void> kept;
        journal::Submission submission;
        submission.bytes = 1;
        submission.drafts.push_back({std::move(body), journal::Draft::Fate::kept});
        submission.done = [&](journal::Submission&, Result<> outcome) {
            ASSERT(outcome.has_value(), outcome.error().message);
            kept.set_value();
        };
        ASSERT(writer.append(std::move(submission)).has_value());
        kept.get_future().wait();
    }

    std::unique_ptr<Dedupe> dedupe(std::uint8_t secret_byte = 0) {
        DedupeSecret secret{};
        secret[0] = std::byte{secret_byte};
        return std::make_unique<Dedupe>(clock, secret, store,
                                        DedupeOptions{.window = hours(3 * 24)});
    }

    std::size_t make_all(const Dedupe& with) {
        IdFiles files(disk, folder, source);
        std::size_t made = 0;
        while (files.make_one(with, [] { return true; }).value()) ++made;
        return made;
    }

    void restore(Dedupe& into) {
        const auto go_on = [](Sequence) -> Result<> { return {}; };
        const auto done = IdFiles(disk, folder, source).restore(into, last, clock.now(), go_on);
        ASSERT(done.has_value(), done.error().message);
    }

    // Which of the bodies it takes for new.
    static std::vector<bool> fresh(Dedupe& dedupe, std::vector<EntryBody> bodies) {
        journal::Submission submission;
        for (EntryBody& each : bodies) submission.drafts.push_back({std::move(each)});
        std::vector<journal::Submission*> group{&submission};
        dedupe.admit(group);
        dedupe.discard();
        std::vector<bool> kept;
        for (const journal::Draft& draft : submission.drafts) {
            kept.push_back(draft.fate == journal::Draft::Fate::kept);
        }
        return kept;
    }

    std::vector<EntryBody> all(std::size_t entries) const {
        std::vector<EntryBody> bodies;
        for (std::size_t i = 0; i < entries; ++i) bodies.push_back(body(i));
        // A known order under another id.
        for (std::size_t i = 2; i < entries; i += 7) {
            bodies.push_back(body(i));
            if (auto* event = std::get_if<Event>(&bodies.back())) event->id += " again";
        }
        return bodies;
    }

    SimulatedDisk disk;
    SimulatedClock clock{testing::start};
    SeededRandom random{1};
    std::filesystem::path folder = "/data/journal";
    store::JournalSource source = [this](Sequence from, Sequence to,
                                         const store::TakeRange& take) -> Result<> {
        const auto pass = journal::read(disk, folder, from, to, take);
        if (!pass) return fail(pass.error());
        return {};
    };
    testing::FakeStore store;
    Sequence last;
};

TEST(IdFiles, RestoreWhatTheEntriesWould) {
    constexpr std::size_t entries = 300;
    Fixture fixture(entries);
    const auto by_entries = fixture.dedupe();
    fixture.restore(*by_entries);
    ASSERT_GT(fixture.make_all(*by_entries), 5U);
    EXPECT_EQ(fixture.make_all(*by_entries), 0U);

    // Damage in a segment that has its file is not met: it is not read.
    auto file = fixture.disk.open(fixture.folder / "0000000003.segment", Disk::Open::existing);
    const std::vector<std::byte> zeroes(30'000);
    ASSERT_TRUE((*file)->write(200, zeroes));
    const auto by_files = fixture.dedupe();
    fixture.restore(*by_files);
    EXPECT_EQ(by_files->edge(), by_entries->edge());
    EXPECT_GT(by_files->edge(), testing::start);
    EXPECT_EQ(by_files->ids(), by_entries->ids());
    EXPECT_EQ(Fixture::fresh(*by_files, fixture.all(entries + 20)),
              Fixture::fresh(*by_entries, fixture.all(entries + 20)));
}

// The journal freezes while a file is being made: nothing more is written, and the file is made
// once writing is allowed again.
TEST(IdFiles, AreLeftForLaterOnceWritingIsForbidden) {
    Fixture fixture(100);
    const auto with = fixture.dedupe();
    fixture.restore(*with);
    IdFiles files(fixture.disk, fixture.folder, fixture.source);
    const auto has = [&](const char* name) {
        return fixture.disk.open(fixture.folder / name, Disk::Open::existing).has_value();
    };
    ASSERT_FALSE(files.make_one(*with, [] { return false; }).value());
    EXPECT_FALSE(has("0000000001.ids"));
    int asked = 0;
    ASSERT_FALSE(files.make_one(*with, [&] { return ++asked == 1; }).value());
    EXPECT_TRUE(has("0000000001.ids"));
    EXPECT_FALSE(has("0000000001.orders"));
    ASSERT_TRUE(files.make_one(*with, [] { return true; }).value());
    EXPECT_TRUE(has("0000000001.orders"));
}

// Missing files, those of another secret, and what was appended since are read from the journal.
TEST(IdFiles, AreMadeUpForByTheJournal) {
    constexpr std::size_t entries = 200;
    Fixture fixture(entries);
    const auto wanted = fixture.dedupe();
    fixture.restore(*wanted);
    ASSERT_GT(fixture.make_all(*wanted), 4U);
    for (const char* name : {"0000000001.ids", "0000000004.orders", "0000000008.ids"}) {
        ASSERT_TRUE(fixture.disk.remove(fixture.folder / name));
        const auto without = fixture.dedupe();
        fixture.restore(*without);
        EXPECT_EQ(without->edge(), wanted->edge()) << name;
        EXPECT_EQ(without->ids(), wanted->ids()) << name;
        EXPECT_EQ(Fixture::fresh(*without, fixture.all(entries)),
                  Fixture::fresh(*wanted, fixture.all(entries)))
            << name;
    }
    const auto other = fixture.dedupe(9);
    fixture.restore(*other);
    EXPECT_EQ(other->ids(), wanted->ids());
    EXPECT_EQ(Fixture::fresh(*other, fixture.all(entries)),
              Fixture::fresh(*wanted, fixture.all(entries)));
}

// A restart within the ten seconds for which derived ids are honoured.
TEST(IdFiles, DoNotHideTheIdsThatWereDerivedJustNow) {
    constexpr std::size_t entries = 60;
    Fixture fixture(entries, hours(0));
    const auto made_by = fixture.dedupe();
    ASSERT_GT(fixture.make_all(*made_by), 1U);
    const auto restored = fixture.dedupe();
    fixture.restore(*restored);
    const std::vector<bool> fresh = Fixture::fresh(*restored, fixture.all(entries));
    EXPECT_EQ(std::count(fresh.begin(), fresh.end(), true), 0);
}

TEST(IdFiles, GiveLostEntriesBackToWhoeverSendsThemAgain) {
    constexpr std::size_t entries = 60;
    Fixture fixture(entries);
    const auto made_by = fixture.dedupe();
    fixture.make_all(*made_by);
    const auto restored = fixture.dedupe();
    fixture.restore(*restored);
    const SequenceRange lost{{8}, {30}};
    IdFiles(fixture.disk, fixture.folder, fixture.source).lose(*restored, lost);
    std::vector<EntryBody> bodies;
    for (std::size_t i = 0; i < entries; ++i) bodies.push_back(fixture.body(i));
    const std::vector<bool> fresh = Fixture::fresh(*restored, bodies);
    for (std::size_t i = 0; i < entries; ++i) {
        const Sequence sequence{i + 1};
        const bool is_lost = lost.first <= sequence && sequence <= lost.last;
        const auto* event = std::get_if<Event>(&bodies[i]);
        const bool is_derived = event != nullptr && event->id_derived && event->order.empty();
        if (is_derived) continue;
        EXPECT_EQ(fresh[i], is_lost) << i;
    }
}

TEST(IdFile, DecodesNothingElseThanItsOwnBytes) {
    IdFile::Head head;
    head.first = {5};
    head.last = {6};
    std::vector<IdFile::Record> records(2);
    records[0] = {{1, 2}, 3, 0};
    records[1] = {{4, 5}, 6, 1};
    const std::vector<std::byte> bytes = encode(head, records);
    IdFile::Head found;
    std::vector<IdFile::Record> read;
    ASSERT_TRUE(decode(bytes, found, read));
    EXPECT_EQ(found, head);
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[1].hash, records[1].hash);
    EXPECT_EQ(read[1].day, 6);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const bool is_whole = length >= sizeof head && (length - sizeof head) % 24 == 0;
        EXPECT_EQ(decode(std::span(bytes).first(length), found, read), is_whole) << length;
    }
    records[1].place = 2;
    EXPECT_FALSE(decode(encode(head, records), found, read));
    records[1] = {};
    EXPECT_FALSE(decode(encode(head, records), found, read));
}

}  // namespace
}  // namespace footfall::intake
