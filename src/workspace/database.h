// The database of the control plane: one connection to SQLite, set up for durability.
#pragma once

#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <soci/soci.h>

#include "result.h"

namespace footfall::workspace {

// What is stored is not what was written. Thrown by readers of rows, caught by Database.
class Unreadable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Thread-safe: one piece of work at a time. What the work throws becomes an error: `unavailable`
// (locked; no space, with the reason `disk_full`; a disk that takes nothing, with
// `disk_not_writable`: try again), `conflict` (a constraint), `corrupt`, else `io`.
class Database {
  public:
    // Makes the file with mode 0600 if it is missing; brings its tables up to date. `conflict` if
    // a newer version made them.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);

    // `work(soci::session&)` returns a Result and changes nothing.
    template <class Work>
    auto read(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        const std::lock_guard lock(mutex_);
        try {
            return work(sql_);
        } catch (const std::exception& thrown) {
            return fail(to_error(thrown));
        }
    }

    // `work(soci::session&)` returns a Result; with an error, nothing of it happened. Without one
    // it is durable when this returns.
    template <class Work>
    auto write(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        const std::lock_guard lock(mutex_);
        try {
            // Not SOCI's begin(): a transaction that reads first could fail to write later.
            sql_ << "BEGIN IMMEDIATE";
            auto outcome = work(sql_);
            if (outcome) {
                sql_ << "COMMIT";
            } else {
                roll_back();
            }
            return outcome;
        } catch (const std::exception& thrown) {
            Error error = to_error(thrown);
            roll_back();
            return fail(std::move(error));
        }
    }

  private:
    Database() = default;

    // To be asked before anything else happens: SQLite keeps only the last system error.
    Error to_error(const std::exception& thrown);

    // Ends a transaction if there is one.
    void roll_back() noexcept;

    Result<> configure();
    Result<> migrate();

    std::mutex mutex_;
    soci::session sql_;  // Guarded by mutex_.
};

}  // namespace footfall::workspace
