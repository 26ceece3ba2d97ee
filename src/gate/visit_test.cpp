#include "gate/visit.h"

#include <string>

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

constexpr std::string_view link = "0123456789abcdef";
const Instant now = Instant::from_seconds(1'795'340'467);

workspace::Secret secret_of(int first) {
    workspace::Secret secret{};
    secret[0] = static_cast<std::byte>(first);
    return secret;
}

class Visits : public testing::Test {
  protected:
    Visit confirmed() {
        Visit visit = begin_visit(link, now, random_);
        visit.is_confirmed = true;
        return visit;
    }

    SystemRandom random_;
    VisitSeal seal_{secret_of(1)};
};

TEST_F(Visits, AreReadAsTheyWereSealed) {
    Visit visit = begin_visit(link, now, random_);
    EXPECT_EQ(visit.id.size(), 32U);
    EXPECT_EQ(seal_.open(seal_.seal(visit, random_), link, now), visit);
    visit.is_confirmed = true;
    EXPECT_EQ(seal_.open(seal_.seal(visit, random_), link, now), visit);
    visit.is_verified = true;
    EXPECT_EQ(seal_.open(seal_.seal(visit, random_), link, now), visit);
    EXPECT_EQ(VisitSeal(secret_of(1)).open(seal_.seal(visit, random_), link, now), visit);
    EXPECT_NE(begin_visit(link, now, random_).id, visit.id);
}

// Somebody who could change a bit of it would be verified.
TEST_F(Visits, AnyOtherTextIsNoVisit) {
    const std::string sealed = seal_.seal(confirmed(), random_);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (seal_.open(changed, link, now)) {
            // The last character's lowest bits are padding that a decoder may leave aside.
            EXPECT_EQ(i, sealed.size() - 1);
        }
        EXPECT_FALSE(seal_.open(sealed.substr(0, i), link, now).has_value()) << i;
    }
    EXPECT_FALSE(seal_.open(sealed + "A", link, now).has_value());
    EXPECT_FALSE(seal_.open(sealed + sealed, link, now).has_value());
    EXPECT_FALSE(seal_.open("", link, now).has_value());
    EXPECT_FALSE(VisitSeal(secret_of(2)).open(sealed, link, now).has_value());
}

TEST_F(Visits, BelongToOneLinkAndEnd) {
    const std::string sealed = seal_.seal(confirmed(), random_);
    EXPECT_FALSE(seal_.open(sealed, "0123456789abcdee", now).has_value());
    EXPECT_TRUE(seal_.open(sealed, link, now + visit_life - std::chrono::seconds(1)).has_value());
    EXPECT_FALSE(seal_.open(sealed, link, now + visit_life).has_value());
    EXPECT_TRUE(seal_.open(sealed, link, now - std::chrono::minutes(5)).has_value());
    EXPECT_FALSE(seal_.open(sealed, link, now - std::chrono::minutes(6)).has_value());
}

TEST_F(Visits, TheCookieEndsWithTheBrowsersSession) {
    EXPECT_EQ(visit_cookie_text("abc", false),
              "footfall_visit=abc; Path=/l/; HttpOnly; SameSite=Lax");
    EXPECT_EQ(visit_cookie_text("abc", true),
              "footfall_visit=abc; Path=/l/; HttpOnly; SameSite=Lax; Secure");
}

}  // namespace
}  // namespace footfall::gate
