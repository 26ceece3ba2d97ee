#include "api/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::api {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

Action action_of(std::string_view method, std::string_view path) {
    const Match found = match(method, path);
    EXPECT_NE(found.route, nullptr) << method << " " << path;
    return found.route == nullptr ? Action::get_health : found.route->action;
}

TEST(Routes, EveryRouteIsFoundByItsOwnMethodAndPath) {
    for (const Route& route : routes) {
        std::string path(route.path);
        if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "C-1");
        const Match found = match(route.method, path);
        ASSERT_NE(found.route, nullptr) << path;
        EXPECT_EQ(found.route->path, route.path);
        EXPECT_EQ(found.route->method, route.method);
    }
}

// A redirect would turn a client's POST into a GET, so both spellings must lead to the same place.
TEST(Routes, IntakeTakesSlashesAtTheEndAndShortNames) {
    EXPECT_EQ(action_of("POST", "/v1/batch/"), Action::segment_batch);
    EXPECT_EQ(action_of("POST", "/v1/b"), Action::segment_batch);
    EXPECT_EQ(match("POST", "/v1/t").route->path, "/v1/track");
    EXPECT_EQ(match("POST", "/v1/i/").route->path, "/v1/identify");
    EXPECT_EQ(action_of("POST", "/api/v1/events/"), Action::record_events);
}

TEST(Routes, AnIdIsWhateverStandsInItsPlace) {
    EXPECT_EQ(match("GET", "/api/v1/customers/C-1").id, "C-1");
    EXPECT_EQ(match("PUT", "/api/v1/customers/Ä ö").id, "Ä ö");
    EXPECT_EQ(match("GET", "/api/v1/customers/a/b").id, "a/b");
    EXPECT_EQ(match("GET", "/api/v1/customers/a/b/activity").id, "a/b");
    EXPECT_EQ(action_of("GET", "/api/v1/customers/a/activity"), Action::get_customer_activity);
    EXPECT_EQ(action_of("GET", "/api/v1/customers/activity"), Action::get_customer);
    EXPECT_EQ(match("PUT", "/api/v1/customers/C-1/").id, "C-1/");
    EXPECT_EQ(match("PUT", "/api/v1/sites/shop.example/").id, "shop.example/");
    EXPECT_EQ(match("PUT", "/api/v1/campaigns/2026/spring/").id, "2026/spring/");
    EXPECT_EQ(match("PUT", "/api/v1/forms//").id, "/");
    EXPECT_EQ(match("PUT", "/api/v1/forms/").route, nullptr);
    EXPECT_EQ(match("GET", "/api/v1/customers/").route, nullptr);
    EXPECT_EQ(action_of("GET", "/api/v1/customers"), Action::list_customers);
}

TEST(Routes, AnotherMethodTellsWhichThereAre) {
    const Match found = match("POST", "/api/v1/customers/C-1");
    EXPECT_EQ(found.route, nullptr);
    EXPECT_THAT(found.allowed, UnorderedElementsAre("DELETE", "GET", "PATCH", "PUT"));
    EXPECT_THAT(match("GET", "/v1/batch").allowed, ElementsAre("POST"));
    EXPECT_THAT(match("GET", "/nowhere").allowed, ElementsAre());
}

TEST(Routes, HeadGoesWhereGetGoes) {
    EXPECT_EQ(action_of("HEAD", "/api/v1/activity"), Action::get_activity);
    EXPECT_EQ(match("HEAD", "/api/v1/events").route, nullptr);
}

TEST(Routes, OnlyTheDashboardsAddressesGiveTheShell) {
    EXPECT_TRUE(is_api("/api/v1/nothing"));
    EXPECT_TRUE(is_api("/v1/nothing"));
    EXPECT_TRUE(is_api("/healthz"));
    EXPECT_FALSE(is_api("/customers/activity"));
    EXPECT_FALSE(is_api("/"));
    EXPECT_FALSE(is_api("/apiary"));
}

}  // namespace
}  // namespace footfall::api
