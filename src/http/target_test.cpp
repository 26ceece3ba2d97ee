#include "http/target.h"

#include <gtest/gtest.h>

namespace footfall::http {
namespace {

TEST(LoggedPath, IsWholeWhereNothingIsSecret) {
    EXPECT_EQ(logged_path("/api/v1/import/customers"), "/api/v1/import/customers");
    EXPECT_EQ(logged_path("/v1/batch"), "/v1/batch");
    EXPECT_EQ(logged_path("/healthz"), "/healthz");
    EXPECT_EQ(logged_path("/"), "/");
    EXPECT_EQ(logged_path(""), "");
}

TEST(LoggedPath, EndsBeforeATokenMayStand) {
    EXPECT_EQ(logged_path("/l/UhTF9BT67NPncLamnKIlOn"), "/l/…");
    EXPECT_EQ(logged_path("/l/UhTF9BT67NPncLamnKIlOn/seen"), "/l/…");
    EXPECT_EQ(logged_path("/o/c2VhbGVk.gif"), "/o/…");
    EXPECT_EQ(logged_path("//l/UhTF9BT67NPncLamnKIlOn"), "//…");
    EXPECT_EQ(logged_path("/L/UhTF9BT67NPncLamnKIlOn"), "/L/…");
}

}  // namespace
}  // namespace footfall::http
