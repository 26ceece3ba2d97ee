// The words of question scripts: how lines are split, times read, and answers printed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "question/table.h"

namespace footfall::questions {

// A line's words, and its key=value pairs. Double quotes keep blanks together; \x stands for x
// within them.
struct Line {
    std::vector<std::string> words;
    std::map<std::string, std::string> pairs;

    // The pair's value, taken out so that what is left over can be refused.
    std::optional<std::string> take(const std::string& key);
};

Line split(std::string_view text);

// `2025-03-30T02:30+02:00`, `…:00Z`, `…:00.250Z`. Stops the test for anything else.
Instant parse_time(const std::string& text);

// One blank between words, none at the end.
std::string squeeze(std::string_view text);

std::vector<std::string> print(const ActivityTable& table, const std::string& columns);
std::vector<std::string> print(const CustomerTable& table);
std::vector<std::string> print(const CustomerActivityTable& table);
std::vector<std::string> print(const TimelineTable& table);

}  // namespace footfall::questions
