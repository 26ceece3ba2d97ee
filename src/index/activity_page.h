// The Activity page: its counters and its rows out of directory, counts and times.
#pragma once

#include "index/activity_index.h"
#include "index/customer_directory.h"
#include "question/question.h"
#include "question/table.h"

namespace footfall::index {

// Everything of the answer but its sequence. The directory is settled; the question's page, if any,
// counts from 1, and its trend has seven days.
ActivityTable answer_page(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const ActivityQuestion& question);

}  // namespace footfall::index
