#include "index/customer_record.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

// Lengths around those where a size takes one byte more.
std::string any_text(Chance& chance) {
    static constexpr std::array<std::size_t, 9> lengths{0,   1,      2,      127,   128,
                                                        300, 16'383, 16'384, 70'000};
    std::string text(chance.percent(90) ? chance.below(20) : chance.any(lengths), '\0');
    for (char& byte : text) byte = static_cast<char>(chance.below(256));
    return text;
}

Instant any_time(Chance& chance) {
    static constexpr std::array<std::int64_t, 5> edges{INT64_MIN, -1, 0, 1, INT64_MAX};
    return {chance.percent(20) ? chance.any(edges)
                               : static_cast<std::int64_t>(chance.below(UINT64_MAX))};
}

Origin any_origin(Chance& chance, const Origin& before) {
    if (chance.percent(50)) return before;
    if (chance.percent(10)) return {};
    return {.changed_at = any_time(chance),
            .family = chance.percent(50) ? Family::footfall : Family::segment,
            .id = any_text(chance)};
}

CustomerRecord any_record(Chance& chance) {
    CustomerRecord record;
    record.created = any_time(chance);
    record.since = {chance.percent(10) ? UINT64_MAX : chance.below(1'000)};
    Origin origin;
    for (std::size_t i = 0; i < texts_count; ++i) {
        record.texts[i] = any_text(chance);
        record.origins[i] = origin = any_origin(chance, origin);
    }
    record.status_origin = any_origin(chance, origin);
    const std::uint64_t traits =
        chance.percent(50) ? 0 : chance.below(chance.percent(10) ? 400 : 6);
    for (std::uint64_t i = 0; i < traits; ++i) {
        origin = any_origin(chance, origin);
        record.traits[any_text(chance)] = {any_text(chance), origin};
    }
    return record;
}

TEST(PackedRecord, GivesBackWhatWasPacked) {
    for_random_cases(100, [](Chance& chance) {
        CustomerRecord record = any_record(chance);
        const PackedRecord packed(record);
        const CustomerRecord unpacked = packed.unpack();
        EXPECT_EQ(unpacked.created, record.created);
        EXPECT_EQ(unpacked.since, record.since);
        EXPECT_EQ(unpacked.texts, record.texts);
        EXPECT_EQ(unpacked.origins, record.origins);
        EXPECT_EQ(unpacked.status_origin, record.status_origin);
        EXPECT_EQ(unpacked.traits, record.traits);
        EXPECT_EQ(packed.created(), record.created);
        EXPECT_EQ(packed.since(), record.since);
        for (std::size_t i = 0; i < texts_count; ++i) {
            EXPECT_EQ(packed.text(static_cast<Text>(i)), record.texts[i]);
        }
        EXPECT_GT(packed.memory_bytes(), record.text(Text::name).size());
    });
}

}  // namespace
}  // namespace footfall::index
