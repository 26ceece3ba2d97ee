// What must hold between answers of one store, whatever the right ones are.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "differential/environment.h"
#include "differential/generator.h"
#include "export/csv.h"
#include "question/fold.h"
#include "questions/script.h"
#include "sample/dice.h"

namespace footfall::differential {
namespace {

using questions::Answer;
using questions::Script;
using questions::Variant;

bool is_ask(const std::string& line) { return line.starts_with("ask "); }

// The store after all of the script, and the questions about Activity that were asked on the way.
struct Played {
    explicit Played(const Lines& lines) : script(Variant::reopened) {
        for (const std::string& line : lines) {
            if (!is_ask(line)) (void)script.take(line);
        }
        for (const std::string& line : lines) {
            if (line.find("workspace ") < 3) (void)script.take(line.substr(line.find('w')));
            if (!line.starts_with("ask activity")) continue;
            questions.push_back(std::get<ActivityQuestion>(script.question(line)));
        }
    }

    ActivityTable ask(const ActivityQuestion& question) const {
        return store::ask(script.store(), question).value();
    }

    ActivityTable every_row(const ActivityQuestion& question) const {
        auto every = script.store().every_row(question).value();
        EXPECT_TRUE(every.table.rows.empty());
        for (auto rows = every.next().value(); !rows.empty(); rows = every.next().value()) {
            every.table.rows.insert(every.table.rows.end(), rows.begin(), rows.end());
        }
        return every.table;
    }

    Script script;
    std::vector<ActivityQuestion> questions;  // of the days in force at the end
};

using Counts = std::vector<std::uint64_t>;

Counts counts_of(const ActivityRow& row) {
    return {row.views, row.confirmed, row.verified, row.checkout, row.orders};
}

Counts counts_of(const ActivitySummary& sums) {
    return {sums.total_views, sums.verified, sums.checkout_started, sums.orders_submitted,
            sums.automated_views};
}

void add(Counts& sums, const Counts& more) {
    sums.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

// Days of a period add up to it, for each customer and in the counters.
void check_days(const Played& played, const ActivityQuestion& asked) {
    ActivityQuestion question = asked;
    question.page.reset();
    // Who is in a stage, or did something, is not told day by day.
    question.filter.stage.reset();
    question.filter.did.reset();
    const ActivityTable whole = played.ask(question);
    std::map<std::string, Counts> by_customer;
    Counts sums(5);
    std::set<std::string> with_clicks;
    const LocalDays period = question.period;
    for (std::size_t i = 0; i < period.count(); ++i) {
        question.period = {period.first + static_cast<std::int32_t>(i),
                           {period.edges[i], period.edges[i + 1]}};
        const ActivityTable day = played.ask(question);
        add(sums, counts_of(day.summary));
        EXPECT_EQ(day.total, whole.total);
        for (const ActivityRow& row : day.rows) {
            add(by_customer[row.id], counts_of(row));
            if (row.views > 0) with_clicks.insert(row.id);
        }
    }
    EXPECT_EQ(sums, counts_of(whole.summary));
    EXPECT_EQ(with_clicks.size(), whole.summary.customers_with_clicks);
    for (const ActivityRow& row : whole.rows) {
        EXPECT_EQ(by_customer[row.id], counts_of(row)) << row.id;
    }
}

std::vector<ActivityRow> by_id(std::vector<ActivityRow> rows) {
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return rows;
}

// What a filter takes and what it leaves make all.
void check_complements(const Played& played, const ActivityQuestion& asked) {
    ActivityQuestion question = asked;
    question.page.reset();
    question.filter.status = StatusFilter::all;
    const ActivityTable all = played.ask(question);
    question.filter.status = StatusFilter::active;
    const ActivityTable active = played.ask(question);
    question.filter.status = StatusFilter::inactive;
    const ActivityTable inactive = played.ask(question);
    std::vector<ActivityRow> both = active.rows;
    both.insert(both.end(), inactive.rows.begin(), inactive.rows.end());
    EXPECT_EQ(by_id(both), by_id(all.rows));
    EXPECT_EQ(active.total + inactive.total, all.total);
    Counts sums = counts_of(active.summary);
    add(sums, counts_of(inactive.summary));
    EXPECT_EQ(sums, counts_of(all.summary));
    EXPECT_EQ(active.summary.customers_with_clicks + inactive.summary.customers_with_clicks,
              all.summary.customers_with_clicks);

    // There is no search for what does not hold a text, so the rows left over are told one by one.
    question.filter.search.clear();
    question.filter.status = StatusFilter::all;
    const ActivityTable everybody = played.ask(question);
    const std::string part = fold(asked.filter.search);
    both = all.rows;
    sums = counts_of(all.summary);
    Counts rest(4);
    for (const ActivityRow& row : everybody.rows) {
        const auto has = [&](const std::string& text) {
            return fold(text).find(part) != std::string::npos;
        };
        if (has(row.name) || has(row.code) || has(row.email)) continue;
        both.push_back(row);
        add(rest, {row.views, row.verified, row.checkout, row.orders});
    }
    Counts wanted = counts_of(everybody.summary);
    EXPECT_LE(sums.back(), wanted.back());  // automated views, of which rows do not tell
    sums.pop_back();
    wanted.pop_back();
    add(sums, rest);
    EXPECT_EQ(by_id(both), by_id(everybody.rows));
    EXPECT_EQ(sums, wanted);
    if (!question.filter.stage && !question.filter.did && !question.filter.target) {
        EXPECT_EQ(everybody.total, everybody.customers);
    }
}

std::string csv_of(const ActivityTable& table, const LocalDays& period) {
    auto next = exports::activity_csv(table, {period.first, period.last()}).value();
    std::string file;
    for (std::string piece = next(); !piece.empty(); piece = next()) file += piece;
    return file;
}

SeriesTable::Line line_of(const Played& played, const InsightsQuestion& cards, Metric metric,
                          const LocalDays& period) {
    SeriesQuestion question;
    question.workspace = cards.workspace;
    question.period = period;
    for (std::size_t i = 0; i < period.count(); ++i) {
        question.starts.push_back(period.first + static_cast<std::int32_t>(i));
    }
    question.metrics = {metric};
    question.activity_set = cards.activity_set;
    question.site = cards.site;
    question.target = cards.target;
    return store::ask(played.script.store(), question).value().lines.at(0);
}

// Activity is the sum of its kinds and of the chart's days; logs are activity of every kind; the
// table's columns are counts of one kind of those who are there; days of automated opens add up.
void check_insights(const Played& played, const ActivityQuestion& asked, Kinds set) {
    InsightsQuestion question;
    question.workspace = asked.workspace;
    question.period = asked.period;
    question.site = asked.filter.site;
    question.target = asked.filter.target;
    question.activity_set = set;
    const auto ask = [&] { return store::ask(played.script.store(), question).value(); };
    const InsightsTable cards = ask();
    EXPECT_LE(cards.numbers.active_users, cards.customers);
    EXPECT_LE(2 * cards.numbers.active_users, cards.numbers.activity);
    const SeriesTable::Line chart = line_of(played, question, Metric::activity, question.period);
    std::uint64_t of_days = 0;
    for (const std::uint64_t value : chart.values) of_days += value;
    EXPECT_EQ(of_days, cards.numbers.activity);
    EXPECT_EQ(chart.total, cards.numbers.activity);
    EXPECT_EQ(line_of(played, question, Metric::active_users, question.period).total,
              cards.numbers.active_users);
    std::uint64_t of_kinds = 0;
    Kinds every;
    std::map<Kind, std::uint64_t> by_kind;
    for (const KindFacts& each : kinds) {
        every.add(each.kind);
        question.activity_set = {each.kind};
        by_kind[each.kind] = ask().numbers.activity;
        if (set.has(each.kind)) of_kinds += by_kind[each.kind];
    }
    EXPECT_EQ(of_kinds, cards.numbers.activity);
    EXPECT_EQ(by_kind[Kind::login], cards.numbers.logins);
    EXPECT_EQ(by_kind[Kind::signup], cards.numbers.sign_ups);
    question.activity_set = every;
    EXPECT_EQ(ask().numbers.activity, cards.numbers.logs);

    ActivityQuestion everybody = asked;
    everybody.page.reset();
    everybody.filter.search.clear();
    everybody.filter.status = StatusFilter::all;
    everybody.filter.stage.reset();
    everybody.filter.did.reset();
    const ActivityTable table = played.ask(everybody);
    EXPECT_EQ(table.total, cards.customers);
    // The table is of those who are there; totals of everybody have who was forgotten besides.
    const auto of_those_there = [&](Kind kind) {
        InsightsQuestion there = question;
        there.within = {Target()};
        there.activity_set = {kind};
        const auto answer = store::ask(played.script.store(), there).value();
        EXPECT_LE(answer.numbers.activity, by_kind[kind]);
        return answer.numbers.activity;
    };
    EXPECT_EQ(counts_of(table.summary),
              (Counts{of_those_there(Kind::link_open), of_those_there(Kind::verification),
                      of_those_there(Kind::checkout_start), of_those_there(Kind::order_submit),
                      table.summary.automated_views}));

    const InsightsQuestion plain = question;
    if (question.target) {
        question.within = {*question.target};
        EXPECT_EQ(ask().customers, cards.customers);
        question.target.reset();
        EXPECT_EQ(ask(), store::ask(played.script.store(), plain).value());
    }
    question.within.emplace();
    EXPECT_EQ(ask().customers + ask().numbers.logs + ask().automated_opens, 0);
    question = plain;

    std::uint64_t automated = 0;
    for (std::size_t i = 0; i < asked.period.count(); ++i) {
        question.period = {asked.period.first + static_cast<std::int32_t>(i),
                           {asked.period.edges[i], asked.period.edges[i + 1]}};
        automated += ask().automated_opens;
    }
    EXPECT_EQ(automated, cards.automated_opens);
}

// Pages in a row are the whole, as rows and as the lines of the export.
void check_pages(const Played& played, const ActivityQuestion& asked, std::size_t rows_max) {
    ActivityQuestion question = asked;
    question.page.reset();
    const ActivityTable whole = played.ask(question);
    ActivityTable none;
    none.zone = whole.zone;
    const std::string header = csv_of(none, question.period);
    ASSERT_TRUE(header.ends_with("\r\n"));
    std::string file = header;
    std::vector<ActivityRow> rows;
    for (std::size_t number = 1; number == 1 || rows.size() < whole.total; ++number) {
        question.page = Page{.number = number, .rows_max = rows_max};
        const ActivityTable page = played.ask(question);
        ASSERT_EQ(page.page, number);
        ASSERT_TRUE(whole.total == 0 || !page.rows.empty());
        EXPECT_EQ(page.summary, whole.summary);
        EXPECT_EQ(page.total, whole.total);
        for (const ActivityRow& row : page.rows) {
            EXPECT_LE(row.stalled.has_value(), question.stages) << row.id;
            rows.push_back(row);
            rows.back().stalled.reset();  // said of a page alone
        }
        file += csv_of(page, question.period).substr(header.size());
    }
    EXPECT_EQ(rows, whole.rows);
    EXPECT_EQ(file, csv_of(whole, question.period));
    question.page.reset();
    question.stages = false;
    question.previous.reset();
    EXPECT_EQ(played.every_row(question), played.ask(question));
}

TEST(Rules, OfPeriodsFiltersAndPages) {
    const std::uint64_t seed = number_from_environment("SEED", 1);
    const std::uint64_t wanted = number_from_environment("QUESTIONS", 2'000) / 10;
    std::uint64_t cases = 0;
    std::uint64_t questions = 0;
    for (; questions < wanted && !testing::Test::HasFailure(); ++cases) {
        SCOPED_TRACE("replay with: SEED=" + std::to_string(seed + cases) + " QUESTIONS=10");
        const Played played(make_script(seed + cases));
        sample::Dice dice(seed + cases);
        for (const ActivityQuestion& question : played.questions) {
            if (question.trend.count() != 7 || question.period.count() == 0) continue;
            if (question.period.count() <= 40) check_days(played, question);
            check_complements(played, question);
            if (question.period.count() <= 40) {
                const bool is_usual = dice.below(2) == 0;
                check_insights(played, question,
                               is_usual ? default_activity_set
                                        : Kinds{Kind::link_open, Kind::order_submit, Kind::other});
            }
            check_pages(played, question, static_cast<std::size_t>(dice.between(1, 7)));
            ++questions;
        }
    }
    EXPECT_GE(questions, wanted);
    std::cout << "rules: seed " << seed << ", cases " << cases << ", questions " << questions
              << std::endl;
}

// The entries, each with the workspace it belongs to, and the zones.
struct Parts {
    Lines zones;
    std::vector<std::pair<std::string, std::string>> entries;
};

Parts parts_of(const Lines& script) {
    Parts parts;
    std::string workspace;
    std::map<std::string, std::string> zones;
    for (const std::string& line : script) {
        if (line.find("workspace ") < 3) {
            workspace = line.substr(line.find('w'));
        } else if (line.starts_with("zone ")) {
            zones[workspace] = line;
        } else if (line.starts_with("  ")) {
            parts.entries.emplace_back(workspace, line);
        }
    }
    for (const auto& [name, zone] : zones) {
        parts.zones.push_back(name);
        parts.zones.push_back(zone);
    }
    return parts;
}

// The same entries in another order and other ranges; ranges come twice; the store is closed.
Lines shuffled(Parts parts, sample::Dice& dice) {
    for (std::size_t i = parts.entries.size(); i > 1; --i) {
        std::swap(
            parts.entries[i - 1],
            parts.entries[static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(i)))]);
    }
    Lines lines = parts.zones;
    bool begun = false;
    for (const auto& [workspace, entry] : parts.entries) {
        if (!begun || dice.below(10) == 0) {
            if (begun && dice.below(2) == 0) lines.emplace_back("again");
            if (begun && dice.below(4) == 0) lines.emplace_back("restart");
            lines.emplace_back("load");
            begun = true;
        }
        lines.push_back("  " + workspace);
        lines.push_back(entry);
    }
    lines.emplace_back("again");
    return lines;
}

// Without what follows from the order of arrival alone: sequences, and the time of receipt.
Table without_arrival(Table table) {
    std::visit([](auto& each) { each.sequence = {}; }, table);
    if (auto* customer = std::get_if<CustomerTable>(&table)) customer->created = {};
    if (auto* activity = std::get_if<ActivityTable>(&table)) {
        for (ActivityRow& row : activity->rows) {
            // Its days are those since the customer was created.
            if (row.stalled && row.stalled->stage == Stage::never_opened) row.stalled->days = 0;
        }
    }
    if (auto* timeline = std::get_if<TimelineTable>(&table)) {
        for (TimelineRow& row : timeline->rows) row.sequence = {};
        std::sort(
            timeline->rows.begin(), timeline->rows.end(),
            [](const TimelineRow& a, const TimelineRow& b) {
                return std::tie(a.occurred_at, a.kind, a.name, a.site, a.order, a.verdict, a.rule) <
                       std::tie(b.occurred_at, b.kind, b.name, b.site, b.order, b.verdict, b.rule);
            });
    }
    return table;
}

bool is_same_but_for_arrival(const Answer& a, const Answer& b) {
    if (!a.given || !b.given) return a.given.has_value() == b.given.has_value();
    if (const auto* table = std::get_if<Table>(&*a.given)) {
        return without_arrival(*table) == without_arrival(std::get<Table>(*b.given));
    }
    auto given = *a.given;
    if (auto* sums = std::get_if<store::Fingerprint>(&given)) {
        sums->stored = std::get<store::Fingerprint>(*b.given).stored;  // hashes sequences
    }
    return given == *b.given;
}

TEST(Rules, OrderAndRepetitionOfTheInputChangeNothing) {
    const std::uint64_t seed = number_from_environment("SEED", 1);
    const std::uint64_t wanted = number_from_environment("QUESTIONS", 2'000) / 10;
    std::uint64_t cases = 0;
    std::uint64_t questions = 0;
    for (; questions < wanted && !testing::Test::HasFailure(); ++cases) {
        SCOPED_TRACE("replay with: SEED=" + std::to_string(seed + cases) + " QUESTIONS=10");
        const Lines lines = make_script(seed + cases, Contents::additions);
        sample::Dice dice(seed + cases);
        Lines plain = parts_of(lines).zones;
        plain.emplace_back("load");
        for (const auto& [workspace, entry] : parts_of(lines).entries) {
            plain.push_back("  " + workspace);
            plain.push_back(entry);
        }
        Script one(Variant::embedded);
        Script other(Variant::embedded);
        for (const std::string& line : plain) (void)one.take(line);
        for (const std::string& line : shuffled(parts_of(lines), dice)) (void)other.take(line);
        for (std::string line : lines) {
            const bool moves = line.find("workspace ") < 3;
            if (moves) line = line.substr(line.find('w'));
            if (!moves && !is_ask(line)) continue;
            // Rows of equal times are in the order of arrival, so a page of them is not compared.
            if (line.starts_with("ask timeline") && line.find(" rows=") != line.npos) continue;
            if (line.starts_with("ask timeline") && line.find(" after=") != line.npos) continue;
            const auto wanted_answer = one.take(line);
            const auto answer = other.take(line);
            if (moves) continue;
            ++questions;
            EXPECT_TRUE(is_same_but_for_arrival(*wanted_answer, *answer))
                << line << "\n"
                << testing::PrintToString(print(*wanted_answer)) << "\n"
                << testing::PrintToString(print(*answer));
        }
    }
    EXPECT_GE(questions, wanted);
    std::cout << "rules: seed " << seed << ", shuffled cases " << cases << ", questions "
              << questions << std::endl;
}

}  // namespace
}  // namespace footfall::differential
