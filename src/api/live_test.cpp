#include "api/live.h"

#include <chrono>
#include <future>
#include <string>

#include <gtest/gtest.h>

namespace footfall::api {
namespace {

using namespace std::chrono_literals;

const SystemClock clock;
const WorkspaceId here{{1}};
const WorkspaceId elsewhere{{2}};

TEST(Live, SaysHowFarItIsAndThenWhatChanges) {
    Live live(clock, {.period = 1ms, .lifetime = 1h});
    live.changed(here, {7});
    const auto stream = live.open(here);
    std::promise<void> woken;
    stream->listen([&] { woken.set_value(); });
    EXPECT_EQ(stream->next(false), "event: changed\ndata: {\"sequence\":7}\n\n");
    EXPECT_EQ(stream->next(false), "");
    EXPECT_EQ(stream->next(true)->front(), ':');
    live.changed(elsewhere, {9});
    live.changed(here, {8});
    ASSERT_EQ(woken.get_future().wait_for(20s), std::future_status::ready);
    EXPECT_EQ(stream->next(false), "event: changed\ndata: {\"sequence\":8}\n\n");
    EXPECT_EQ(stream->next(false), "");
}

TEST(Live, ManyChangesAreToldTogether) {
    Live live(clock, {.period = 1h, .lifetime = 1h});
    const auto stream = live.open(here);
    std::promise<void> woken;
    stream->listen([&] { woken.set_value(); });
    (void)stream->next(false);
    live.changed(here, {1});
    ASSERT_EQ(woken.get_future().wait_for(20s), std::future_status::ready);
    EXPECT_EQ(stream->next(false), "event: changed\ndata: {\"sequence\":1}\n\n");
    // Would throw if it woke a second time within the hour.
    for (std::uint64_t i = 2; i < 1'000; ++i) live.changed(here, {i});
    EXPECT_EQ(stream->next(false), "");
}

TEST(Live, AStreamEndsAfterItsTime) {
    SimulatedClock stands(Instant{});
    Live live(stands, {.period = 1ms, .lifetime = 1min});
    const auto stream = live.open(here);
    stands.advance(59s);
    EXPECT_TRUE(stream->next(false).has_value());
    stands.advance(1s);
    EXPECT_FALSE(stream->next(false).has_value());
}

TEST(Live, WhoIsGoneIsNotTold) {
    Live live(clock, {.period = 1ms, .lifetime = 1h});
    live.open(here)->listen([] { FAIL() << "it is gone"; });
    live.changed(here, {1});
    const auto stream = live.open(here);
    std::promise<void> woken;
    stream->listen([&] { woken.set_value(); });
    live.changed(here, {2});
    EXPECT_EQ(woken.get_future().wait_for(20s), std::future_status::ready);
}

}  // namespace
}  // namespace footfall::api
