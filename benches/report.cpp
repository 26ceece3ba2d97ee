#include "report.h"

#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace footfall::bench {

namespace {

std::string row_of(const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += " " + cell + " |";
    return text + "\n";
}

}  // namespace

std::string goals_table(const std::string& rows) {
    return rows.empty() ? "" : table_of({{"Goal", "Reach", "Measured", "Met"}}) + rows;
}

std::string table_of(const std::vector<std::vector<std::string>>& rows) {
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        text += row_of(rows[i]);
        if (i > 0) continue;
        text += "|";
        for (std::size_t column = 0; column < rows[i].size(); ++column) {
            text += column == 0 ? "---|" : "--:|";
        }
        text += "\n";
    }
    return text;
}

void Report::heading(const std::string& title) { print("\n## " + title + "\n\n"); }

void Report::paragraph(const std::string& text) { print(text + "\n\n"); }

void Report::table(const std::vector<std::vector<std::string>>& rows) {
    print(table_of(rows) + "\n");
}

std::string Report::goal_rows() const {
    std::string rows;
    for (const Goal& goal : goals_) {
        rows += row_of({goal.what, goal.reach, goal.measured, goal.is_met ? "yes" : "**no**"});
    }
    return rows;
}

void Report::print(const std::string& text) {
    text_ += text;
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

std::string number(double value) {
    if (value >= 100) return whole(value);
    if (value >= 10) return fmt::format("{:.1f}", value);
    return value >= 1 ? fmt::format("{:.2f}", value) : fmt::format("{:.3f}", value);
}

std::string whole(double value) {
    std::string digits = fmt::format("{:.0f}", value);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
    return digits;
}

std::string bytes(double count) {
    if (count >= 1024.0 * 1024 * 1024) return number(count / (1024.0 * 1024 * 1024)) + " GiB";
    return number(count / (1024.0 * 1024)) + " MiB";
}

}  // namespace footfall::bench
