#include "question/fold.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <utf8proc.h>

namespace footfall {
namespace {

TEST(Fold, FindsAccentsAndCaseOnBothSides) {
    EXPECT_EQ(fold("Café"), "cafe");
    EXPECT_EQ(fold("CAFE"), "cafe");
    EXPECT_EQ(fold("Cafe\u0301"), "cafe");  // the accent as a character of its own
    EXPECT_EQ(fold("Żółw Ångström"), fold("zo\u0301łw angstrom"));
}

TEST(Fold, TakesTheHardCasesOfCase) {
    EXPECT_EQ(fold("Straße"), "strasse");
    EXPECT_EQ(fold("STRASSE"), "strasse");
    EXPECT_EQ(fold("İstanbul"), "istanbul");
    EXPECT_EQ(fold("Ǆ"), "dz");
    EXPECT_EQ(fold("ǅ"), "dz");
    EXPECT_EQ(fold("ΟΔΟΣ"), fold("οδος"));  // the final sigma has no capital of its own
    EXPECT_EQ(fold("οδοσ"), fold("οδος"));
}

TEST(Fold, TakesCompatibleFormsAsOne) {
    EXPECT_EQ(fold("ﬁsh"), "fish");
    EXPECT_EQ(fold("Ｆｏｏ１"), "foo1");
    EXPECT_EQ(fold("℡"), "tel");
}

TEST(Fold, KeepsWhatHasNeitherCaseNorMarks) {
    EXPECT_EQ(fold(""), "");
    EXPECT_EQ(fold("100% _x_"), "100% _x_");
    EXPECT_EQ(fold("日本"), "日本");
    EXPECT_EQ(fold(std::string("a\0B", 3)), std::string("a\0b", 3));
}

TEST(Fold, LowersOnlyAsciiInBytesThatAreNotUtf8) {
    EXPECT_EQ(fold("AB\xff"
                   "CD"),
              "ab\xff"
              "cd");
    EXPECT_EQ(fold("\xc3"), "\xc3");
    EXPECT_EQ(fold("\xed\xa0\x80Z"), "\xed\xa0\x80z");  // half of a surrogate pair
}

TEST(Fold, IsIdempotentForEveryCharacter) {
    for (utf8proc_int32_t character = 0; character <= 0x10FFFF; ++character) {
        utf8proc_uint8_t bytes[4];
        if (!utf8proc_codepoint_valid(character)) continue;
        const auto size = utf8proc_encode_char(character, bytes);
        const std::string once =
            fold({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
        ASSERT_EQ(fold(once), once) << "U+" << std::hex << character;
    }
}

RC_GTEST_PROP(Fold, IsIdempotentForAnyBytes, (const std::string& bytes)) {
    const std::string once = fold(bytes);
    RC_ASSERT(fold(once) == once);
}

RC_GTEST_PROP(Fold, IgnoresTheCaseOfLetters, ()) {
    const auto text = *rc::gen::string<std::string>();
    std::string upper = text;
    for (char& byte : upper) {
        if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
    }
    RC_ASSERT(fold(upper) == fold(text));
}

}  // namespace
}  // namespace footfall
