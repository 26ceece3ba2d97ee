#include "api/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/target.h"

namespace footfall::api {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// Of a path as it is sent.
Match match(std::string_view method, std::string_view path) {
    return api::match(method, http::parse_target(path, "").value().segments);
}

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

// Events make customers of any id, and one must not stand for what another one has.
TEST(Routes, AnEncodedSlashIsTheIds) {
    for (const char* method : {"GET", "PATCH", "PUT", "DELETE"}) {
        const Match found = match(method, "/api/v1/customers/acme%2Flink");
        ASSERT_NE(found.route, nullptr) << method;
        EXPECT_EQ(found.route->path, "/api/v1/customers/{id}");
        EXPECT_EQ(found.id, "acme/link");
    }
    EXPECT_EQ(match("GET", "/api/v1/customers/acme%2Flink/link").id, "acme/link");
    EXPECT_EQ(match("GET", "/api/v1/customers/acme%2flink%2Flink").id, "acme/link/link");
    EXPECT_EQ(match("GET", "/api/v1/customers/acme%252Flink").id, "acme%2Flink");
    EXPECT_EQ(match("GET", "/api/v1/customers/acme/link").id, "acme");
    EXPECT_EQ(match("GET", "/api/v1/customers%2Facme").route, nullptr);
    EXPECT_EQ(action_of("GET", "/api/v1/%63ustomers/acme/%6Cink"), Action::get_link);
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
    EXPECT_EQ(match("PUT", "/api/v1/customers/%C3%84%20%c3%b6").id, "Ä ö");
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
