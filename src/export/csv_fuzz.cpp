// The file of the Activity page, read by another reader: every text comes back, and no cell begins
// as a formula does.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "export/csv.h"

namespace footfall::exports {
namespace {

using Cells = std::vector<std::vector<std::string>>;

// As RFC 4180 says, strictly.
Cells read_csv(std::string_view file) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    ASSERT(file.starts_with(mark));
    file.remove_prefix(mark.size());
    Cells rows;
    while (!file.empty()) {
        std::vector<std::string> row(1);
        while (!file.starts_with("\r\n")) {
            if (file.front() == ',') {
                row.emplace_back();
                file.remove_prefix(1);
            }
            if (!file.starts_with('"')) {
                const std::size_t end = file.find_first_of(",\"\r\n");
                ASSERT(end != file.npos && file[end] != '"' && file[end] != '\n');
                row.back() = file.substr(0, end);
                file.remove_prefix(end);
                continue;
            }
            for (bool within = true; within;) {
                file.remove_prefix(1);
                const std::size_t quote = file.find('"');
                ASSERT(quote != file.npos);
                row.back() += file.substr(0, quote);
                file.remove_prefix(quote + 1);
                within = file.starts_with('"');
                if (within) row.back() += '"';
            }
            ASSERT(file.starts_with(',') || file.starts_with("\r\n"));
        }
        file.remove_prefix(2);
        rows.push_back(std::move(row));
    }
    return rows;
}

// What spreadsheets take for a formula in a cell, or would after they dropped what stands before.
bool is_formula(std::string_view cell) {
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    constexpr std::string_view first("=+-@\t\r\0", 7);
    return !cell.empty() && first.find(cell.front()) != first.npos;
}

// Whether one of the lines would be one behind its apostrophes.
bool hides_formula(std::string_view cell) {
    std::string_view rest = cell.substr(std::min(cell.find_first_not_of('\''), cell.size()));
    for (;;) {
        if (is_formula(rest)) return true;
        const std::size_t end = rest.find_first_of("\r\n");
        if (end == rest.npos) return false;
        rest.remove_prefix(end + 1);
    }
}

std::string unguarded(const std::string& cell) {
    return cell.starts_with('\'') && hides_formula(cell) ? cell.substr(1) : cell;
}

std::string whole(Pieces pieces) {
    std::string file;
    for (std::string piece = pieces(); !piece.empty(); piece = pieces()) file += piece;
    return file;
}

void check(const std::vector<std::string>& texts) {
    ActivityTable table;
    table.zone = "UTC";
    for (std::size_t i = 0; i + 2 < texts.size(); i += 3) {
        ActivityRow row;
        row.name = texts[i];
        row.code = texts[i + 1];
        row.email = texts[i + 2];
        row.views = i;
        row.last_click = Instant::from_seconds(1'700'000'000);
        table.rows.push_back(row);
    }
    auto pieces = activity_csv(table, {Day{20'000}, Day{20'006}});
    ASSERT(pieces);
    const Cells rows = read_csv(whole(*std::move(pieces)));
    ASSERT(rows.size() == table.rows.size() + 1);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const ActivityRow& row = table.rows[i - 1];
        ASSERT(rows[i].size() == rows[0].size());
        for (const std::string& cell : rows[i]) ASSERT(!is_formula(cell), cell);
        ASSERT(unguarded(rows[i][0]) == row.name, rows[i][0]);
        ASSERT(unguarded(rows[i][1]) == row.code && unguarded(rows[i][2]) == row.email);
        ASSERT(rows[i][5] == std::to_string(row.views));
    }
}

}  // namespace
}  // namespace footfall::exports

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    std::vector<std::string> texts;
    while (input.remaining_bytes() > 0 && texts.size() < 60) {
        texts.push_back(input.ConsumeRandomLengthString());
    }
    texts.resize((texts.size() + 2) / 3 * 3);
    footfall::exports::check(texts);
    return 0;
}
