// The Insights page: its numbers, its chart, and what came of campaigns and forms.
#pragma once

#include <cstdint>
#include <vector>

#include "index/activity_index.h"
#include "index/customer_directory.h"
#include "index/members.h"
#include "index/mentions.h"
#include "question/question.h"
#include "question/table.h"

namespace footfall::index {

// Everything of the answers but their sequence. The directory is settled, `members` those of the
// question's target, or nothing.
InsightsTable answer_insights(const CustomerDirectory& directory, const ActivityIndex& activity,
                              const Members* members, const InsightsQuestion& question);

// The question's starts rise from the period's first day, and none lies behind its last.
SeriesTable answer_series(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const Members* members, const SeriesQuestion& question);

ContentTable answer_content(const CustomerDirectory& directory, const ActivityIndex& activity,
                            const Mentions& mentions, const Members* members,
                            const ContentQuestion& question);

std::uint64_t count_members(const CustomerDirectory& directory, const ActivityIndex& activity,
                            const Members& members);

}  // namespace footfall::index
