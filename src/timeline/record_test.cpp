#include "timeline/record.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"

namespace footfall::timeline {
namespace {

std::vector<Record> read_all(std::string_view bytes) {
    RecordReader reader(bytes);
    std::vector<Record> records;
    for (Record record; reader.next(record).value();) records.push_back(record);
    return records;
}

TEST(Records, GiveBackWhatWasAdded) {
    SeededRandom random(20261122);
    const auto below = [&](std::uint64_t count) { return random.next() % count; };
    std::vector<std::string> texts{"", "shop", "Order Submitted", std::string(256, 'x'),
                                   std::string("\0\xFF", 2)};
    for (int i = 0; i < 40; ++i) texts.push_back("text " + std::to_string(i));
    for (int round = 0; round < 200; ++round) {
        Records records;
        std::vector<Record> wanted;
        Extent extent;
        Sequence sequence;
        for (std::uint64_t i = below(60); i > 0; --i) {
            sequence.value += 1 + (below(10) == 0 ? random.next() >> 30 : below(1'000));
            Record record;
            record.sequence = sequence;
            record.verdict = static_cast<Verdict>(1 + below(7));
            record.rule = texts[below(3) == 0 ? below(texts.size()) : 0];
            if (below(8) == 0 && sequence.value > 1) {
                record.changed = {1 + below(sequence.value - 1)};
            } else {
                record.kind = static_cast<Kind>(1 + below(kinds.size()));
                record.occurred_at = {below(9) == 0 ? static_cast<std::int64_t>(random.next())
                                                    : static_cast<std::int64_t>(below(1u << 20))};
                record.by_customer = below(2) == 0;
                record.name = texts[below(texts.size())];
                record.site = texts[below(4)];
                record.order = texts[below(5)];
                record.campaign = texts[below(5)];
                record.form = texts[below(5)];
            }
            if (record.is_change()) record.by_customer = true;
            records.add(record);
            wanted.push_back(record);
            extent.add(record);
        }
        ASSERT_EQ(read_all(records.bytes()), wanted);
        ASSERT_EQ(records.extent(), extent);
    }
}

TEST(Records, TakeFewBytesForEventsThatAreAlike) {
    Records records;
    for (std::uint64_t i = 1; i <= 100; ++i) {
        Record open;
        open.sequence = {i * 70'000};
        open.kind = Kind::link_open;
        open.occurred_at = Instant::from_seconds(static_cast<std::int64_t>(i) * 3'000);
        open.site = "shop";
        records.add(open);
    }
    EXPECT_LT(records.bytes().size(), 100u * 12);
}

TEST(Records, ReadingStopsAtWhatIsNone) {
    Records records;
    Record order;
    order.sequence = {7};
    order.kind = Kind::order_submit;
    order.site = "shop";
    order.order = "4711";
    records.add(order);
    Record change;
    change.sequence = {9};
    change.changed = order.sequence;
    change.verdict = Verdict::staff;
    change.rule = "r";
    records.add(change);
    const std::string& whole = records.bytes();
    for (std::size_t size = 1; size < whole.size(); ++size) {
        RecordReader reader(std::string_view(whole).substr(0, size));
        Record record;
        Result<bool> more = reader.next(record);
        if (more && *more) more = reader.next(record);
        const bool is_whole_record = more && !*more;
        EXPECT_TRUE(is_whole_record || (!more && more.error().code == ErrorCode::corrupt)) << size;
    }
    RecordReader unknown(std::string_view("\x7F\x01\x01\x01", 4));
    Record record;
    EXPECT_FALSE(unknown.next(record).has_value());
}

}  // namespace
}  // namespace footfall::timeline
