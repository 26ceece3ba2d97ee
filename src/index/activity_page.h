// The Activity page: its counters and its rows out of directory, counts and times.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "index/activity_index.h"
#include "index/customer_directory.h"
#include "index/members.h"
#include "question/question.h"
#include "question/table.h"

namespace footfall::index {

// Everything of the answer but its sequence. The directory is settled; `members` are those of the
// question's target, or nothing; its page, if any, counts from 1, its trend has seven days, the
// last one today.
ActivityTable answer_page(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const Members* members, const ActivityQuestion& question);

// Every row of an answer, with times and counts of one instant: some 70 bytes each, without texts.
class KeptRows {
  public:
    KeptRows() = default;
    KeptRows(const KeptRows&) = delete;
    KeptRows& operator=(const KeptRows&) = delete;
    virtual ~KeptRows() = default;

    virtual std::size_t size() const = 0;

    // The row of that rank, counted from 0, with the customer's present texts out of the directory
    // that was asked. Nothing if the customer was removed since.
    virtual std::optional<ActivityRow> at(std::size_t rank,
                                          const CustomerDirectory& directory) const = 0;
};

// An answer to a question without a page, its rows apart.
struct EveryRow {
    ActivityTable table;
    std::unique_ptr<const KeptRows> rows;
};

// As answer_page().
EveryRow keep_rows(const CustomerDirectory& directory, const ActivityIndex& activity,
                   const Members* members, const ActivityQuestion& question);

// Everything of the answer but its sequence. The directory is settled.
FunnelTable answer_funnel(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const Members* members, const FunnelQuestion& question);

}  // namespace footfall::index
