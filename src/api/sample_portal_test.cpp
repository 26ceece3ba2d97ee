#include "api/sample_portal.h"

#include <gtest/gtest.h>

namespace footfall::api {
namespace {

const std::string page =
    R"(<script data-key="__FOOTFALL_KEY__"></script><body data-customer="__FOOTFALL_CUSTOMER__">)";

TEST(SamplePortal, HoldsTheKeyAndTheCustomer) {
    EXPECT_EQ(sample_portal_page(page, "fk_p_1", "C-1"),
              R"(<script data-key="fk_p_1"></script><body data-customer="C-1">)");
    EXPECT_EQ(sample_portal_page(page, "fk_p_1", ""),
              R"(<script data-key="fk_p_1"></script><body data-customer="">)");
}

// Ids of customers are strangers' text: a page of this origin must not run them.
TEST(SamplePortal, ACustomersIdIsText) {
    EXPECT_EQ(sample_portal_page(page, "fk_p_1", R"("><script>alert(1)</script>&__FOOTFALL_KEY__)"),
              R"(<script data-key="fk_p_1"></script><body data-customer=")"
              R"(&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;__FOOTFALL_KEY__">)");
}

TEST(SamplePortal, KnowsItsPaths) {
    EXPECT_TRUE(is_sample_portal("/sample-portal"));
    EXPECT_TRUE(is_sample_portal("/sample-portal/"));
    EXPECT_TRUE(is_sample_portal("/sample-portal/assets/index-1.js"));
    EXPECT_FALSE(is_sample_portal("/sample-portals"));
    EXPECT_FALSE(is_sample_portal("/sample"));
}

}  // namespace
}  // namespace footfall::api
