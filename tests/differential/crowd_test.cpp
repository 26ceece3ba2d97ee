// A crowd against the model: so many customers that the index keeps them in several pieces, and
// every page of every order.
//
// SEED says where to begin, CROWDS how many to compare.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "differential/environment.h"
#include "questions/variant.h"
#include "sample/dice.h"

namespace footfall::differential {
namespace {

constexpr Day first_day{20'000};  // 2024-10-04
constexpr std::int64_t days_count = 30;
constexpr std::int64_t day_us = 86'400'000'000;

constexpr std::array<std::string_view, 10> names{"",        "Ana",  "ana", "Çem",  "Straße",
                                                 "strasse", "日本", "Zoë", "Lund", "  "};
constexpr std::array<std::string_view, 5> sites{"", "", "shop", "app", "once"};
constexpr std::array<std::string_view, 6> parts{"a", "1", "c77", "ss", "@", "nobody has this"};

class Crowd {
  public:
    explicit Crowd(std::uint64_t seed)
        : dice_(seed), customers_(static_cast<std::size_t>(dice_.between(4'200, 6'500))) {}

    // Entries in two ranges, so that customers are put in order at once and one by one.
    void load(questions::Subject& subject) const {
        const auto half = static_cast<std::ptrdiff_t>(entries_.size() * 9 / 10);
        subject.load({entries_.begin(), entries_.begin() + half});
        subject.load({entries_.begin() + half, entries_.end()});
    }

    void make() {
        for (std::size_t number = 0; number < customers_; ++number) {
            if (dice_.chance_permille(800)) add_profile(number);
            if (dice_.chance_permille(600)) add_event(number);
        }
        for (int i = 0; i < 6; ++i) add_busy_customer(any_customer());
        for (std::size_t i = 0; i < 3 * customers_; ++i) {
            const std::size_t number = any_customer();
            const std::int64_t what = dice_.below(100);
            if (what < 80) {
                add_event(number);
            } else if (what < 88) {
                add_profile(number);
            } else if (what < 95) {
                add_correction();
            } else {
                add(Forget{.workspace = {}, .customer = id(number), .member = {}});
            }
        }
    }

    ActivityQuestion question(ActivitySort sort, const DayTable& days) {
        ActivityQuestion question;
        const Day from = any_day();
        const Day to = any_day();
        question.period = days.days(std::min(from, to), std::max(from, to));
        const Day today = any_day();
        question.trend = days.days(today - 6, today);
        question.sort = sort;
        question.descending = dice_.chance_permille(500);
        if (dice_.chance_permille(400)) question.filter.search = any(parts);
        if (dice_.chance_permille(300)) {
            question.filter.status =
                dice_.chance_permille(500) ? StatusFilter::active : StatusFilter::inactive;
        }
        if (dice_.chance_permille(300)) question.filter.site = any(sites);
        return question;
    }

    // Of all rows; deep ones too, and one past the end.
    Page page(std::uint64_t rows) {
        static constexpr std::array<std::size_t, 6> sizes{1, 7, 25, 100, 999, 10'000};
        Page page;
        page.rows_max = any(sizes);
        const auto pages = static_cast<std::int64_t>(rows / page.rows_max) + 2;
        page.number = static_cast<std::size_t>(dice_.between(1, pages));
        return page;
    }

  private:
    template <class List>
    const typename List::value_type& any(const List& list) {
        return list[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(list.size())))];
    }

    std::size_t any_customer() {
        return static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(customers_)));
    }
    Day any_day() { return first_day + static_cast<std::int32_t>(dice_.below(days_count)); }

    // Some that fold to the same.
    static std::string id(std::size_t number) {
        return (number % 5 == 0 ? "C" : "c") +
               std::to_string(number % 5 == 0 ? number / 2 : number);
    }

    void add(EntryBody body) {
        entries_.push_back(
            {.sequence = {entries_.size() + 1}, .received_at = {}, .body = std::move(body)});
    }

    void add_profile(std::size_t number) {
        const auto field = [&](std::string text) -> ProfileField {
            if (dice_.chance_permille(500)) return std::nullopt;
            return dice_.chance_permille(100) ? "" : std::move(text);
        };
        Profile profile;
        profile.id = "p" + std::to_string(entries_.size());
        profile.customer = id(number);
        profile.changed_at = {dice_.below(1'000)};
        const std::string name(any(names));
        profile.name = field(name);
        profile.code = field("k" + std::to_string(dice_.below(500)));
        profile.email = field(id(number) + "@example.com");
        if (dice_.chance_permille(300)) {
            profile.status = dice_.chance_permille(500) ? Status::active : Status::inactive;
        }
        add(std::move(profile));
    }

    void add_event(std::size_t number) {
        static constexpr std::array<int, kinds.size()> weights{40, 10, 10, 10, 15, 2, 2,
                                                               2,  2,  2,  1,  1,  1, 2};
        Event event;
        event.id = "e" + std::to_string(entries_.size());
        event.customer = id(number);
        event.kind = kinds[dice_.pick(weights)].kind;
        event.site = any(sites);
        // Outside all days now and then.
        event.occurred_at = {dice_.chance_permille(5)
                                 ? dice_.between(-day_us, 5'000'000'000'000'000)
                                 : any_day().number * day_us + dice_.below(day_us)};
        if (dice_.chance_permille(100)) event.verdict = Verdict::scanner;
        event.by_customer = !dice_.chance_permille(50);
        events_.push_back(entries_.size());
        add(std::move(event));
    }

    // More in a day than a byte holds.
    void add_busy_customer(std::size_t number) {
        const std::int64_t at = any_day().number * day_us + day_us / 2;
        for (std::int64_t i = dice_.between(250, 600); i > 0; --i) {
            Event event;
            event.id = "e" + std::to_string(entries_.size());
            event.customer = id(number);
            event.kind = Kind::link_open;
            event.site = "shop";
            event.occurred_at = {at + i};
            events_.push_back(entries_.size());
            add(std::move(event));
        }
    }

    // Of an event that may be forgotten by then.
    void add_correction() {
        Entry& entry = entries_[any(events_)];
        const auto& event = std::get<Event>(entry.body);
        Verdict& verdict = verdicts_.try_emplace(entry.sequence, event.verdict).first->second;
        const Verdict before = verdict;
        verdict = before == Verdict::person ? Verdict::staff : Verdict::person;
        add(VerdictChange{.workspace = {},
                          .event = entry.sequence,
                          .customer = event.customer,
                          .kind = event.kind,
                          .site = event.site,
                          .campaign = {},
                          .form = {},
                          .occurred_at = event.occurred_at,
                          .by_customer = event.by_customer,
                          .before = before,
                          .after = verdict,
                          .rule = {},
                          .member = {}});
    }

    sample::Dice dice_;
    std::size_t customers_;
    std::vector<Entry> entries_;
    std::vector<std::size_t> events_;  // positions of events
    std::map<Sequence, Verdict> verdicts_;
};

// The rows that the page shows of all.
ActivityTable cut(ActivityTable whole, const Page& page) {
    const std::uint64_t pages = whole.total == 0 ? 1 : (whole.total - 1) / page.rows_max + 1;
    whole.page = std::min<std::uint64_t>(page.number, pages);
    const std::size_t begin = (whole.page - 1) * page.rows_max;
    const std::size_t end = std::min(begin + page.rows_max, whole.rows.size());
    whole.rows = {whole.rows.begin() + static_cast<std::ptrdiff_t>(begin),
                  whole.rows.begin() + static_cast<std::ptrdiff_t>(end)};
    return whole;
}

TEST(Crowd, IsAnsweredAsTheModelDoes) {
    const std::uint64_t seed = number_from_environment("SEED", 1);
    const std::uint64_t crowds = number_from_environment("CROWDS", 1);
    std::uint64_t answers = 0;
    for (std::uint64_t i = 0; i < crowds; ++i) {
        SCOPED_TRACE("replay with: SEED=" + std::to_string(seed + i) + " CROWDS=1");
        Crowd crowd(seed + i);
        crowd.make();
        questions::Subject model(questions::Variant::model);
        questions::Subject embedded(questions::Variant::held_back);
        crowd.load(model);
        crowd.load(embedded);
        const auto days = model.store().days({});
        for (int sort = 0; sort <= static_cast<int>(ActivitySort::recent_activity); ++sort) {
            SCOPED_TRACE(testing::Message() << "sort " << sort);
            ActivityQuestion question = crowd.question(static_cast<ActivitySort>(sort), *days);
            const ActivityTable whole = store::ask(model.store(), question).value();
            ASSERT_EQ(store::ask(embedded.store(), question).value(), whole);
            ++answers;
            for (int pages = 0; pages < 25; ++pages) {
                question.page = crowd.page(whole.total);
                SCOPED_TRACE(testing::Message() << "page " << question.page->number << " of "
                                                << question.page->rows_max << " rows");
                ASSERT_EQ(store::ask(embedded.store(), question).value(),
                          cut(whole, *question.page));
                ++answers;
            }
        }
        ASSERT_EQ(embedded.store().fingerprint({}).value(), model.store().fingerprint({}).value());
    }
    std::cout << "crowd: seed " << seed << ", crowds " << crowds << ", answers " << answers
              << std::endl;
}

}  // namespace
}  // namespace footfall::differential
