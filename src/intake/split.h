// Splitting a body into events by brackets, strings and commas alone, so that one event that is no
// JSON, or no UTF-8, costs only itself.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "result.h"

namespace footfall::intake {

// The bytes of one value, without the space around it; they may be no JSON at all.
struct Piece {
    std::string_view bytes;
    std::size_t depth = 0;  // of nested objects and arrays; 1 for `{}`
};

// The elements of an array that is all of `text` but the space around it. `invalid` if its own
// brackets, strings and commas do not add up; `too_large` beyond limits::batch_events_max.
Result<std::vector<Piece>> split_array(std::string_view text);

// The lines of `text` that are not blank. `too_large` beyond limits::batch_events_max.
Result<std::vector<Piece>> split_lines(std::string_view text);

// The members of an object that is all of `text` but the space around it, names as they stand
// between the quotes. `invalid` as above.
Result<std::vector<std::pair<std::string_view, Piece>>> split_object(std::string_view text);

// The one object that is all of `text` but the space around it.
Result<Piece> split_single(std::string_view text);

}  // namespace footfall::intake
