// A database that a user would pick instead: loads the workload, answers the page's question by
// SQL.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "question/question.h"
#include "question/table.h"
#include "result.h"
#include "sql.h"
#include "workload.h"

namespace footfall::bench {

// What a row of the table `customers` holds: the profile, its texts folded, and the two times that
// no period limits. A careful user keeps those beside the customer instead of asking all events, so
// peers get them for nothing.
struct PeerCustomer {
    Profile profile;
    std::string folded_name;
    std::string folded_code;
    std::string folded_email;
    std::int64_t last_click_ms = 0;       // 0: never
    std::int64_t recent_activity_ms = 0;  // 0: never
};

// Of every customer, by number; goes through the whole workload once.
std::vector<PeerCustomer> peer_customers(const WorkloadOptions& options);

// Rows of a statement, each value as text.
using Rows = std::vector<std::vector<std::string>>;

// One thread at a time. Whatever it starts ends with it.
class Peer {
  public:
    explicit Peer(Dialect dialect) : dialect_(dialect) {}
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    virtual ~Peer() = default;

    // With its version.
    virtual std::string name() const = 0;

    // One sentence: settings, tables, SQL indexes and the way of loading.
    virtual std::string settings() const = 0;

    // Makes the tables and fills them, by the fastest sensible path; once.
    virtual Result<> load(const WorkloadOptions& options,
                          const std::vector<PeerCustomer>& customers) = 0;

    virtual Result<Rows> query(const std::string& sql) = 0;

    // Where its files lie.
    virtual std::filesystem::path folder() const = 0;

    // The counters and the page, as far as `comparable` keeps them. Two statements: the counters
    // with the rows, and the trend of those rows.
    Result<ActivityTable> ask(const ActivityQuestion& question);

  private:
    Dialect dialect_;
};

// What can be compared of two answers: without sequence, zone, first day, page and the count of all
// customers.
ActivityTable comparable(ActivityTable table);

// The first difference of two answers in a few words; empty if they are equal.
std::string difference(const ActivityTable& ours, const ActivityTable& theirs);

// A peer that is not installed, or does not start, is an error whose message says why.
Result<std::unique_ptr<Peer>> start_duckdb(const std::filesystem::path& folder);
Result<std::unique_ptr<Peer>> start_sqlite(const std::filesystem::path& folder);
Result<std::unique_ptr<Peer>> start_postgresql(const std::filesystem::path& folder);
Result<std::unique_ptr<Peer>> start_clickhouse(const std::filesystem::path& folder);
Result<std::unique_ptr<Peer>> start_chdb(const std::filesystem::path& folder,
                                         const std::filesystem::path& library);

}  // namespace footfall::bench
