#include "index/workspace_index.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace footfall::index {
namespace {

// Days of an hour each, `offset` minutes after the full hour: borders wherever a test wants them.
std::shared_ptr<const DayTable> hours(std::int64_t offset) {
    std::vector<Instant> edges;
    for (std::int64_t hour = 0; hour <= 48; ++hour) {
        edges.push_back(Instant::from_seconds(hour * 3'600 + offset * 60));
    }
    return std::make_shared<const DayTable>("test", Day{100}, std::move(edges));
}

EventFacts facts_at(std::uint64_t sequence, Kind kind, std::int64_t second,
                    Verdict verdict = Verdict::person) {
    return {.sequence = {sequence},
            .occurred_at = Instant::from_seconds(second),
            .kind = kind,
            .site = {},
            .campaign = {},
            .form = {},
            .verdict = verdict,
            .by_customer = true};
}

TEST(ActivityIndex, LeavesOutWhatLiesOutsideTheTable) {
    ActivityIndex index(hours(0));
    index.add(0, facts_at(1, Kind::login, -1), {});
    index.add(0, facts_at(2, Kind::login, 0), {});
    index.add(0, facts_at(3, Kind::login, 48 * 3'600 - 1), {});
    index.add(0, facts_at(4, Kind::login, 48 * 3'600), {});
    const auto count = [&](std::int32_t first, std::int32_t last) {
        return index.counts().sum(0, Kind::login, all_sites, {Day{first}, Day{last}});
    };
    EXPECT_EQ(count(0, 1'000), 2u);
    EXPECT_EQ(count(99, 99), 0u);
    EXPECT_EQ(count(100, 100), 1u);
    EXPECT_EQ(count(147, 147), 1u);
    EXPECT_EQ(count(148, 148), 0u);
    EXPECT_EQ(index.recency(0).last_activity, Instant::from_seconds(48 * 3'600));
}

std::map<std::string, std::uint64_t> contents(const ActivityIndex& index) {
    std::map<std::string, std::uint64_t> cells;
    index.counts().for_each([&](Kind kind, Day day, Ordinal ordinal, std::uint64_t count) {
        cells[std::string(to_string(kind)) + " " + std::to_string(day.number) + " " +
              std::to_string(ordinal)] = count;
    });
    return cells;
}

ActivityQuestion everything(const std::shared_ptr<const DayTable>& days) {
    ActivityQuestion question;
    question.period = days->days(Day{100}, Day{147});
    question.trend = days->days(Day{100}, Day{106});
    question.sort = ActivitySort::id;
    question.descending = false;
    return question;
}

// Events, corrections and forgetting come in; whoever is in doubt is recounted sooner or later, as
// of any entry since.
RC_GTEST_PROP(WorkspaceIndex, EqualsARecountAfterAnyCorrections, ()) {
    constexpr std::size_t customers = 4;
    WorkspaceIndex index(hours(0));
    std::vector<std::map<Sequence, EventFacts>> kept(customers);
    std::uint64_t sequence = 0;
    const auto name = [](std::size_t number) { return std::string(1, "abcd"[number]); };
    const auto recount = [&](std::size_t number) {
        std::vector<EventFacts> events;
        for (const auto& [of, event] : kept[number]) events.push_back(event);
        index.recount(name(number), {sequence}, events);
    };
    const int steps = *rc::gen::inRange(0, 200);
    for (int step = 0; step < steps; ++step) {
        const auto number = *rc::gen::inRange<std::size_t>(0, customers);
        const int what = *rc::gen::inRange(0, 20);
        auto& events = kept[number];
        if (what < 10) {
            Event event;
            event.customer = name(number);
            event.kind = kinds[*rc::gen::inRange<std::size_t>(0, kinds.size())].kind;
            event.occurred_at = Instant::from_seconds(*rc::gen::inRange(-3'600, 50 * 3'600));
            event.verdict = *rc::gen::element(Verdict::person, Verdict::scanner);
            index.apply({{++sequence}, {}, event});
            events[{sequence}] = facts_at(sequence, event.kind, 0, event.verdict);
            events[{sequence}].occurred_at = event.occurred_at;
        } else if (what < 16 && !events.empty()) {
            const auto place = *rc::gen::inRange<std::size_t>(0, events.size());
            EventFacts& event =
                std::next(events.begin(), static_cast<std::ptrdiff_t>(place))->second;
            VerdictChange change;
            change.customer = name(number);
            change.event = event.sequence;
            change.kind = event.kind;
            change.occurred_at = event.occurred_at;
            change.before = event.verdict;
            change.after = *rc::gen::element(Verdict::person, Verdict::staff);
            event.verdict = change.after;
            index.apply({{++sequence}, {}, change});
        } else if (what == 16) {
            index.apply({{++sequence}, {}, Forget{{}, name(number), {}}});
            events.clear();
        } else if (what == 17) {
            index.doubt(name(number), {++sequence});
        } else {
            recount(number);
        }
        index.settle();
        RC_ASSERT(index.answer(everything(hours(0))).has_value() == index.doubtful().empty());
    }
    for (std::size_t number = 0; number < customers; ++number) recount(number);
    RC_ASSERT(index.doubtful().empty());
    ActivityIndex wanted(hours(0));
    for (std::size_t number = 0; number < customers; ++number) {
        const std::optional<Ordinal> ordinal = index.directory().find(name(number));
        RC_ASSERT(ordinal.has_value() || kept[number].empty());
        if (!ordinal) continue;
        for (const auto& [of, event] : kept[number]) wanted.add(*ordinal, event, {});
        const Recency has = index.activity().recency(*ordinal);
        RC_ASSERT(has.last_open == wanted.recency(*ordinal).last_open);
        RC_ASSERT(has.first_activity == wanted.recency(*ordinal).first_activity);
        RC_ASSERT(has.last_activity == wanted.recency(*ordinal).last_activity);
    }
    RC_ASSERT(contents(index.activity()) == contents(wanted));
}

// The event table may be read before the last correction that put the customer in doubt.
TEST(WorkspaceIndex, DoesNotBelieveARecountOfBefore) {
    WorkspaceIndex index(hours(0));
    Event event;
    event.customer = "a";
    event.kind = Kind::link_open;
    event.occurred_at = Instant::from_seconds(60);
    index.apply({{1}, {}, event});
    index.doubt("a", {3});
    index.recount("a", {2}, {});
    EXPECT_EQ(index.doubtful(), std::vector<std::string>{"a"});
    index.apply({{4}, {}, event});
    index.recount("a", {3}, {});
    EXPECT_TRUE(index.doubtful().empty());
    index.settle();
    EXPECT_EQ(index.answer(everything(hours(0)))->summary.total_views, 1u);
}

// Profiles come late and out of order; what stands must not depend on it.
RC_GTEST_PROP(CustomerDirectory, MergesTheSameInAnyOrder, ()) {
    std::vector<Profile> profiles;
    const int count = *rc::gen::inRange(1, 8);
    for (int i = 0; i < count; ++i) {
        const auto field = [] {
            return *rc::gen::element<ProfileField>(std::nullopt, "", "Ana", "Bo", "Çem");
        };
        Profile profile;
        profile.customer = "c";
        profile.id = "p" + std::to_string(i);
        profile.family = *rc::gen::element(Family::footfall, Family::segment);
        profile.changed_at = Instant::from_seconds(*rc::gen::inRange(0, 3));
        profile.name = field();
        profile.code = field();
        profile.email = field();
        profile.status = *rc::gen::element<std::optional<Status>>(std::nullopt, Status::active,
                                                                  Status::inactive);
        profile.traits = *rc::gen::element<std::string>("", "{\"a\":1}", "{\"a\":null,\"b\":2}",
                                                        "{\"b\":null}", "broken");
        profiles.push_back(profile);
    }
    const auto merged = [](const std::vector<Profile>& given) {
        WorkspaceIndex index(hours(0));
        std::uint64_t sequence = 0;
        for (const Profile& profile : given) index.apply({{++sequence}, {}, profile});
        index.settle();
        return index.answer(CustomerQuestion{.workspace = {}, .customer = "c"}).value();
    };
    const CustomerTable first = merged(profiles);
    std::reverse(profiles.begin(), profiles.end());
    RC_ASSERT(merged(profiles) == first);
    const auto shift = *rc::gen::inRange<std::ptrdiff_t>(0, count);
    std::rotate(profiles.begin(), profiles.begin() + shift, profiles.end());
    RC_ASSERT(merged(profiles) == first);
}

TEST(CustomerDirectory, NeverGivesAnOrdinalAgain) {
    CustomerDirectory directory;
    const Ordinal a = directory.add("a", {1}, {1});
    EXPECT_EQ(directory.add("a", {2}, {2}), a);
    EXPECT_EQ(directory.at(a).created, Instant{1});
    directory.remove(a);
    EXPECT_EQ(directory.find("a"), std::nullopt);
    EXPECT_EQ(directory.count(), 0u);
    const Ordinal again = directory.add("a", {3}, {3});
    EXPECT_NE(again, a);
    EXPECT_EQ(directory.at(again).created, Instant{3});
    EXPECT_EQ(directory.ordinals(), 2u);
}

// Strangers name sites: numbers beyond a customer's bits, beyond 16 bits.
TEST(WorkspaceIndex, TellsMoreSitesApartThanSixteenBitsDo) {
    constexpr std::size_t sites = 70'000;
    WorkspaceIndex index(hours(0));
    Event event;
    event.kind = Kind::link_open;
    for (std::size_t number = 1; number <= sites; ++number) {
        event.customer = number % 2 == 0 ? "even" : "odd";
        event.site = "s" + std::to_string(number);
        event.occurred_at = Instant::from_seconds(static_cast<std::int64_t>(number % 48) * 3'600);
        index.apply({{number}, {}, event});
    }
    index.settle();
    ActivityQuestion question = everything(hours(0));
    for (const std::size_t number : {1U, 64U, 65U, 4'096U, 65'535U, 65'536U, 65'537U, 70'000U}) {
        question.filter.site = "s" + std::to_string(number);
        const ActivityTable table = index.answer(question).value();
        EXPECT_EQ(table.summary.total_views, 1U) << number;
        EXPECT_EQ(table.rows.at(number % 2).views, 1U) << number;
    }
    question.filter.site = "s70001";
    EXPECT_EQ(index.answer(question)->summary.total_views, 0U);
    EXPECT_EQ(index.directory().sites(*index.directory().find("odd")).size(), sites / 2);
    index.apply({{sites + 1}, {}, Forget{.workspace = {}, .customer = "odd", .member = {}}});
    index.settle();
    question.filter.site = "s65535";
    EXPECT_EQ(index.answer(question)->summary.total_views, 0U);
    EXPECT_EQ(index.answer(everything(hours(0)))->summary.total_views, sites / 2);
}

// A customer of a profile alone has no place in the columns yet.
TEST(WorkspaceIndex, AnswersForACustomerWithoutEvents) {
    WorkspaceIndex index(hours(0));
    Profile profile;
    profile.customer = "c";
    profile.name = "Kim";
    index.apply({{1}, {}, profile});
    index.settle();
    ActivityQuestion question;
    question.period = hours(0)->days(Day{100}, Day{147});
    question.trend = hours(0)->days(Day{100}, Day{106});
    const auto table = index.answer(question);
    ASSERT_TRUE(table.has_value());
    ASSERT_EQ(table->rows.size(), 1u);
    EXPECT_EQ(table->rows[0].name, "Kim");
    EXPECT_EQ(table->rows[0].last_click, std::nullopt);
}

}  // namespace
}  // namespace footfall::index
