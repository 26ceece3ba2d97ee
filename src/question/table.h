// What a store answers: rows in a stated order, with ties broken, as of one sequence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "calendar/day_table.h"
#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"

namespace footfall {

// The five counters, over every customer that the filter matches, and what they leave out.
struct ActivitySummary {
    std::uint64_t customers_with_clicks = 0;  // distinct, views > 0
    std::uint64_t total_views = 0;
    std::uint64_t verified = 0;
    std::uint64_t checkout_started = 0;
    std::uint64_t orders_submitted = 0;
    std::uint64_t automated_views = 0;  // opens that do not count

    friend bool operator==(const ActivitySummary&, const ActivitySummary&) = default;
};

// Where a customer has stalled; one may be in several.
enum class Stage : std::uint8_t {
    viewed_no_checkout,  // views, but neither checkout nor order in the period
    checkout_no_order,   // a checkout, but no order in the period
    never_opened,        // no open ever, at any site
    gone_quiet,          // ordered on three days or more, and not for far more than the median gap
};
inline constexpr std::array<Stage, 4> stages{Stage::viewed_no_checkout, Stage::checkout_no_order,
                                             Stage::never_opened, Stage::gone_quiet};
constexpr std::size_t position(Stage stage) { return static_cast<std::size_t>(stage); }

std::string_view to_string(Stage stage);

// Names as on the wire, or nothing.
std::optional<Stage> parse_stage(std::string_view name);

// The stage that a row speaks of, and for how many local days the customer has been in it: since
// the period's first open or first checkout, since it was created, or since its last order day.
struct Stalled {
    Stage stage = Stage::viewed_no_checkout;
    std::int32_t days = 0;

    friend bool operator==(const Stalled&, const Stalled&) = default;
};

// One customer; counts are of persons' events within the period.
struct ActivityRow {
    std::string id;
    std::string name;   // the id if no profile named the customer
    std::string code;   // empty: none
    std::string email;  // empty: none
    Status status = Status::active;
    std::optional<Instant> last_click;  // latest open ever
    std::uint64_t views = 0;
    std::array<std::uint64_t, 7> trend{};  // opens a day, oldest first
    std::uint64_t confirmed = 0;
    std::uint64_t verified = 0;
    std::uint64_t checkout = 0;
    std::uint64_t orders = 0;
    std::optional<Instant> recent_activity;  // latest event ever that the customer brought about
    // If stages were asked for: that of the filter, else the first of checkout_no_order,
    // viewed_no_checkout, gone_quiet, never_opened that it is in.
    std::optional<Stalled> stalled;

    friend bool operator==(const ActivityRow&, const ActivityRow&) = default;
};

struct ActivityTable {
    Sequence sequence;  // the last entry that is in the answer
    std::string zone;   // of the day table in force
    ActivitySummary summary;
    std::optional<ActivitySummary> previous;  // of the period before, if it was asked for
    // If asked for: how many customers are in each, under the filter without its own stage.
    std::optional<std::array<std::uint64_t, stages.size()>> in_stages;
    std::optional<Day> first_day;  // with an event that counts, of whoever there is or was
    std::uint64_t customers = 0;   // in the workspace, whatever the filter
    std::uint64_t total = 0;       // rows that the filter matches, all pages
    std::uint64_t page = 1;        // the page given: the asked one, or the last
    std::vector<ActivityRow> rows;

    friend bool operator==(const ActivityTable&, const ActivityTable&) = default;
};

// One of the five steps from the open to the order.
struct FunnelStep {
    std::uint64_t events = 0;
    std::uint64_t customers = 0;  // distinct, with such an event
    std::uint64_t reached = 0;    // distinct, with such an event or one of a later step

    friend bool operator==(const FunnelStep&, const FunnelStep&) = default;
};

// The kinds that the steps count, in their order.
inline constexpr std::array<Kind, 5> funnel_kinds{Kind::link_open, Kind::confirmation,
                                                  Kind::verification, Kind::checkout_start,
                                                  Kind::order_submit};

struct FunnelTable {
    Sequence sequence;
    std::string zone;
    std::uint64_t total = 0;  // customers that the filter matches
    std::array<FunnelStep, funnel_kinds.size()> steps{};

    friend bool operator==(const FunnelTable&, const FunnelTable&) = default;
};

struct CustomerTable {
    Sequence sequence;
    std::string id;
    std::string name;
    std::string code;
    std::string email;
    std::string phone;
    std::string contact;
    Status status = Status::active;
    std::string traits;                 // a JSON object's text, keys in byte order
    std::vector<std::string> sites;     // those its events named, in byte order
    Instant created;                    // receipt of the first entry that named it
    std::optional<Instant> first_seen;  // earliest event the customer brought about
    std::optional<Instant> last_seen;   // latest one: its Recent activity

    friend bool operator==(const CustomerTable&, const CustomerTable&) = default;
};

struct CustomerActivityTable {
    Sequence sequence;
    std::string zone;
    std::uint64_t views = 0;
    std::uint64_t verified = 0;
    std::uint64_t checkout = 0;
    std::uint64_t orders = 0;
    std::vector<std::uint64_t> trend;  // opens a day, oldest first

    friend bool operator==(const CustomerActivityTable&, const CustomerActivityTable&) = default;
};

struct TimelineRow {
    Sequence sequence;
    Kind kind = Kind::other;
    std::string name;
    Instant occurred_at;
    std::string site;
    std::string order;
    Verdict verdict = Verdict::person;  // as it is now
    std::string rule;
    std::string campaign;
    std::string form;
    bool by_customer = true;

    friend bool operator==(const TimelineRow&, const TimelineRow&) = default;
};

struct TimelineTable {
    Sequence sequence;
    std::vector<TimelineRow> rows;
    bool more = false;  // older rows follow

    friend bool operator==(const TimelineTable&, const TimelineTable&) = default;
};

// Of counted events.
struct InsightsNumbers {
    std::uint64_t active_users = 0;  // distinct, with two records of the activity set or more
    std::uint64_t activity = 0;      // records of the activity set
    std::uint64_t logins = 0;
    std::uint64_t logs = 0;  // records of any kind
    std::uint64_t sign_ups = 0;

    friend bool operator==(const InsightsNumbers&, const InsightsNumbers&) = default;
};

struct InsightsTable {
    Sequence sequence;
    std::string zone;
    std::optional<Day> first_day;  // as in ActivityTable
    InsightsNumbers numbers;
    std::optional<InsightsNumbers> previous;  // if it was asked for
    std::uint64_t automated_opens = 0;        // of e-mails and notifications, that do not count
    std::uint64_t customers = 0;              // in the target, or all

    friend bool operator==(const InsightsTable&, const InsightsTable&) = default;
};

struct SeriesTable {
    // One metric: of the whole period, and of each bucket.
    struct Line {
        std::uint64_t total = 0;
        std::vector<std::uint64_t> values;

        friend bool operator==(const Line&, const Line&) = default;
    };

    Sequence sequence;
    std::string zone;
    std::vector<Line> lines;  // in the order of the question's metrics

    friend bool operator==(const SeriesTable&, const SeriesTable&) = default;
};

// What came of a campaign or form.
struct ContentRow {
    // Of one local day; opens of e-mails and notifications together.
    struct OfDay {
        Day day;
        std::uint64_t delivered = 0;
        std::uint64_t opens = 0;
        std::uint64_t responses = 0;

        friend bool operator==(const OfDay&, const OfDay&) = default;
    };

    std::string id;
    std::uint64_t emails = 0;         // delivered
    std::uint64_t notifications = 0;  // delivered
    std::uint64_t recipients = 0;     // distinct customers that one of these was delivered to
    std::uint64_t email_opens = 0;
    std::uint64_t notification_opens = 0;
    std::uint64_t openers = 0;  // distinct customers with an open
    std::uint64_t spam = 0;
    std::uint64_t responses = 0;
    std::uint64_t respondents = 0;  // distinct customers
    std::vector<OfDay> days;        // rising; those with any of the three, if it was asked for

    friend bool operator==(const ContentRow&, const ContentRow&) = default;
};

struct ContentTable {
    Sequence sequence;
    std::string zone;
    std::vector<ContentRow> rows;  // in the order of the question's ids; zeros for unknown ones

    friend bool operator==(const ContentTable&, const ContentTable&) = default;
};

struct MentionsTable {
    struct Mention {
        std::string id;
        Instant at;  // the earliest time of an event that named it

        friend bool operator==(const Mention&, const Mention&) = default;
    };

    Sequence sequence;
    std::vector<std::string> sites;  // in byte order, as all three
    std::vector<Mention> campaigns;
    std::vector<Mention> forms;

    friend bool operator==(const MentionsTable&, const MentionsTable&) = default;
};

struct MembersTable {
    Sequence sequence;
    std::uint64_t members = 0;
    std::uint64_t customers = 0;  // in the workspace

    friend bool operator==(const MembersTable&, const MembersTable&) = default;
};

using Table =
    std::variant<ActivityTable, FunnelTable, CustomerTable, CustomerActivityTable, TimelineTable,
                 InsightsTable, SeriesTable, ContentTable, MentionsTable, MembersTable>;

}  // namespace footfall
