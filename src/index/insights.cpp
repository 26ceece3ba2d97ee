#include "index/insights.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "assert.h"

namespace footfall::index {
namespace {

using Sums = std::array<std::uint64_t, kinds.size()>;

template <class Sum>
std::uint64_t sum_of(const std::array<Sum, chunk_size>& counts, const Matches& matches) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < chunk_size; ++i) sum += counts[i] & (Sum{0} - matches[i]);
    return sum;
}

// What a chunk's matches have of a kind in a period.
std::uint64_t sum_of(const Counts& counts, Subset in, std::size_t chunk, const Matches& matches,
                     Kind kind, const Period& period) {
    std::array<std::uint64_t, chunk_size> of_kind;
    counts.sum(chunk, kind, in, period, std::span(of_kind));
    return sum_of(of_kind, matches);
}

// Whose events are looked at, and which of them.
class Scope {
  public:
    Scope(const CustomerDirectory& directory, const ActivityIndex& activity, const Members* members,
          const std::string& site)
        : directory_(directory), activity_(activity), has_members_(members != nullptr) {
        if (!site.empty()) site_ = directory.site(site);
        if (members == nullptr) return;
        for (std::size_t chunk = 0; chunk < chunks_of(directory.ordinals()); ++chunk) {
            Matches& matches = members_.emplace_back();
            if (find_by_status(directory, chunk, StatusFilter::all, matches) == 0) continue;
            members->narrow(chunk, matches);
        }
    }

    std::uint64_t customers() const {
        if (!has_members_) return directory_.count();
        std::uint64_t found = 0;
        for (const Matches& matches : members_) found += count(matches);
        return found;
    }

    const Counts& counts() const { return activity_.counts(); }
    const Counts& automated_opens() const { return activity_.automated_opens(); }

    // Nothing happened at a site that no event named.
    bool is_empty() const { return !site_; }

    // Whether sums over all customers are those of the counts' own totals.
    bool is_everything() const { return !has_members_ && site_ == all_sites; }

    Subset in() const { return *site_; }

    // What customers who were forgotten had of a kind: in no target, but in totals of everybody.
    std::uint64_t of_forgotten(Kind kind, const Period& period) const {
        if (has_members_) return 0;
        const std::uint64_t total = activity_.of_forgotten().total(kind, period);
        if (total == 0 || site_ == all_sites) return total;
        std::uint64_t sum = 0;
        for (std::size_t chunk = 0; chunk < activity_.of_forgotten().chunks(); ++chunk) {
            sum += sum_of(activity_.of_forgotten(), in(), chunk, anybody(), kind, period);
        }
        return sum;
    }

    // take(counts, chunk, matches) for each chunk with somebody in it, of those who are there and
    // of those who were forgotten.
    template <class Take>
    void for_each_counted(const Take& take) const {
        for_each_chunk([&](std::size_t chunk, const Matches& matches) {
            take(activity_.counts(), chunk, matches);
        });
        if (has_members_) return;
        for (std::size_t chunk = 0; chunk < activity_.of_forgotten().chunks(); ++chunk) {
            take(activity_.of_forgotten(), chunk, anybody());
        }
    }

    // take(chunk, matches) for each chunk with somebody in it.
    template <class Take>
    void for_each_chunk(const Take& take) const {
        Matches everybody;
        for (std::size_t chunk = 0; chunk < chunks_of(directory_.ordinals()); ++chunk) {
            if (!has_members_) {
                if (find_by_status(directory_, chunk, StatusFilter::all, everybody) == 0) continue;
                take(chunk, everybody);
            } else if (count(members_[chunk]) > 0) {
                take(chunk, members_[chunk]);
            }
        }
    }

  private:
    static const Matches& anybody() {
        static const Matches all = [] {
            Matches ones;
            ones.fill(1);
            return ones;
        }();
        return all;
    }

    const CustomerDirectory& directory_;
    const ActivityIndex& activity_;
    const bool has_members_;
    std::vector<Matches> members_;  // by chunk
    std::optional<Site> site_ = all_sites;
};

// How many of the matches have two events of those kinds or more. If `sums` are there, what the
// matches have of each kind is added to them.
template <class Sum>
std::uint64_t active_users(const Scope& scope, std::size_t chunk, const Matches& matches,
                           Kinds activity_set, const Period& period, Sums* sums) {
    std::array<Sum, chunk_size> records{};
    std::array<Sum, chunk_size> of_kind;
    for (const KindFacts& each : kinds) {
        const bool is_activity = activity_set.has(each.kind);
        if (!is_activity && sums == nullptr) continue;
        scope.counts().sum(chunk, each.kind, scope.in(), period, std::span(of_kind));
        if (is_activity) {
            for (std::size_t i = 0; i < chunk_size; ++i) records[i] += of_kind[i];
        }
        if (sums != nullptr) (*sums)[position(each.kind)] += sum_of(of_kind, matches);
    }
    std::uint32_t active = 0;
    for (std::size_t i = 0; i < chunk_size; ++i) {
        active += static_cast<std::uint32_t>(records[i] >= 2) & matches[i];
    }
    return active;
}

// The same of one day. If `events` is there, what the matches have of those kinds is added to it.
std::uint64_t active_users_of_day(const Scope& scope, std::size_t chunk, const Matches& matches,
                                  Kinds activity_set, Day day, std::uint64_t* events) {
    Matches records{};
    std::uint64_t sum = 0;
    for (const KindFacts& each : kinds) {
        if (!activity_set.has(each.kind)) continue;
        sum += scope.counts().add_saturated(chunk, each.kind, scope.in(), day, records,
                                            events == nullptr ? nullptr : &matches);
    }
    if (events != nullptr) *events += sum;
    std::uint32_t active = 0;
    for (std::size_t i = 0; i < chunk_size; ++i) {
        active += static_cast<std::uint32_t>(records[i] >= 2) & matches[i];
    }
    return active;
}

// Active users of a period, counted in as few bits as the counts need.
class ActiveUsers {
  public:
    ActiveUsers(const Scope& scope, Kinds activity_set) : scope_(scope), set_(activity_set) {}

    // If `sums` are there, what the matches have of each kind is added to them.
    std::uint64_t of(std::size_t chunk, const Matches& matches, const Period& period,
                     Sums* sums = nullptr) const {
        if (period.last < period.first) return 0;
        if (period.first == period.last && sums == nullptr) {
            return active_users_of_day(scope_, chunk, matches, set_, period.first, nullptr);
        }
        if (fits_32_bits(period)) {
            return active_users<std::uint32_t>(scope_, chunk, matches, set_, period, sums);
        }
        return active_users<std::uint64_t>(scope_, chunk, matches, set_, period, sums);
    }

  private:
    bool fits_32_bits(const Period& period) const {
        std::uint64_t most = 0;
        for (const KindFacts& each : kinds) {
            most += scope_.counts().total(each.kind, period);
        }
        return most <= UINT32_MAX;
    }

    const Scope& scope_;
    const Kinds set_;
};

// Opens of e-mails and notifications that do not count.
std::uint64_t automated_opens_of(const Scope& scope, const Period& period) {
    if (scope.is_empty() || period.last < period.first) return 0;
    std::uint64_t sum = 0;
    for (const Kind kind : {Kind::email_open, Kind::notification_open}) {
        const std::uint64_t of_everybody = scope.automated_opens().total(kind, period);
        if (of_everybody == 0 || scope.is_everything()) {
            sum += of_everybody;
            continue;
        }
        scope.for_each_chunk([&](std::size_t chunk, const Matches& matches) {
            sum += sum_of(scope.automated_opens(), scope.in(), chunk, matches, kind, period);
        });
    }
    return sum;
}

InsightsNumbers numbers_of(const Scope& scope, Kinds activity_set, const Period& period) {
    InsightsNumbers numbers;
    if (scope.is_empty() || period.last < period.first) return numbers;
    Sums sums{};
    const ActiveUsers active(scope, activity_set);
    scope.for_each_chunk([&](std::size_t chunk, const Matches& matches) {
        numbers.active_users +=
            active.of(chunk, matches, period, scope.is_everything() ? nullptr : &sums);
    });
    for (const KindFacts& each : kinds) {
        std::uint64_t& sum = sums[position(each.kind)];
        if (scope.is_everything()) sum = scope.counts().total(each.kind, period);
        sum += scope.of_forgotten(each.kind, period);
        numbers.logs += sum;
        if (activity_set.has(each.kind)) numbers.activity += sum;
    }
    numbers.logins = sums[position(Kind::login)];
    numbers.sign_ups = sums[position(Kind::signup)];
    return numbers;
}

// The days from each start to the next one, or to the period's last.
std::vector<Period> buckets_of(const SeriesQuestion& question) {
    std::vector<Period> buckets;
    for (std::size_t i = 0; i < question.starts.size(); ++i) {
        const bool is_last = i + 1 == question.starts.size();
        buckets.push_back(
            {question.starts[i], is_last ? question.period.last() : question.starts[i + 1] - 1});
    }
    return buckets;
}

// Counts of a set of kinds as far as they need no look at customers: those of who was forgotten,
// and of everybody.
SeriesTable::Line totals_of(const Scope& scope, Kinds wanted, const std::vector<Period>& buckets) {
    SeriesTable::Line line;
    for (const Period& bucket : buckets) {
        std::uint64_t& value = line.values.emplace_back();
        for (const KindFacts& each : kinds) {
            if (!wanted.has(each.kind)) continue;
            value += scope.of_forgotten(each.kind, bucket);
            if (scope.is_everything()) value += scope.counts().total(each.kind, bucket);
        }
        line.total += value;
    }
    return line;
}

// What a chunk's matches have of those kinds in a bucket.
std::uint64_t count_of(const Scope& scope, std::size_t chunk, const Matches& matches, Kinds wanted,
                       const Period& bucket, std::vector<std::uint64_t>& days) {
    days.assign(static_cast<std::size_t>(bucket.last - bucket.first + 1), 0);
    for (const KindFacts& each : kinds) {
        if (!wanted.has(each.kind)) continue;
        scope.counts().add_days(chunk, each.kind, scope.in(), matches, bucket.first, days);
    }
    std::uint64_t sum = 0;
    for (const std::uint64_t of_day : days) sum += of_day;
    return sum;
}

// The line of that metric, or nothing.
SeriesTable::Line* line_of(Metric metric, const SeriesQuestion& question,
                           std::vector<SeriesTable::Line>& lines) {
    const auto found = std::find(question.metrics.begin(), question.metrics.end(), metric);
    return found == question.metrics.end()
               ? nullptr
               : &lines[static_cast<std::size_t>(found - question.metrics.begin())];
}

// The lines bucket by bucket, so that two of them find the same counts in the cache. Who looks for
// a day's active users counts its activity on the way.
void add_lines(const Scope& scope, const SeriesQuestion& question,
               const std::vector<Period>& buckets, std::vector<SeriesTable::Line>& lines) {
    const ActiveUsers active(scope, question.activity_set);
    const Period whole{buckets.front().first, buckets.back().last};
    SeriesTable::Line* const of_users = line_of(Metric::active_users, question, lines);
    SeriesTable::Line* const of_activity =
        scope.is_everything() ? nullptr : line_of(Metric::activity, question, lines);
    std::vector<std::uint64_t> days;
    scope.for_each_chunk([&](std::size_t chunk, const Matches& matches) {
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            const Period& bucket = buckets[i];
            const bool is_both =
                of_users != nullptr && of_activity != nullptr && bucket.first == bucket.last;
            if (is_both) {
                of_users->values[i] +=
                    active_users_of_day(scope, chunk, matches, question.activity_set, bucket.first,
                                        &of_activity->values[i]);
            }
            for (std::size_t k = 0; k < lines.size(); ++k) {
                const Metric metric = question.metrics[k];
                if (is_both && (&lines[k] == of_users || &lines[k] == of_activity)) continue;
                if (metric == Metric::active_users) {
                    lines[k].values[i] += active.of(chunk, matches, bucket);
                } else if (!scope.is_everything()) {
                    lines[k].values[i] +=
                        count_of(scope, chunk, matches, kinds_of(metric, question.activity_set),
                                 bucket, days);
                }
            }
        }
        for (std::size_t k = 0; k < lines.size(); ++k) {
            if (question.metrics[k] != Metric::active_users) continue;
            lines[k].total += active.of(chunk, matches, whole);
        }
    });
    if (scope.is_everything()) return;
    for (std::size_t k = 0; k < lines.size(); ++k) {
        if (question.metrics[k] == Metric::active_users) continue;
        lines[k].total = 0;
        for (const std::uint64_t value : lines[k].values) lines[k].total += value;
    }
}

ContentRow row_of(const Scope& scope, const ContentQuestion& question, const std::string& id,
                  std::uint32_t number) {
    ContentRow row;
    row.id = id;
    if (number == 0) return row;
    const Subset in(
        question.type == ContentType::campaign ? Subset::Of::campaign : Subset::Of::form, number);
    Matches received{};
    Matches opened{};
    Matches answered{};
    std::map<Day, ContentRow::OfDay> days;
    scope.for_each_counted([&](const Counts& counts, std::size_t chunk, const Matches& matches) {
        // Adds to a number of the row and of the day, and marks who it was.
        const auto add = [&](Kind kind, std::uint64_t& sum, Matches* who,
                             std::uint64_t ContentRow::OfDay::* of_day) {
            counts.for_each(chunk, kind, in, [&](Day day, Place place, std::uint64_t count) {
                if (matches[place] == 0) return;
                sum += count;
                if (who != nullptr) (*who)[place] = 1;
                if (question.by_day && of_day != nullptr) days[day].*of_day += count;
            });
        };
        using OfDay = ContentRow::OfDay;
        add(Kind::email_delivered, row.emails, &received, &OfDay::delivered);
        add(Kind::notification_delivered, row.notifications, &received, &OfDay::delivered);
        add(Kind::email_open, row.email_opens, &opened, &OfDay::opens);
        add(Kind::notification_open, row.notification_opens, &opened, &OfDay::opens);
        add(Kind::email_spam, row.spam, nullptr, nullptr);
        add(Kind::form_response, row.responses, &answered, &OfDay::responses);
        const auto take = [](Matches& who) {
            const std::uint64_t customers = count(who);
            who.fill(0);
            return customers;
        };
        row.recipients += take(received);
        row.openers += take(opened);
        row.respondents += take(answered);
    });
    for (auto& [day, of_day] : days) {
        of_day.day = day;
        row.days.push_back(of_day);
    }
    return row;
}

}  // namespace

InsightsTable answer_insights(const CustomerDirectory& directory, const ActivityIndex& activity,
                              const Members* members, const InsightsQuestion& question) {
    const Scope scope(directory, activity, members, question.site);
    InsightsTable table;
    table.zone = activity.days()->zone();
    table.first_day = activity.first_day();
    table.customers = scope.customers();
    table.numbers = numbers_of(scope, question.activity_set, period_of(question.period));
    if (question.previous) {
        table.previous = numbers_of(scope, question.activity_set, period_of(*question.previous));
    }
    table.automated_opens = automated_opens_of(scope, period_of(question.period));
    return table;
}

SeriesTable answer_series(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const Members* members, const SeriesQuestion& question) {
    const Scope scope(directory, activity, members, question.site);
    const std::vector<Period> buckets = buckets_of(question);
    SeriesTable table;
    table.zone = activity.days()->zone();
    const auto is_active_users = [](Metric metric) { return metric == Metric::active_users; };
    for (const Metric metric : question.metrics) {
        if (scope.is_empty() || is_active_users(metric)) {
            table.lines.emplace_back().values.resize(buckets.size());
        } else {
            table.lines.push_back(
                totals_of(scope, kinds_of(metric, question.activity_set), buckets));
        }
    }
    if (buckets.empty() || scope.is_empty()) return table;
    if (scope.is_everything() &&
        std::none_of(question.metrics.begin(), question.metrics.end(), is_active_users)) {
        return table;
    }
    add_lines(scope, question, buckets, table.lines);
    return table;
}

ContentTable answer_content(const CustomerDirectory& directory, const ActivityIndex& activity,
                            const Mentions& mentions, const Members* members,
                            const ContentQuestion& question) {
    const Scope scope(directory, activity, members, {});
    ContentTable table;
    table.zone = activity.days()->zone();
    for (const std::string& id : question.ids) {
        table.rows.push_back(row_of(scope, question, id, mentions.find(id)));
    }
    return table;
}

std::uint64_t count_members(const CustomerDirectory& directory, const ActivityIndex& activity,
                            const Members& members) {
    return Scope(directory, activity, &members, {}).customers();
}

}  // namespace footfall::index
