#include "workspace/pixel_seal.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace footfall::workspace {
namespace {

const PixelClaims mail{WorkspaceId{{1, 2, 3}}, "C-1042", "autumn", "message-7"};

Secret secret_of(unsigned char first) {
    Secret secret{};
    secret[0] = std::byte{first};
    return secret;
}

TEST(PixelSeal, WhatWasSealedIsOpened) {
    const PixelSeal seal(secret_of(1));
    EXPECT_EQ(seal.open(seal.seal(mail)), mail);
    const PixelClaims empty{{}, "", "", ""};
    EXPECT_EQ(seal.open(seal.seal(empty)), empty);
    const PixelClaims long_one{
        {}, std::string(256, 'c'), std::string(512, '/'), std::string(512, '\xff')};
    EXPECT_EQ(seal.open(seal.seal(long_one)), long_one);
}

TEST(PixelSeal, TheSameMailHasTheSameAddressAndNoOtherOne) {
    const PixelSeal seal(secret_of(1));
    EXPECT_EQ(seal.seal(mail), seal.seal(mail));
    PixelClaims other = mail;
    other.customer = "C-1042autumn";
    other.campaign = "";
    EXPECT_NE(seal.seal(mail), seal.seal(other));
}

TEST(PixelSeal, TheTextIsSafeInAnAddressAndHidesTheIds) {
    const std::string text = PixelSeal(secret_of(1)).seal(mail);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
              std::string::npos);
    EXPECT_LT(text.size(), 130U);
}

TEST(PixelSeal, EachOtherBitIsRefused) {
    const PixelSeal seal(secret_of(1));
    const std::string text = seal.seal(mail);
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char c : {'A', 'B', '-', '=', '.', '\0'}) {
            std::string changed = text;
            if (changed[i] == c) continue;
            changed[i] = c;
            EXPECT_FALSE(seal.open(changed).has_value()) << i << ' ' << c;
        }
        EXPECT_FALSE(seal.open(text.substr(0, i)).has_value()) << i;
    }
    EXPECT_FALSE(seal.open(text + "A").has_value());
    EXPECT_FALSE(seal.open(text + "AAAA").has_value());
    EXPECT_FALSE(PixelSeal(secret_of(2)).open(text).has_value());
}

}  // namespace
}  // namespace footfall::workspace
