// The CSV file of the Activity page: quoting, formula guard, and pieces that can be streamed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/range.h"
#include "question/table.h"
#include "result.h"

namespace footfall::exports {

// Gives the next piece of a file; empty at the end. One thread at a time.
using Pieces = std::function<std::string()>;

// Gives the next rows of a table; empty at the end. Throws where they break off.
using NextRows = std::function<std::vector<ActivityRow>()>;

// Rows of the Activity table as docs/openapi.yaml says: UTF-8 with BOM, CRLF, RFC 4180; texts that
// a spreadsheet could take for a formula get one leading apostrophe; times as the clocks of `zone`
// show them. Pieces have about 64 KiB. Fails as Zone::load does.
Result<Pieces> activity_csv(const std::string& zone, DayRange period, NextRows next);

// Those of the table, which the pieces own.
Result<Pieces> activity_csv(ActivityTable table, DayRange period);

// `customer-activity-YYYY-MM-DD.csv`.
std::string activity_csv_name(Day today);

// A text cell: guarded, and quoted where RFC 4180 asks for it. Removing one apostrophe from the
// start of a guarded cell gives the text back.
std::string csv_text(std::string_view text);

}  // namespace footfall::exports
