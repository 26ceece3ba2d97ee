// The words of question scripts: how lines are split, times read, and answers printed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "event/kind.h"
#include "question/table.h"
#include "question/target.h"
#include "store/store.h"

namespace footfall::questions {

// A line's words, and its key=value pairs. Double quotes keep blanks together; within them \n
// stands for the end of a line and \x for any other x.
struct Line {
    std::vector<std::string> words;
    std::map<std::string, std::string> pairs;

    // The pair's value, taken out so that what is left over can be refused.
    std::optional<std::string> take(const std::string& key);
};

Line split(std::string_view text);

// `2025-03-30T02:30+02:00`, `…:00Z`, `…:00.250Z`. Stops the test for anything else.
Instant parse_time(const std::string& text);

// The pieces between separators; one, empty, of an empty text.
std::vector<std::string> pieces(const std::string& text, char separator);

// As script.h says.
Target parse_target(const std::string& text);

// Targets with ; between them: none of an empty text.
std::optional<std::vector<Target>> parse_within(const std::optional<std::string>& text);

// `login,link_open`; without any the default activity set.
Kinds parse_kinds(const std::optional<std::string>& names);

// One blank between words, none at the end.
std::string squeeze(std::string_view text);

// `columns` are those of an Activity table.
std::vector<std::string> print(const Table& table, const std::string& columns);
std::vector<std::string> print(const std::vector<bool>& kept);
std::vector<std::string> print(const store::Fingerprint& fingerprint);  // without the hashes

}  // namespace footfall::questions
