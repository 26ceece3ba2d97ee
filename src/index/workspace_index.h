// A workspace's two caches together: takes entries in, answers what needs no event table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/entry.h"
#include "index/activity_index.h"
#include "index/activity_page.h"
#include "index/customer_directory.h"
#include "index/members.h"
#include "index/mentions.h"
#include "index/saved.h"
#include "question/question.h"
#include "question/table.h"
#include "result.h"

namespace footfall::index {

// One thread at a time while it changes; any number while it does not. Answers leave `sequence` 0.
// Where memory ends within a change the process does too, so no half of one is ever answered from.
//
// Single events are not kept. A correction of a verdict carries what it changes, but when it takes
// a customer's latest event away, nothing here knows the one before: the customer is in doubt, and
// questions are `unavailable` (`in_doubt`) until it is recounted from outside.
class WorkspaceIndex {
  public:
    explicit WorkspaceIndex(std::shared_ptr<const DayTable> days);

    // Entries of this workspace alone, in the order of the journal, each once. What a correction
    // says of its event must be true.
    void apply(const Entry& entry) noexcept;

    // Due before answers, once for all that was applied: puts new and changed customers in order.
    void settle() noexcept { directory_.settle(); }

    // The entry at `at` may change this customer's counts in a way that is not known.
    void doubt(std::string_view customer, Sequence at) noexcept;

    // Those in doubt.
    std::vector<std::string> doubtful() const;

    // Whether it is settled and nobody is in doubt: only then it can be saved.
    bool is_whole() const { return directory_.is_settled() && doubts_.empty(); }

    // What load() makes the same index of, in parts, one after another.
    std::size_t parts() const { return 1 + activity_.parts(); }
    void save(std::size_t part, Saver& saver) const;

    // Takes a part, in their order, into an index that was made of the same days; parts() is known
    // after two of them.
    void load(std::size_t part, Loader& loader);

    // `events` are all that is kept of the customer as of `as_of`, with their present verdicts;
    // they take the place of what was counted, and what was applied later is counted on top.
    // Nothing happens if the customer is not in doubt, or came into doubt later than that.
    void recount(std::string_view customer, Sequence as_of,
                 std::span<const EventFacts> events) noexcept;

    // `unavailable` (`catching_up`) if not settled,
    // `invalid` for a period or trend that cannot be answered, `unavailable` (`days_changed`) for
    // one made of other days than those in force, `not_found` for a customer that is not there.
    Result<ActivityTable> answer(const ActivityQuestion& question) const;
    Result<FunnelTable> answer(const FunnelQuestion& question) const;
    Result<InsightsTable> answer(const InsightsQuestion& question) const;
    Result<SeriesTable> answer(const SeriesQuestion& question) const;
    Result<ContentTable> answer(const ContentQuestion& question) const;
    Result<MentionsTable> answer(const MentionsQuestion& question) const;
    Result<MembersTable> answer(const MembersQuestion& question) const;
    Result<CustomerTable> answer(const CustomerQuestion& question) const;
    Result<CustomerActivityTable> answer(const CustomerActivityQuestion& question) const;

    // Every row of a question without a page, its rows apart: their texts are asked of directory().
    Result<EveryRow> every_row(const ActivityQuestion& question) const;

    // Ordinals of indexes with the same number mean the same customers.
    std::uint64_t number() const { return number_; }

    std::size_t memory_bytes() const {
        return directory_.memory_bytes() + campaigns_.memory_bytes() + forms_.memory_bytes() +
               activity_.memory_bytes();
    }

    const CustomerDirectory& directory() const { return directory_; }
    const Mentions& campaigns() const { return campaigns_; }
    const Mentions& forms() const { return forms_; }
    const ActivityIndex& activity() const { return activity_; }

  private:
    // What came in since a customer is in doubt, the entry that made it so left out.
    struct Doubt {
        Sequence since;
        bool has_counts = false;  // only the latest times are in doubt
        std::vector<Entry> later;
    };

    void apply(const Entry& entry, const Event& event);
    void apply(const Entry& entry, const Profile& profile);
    void apply(const Entry& entry, const VerdictChange& change);
    void apply(const Entry& entry, const Forget& forget);
    void apply(const Entry&, const DeadLetter&) {}

    // The numbers of what an event of the customer named.
    Named named(Ordinal ordinal, Instant at, std::string_view site, std::string_view campaign,
                std::string_view form);

    // The customer is gone; what it did stays in totals.
    void forget(Ordinal ordinal);

    // Whether the customer is in doubt; then the entry is kept for its recount.
    bool put_off(Ordinal ordinal, const Entry& entry);

    // Whom the question looks at, if not everybody; it outlives them.
    std::optional<Members> members(const Filter& filter) const;
    template <class Asked>
    std::optional<Members> members(const Asked& question) const;
    std::optional<Members> members(const Target* target, const std::vector<Target>* within) const;

    Result<> check(const ActivityQuestion& question) const;
    Result<> check(const LocalDays& days) const;
    Result<> check_whole() const;

    std::uint64_t number_;
    CustomerDirectory directory_;
    Mentions campaigns_;
    Mentions forms_;
    ActivityIndex activity_;
    std::map<Ordinal, Doubt> doubts_;
};

}  // namespace footfall::index
