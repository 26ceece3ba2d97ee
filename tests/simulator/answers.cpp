#include "simulator/answers.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "model/model_store.h"
#include "question/fold.h"

namespace footfall::simulator {

namespace {

LocalDays some_days(const DayTable& table, Instant now, Dice& dice) {
    const Day today = table.day_of(now).value_or(table.last());
    const Day to = today - static_cast<std::int32_t>(dice.below(10));
    return table.days(to - static_cast<std::int32_t>(dice.below(90)), to);
}

ActivityQuestion some_question(const WorkspaceId& workspace, const DayTable& table, Instant now,
                               Dice& dice) {
    const Day today = table.day_of(now).value_or(table.last());
    ActivityQuestion question;
    question.workspace = workspace;
    question.period = some_days(table, now, dice);
    question.trend = table.days(today - 6, today);
    if (dice.chance(30)) question.filter.search = fold("c" + std::to_string(dice.below(3)));
    if (dice.chance(20)) question.filter.search = fold("\xC3\x84nne");
    if (dice.chance(30)) question.filter.status = StatusFilter::inactive;
    if (dice.chance(30)) question.filter.stage = stages.at(dice.below(stages.size()));
    question.sort = static_cast<ActivitySort>(dice.below(13));
    question.descending = dice.chance(50);
    return question;
}

// Views of persons in the period, and how many customers there are, from the entries alone.
void check_recount(const ActivityQuestion& question, const ActivityTable& table,
                   std::span<const Entry> entries, Judge& judge) {
    std::map<std::string, std::map<Sequence, Verdict>> opens;  // in the period, by customer
    std::set<std::string> customers;
    for (const Entry& entry : entries) {
        if (workspace_of(entry.body) != question.workspace) continue;
        if (const auto* const event = std::get_if<Event>(&entry.body)) {
            customers.insert(event->customer);
            if (event->kind == Kind::link_open &&
                event->occurred_at >= question.period.edges.front() &&
                event->occurred_at < question.period.edges.back()) {
                opens[event->customer][entry.sequence] = event->verdict;
            }
        } else if (const auto* const profile = std::get_if<Profile>(&entry.body)) {
            customers.insert(profile->customer);
        } else if (const auto* const change = std::get_if<VerdictChange>(&entry.body)) {
            const auto open = opens[change->customer].find(change->event);
            if (open != opens[change->customer].end()) open->second = change->after;
        } else if (const auto* const forget = std::get_if<Forget>(&entry.body)) {
            opens.erase(forget->customer);
            customers.erase(forget->customer);
        }
    }
    std::uint64_t views = 0;
    for (const auto& [customer, verdicts] : opens) {
        for (const auto& [sequence, verdict] : verdicts) views += counts(verdict) ? 1 : 0;
    }
    judge.expect(table.summary.total_views == views, "the index counts ", table.summary.total_views,
                 " views, a recount of the journal ", views);
    judge.expect(table.customers == customers.size(), "the index has ", table.customers,
                 " customers, a recount of the journal ", customers.size());
}

template <class Q>
void compare(const store::Store& store, const store::Store& model, const Q& question,
             const char* what, Judge& judge, Tally& tally) {
    const auto here = store::ask(store, question);
    const auto there = store::ask(model, question);
    tally.add(Happening::answers_compared);
    if (!judge.expect(here.has_value() == there.has_value(), what, ": ",
                      here ? "an answer" : here.error().message, " where the model has ",
                      there ? "an answer" : there.error().message)) {
        return;
    }
    judge.expect(!here || *here == *there, what, " differs from the model's");
}

}  // namespace

void compare_answers(const store::Store& store, std::span<const Entry> entries, const Days& days,
                     Instant now, Dice& dice, Judge& judge, Tally& tally) {
    model::ModelStore model;
    for (const auto& [workspace, table] : days) {
        const Result<> set = model.set_days(workspace, *table);
        judge.expect(set.has_value(), "the model takes no days");
    }
    const SequenceRange range{{1}, {entries.size()}};
    const Result<> applied = model.apply(range, entries);
    judge.expect(applied.has_value(), "the model takes no entries");
    const auto& [workspace, table] = dice.pick(days);

    ActivityQuestion question = some_question(workspace, *table, now, dice);
    const auto whole = store::ask(model, question);
    if (!judge.expect(whole.has_value(), "the model does not answer")) return;
    const std::size_t rows_max = dice.between(1, 12);
    std::vector<ActivityRow> rows;
    for (std::uint64_t page = 1; page == 1 || rows.size() < whole->rows.size(); ++page) {
        question.page = Page{page, rows_max};
        const auto found = store::ask(store, question);
        tally.add(Happening::answers_compared);
        if (!judge.expect(found.has_value(),
                          "no answer: ", found ? std::string() : found.error().message)) {
            return;
        }
        ActivityTable wanted = *whole;
        wanted.page = page;
        const std::size_t begin = (page - 1) * rows_max;
        const std::size_t end = std::min(begin + rows_max, whole->rows.size());
        wanted.rows.assign(whole->rows.begin() + static_cast<std::ptrdiff_t>(begin),
                           whole->rows.begin() + static_cast<std::ptrdiff_t>(end));
        if (!judge.expect(*found == wanted, "page ", page, " of the activity table is not the ",
                          "model's")) {
            return;
        }
        rows.insert(rows.end(), found->rows.begin(), found->rows.end());
    }
    ActivityQuestion everybody = question;
    everybody.filter = {};
    everybody.page = Page{1, 1};
    if (const auto found = store::ask(store, everybody)) {
        check_recount(everybody, *found, entries, judge);
    }
    const std::string customer = "c" + std::to_string(dice.below(13));
    compare(store, model, CustomerQuestion{workspace, customer}, "a customer", judge, tally);
    compare(
        store, model,
        CustomerActivityQuestion{workspace, customer, some_days(*table, now, dice), question.trend},
        "a customer's activity", judge, tally);
}

}  // namespace footfall::simulator
