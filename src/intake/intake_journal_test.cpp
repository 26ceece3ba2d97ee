// Intake over the real journal and real files.
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
        hooks.discard = [this] { dedupe.discard(); };
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

    Reply events(std::string body) {
        std::promise<Reply> promise;
        intake.take_events(source, std::move(body),
                           [&](Reply reply) { promise.set_value(std::move(reply)); });
        return promise.get_future().get();
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

}  // namespace
}  // namespace footfall::intake
