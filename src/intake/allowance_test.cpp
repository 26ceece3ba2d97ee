#include "intake/allowance.h"

#include <gtest/gtest.h>

namespace footfall::intake {
namespace {

using namespace std::chrono_literals;

TEST(Allowance, IsGivenAnewOverADay) {
    Allowance allowance(24);
    const WorkspaceId one{{1}};
    const auto takes = [&](std::chrono::microseconds now) {
        int count = 0;
        while (count < 100 && allowance.take(one, now)) ++count;
        return count;
    };
    EXPECT_EQ(takes(5min), 24);
    EXPECT_EQ(takes(64min), 0);
    EXPECT_EQ(takes(65min), 1);
    EXPECT_EQ(takes(65min + 3h), 3);
    EXPECT_EQ(takes(100h), 24);
}

TEST(Allowance, IsEachWorkspacesOwn) {
    Allowance allowance(1);
    EXPECT_TRUE(allowance.take(WorkspaceId{{1}}, 0us));
    EXPECT_FALSE(allowance.take(WorkspaceId{{1}}, 0us));
    EXPECT_TRUE(allowance.take(WorkspaceId{{2}}, 0us));
}

}  // namespace
}  // namespace footfall::intake
