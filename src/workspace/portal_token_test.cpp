#include "workspace/portal_token.h"

#include <string>

#include <gtest/gtest.h>
#include <sodium.h>

namespace footfall::workspace {
namespace {

constexpr const char* secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
constexpr Instant now = Instant::from_seconds(1'795'340'467);

WorkspaceId workspace_of(std::uint8_t first) {
    WorkspaceId id;
    id.bytes[0] = first;
    return id;
}

const WorkspaceId ours = workspace_of(1);

std::string made(std::string_view customer = "C-1042", bool is_staff = false) {
    SeededRandom random(7);
    return make_portal_token(ours, customer, is_staff, secret, now, random);
}

std::string reason_of(std::string_view token, Instant at = now) {
    const Result<PortalClaims> claims = read_portal_token(token, ours, secret, at);
    if (claims) return "";
    EXPECT_EQ(claims.error().code, ErrorCode::unauthenticated);
    return claims.error().reason;
}

std::string base64(std::string_view text) {
    std::string encoded(
        sodium_base64_ENCODED_LEN(text.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(encoded.data(), encoded.size(),
                      reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    encoded.pop_back();
    return encoded;
}

// Signed as it should be, whatever it says.
std::string forged(std::string_view header, std::string_view payload,
                   std::string_view key = secret) {
    const std::string text = base64(header) + "." + base64(payload);
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                                key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
    return text + "." + base64(mac);
}

TEST(PortalToken, NamesTheCustomerForHours) {
    const Result<PortalClaims> claims = read_portal_token(made(), ours, secret, now);
    ASSERT_TRUE(claims) << claims.error().message;
    EXPECT_EQ(claims->customer, "C-1042");
    EXPECT_EQ(claims->workspace, ours);
    EXPECT_EQ(claims->issued, now);
    EXPECT_EQ(claims->expires - claims->issued, portal_token_life);
    EXPECT_EQ(claims->id.size(), 22U);
    EXPECT_EQ(reason_of(made(), claims->expires - std::chrono::seconds(1)), "");
    EXPECT_EQ(reason_of(made(), claims->expires), "expired_token");
}

TEST(PortalToken, OfTheWorkspacesLinkNamesNobody) {
    EXPECT_EQ(read_portal_token(made(""), ours, secret, now)->customer, "");
}

TEST(PortalToken, SaysWhetherItIsStaffs) {
    EXPECT_FALSE(read_portal_token(made(), ours, secret, now)->is_staff);
    EXPECT_TRUE(read_portal_token(made("C-1042", true), ours, secret, now)->is_staff);
    const std::string rest = R"("iss":"footfall","aud":")" + to_string(ours) +
                             R"(","sub":"c","iat":1795340467,"exp":1795340468,"jti":"x"})";
    for (const char* staff : {"1", "\"yes\"", "null", "{}"}) {
        EXPECT_EQ(reason_of(forged(R"({"alg":"HS256","typ":"JWT"})",
                                   "{\"staff\":" + std::string(staff) + "," + rest)),
                  "invalid_token")
            << staff;
    }
}

TEST(PortalToken, HoldsAnyCustomer) {
    const std::string customer = "Bäckerei \"Hoffmann\"\n.…/ 会社";
    EXPECT_EQ(read_portal_token(made(customer), ours, secret, now)->customer, customer);
}

TEST(PortalToken, IsRefusedAfterAnyChangeOfACharacter) {
    const std::string token = made();
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string other = token;
        other[i] = other[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(reason_of(other), "invalid_token") << i;
        EXPECT_EQ(reason_of(token.substr(0, i)), "invalid_token") << i;
    }
    EXPECT_EQ(reason_of(token + "A"), "invalid_token");
    EXPECT_EQ(reason_of(token + "."), "invalid_token");
}

TEST(PortalToken, OfAnotherWorkspaceOrSecretIsRefused) {
    EXPECT_EQ(read_portal_token(made(), workspace_of(2), secret, now).error().reason,
              "foreign_token");
    EXPECT_EQ(read_portal_token(made(), ours, std::string(64, 'a'), now).error().reason,
              "invalid_token");
    EXPECT_EQ(read_portal_token(made(), ours, "", now).error().reason, "invalid_token");
}

TEST(PortalToken, ChoosesNoAlgorithmOfItsOwn) {
    const std::string good = R"({"iss":"footfall","aud":")" + to_string(ours) +
                             R"(","sub":"c","iat":1795340467,"exp":1795340468,"jti":"x"})";
    EXPECT_EQ(reason_of(forged(R"({"alg":"HS256","typ":"JWT"})", good)), "");
    EXPECT_EQ(reason_of(base64(R"({"alg":"none","typ":"JWT"})") + "." + base64(good) + "."),
              "invalid_token");
    for (const char* header :
         {R"({"alg":"none","typ":"JWT"})", R"({"alg":"HS512","typ":"JWT"})", R"({"alg":"HS256"})",
          R"({"alg":"HS256","typ":"JWT","kid":"../x"})", "", "{"}) {
        EXPECT_EQ(reason_of(forged(header, good)), "invalid_token") << header;
    }
}

TEST(PortalToken, WithOtherClaimsIsRefused) {
    const std::string header = R"({"alg":"HS256","typ":"JWT"})";
    const std::string audience = to_string(ours);
    for (const std::string& payload : {
             std::string("[]"),
             std::string("{}"),
             std::string("{"),
             R"({"iss":"other","aud":")" + audience + R"(","iat":1,"exp":1895340468,"jti":"x"})",
             std::string(R"({"iss":"footfall","aud":"x","iat":1,"exp":1895340468,"jti":"x"})"),
             R"({"iss":"footfall","aud":")" + audience + R"(","iat":1,"jti":"x"})",
             R"({"iss":"footfall","aud":")" + audience + R"(","iat":1,"exp":"never","jti":"x"})",
             R"({"iss":"footfall","aud":")" + audience + R"(","iat":5,"exp":4,"jti":"x"})",
             R"({"iss":"footfall","aud":")" + audience + R"(","iat":1,"exp":9e300,"jti":"x"})",
         }) {
        EXPECT_EQ(reason_of(forged(header, payload)), "invalid_token") << payload;
    }
}

}  // namespace
}  // namespace footfall::workspace
