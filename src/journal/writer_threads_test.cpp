#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

// A stop in the middle of many submitters, from two threads, beside a reader: everybody is told,
// and what was acknowledged is there once.
TEST(WriterThreads, stops_under_load) {
    constexpr int submitters = 6;
    constexpr std::uint64_t acknowledged_min = 300;
    TestJournal journal;
    const auto writer = journal.opened();
    std::vector<std::vector<std::string>> acknowledged(submitters);
    std::atomic<std::uint64_t> count{0};
    std::atomic<bool> stopped{false};
    std::uint64_t passes = 0;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < submitters; ++number) {
            threads.emplace_back([&, number] {
                for (int i = 0;; ++i) {
                    const std::string id = std::to_string(number) + ":" + std::to_string(i);
                    const Result<> outcome = keep(*writer, id, 200);
                    if (!outcome) {
                        EXPECT_EQ(outcome.error().reason, "stopping");
                        return;
                    }
                    acknowledged[static_cast<std::size_t>(number)].push_back(id);
                    ++count;
                }
            });
        }
        threads.emplace_back([&] {
            std::size_t before = 0;
            while (!stopped) {
                const Sequence last = writer->last();
                const auto ids = journal.ids();
                ASSERT_TRUE(ids.has_value()) << ids.error().message;
                EXPECT_GE(ids->size(), before);
                EXPECT_GE(ids->size(), last.value);
                EXPECT_EQ(writer->trouble(), "");
                before = ids->size();
                ++passes;
            }
        });
        while (count < acknowledged_min) std::this_thread::yield();
        std::jthread another([&] { writer->stop(); });
        writer->stop();
        stopped = true;
    }
    EXPECT_GT(passes, 0U);
    const auto ids = journal.ids();
    ASSERT_TRUE(ids.has_value()) << ids.error().message;
    std::set<std::string> told;
    for (const auto& some : acknowledged) told.insert(some.begin(), some.end());
    EXPECT_EQ(told.size(), count);
    EXPECT_EQ(std::set<std::string>(ids->begin(), ids->end()), told);
    EXPECT_EQ(ids->size(), told.size());
}

}  // namespace
}  // namespace footfall::journal
