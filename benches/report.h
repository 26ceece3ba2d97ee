// What is printed while measuring, as Markdown, and kept for the results' file.
#pragma once

#include <string>
#include <vector>

namespace footfall::bench {

// A line of what is to be reached.
struct Goal {
    std::string what;
    std::string reach;
    std::string measured;
    bool is_met = false;
};

class Report {
  public:
    void heading(const std::string& title);
    void paragraph(const std::string& text);

    // The first row is the head; every row is as long.
    void table(const std::vector<std::vector<std::string>>& rows);

    void goal(Goal goal) { goals_.push_back(std::move(goal)); }

    // The rows of all goals so far, for goals_table().
    std::string goal_rows() const;

    // All that was printed.
    const std::string& text() const { return text_; }

  private:
    void print(const std::string& text);

    std::string text_;
    std::vector<Goal> goals_;
};

// A table of goals; empty without a row.
std::string goals_table(const std::string& rows);

std::string table_of(const std::vector<std::vector<std::string>>& rows);

// `1.24`, `0.031`, `3,120`: three digits that count.
std::string number(double value);

// `12,345,678`.
std::string whole(double value);

// `1.2 MiB`.
std::string bytes(double count);

}  // namespace footfall::bench
