// A file of customers, as spreadsheets write it: CSV with a row of names above.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/entry.h"
#include "intake/admission.h"
#include "result.h"

namespace footfall::intake {

inline constexpr std::size_t customer_rows_max = 200'000;

// One row below the names.
struct CustomerRow {
    std::size_t number = 0;  // as a spreadsheet counts them: the names stand in row 1
    std::optional<Profile> profile;
    Rejection rejection;  // if there is no profile
};

struct CustomerFile {
    std::vector<CustomerRow> rows;
    std::vector<std::string> ignored;  // the names of columns that are none of a customer
};

// A profile for each row that names its customer, with those fields alone that it gives: an empty
// cell says nothing of its field. The columns are `id` (also `customer id`), `name` (also
// `customer`), `code`, `email` (also `e-mail`), `phone`, `contact` and `status`, in any order,
// whatever their case; they are parted by commas, semicolons or tabs, as the first row is. Quotes
// as in RFC 4180; one apostrophe before what a spreadsheet would take for a formula is left out, as
// export/csv.h puts it there. Any other column is ignored. `invalid` for text that is not UTF-8
// (`not_utf8`), names no id (`missing_column`), has one of these columns twice (`repeated_column`),
// or ends within quotes (`open_quote`); `too_large` beyond `customer_rows_max`.
Result<CustomerFile> decode_customers(const Terms& terms, std::string_view text);

}  // namespace footfall::intake
