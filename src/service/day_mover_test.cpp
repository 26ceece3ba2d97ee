#include "service/day_mover.h"

#include <future>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const WorkspaceId a{{1}};
const WorkspaceId b{{2}};

TEST(DayMover, BeginsWithWhatWasAskedForBeforeItsStart) {
    std::vector<WorkspaceId> moved;
    std::promise<void> both;
    DayMover mover([&](const WorkspaceId& workspace) {
        moved.push_back(workspace);
        if (moved.size() == 2) both.set_value();
    });
    mover.ask(b);
    mover.ask(a);
    mover.ask(b);
    mover.start();
    both.get_future().wait();
    mover.stop();
    EXPECT_THAT(moved, ElementsAre(a, b));
}

// A zone that is chosen while another one's days are made must not be missed.
TEST(DayMover, MovesOnceMoreWhatIsAskedForMeanwhile) {
    std::vector<WorkspaceId> moved;
    std::promise<void> begun;
    std::promise<void> asked;
    std::promise<void> twice;
    DayMover mover([&](const WorkspaceId& workspace) {
        moved.push_back(workspace);
        if (moved.size() == 2) return twice.set_value();
        begun.set_value();
        asked.get_future().wait();
    });
    mover.start();
    mover.ask(a);
    begun.get_future().wait();
    mover.ask(a);
    mover.ask(a);
    asked.set_value();
    twice.get_future().wait();
    mover.stop();
    EXPECT_THAT(moved, ElementsAre(a, a));
}

TEST(DayMover, MovesNothingAfterItsStop) {
    std::vector<WorkspaceId> moved;
    DayMover mover([&](const WorkspaceId& workspace) { moved.push_back(workspace); });
    mover.ask(a);
    mover.stop();
    mover.start();
    mover.stop();
    EXPECT_THAT(moved, IsEmpty());
}

}  // namespace
}  // namespace footfall::service
