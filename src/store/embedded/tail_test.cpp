#include "store/embedded/tail.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::embedded {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const WorkspaceId workspace{{7}};

Event event_of(const std::string& customer, const std::string& id) {
    Event event;
    event.workspace = workspace;
    event.kind = Kind::order_submit;
    event.family = Family::segment;
    event.via = Via::sample;
    event.verdict = Verdict::scanner;
    event.by_customer = false;
    event.id = id;
    event.customer = customer;
    event.name = "name";
    event.site = "site";
    event.campaign = "campaign";
    event.form = "form";
    event.order = "an order's id that is long enough for memory of its own";
    event.link = "link";
    event.rule = "rule";
    event.occurred_at = {-5};
    event.raw_time = Instant{1'700'000'000'000'000};
    return event;
}

Profile profile_of(const std::string& customer) {
    Profile profile;
    profile.workspace = workspace;
    profile.family = Family::segment;
    profile.id = "profile";
    profile.customer = customer;
    profile.changed_at = {9};
    profile.raw_time = Instant{8};
    return profile;
}

VerdictChange change_of(const std::string& customer) {
    VerdictChange change;
    change.workspace = workspace;
    change.event = {1};
    change.customer = customer;
    change.after = Verdict::staff;
    change.rule = "rule";
    change.member = "member";
    return change;
}

// Entries of the bodies, the first of that sequence; every second one is missing if they are
// `thin`.
std::vector<Entry> entries_of(std::uint64_t first, std::vector<EntryBody> bodies,
                              bool is_thin = false) {
    std::vector<Entry> entries;
    for (EntryBody& body : bodies) {
        const std::uint64_t place = entries.size() * (is_thin ? 2 : 1);
        entries.push_back({Sequence{first + place},
                           Instant{static_cast<std::int64_t>(first + place)}, std::move(body)});
    }
    return entries;
}

std::vector<Entry> all(const Tail& tail) {
    std::vector<Entry> entries;
    tail.for_each([&](const Entry& entry) { entries.push_back(entry); });
    return entries;
}

std::vector<std::uint64_t> sequences_of(const Tail& tail, std::vector<std::string> customers) {
    std::vector<std::uint64_t> found;
    tail.for_each_of(customers, [&](const Entry& entry) { found.push_back(entry.sequence.value); });
    return found;
}

TEST(Tail, GivesBackWhatRowsAreMadeOf) {
    Tail tail(1'000'000);
    const std::vector<Entry> given =
        entries_of(10,
                   {event_of("a", "1"), profile_of("b"), change_of("a"),
                    Forget{workspace, "a", "m"}, Event(), event_of("c", "2"), Profile()},
                   true);
    tail.add({{9}, {30}}, given);
    EXPECT_EQ(all(tail), given);
    EXPECT_EQ(tail.entries(), given.size());
}

TEST(Tail, KeepsNothingThatNoRowHolds) {
    Event event = event_of("a", "1");
    Profile profile = profile_of("a");
    const std::vector<Entry> slim = entries_of(1, {event, profile});
    event.properties = event.raw = event.message = event.anonymous = event.company = "text";
    event.sent_at = Instant{3};
    profile.name = profile.code = profile.email = profile.phone = profile.contact = "text";
    profile.status = Status::inactive;
    profile.traits = profile.raw = "text";
    Tail tail(1'000'000);
    tail.add({{1}, {3}}, entries_of(1, {event, profile, DeadLetter()}));
    EXPECT_EQ(all(tail), slim);
}

TEST(Tail, FindsWhatMayTellOfACustomer) {
    Tail tail(1'000'000);
    tail.add({{1}, {4}}, entries_of(1, {event_of("a", "1"), event_of("b", "2"), profile_of("a"),
                                        change_of("b")}));
    tail.add({{5}, {7}}, entries_of(5, {Forget{workspace, "b", "m"}, Forget{workspace, "", "m"},
                                        event_of("b", "3")}));
    EXPECT_THAT(sequences_of(tail, {"a"}), ElementsAre(1, 3, 6));
    EXPECT_THAT(sequences_of(tail, {"b"}), ElementsAre(2, 4, 5, 6, 7));
    EXPECT_THAT(sequences_of(tail, {"b", "z", "a"}), ElementsAre(1, 2, 3, 4, 5, 6, 7));
    EXPECT_THAT(sequences_of(tail, {}), ElementsAre(6));
}

TEST(Tail, LetsGoTheOldestBatchesBeyondItsBound) {
    Tail tail(3'000);
    EXPECT_FALSE(tail.is_half_full());
    std::uint64_t last = 0;
    for (; tail.holds_all_after({0}); ++last) {
        ASSERT_LT(last, 100U);
        tail.add({{last + 1}, {last + 1}}, entries_of(last + 1, {event_of("a", "1")}));
    }
    EXPECT_TRUE(tail.is_half_full());
    EXPECT_EQ(tail.let_go(), Sequence{1});
    EXPECT_EQ(tail.entries(), last - 1);
    EXPECT_EQ(all(tail).front().sequence, Sequence{2});
    tail.drop({last - 1});
    EXPECT_EQ(tail.entries(), 1U);
    EXPECT_FALSE(tail.is_half_full());
    tail.drop({last});
    EXPECT_THAT(all(tail), IsEmpty());
    EXPECT_TRUE(tail.holds_all_after({last}));
    EXPECT_FALSE(tail.holds_all_after({last - 1}));
}

TEST(Tail, TakesWholeBatchesForATransaction) {
    Tail tail(1'000'000);
    for (std::uint64_t i = 0; i < 4; ++i) {
        tail.add({{3 * i + 1}, {3 * i + 3}},
                 entries_of(3 * i + 1, {event_of("a", "1"), event_of("b", "2"), Profile()}));
    }
    EXPECT_EQ(tail.oldest(1).size(), 1U);
    EXPECT_EQ(tail.oldest(5).size(), 2U);
    EXPECT_EQ(tail.oldest(1'000).size(), 4U);
    EXPECT_EQ(tail.oldest(1'000).back()->range(), (SequenceRange{{10}, {12}}));
}

}  // namespace
}  // namespace footfall::embedded
