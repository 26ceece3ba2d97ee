// What may be asked of a store: a closed list. Questions carry UTC edges, never a zone or preset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "calendar/day_table.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"
#include "event/quiet.h"
#include "question/table.h"
#include "question/target.h"

namespace footfall {

enum class StatusFilter : std::uint8_t { all, active, inactive };

// Which customers are looked at, where all of it must hold; and whose events.
struct Filter {
    std::string search;  // folded by fold(); substring of name, code or e-mail; empty: everybody
    StatusFilter status = StatusFilter::all;
    // Counts and trend are of events at this site; empty: of all events. Customers without any
    // stay, and times are those of all sites.
    std::string site;
    std::optional<Stage> stage;  // those in it alone
    // Who has gone quiet: whose last order day is longer ago than so many percent of the median of
    // the gaps between its order days; 100 to 1,000.
    std::int32_t quiet_percent = standard_quiet_percent;
    std::optional<Kind> did;       // of `funnel_kinds`: those with one in the period alone
    std::optional<Target> target;  // those in it alone
};

// What rows are ordered by: the keys of an activity row. Texts by their folded bytes, empty texts
// and absent times last in both directions; ties by folded name, then id, both ascending.
enum class ActivitySort : std::uint8_t {
    id,
    name,
    code,
    email,
    status,  // active before inactive
    last_click,
    views,
    trend,  // the latest day's count
    confirmed,
    verified,
    checkout,
    orders,
    recent_activity,
};

// Names as on the wire, or nothing.
std::optional<ActivitySort> parse_activity_sort(std::string_view key);

// Which rows of the whole: page 1 is the first; a page beyond the end means the last one.
struct Page {
    std::size_t number = 1;
    std::size_t rows_max = 25;
};

// The Activity page: the five counters and a page of rows, of one instant.
struct ActivityQuestion {
    using Answer = ActivityTable;

    WorkspaceId workspace;
    LocalDays period;  // of the counts
    LocalDays trend;   // seven days, the last one today
    Filter filter;
    ActivitySort sort = ActivitySort::recent_activity;
    bool descending = true;
    std::optional<Page> page;           // nothing: every row
    bool stages = false;                // whether stages are counted, and rows of a page say theirs
    std::optional<LocalDays> previous;  // whose counters are wanted beside the period's
};

// The way from the open to the order: events, and customers who came so far, whichever steps they
// skipped.
struct FunnelQuestion {
    using Answer = FunnelTable;

    WorkspaceId workspace;
    LocalDays period;
    LocalDays today;  // one day, for who has gone quiet
    Filter filter;
};

// One customer as the profiles left it.
struct CustomerQuestion {
    using Answer = CustomerTable;

    WorkspaceId workspace;
    std::string customer;
};

// One customer's counts and daily opens.
struct CustomerActivityQuestion {
    using Answer = CustomerActivityTable;

    WorkspaceId workspace;
    std::string customer;
    LocalDays period;  // of the four counts
    LocalDays trend;   // of the daily opens
};

// One customer's events, newest first by (occurred_at, sequence).
struct TimelineQuestion {
    using Answer = TimelineTable;

    // Where the last answer ended: events strictly older than this one follow.
    struct After {
        Instant occurred_at;
        Sequence sequence;
    };

    WorkspaceId workspace;
    std::string customer;
    std::vector<Kind> kinds;  // empty: all
    bool automated = false;   // whether events that do not count are shown too
    std::size_t rows_max = 50;
    std::optional<After> after;
    std::optional<Sequence> event = {};  // this one alone, if `automated` lets it
};

// The Insights page: what customers did in a period, and in the one before.
struct InsightsQuestion {
    using Answer = InsightsTable;

    WorkspaceId workspace;
    LocalDays period;
    std::optional<LocalDays> previous;
    Kinds activity_set;            // what counts as activity
    std::string site;              // empty: all; else only what happened there
    std::optional<Target> target;  // only customers in it
    // Only customers in one of these; of an empty list nobody.
    std::optional<std::vector<Target>> within;
};

// What a line of the chart counts.
enum class Metric : std::uint8_t {
    activity,
    active_users,  // with two records of the activity set or more
    delivered,
    email_open,
    email_spam,
    form_response,
    login,
    notification_open,
};

// Names as on the wire, or nothing.
std::optional<Metric> parse_metric(std::string_view name);
std::string_view to_string(Metric metric);

// The kinds that a metric counts.
Kinds kinds_of(Metric metric, Kinds activity_set);

// One or two metrics over time.
struct SeriesQuestion {
    using Answer = SeriesTable;

    WorkspaceId workspace;
    LocalDays period;
    std::vector<Day> starts;  // of the buckets, rising; the first one is the period's first day
    std::vector<Metric> metrics;
    Kinds activity_set;
    std::string site;
    std::optional<Target> target;
    std::optional<std::vector<Target>> within;  // as above
};

enum class ContentType : std::uint8_t { campaign, form };

// What came of campaigns or forms, ever and at all sites.
struct ContentQuestion {
    using Answer = ContentTable;

    WorkspaceId workspace;
    ContentType type = ContentType::campaign;
    std::vector<std::string> ids;
    std::optional<Target> target;
    std::optional<std::vector<Target>> within;  // as above
    bool by_day = false;                        // whether days are told too
};

// The sites, campaigns and forms that events named.
struct MentionsQuestion {
    using Answer = MentionsTable;

    WorkspaceId workspace;
};

// How many customers are in a target.
struct MembersQuestion {
    using Answer = MembersTable;

    WorkspaceId workspace;
    Target target;
};

using Question = std::variant<ActivityQuestion, FunnelQuestion, CustomerQuestion,
                              CustomerActivityQuestion, TimelineQuestion, InsightsQuestion,
                              SeriesQuestion, ContentQuestion, MentionsQuestion, MembersQuestion>;

}  // namespace footfall
