#include "workspace/password.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>

namespace footfall::workspace {
namespace {

std::string reason(const std::string& password) {
    const auto checked = check_password(password, "anna.long.name@example.com");
    return checked ? "" : checked.error().reason;
}

TEST(Password, LengthIsCountedInCharacters) {
    EXPECT_EQ(reason("elevenchars"), "password_too_short");
    EXPECT_EQ(reason("twelve chars"), "");
    EXPECT_EQ(reason("ÄÖÜäöüßéèêë"), "password_too_short");
    EXPECT_EQ(reason("ÄÖÜäöüßéèêëñ"), "");
    std::string text;
    for (int i = 0; i < 64; ++i) text += "ab";
    EXPECT_EQ(reason(text), "");
    EXPECT_EQ(reason(text + "c"), "password_too_long");
    EXPECT_EQ(reason(std::string(1'000'000, 'a')), "password_too_long");
}

TEST(Password, NoCompositionIsAskedForButTheUsualOnesAreRefused) {
    EXPECT_EQ(reason("only lower case words"), "");
    EXPECT_EQ(reason("84620175938462"), "");
    EXPECT_EQ(reason("Password1234"), "password_too_common");
    EXPECT_EQ(reason("QWERTYUIOP123"), "password_too_common");
    EXPECT_EQ(reason("xxxxxxxxxxxxxxxx"), "password_too_common");
    EXPECT_EQ(reason("Anna.Long.Name@example.com"), "password_too_common");
    EXPECT_EQ(reason("\xFF\xFF twelve chars"), "invalid_password");
}

// The cost that the server really uses.
TEST(Password, TheStandardHashIsArgon2idAtItsCost) {
    ASSERT_GE(sodium_init(), 0);
    PasswordHasher hasher{PasswordCost{}};
    const std::string hash = hasher.hash("correct horse battery").value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
    EXPECT_TRUE(hasher.verify(hash, "correct horse battery").value());
    EXPECT_FALSE(hasher.verify(hash, "correct horse batterz").value());
    EXPECT_FALSE(hasher.is_outdated(hash));
    EXPECT_TRUE((PasswordHasher{PasswordCost{2, 19ULL * 1024 * 1024}}.is_outdated(hash)));
    EXPECT_TRUE(hasher.pretend("anything"));
}

TEST(Password, EqualPasswordsHaveDifferentHashes) {
    PasswordHasher hasher{PasswordCost{1, 8192}};
    const std::string hash = hasher.hash("equal").value();
    EXPECT_NE(hash, hasher.hash("equal").value());
    EXPECT_FALSE(hasher.verify("", "equal").value());
    EXPECT_FALSE(hasher.verify("nonsense", "equal").value());
}

// A crowd must neither take the memory of as many hashes nor all threads for ever.
TEST(Password, ACrowdIsRefusedInPart) {
    PasswordHasher hasher{PasswordCost{3, 16ULL * 1024 * 1024}};
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> crowd;
    for (int i = 0; i < 60; ++i) {
        crowd.emplace_back([&] {
            const auto outcome = hasher.pretend("password");
            if (outcome) {
                ++done;
            } else {
                EXPECT_EQ(outcome.error().code, ErrorCode::busy);
                ++refused;
            }
        });
    }
    for (std::thread& each : crowd) each.join();
    EXPECT_GE(done, 18);
    EXPECT_EQ(done + refused, 60);
    EXPECT_TRUE(hasher.pretend("password"));
}

}  // namespace
}  // namespace footfall::workspace
