// Intake over the real journal and real files.
#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "disk/posix_disk.h"
#include "intake/intake.h"
#include "intake/testing.h"
#include "journal/reader.h"
#include "journal/writer.h"

namespace footfall::intake {
namespace {

// A folder that is gone after the test.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
        ASSERT(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// One run of a server: what the journal holds is restored, then intake is open.
struct Server {
    explicit Server(const std::filesystem::path& folder) {
        journal::Hooks hooks;
        hooks.admit = [this](std::span<journal::Submission*> group) { dedupe.admit(group); };
        hooks.apply = [this](SequenceRange, std::span<const Entry> kept) {
            for (const Entry& entry : kept) store.take(entry);
            dedupe.commit(kept);
            entries.insert(entries.end(), kept.begin(), kept.end());
        };
        hooks.discard = [this](std::span<const Entry>) { dedupe.discard(); };
        journal::Options options;
        options.folder = folder;
        options.segment_bytes = 1024 * 1024;
        auto opened = journal::Writer::open(disk, clock, random, options, hooks);
        ASSERT(opened.has_value(), opened.error().message);
        writer = *std::move(opened);
        const auto pass = journal::read(disk, folder, Sequence{1}, writer->recovery().last,
                                        [this](SequenceRange, std::span<const Entry> kept) {
                                            for (const Entry& entry : kept) dedupe.restore(entry);
                                            restored += kept.size();
                                            return Result<>();
                                        });
        ASSERT(pass.has_value(), pass.error().message);
    }

    Reply events(const std::string& body) {
        return reply_to([&](const Answer& answer) { intake.take_events(source, body, answer); });
    }

    // The reply to what `send` sends. The writer's thread may still be in set_value when it is
    // here.
    template <class Send>
    static Reply reply_to(const Send& send) {
        const auto promise = std::make_shared<std::promise<Reply>>();
        std::future<Reply> reply = promise->get_future();
        send([promise](Reply given) { promise->set_value(std::move(given)); });
        return reply.get();
    }

    SystemClock clock;
    SystemRandom random;
    PosixDisk disk;
    testing::FakeStore store;
    Dedupe dedupe{clock, testing::Bench::secret(), store};
    std::vector<Entry> entries;
    std::uint64_t restored = 0;
    std::unique_ptr<journal::Writer> writer;
    Intake intake{clock, random, [this](journal::Submission submission) {
                      return writer->append(std::move(submission));
                  }};
    Source source{testing::workspace, Via::server_key, Instant{}, "req"};
};

std::string logins(int count) {
    std::string body;
    for (int i = 0; i < count; ++i) {
        body += R"({"kind":"login","customer":"a","id":")" + std::to_string(i) + "\"}\n";
    }
    return body;
}

TEST(IntakeJournal, WhatWasStoredIsADuplicateAfterARestart) {
    const Folder folder;
    {
        Server server(folder.path());
        EXPECT_NE(server.events(logins(100) + "7\n").body.find("\"stored\":100,"),
                  std::string::npos);
        EXPECT_NE(server.events(logins(101)).body.find("\"stored\":1,\"duplicates\":100,"),
                  std::string::npos);
        EXPECT_EQ(server.entries.size(), 102U);  // with the dead letter
        server.writer->stop();
        EXPECT_EQ(server.events(logins(1)).status, 503);
    }
    Server server(folder.path());
    EXPECT_EQ(server.restored, 102U);
    EXPECT_NE(server.events(logins(102)).body.find("\"stored\":1,\"duplicates\":101,"),
              std::string::npos);
}

// Two clients that send the same events at once must not both be told that theirs are the first.
TEST(IntakeJournal, ManyAtOnceStoreEachEventOnce) {
    const Folder folder;
    Server server(folder.path());
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&server] {
            for (int j = 1; j <= 25; ++j) EXPECT_EQ(server.events(logins(4 * j)).status, 200);
        });
    }
    for (std::thread& client : clients) client.join();
    server.writer->stop();
    EXPECT_EQ(server.entries.size(), 100U);
    const Totals totals = server.intake.totals();
    EXPECT_EQ(totals.stored, 100U);
    EXPECT_EQ(totals.stored + totals.duplicates, 4U * 4U * (25U * 26U / 2U));
}

// Every route from several threads, while others ask how it stands: each event once, and the totals
// add up.
TEST(IntakeJournal, EveryRouteAtOnceKeepsItsEventsOnce) {
    constexpr int clients = 4;
    constexpr int rounds = 25;
    const Folder folder;
    Server server(folder.path());
    std::atomic<bool> done{false};
    std::uint64_t looks = 0;
    std::thread watcher([&] {
        while (!done) {
            const Totals totals = server.intake.totals();
            EXPECT_LE(totals.stored, clients * rounds * 4U);
            EXPECT_LE(server.dedupe.ids(), clients * rounds * 4U);
            EXPECT_LE(server.dedupe.edge(), server.clock.now());
            EXPECT_EQ(server.writer->trouble(), "");
            ++looks;
        }
    });
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&server, client] {
            for (int round = 0; round < rounds; ++round) {
                const std::string own = std::to_string(client) + "-" + std::to_string(round);
                const Reply events =
                    server.events(R"({"kind":"login","customer":"a","id":")" + own + "\"}\n" +
                                  R"({"kind":"login","customer":"a","id":"all-)" +
                                  std::to_string(round) + "\"}\nnothing\n");
                EXPECT_EQ(events.status, 200);
                EXPECT_NE(events.body.find("\"rejected\":[{"), std::string::npos);
                const Reply batch = Server::reply_to([&](const Answer& answer) {
                    server.intake.take_segment_batch(
                        server.source,
                        R"({"batch":[{"type":"track","event":"e","userId":"u","messageId":")" +
                            own + "\"}]}",
                        answer);
                });
                EXPECT_EQ(batch.status, 200);
                const Reply profile = Server::reply_to([&](const Answer& answer) {
                    server.intake.take_profile(server.source, own, R"({"name":"n"})", answer);
                });
                EXPECT_EQ(profile.status, 200);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    done = true;
    watcher.join();
    server.writer->stop();
    EXPECT_GT(looks, 0U);
    constexpr std::uint64_t requests = clients * rounds;
    const Totals totals = server.intake.totals();
    EXPECT_EQ(totals.stored, 3 * requests + rounds);
    EXPECT_EQ(totals.duplicates, requests - rounds);
    EXPECT_EQ(totals.rejected, requests);
    EXPECT_EQ(totals.refusals, 0U);
    std::uint64_t dead_letters = 0;
    for (const Entry& entry : server.entries) {
        if (std::holds_alternative<DeadLetter>(entry.body)) ++dead_letters;
    }
    EXPECT_EQ(server.entries.size() - dead_letters, totals.stored);
}

}  // namespace
}  // namespace footfall::intake
