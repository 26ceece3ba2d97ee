// The service: builds every object from the settings, loads, serves, and stops in reverse.
#pragma once

#include <ostream>
#include <string_view>

#include "command/command.h"
#include "config/settings.h"
#include "result.h"

namespace footfall::service {

std::string_view version();

// Serves until SIGTERM or SIGINT, then finishes the requests under way, within ten seconds. Prints
// the address and, while there is no owner, the set-up link on `out`. The API answers before the
// numbers are loaded: intake asks to try again, questions say `catching_up`. `conflict` if another
// process holds the data folder or the address.
Result<> serve(const config::Settings& settings, std::ostream& out,
               const command::Progress& progress);

// Runs a command in the server that holds the data folder, or directly if there is none.
Result<command::Outcome> run(const config::Settings& settings, const command::Request& request,
                             const command::Progress& progress);

}  // namespace footfall::service
