#include "index/search_texts.h"

#include <array>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

struct Given {
    std::string name, code, email;
};

std::string any_text(Chance& chance, std::uint64_t length_max) {
    static const std::string letters("aab \0\xC3\xFF", 7);
    std::string text;
    for (std::uint64_t i = chance.below(length_max); i > 0; --i) text += chance.any(letters);
    return text;
}

TEST(SearchTexts, FindWhatAFindOfEachTextFinds) {
    for_random_cases(20, [](Chance& chance) {
        SearchTexts texts;
        std::map<Ordinal, Given> model;
        const std::uint64_t length = chance.any(std::array<std::uint64_t, 3>{3, 30, 300});
        const std::uint64_t spread = chance.any(std::array<std::uint64_t, 3>{5, 300, 9'000});
        for (int i = 0; i < 1'500; ++i) {
            const auto ordinal = static_cast<Ordinal>(chance.below(spread));
            Given given{any_text(chance, length), any_text(chance, 5), any_text(chance, length)};
            if (chance.percent(10)) given = {};
            // The e-mail alone changes: the others are given as they are here already.
            if (chance.percent(30) && model.contains(ordinal)) {
                const auto [name, code, email] = texts.at(ordinal);
                texts.set(ordinal, {.name = name, .code = code, .email = given.email});
                model[ordinal].email = given.email;
                continue;
            }
            texts.set(ordinal, {.name = given.name, .code = given.code, .email = given.email});
            model[ordinal] = given;
        }
        for (const auto& [ordinal, given] : model) {
            ASSERT_EQ(texts.at(ordinal).name, given.name);
            ASSERT_EQ(texts.at(ordinal).code, given.code);
            ASSERT_EQ(texts.at(ordinal).email, given.email);
        }
        for (int i = 0; i < 60; ++i) {
            std::string part = any_text(chance, chance.percent(80) ? 5 : 90) + "a";
            if (chance.percent(50)) {
                const Given& given =
                    std::next(model.begin(),
                              static_cast<std::ptrdiff_t>(chance.below(model.size())))
                        ->second;
                part = given.email.substr(chance.below(given.email.size() + 1), 8);
                if (part.empty()) continue;
            }
            for (std::size_t chunk = 0; chunk < 4; ++chunk) {
                std::array<std::uint8_t, chunk_size> found;
                found.fill(7);
                texts.search(chunk, part, found);
                std::array<std::uint8_t, chunk_size> wanted{};
                for (const auto& [ordinal, given] : model) {
                    if (chunk_of(ordinal) != chunk) continue;
                    for (const std::string* text : {&given.name, &given.code, &given.email}) {
                        if (text->find(part) != std::string::npos) wanted[place_of(ordinal)] = 1;
                    }
                }
                ASSERT_EQ(found, wanted) << testing::PrintToString(part);
            }
        }
    });
}

TEST(SearchTexts, APartNeverReachesIntoTheNextText) {
    SearchTexts texts;
    texts.set(0, {.name = "ab", .code = "cd", .email = "ef"});
    texts.set(1, {.name = "gh", .code = "", .email = ""});
    std::array<std::uint8_t, chunk_size> found;
    for (const char* part : {"bc",
                             "b\xFF"
                             "c",
                             "\xFF", "fg", "abcdef", "efgh"}) {
        texts.search(0, part, found);
        EXPECT_EQ(found[0] + found[1], 0) << part;
    }
    texts.search(0, "", found);
    EXPECT_EQ(found[0], 0);
    texts.search(9, "a", found);
    EXPECT_EQ(found[0], 0);
    EXPECT_EQ(texts.at(77).name, "");
    EXPECT_EQ(texts.at(77'777).name, "");
}

// Texts that change for ever must not take memory for ever.
TEST(SearchTexts, GiveBackWhatChangedTextsLeave) {
    SearchTexts texts;
    for (std::size_t i = 0; i < 20'000; ++i) {
        texts.set(static_cast<Ordinal>(i % 100),
                  {.name = std::string(i % 977, 'x'), .code = "", .email = ""});
    }
    EXPECT_LT(texts.memory_bytes(), 300'000u);
}

}  // namespace
}  // namespace footfall::index
