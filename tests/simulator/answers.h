// Answers: the index's against the model's, and against a recount that knows neither.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "event/entry.h"
#include "simulator/dice.h"
#include "simulator/judge.h"
#include "simulator/tally.h"
#include "store/store.h"

namespace footfall::simulator {

using Days = std::vector<std::pair<WorkspaceId, std::shared_ptr<const DayTable>>>;

// Asks `store`, and a model filled with `entries`, a few random questions of one workspace, the
// activity table page by page.
void compare_answers(const store::Store& store, std::span<const Entry> entries, const Days& days,
                     Instant now, Dice& dice, Judge& judge, Tally& tally);

}  // namespace footfall::simulator
