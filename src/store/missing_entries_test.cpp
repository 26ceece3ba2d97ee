#include "store/missing_entries.h"

#include <gtest/gtest.h>

namespace footfall::store {
namespace {

std::vector<Entry> entries(std::initializer_list<std::uint64_t> sequences) {
    std::vector<Entry> made;
    for (const std::uint64_t sequence : sequences) made.push_back({{sequence}, {}, Event()});
    return made;
}

TEST(MissingEntries, KnowsTheFirstTheLastAndThoseBetween) {
    MissingEntries missing;
    missing.take({{1}, {4}}, entries({1, 2, 3, 4}));
    EXPECT_FALSE(missing.any({1}, {4}));
    missing.take({{5}, {10}}, entries({6, 7, 9}));
    EXPECT_FALSE(missing.any({1}, {4}));
    EXPECT_TRUE(missing.any({1}, {5}));
    EXPECT_TRUE(missing.any({5}, {5}));
    EXPECT_FALSE(missing.any({6}, {7}));
    EXPECT_TRUE(missing.any({7}, {8}));
    EXPECT_TRUE(missing.any({8}, {9}));
    EXPECT_FALSE(missing.any({9}, {9}));
    EXPECT_TRUE(missing.any({10}, {10}));
    missing.take({{11}, {12}}, {});
    EXPECT_TRUE(missing.any({12}, {20}));
    EXPECT_FALSE(missing.any({13}, {20}));
}

}  // namespace
}  // namespace footfall::store
