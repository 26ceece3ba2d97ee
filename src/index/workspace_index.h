// A workspace's two caches together: takes entries in, answers what needs no event table.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "event/entry.h"
#include "index/activity_index.h"
#include "index/customer_directory.h"
#include "question/question.h"
#include "question/table.h"
#include "result.h"

namespace footfall::index {

// One thread at a time while it changes; any number while it does not. Answers leave `sequence` 0.
class WorkspaceIndex {
  public:
    explicit WorkspaceIndex(std::shared_ptr<const DayTable> days);

    // Entries of this workspace alone, in the order of the journal, each once.
    void apply(const Entry& entry);

    // `invalid` for a period or trend that cannot be answered, `unavailable` (`days_changed`) for
    // one made of other days than those in force, `not_found` for a customer that is not there.
    Result<ActivityTable> answer(const ActivityQuestion& question) const;
    Result<CustomerTable> answer(const CustomerQuestion& question) const;
    Result<CustomerActivityTable> answer(const CustomerActivityQuestion& question) const;

    const CustomerDirectory& directory() const { return directory_; }
    const ActivityIndex& activity() const { return activity_; }

    // As ActivityIndex's.
    void begin_days(std::shared_ptr<const DayTable> days);
    bool move_on(std::size_t events_max) { return activity_.move_on(events_max); }

  private:
    void apply(const Entry& entry, const Event& event);
    void apply(const Entry& entry, const Profile& profile);
    void apply(const Entry& entry, const VerdictChange& change);
    void apply(const Entry& entry, const Forget& forget);
    void apply(const Entry&, const DeadLetter&) {}

    Result<> check(const LocalDays& days) const;

    CustomerDirectory directory_;
    ActivityIndex activity_;
};

}  // namespace footfall::index
