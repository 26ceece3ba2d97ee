#include "dashboard/dashboard.h"

#include <set>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace footfall::dashboard {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

std::string body(const http::Response& response) { return std::get<std::string>(response.body); }

const std::string script(4096, 'x');

Dashboard built() {
    return Dashboard(
        {{"/index.html", "<meta nonce=\"__FOOTFALL_NONCE__\"><b>__FOOTFALL_NONCE__</b>"},
         {"/assets/app-1.js", script},
         {"/footfall.js", script},
         {"/favicon.svg", "<svg/>"}});
}

TEST(Dashboard, ThePageHoldsTheNonceInEveryPlaceAndIsNeverCached) {
    const http::Response page = built().page("abc");
    EXPECT_EQ(body(page), "<meta nonce=\"abc\"><b>abc</b>");
    EXPECT_THAT(page.fields, Contains(Pair("cache-control", "no-store")));
}

TEST(Dashboard, AssetsAreCompressedForThoseWhoTakeIt) {
    const Dashboard dashboard = built();
    ASSERT_TRUE(dashboard.has("/assets/app-1.js"));
    const http::Response packed = dashboard.asset("/assets/app-1.js", "br, gzip");
    EXPECT_THAT(packed.fields, Contains(Pair("content-encoding", "gzip")));
    EXPECT_LT(body(packed).size(), script.size());
    const http::Response plain = dashboard.asset("/assets/app-1.js", "gzip;q=0");
    EXPECT_EQ(body(plain), script);
    EXPECT_THAT(plain.fields, Not(Contains(Pair("content-encoding", "gzip"))));
    EXPECT_THAT(plain.fields, Contains(Pair("cache-control", HasSubstr("immutable"))));
}

TEST(Dashboard, TheScriptForPortalsIsForEveryOriginAndSoonRenewed) {
    const http::Response answer = built().asset(script_path, "");
    EXPECT_THAT(answer.fields, Contains(Pair("content-type", HasSubstr("text/javascript"))));
    EXPECT_THAT(answer.fields, Contains(Pair("cross-origin-resource-policy", "cross-origin")));
    EXPECT_THAT(answer.fields, Contains(Pair("cache-control", "public, max-age=600")));
    EXPECT_THAT(built().asset("/favicon.svg", "").fields,
                Not(Contains(Pair("cross-origin-resource-policy", "cross-origin"))));
}

TEST(Dashboard, ThePageItselfIsNoAsset) {
    EXPECT_FALSE(built().has("/index.html"));
    EXPECT_FALSE(built().has("/"));
    EXPECT_FALSE(built().has("/assets/../index.html"));
}

TEST(Dashboard, WithoutABuildThePageSaysHowToMakeOne) {
    EXPECT_THAT(body(Dashboard({}).page("abc")), HasSubstr("npm run build"));
}

TEST(Dashboard, NoTwoResponsesHaveTheSameNonce) {
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(make_nonce(random)).second);
    EXPECT_EQ(seen.begin()->size(), 22U);
}

}  // namespace
}  // namespace footfall::dashboard
