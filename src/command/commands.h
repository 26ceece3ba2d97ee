// The commands themselves: keys, members, the sample, the check.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "clock.h"
#include "command/command.h"
#include "intake/intake.h"
#include "random.h"
#include "result.h"
#include "store/journal_source.h"
#include "store/store.h"
#include "workspace/control_plane.h"

namespace footfall::command {

// What commands work on; all of it outlives the call.
struct Parts {
    const Clock& clock;
    Random& random;
    workspace::ControlPlane& control_plane;

    // Of a loaded service; nothing where only the control plane is open.
    intake::Intake* intake = nullptr;
    store::Store* store = nullptr;
    store::JournalSource journal;

    // A line for each place where the journal is damaged, as far as it was read.
    std::function<std::vector<std::string>()> damage;
};

// Whether the command needs the journal and the store, not only the control plane.
bool needs_events(const std::string& name);

// Runs it. `invalid` names the option at fault.
Result<Outcome> run(const Parts& parts, const Request& request, const Progress& progress);

// `footfall sample`: fills a workspace of its own, or removes it.
Result<Outcome> run_sample(const Parts& parts, const Request& request, const Progress& progress);

// `footfall check`: reads the whole journal and recounts every workspace; exit status 1 and a line
// for each damaged place and each difference.
Result<Outcome> run_check(const Parts& parts, const Progress& progress);

// The workspace of that name or id; empty: the first one. `not_found` names those there are.
Result<workspace::Workspace> find_workspace(const workspace::ControlPlane& control_plane,
                                            const std::string& name_or_id);

}  // namespace footfall::command
