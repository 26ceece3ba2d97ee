#include "model/model_store.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "model/model_customer.h"
#include "question/fold.h"
#include "store/fingerprint.h"

namespace footfall::model {
namespace {

// What is left of a workspace: its customers, each with its events as they stand now.
struct World {
    std::map<std::string, ModelCustomer> customers;
    std::vector<ModelCustomer> forgotten;  // those one by one, not with all of the workspace
    // What events named, also those of customers who were forgotten, and their earliest times.
    std::set<std::string> sites;
    std::map<std::string, Instant> campaigns;
    std::map<std::string, Instant> forms;
    const DayTable* days = nullptr;
    Sequence sequence;
};

void note(std::map<std::string, Instant>& earliest, const std::string& id, Instant at) {
    const auto [place, is_new] = earliest.try_emplace(id, at);
    if (at < place->second) place->second = at;
}

World build(const std::vector<Entry>& entries, const WorkspaceId& workspace, const DayTable* days,
            Sequence sequence) {
    World world{.customers = {},
                .forgotten = {},
                .sites = {},
                .campaigns = {},
                .forms = {},
                .days = days,
                .sequence = sequence};
    for (const Entry& entry : entries) {
        if (workspace_of(entry.body) != workspace) continue;
        if (const auto* forget = std::get_if<Forget>(&entry.body)) {
            if (const auto found = world.customers.find(forget->customer);
                found != world.customers.end()) {
                world.forgotten.push_back(found->second);
                world.customers.erase(found);
            }
            if (forget->customer.empty()) {
                world.customers.clear();
                world.forgotten.clear();
                world.sites.clear();
                world.campaigns.clear();
                world.forms.clear();
            }
        } else if (const auto* event = std::get_if<Event>(&entry.body)) {
            auto [place, is_new] = world.customers.try_emplace(event->customer);
            if (is_new) place->second.created = entry.received_at;
            place->second.events.push_back({entry.sequence, *event});
            if (!event->site.empty()) world.sites.insert(event->site);
            if (!event->campaign.empty())
                note(world.campaigns, event->campaign, event->occurred_at);
            if (!event->form.empty()) note(world.forms, event->form, event->occurred_at);
        } else if (const auto* profile = std::get_if<Profile>(&entry.body)) {
            auto [place, is_new] = world.customers.try_emplace(profile->customer);
            if (is_new) place->second.created = entry.received_at;
            place->second.profiles.push_back(*profile);
        } else if (const auto* change = std::get_if<VerdictChange>(&entry.body)) {
            const auto place = world.customers.find(change->customer);
            if (place == world.customers.end()) continue;
            for (ModelEvent& kept : place->second.events) {
                if (kept.sequence != change->event) continue;
                kept.event.verdict = change->after;
                kept.event.rule = change->rule;
            }
        }
    }
    return world;
}

Result<> check(const DayTable& table, const LocalDays& days) {
    for (std::size_t i = 0; i < days.count(); ++i) {
        const Day day = days.first + static_cast<std::int32_t>(i);
        const LocalDays one = table.days(day, day);
        if (one.edges != std::vector<Instant>{days.edges[i], days.edges[i + 1]}) {
            return fail(ErrorCode::unavailable, "other days", {}, "days_changed");
        }
    }
    return {};
}

bool has_text(const std::string& text, const std::string& part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end()) != text.end();
}

// -1, 0, 1 with what is empty last whatever the direction.
int compare_texts(const std::string& a, const std::string& b, bool descending) {
    if (a.empty() && b.empty()) return 0;
    if (a.empty()) return 1;
    if (b.empty()) return -1;
    const int order = a < b ? -1 : (b < a ? 1 : 0);
    return descending ? -order : order;
}

int compare_times(std::optional<Instant> a, std::optional<Instant> b, bool descending) {
    if (!a && !b) return 0;
    if (!a) return 1;
    if (!b) return -1;
    const int order = *a < *b ? -1 : (*b < *a ? 1 : 0);
    return descending ? -order : order;
}

int compare_counts(std::uint64_t a, std::uint64_t b, bool descending) {
    const int order = a < b ? -1 : (b < a ? 1 : 0);
    return descending ? -order : order;
}

int compare(const ActivityRow& a, const ActivityRow& b, ActivitySort sort, bool descending) {
    switch (sort) {
        case ActivitySort::id:
            return compare_texts(fold(a.id), fold(b.id), descending);
        case ActivitySort::name:
            return compare_texts(fold(a.name), fold(b.name), descending);
        case ActivitySort::code:
            return compare_texts(fold(a.code), fold(b.code), descending);
        case ActivitySort::email:
            return compare_texts(fold(a.email), fold(b.email), descending);
        case ActivitySort::status:
            return compare_counts(a.status == Status::inactive, b.status == Status::inactive,
                                  descending);
        case ActivitySort::last_click:
            return compare_times(a.last_click, b.last_click, descending);
        case ActivitySort::views:
            return compare_counts(a.views, b.views, descending);
        case ActivitySort::trend:
            return compare_counts(a.trend[6], b.trend[6], descending);
        case ActivitySort::confirmed:
            return compare_counts(a.confirmed, b.confirmed, descending);
        case ActivitySort::verified:
            return compare_counts(a.verified, b.verified, descending);
        case ActivitySort::checkout:
            return compare_counts(a.checkout, b.checkout, descending);
        case ActivitySort::orders:
            return compare_counts(a.orders, b.orders, descending);
        case ActivitySort::recent_activity:
            return compare_times(a.recent_activity, b.recent_activity, descending);
    }
    return 0;
}

ActivityRow row_of(const std::string& id, const ModelCustomer& customer,
                   const ActivityQuestion& question) {
    const ModelProfile profile = customer.profile(id);
    const std::string& site = question.filter.site;
    ActivityRow row{.id = id,
                    .name = profile.name,
                    .code = profile.code,
                    .email = profile.email,
                    .status = profile.status,
                    .last_click = customer.last_open(),
                    .views = customer.count(Kind::link_open, question.period, site),
                    .trend = {},
                    .confirmed = customer.count(Kind::confirmation, question.period, site),
                    .verified = customer.count(Kind::verification, question.period, site),
                    .checkout = customer.count(Kind::checkout_start, question.period, site),
                    .orders = customer.count(Kind::order_submit, question.period, site),
                    .recent_activity = customer.last_activity(),
                    .stalled = {}};
    const auto opens = customer.by_day(Kind::link_open, question.trend, site);
    std::copy(opens.begin(), opens.end(), row.trend.begin());
    return row;
}

bool has_gone_quiet(const std::set<Day>& order_days, Day today, std::int32_t percent) {
    if (order_days.size() < 3) return false;
    std::vector<std::int32_t> gaps;
    for (auto day = std::next(order_days.begin()); day != order_days.end(); ++day) {
        gaps.push_back(*day - *std::prev(day));
    }
    std::sort(gaps.begin(), gaps.end());
    const std::int32_t twice_the_median = gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2];
    return 200 * std::int64_t{today - *order_days.rbegin()} >
           std::int64_t{percent} * twice_the_median;
}

// The stages that a customer is in, and for how many days.
std::map<Stage, std::int32_t> stages_of(const World& world, const ModelCustomer& customer,
                                        const ActivityRow& row, const LocalDays& period,
                                        const Filter& filter, Day today) {
    std::map<Stage, std::int32_t> found;
    const auto since = [&](Stage stage, std::optional<Day> day) {
        found[stage] = day ? today - *day : 0;
    };
    if (row.views > 0 && row.checkout == 0 && row.orders == 0) {
        since(Stage::viewed_no_checkout, customer.first_day(Kind::link_open, period, filter.site));
    }
    if (row.checkout > 0 && row.orders == 0) {
        since(Stage::checkout_no_order,
              customer.first_day(Kind::checkout_start, period, filter.site));
    }
    if (!row.last_click) {
        const Instant first = customer.first_activity().value_or(customer.created);
        since(Stage::never_opened, world.days->day_of(std::min(first, customer.created)));
    }
    const std::set<Day> order_days = customer.order_days(*world.days);
    if (has_gone_quiet(order_days, today, filter.quiet_percent))
        since(Stage::gone_quiet, *order_days.rbegin());
    return found;
}

std::optional<Stalled> stalled_of(const std::map<Stage, std::int32_t>& in,
                                  std::optional<Stage> wanted) {
    if (wanted) return Stalled{.stage = *wanted, .days = in.at(*wanted)};
    for (const Stage stage : {Stage::checkout_no_order, Stage::viewed_no_checkout,
                              Stage::gone_quiet, Stage::never_opened}) {
        if (in.contains(stage)) return Stalled{.stage = stage, .days = in.at(stage)};
    }
    return std::nullopt;
}

// Whether the customer is in the target.
bool is_in(const World& world, const std::string& id, const ModelCustomer& customer,
           const Target& target) {
    return std::all_of(target.groups.begin(), target.groups.end(), [&](const auto& group) {
        return std::any_of(group.begin(), group.end(), [&](const Rule& rule) {
            return customer.meets(rule, id, *world.days) == rule.match;
        });
    });
}

// Whether the question looks at the customer.
template <class Asked>
bool is_asked(const World& world, const std::string& id, const ModelCustomer& customer,
              const Asked& question) {
    const auto is_in_it = [&](const Target& target) { return is_in(world, id, customer, target); };
    return (!question.target || is_in_it(*question.target)) &&
           (!question.within ||
            std::any_of(question.within->begin(), question.within->end(), is_in_it));
}

// Those forgotten whom the question looks at: they are in no target.
template <class Asked>
std::vector<const ModelCustomer*> forgotten_in(const World& world, const Asked& question) {
    std::vector<const ModelCustomer*> customers;
    if (question.target || question.within) return customers;
    for (const ModelCustomer& customer : world.forgotten) customers.push_back(&customer);
    return customers;
}

std::uint64_t count_of(const ActivityRow& row, Kind kind) {
    switch (kind) {
        case Kind::link_open:
            return row.views;
        case Kind::confirmation:
            return row.confirmed;
        case Kind::verification:
            return row.verified;
        case Kind::checkout_start:
            return row.checkout;
        default:
            return row.orders;
    }
}

// With an event that counts, of whoever there is or was.
std::optional<Day> first_day_of(const World& world) {
    std::optional<Day> first;
    const auto look = [&](const ModelCustomer& customer) {
        for (const auto& [sequence, event] : customer.events) {
            const auto day = world.days->day_of(event.occurred_at);
            if (!day || event.verdict != Verdict::person) continue;
            first = std::min(first.value_or(*day), *day);
        }
    };
    for (const auto& [id, customer] : world.customers) look(customer);
    for (const ModelCustomer& customer : world.forgotten) look(customer);
    return first;
}

// Whether search, status and what somebody did hold.
bool matches(const ActivityRow& row, const Filter& filter) {
    if (filter.status == StatusFilter::active && row.status != Status::active) return false;
    if (filter.status == StatusFilter::inactive && row.status != Status::inactive) return false;
    if (filter.did && count_of(row, *filter.did) == 0) return false;
    const std::string part = fold(filter.search);
    return has_text(fold(row.name), part) || has_text(fold(row.code), part) ||
           has_text(fold(row.email), part);
}

ActivitySummary summary_of(const std::vector<ActivityRow>& rows) {
    ActivitySummary summary;
    for (const ActivityRow& row : rows) {
        if (row.views > 0) ++summary.customers_with_clicks;
        summary.total_views += row.views;
        summary.verified += row.verified;
        summary.checkout_started += row.checkout;
        summary.orders_submitted += row.orders;
    }
    return summary;
}

Result<Table> reply(const World& world, const ActivityQuestion& question) {
    if (question.trend.count() != 7) return fail(ErrorCode::invalid, "trend");
    if (question.page && (question.page->number < 1 || question.page->rows_max < 1)) {
        return fail(ErrorCode::invalid, "page");
    }
    FOOTFALL_CHECK(check(*world.days, question.period));
    if (question.previous) FOOTFALL_CHECK(check(*world.days, *question.previous));
    FOOTFALL_CHECK(check(*world.days, question.trend));
    ActivityTable table;
    table.sequence = world.sequence;
    table.zone = world.days->zone();
    table.first_day = first_day_of(world);
    table.customers = world.customers.size();
    std::vector<ActivityRow> rows;
    if (question.stages) table.in_stages.emplace();
    for (const auto& [id, customer] : world.customers) {
        ActivityRow row = row_of(id, customer, question);
        if (!matches(row, question.filter)) continue;
        const std::optional<Target>& target = question.filter.target;
        if (target && !is_in(world, id, customer, *target)) continue;
        const auto in = stages_of(world, customer, row, question.period, question.filter,
                                  question.trend.last());
        for (const auto& [stage, days] : in) {
            if (question.stages) ++(*table.in_stages)[position(stage)];
        }
        if (question.filter.stage && !in.contains(*question.filter.stage)) continue;
        if (question.stages && question.page) row.stalled = stalled_of(in, question.filter.stage);
        rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(), [&](const ActivityRow& a, const ActivityRow& b) {
        const int order = compare(a, b, question.sort, question.descending);
        return std::tuple(order, fold(a.name), a.id) < std::tuple(0, fold(b.name), b.id);
    });
    table.summary = summary_of(rows);
    for (const ActivityRow& row : rows) {
        table.summary.automated_views += world.customers.at(row.id).automated(
            Kind::link_open, question.period, question.filter.site);
    }
    if (question.previous) {
        ActivityQuestion before = question;
        before.period = *question.previous;
        before.previous.reset();
        FOOTFALL_TRY(earlier, reply(world, before));
        table.previous = std::get<ActivityTable>(earlier).summary;
    }
    table.total = rows.size();
    if (!question.page) {
        table.rows = rows;
        return Table(table);
    }
    std::vector<std::vector<ActivityRow>> pages(1);
    for (const ActivityRow& row : rows) {
        if (pages.back().size() == question.page->rows_max) pages.emplace_back();
        pages.back().push_back(row);
    }
    table.page = std::min<std::uint64_t>(question.page->number, pages.size());
    table.rows = pages[table.page - 1];
    return Table(table);
}

Result<Table> reply(const World& world, const FunnelQuestion& question) {
    if (question.today.count() != 1) return fail(ErrorCode::invalid, "today");
    FOOTFALL_CHECK(check(*world.days, question.period));
    FOOTFALL_CHECK(check(*world.days, question.today));
    ActivityQuestion all;
    all.period = question.period;
    all.trend = question.today;
    all.filter = question.filter;
    FunnelTable table;
    table.sequence = world.sequence;
    table.zone = world.days->zone();
    for (const auto& [id, customer] : world.customers) {
        const ActivityRow row = row_of(id, customer, all);
        if (!matches(row, question.filter)) continue;
        const std::optional<Target>& target = question.filter.target;
        if (target && !is_in(world, id, customer, *target)) continue;
        const auto in = stages_of(world, customer, row, question.period, question.filter,
                                  question.today.last());
        if (question.filter.stage && !in.contains(*question.filter.stage)) continue;
        ++table.total;
        const std::array<std::uint64_t, 5> events{row.views, row.confirmed, row.verified,
                                                  row.checkout, row.orders};
        for (std::size_t step = 0; step < events.size(); ++step) {
            table.steps[step].events += events[step];
            if (events[step] > 0) ++table.steps[step].customers;
            bool reached = false;
            for (std::size_t later = step; later < events.size(); ++later) {
                reached = reached || events[later] > 0;
            }
            if (reached) ++table.steps[step].reached;
        }
    }
    return Table(table);
}

// Its counted events of those kinds and days at that site.
std::uint64_t count(const ModelCustomer& customer, Kinds wanted, const LocalDays& days,
                    const std::string& site) {
    std::uint64_t sum = 0;
    for (const KindFacts& each : kinds) {
        if (wanted.has(each.kind)) sum += customer.count(each.kind, days, site);
    }
    return sum;
}

Kinds every_kind() {
    Kinds all;
    for (const KindFacts& each : kinds) all.add(each.kind);
    return all;
}

InsightsNumbers numbers_of(const World& world, const InsightsQuestion& question,
                           const LocalDays& days) {
    InsightsNumbers numbers;
    const auto add = [&](const ModelCustomer& customer) {
        const auto sum = [&](Kinds wanted) { return count(customer, wanted, days, question.site); };
        const std::uint64_t records = sum(question.activity_set);
        numbers.activity += records;
        numbers.logins += sum({Kind::login});
        numbers.logs += sum(every_kind());
        numbers.sign_ups += sum({Kind::signup});
        return records;
    };
    for (const auto& [id, customer] : world.customers) {
        if (!is_asked(world, id, customer, question)) continue;
        if (add(customer) >= 2) ++numbers.active_users;
    }
    for (const ModelCustomer* customer : forgotten_in(world, question)) add(*customer);
    return numbers;
}

Result<Table> reply(const World& world, const InsightsQuestion& question) {
    FOOTFALL_CHECK(check(*world.days, question.period));
    InsightsTable table;
    table.sequence = world.sequence;
    table.zone = world.days->zone();
    table.first_day = first_day_of(world);
    table.numbers = numbers_of(world, question, question.period);
    if (question.previous) {
        FOOTFALL_CHECK(check(*world.days, *question.previous));
        table.previous = numbers_of(world, question, *question.previous);
    }
    for (const auto& [id, customer] : world.customers) {
        if (!is_asked(world, id, customer, question)) continue;
        ++table.customers;
        for (const Kind kind : {Kind::email_open, Kind::notification_open}) {
            table.automated_opens += customer.automated(kind, question.period, question.site);
        }
    }
    return Table(table);
}

std::uint64_t value_of(const World& world, const SeriesQuestion& question, Metric metric,
                       const LocalDays& days) {
    const Kinds wanted = kinds_of(metric, question.activity_set);
    std::uint64_t value = 0;
    for (const auto& [id, customer] : world.customers) {
        if (!is_asked(world, id, customer, question)) continue;
        const std::uint64_t records = count(customer, wanted, days, question.site);
        value += metric == Metric::active_users ? records >= 2 : records;
    }
    if (metric == Metric::active_users) return value;
    for (const ModelCustomer* customer : forgotten_in(world, question)) {
        value += count(*customer, wanted, days, question.site);
    }
    return value;
}

Result<Table> reply(const World& world, const SeriesQuestion& question) {
    FOOTFALL_CHECK(check(*world.days, question.period));
    SeriesTable table;
    table.sequence = world.sequence;
    table.zone = world.days->zone();
    for (const Metric metric : question.metrics) {
        SeriesTable::Line line;
        line.total = value_of(world, question, metric, question.period);
        for (std::size_t i = 0; i < question.starts.size(); ++i) {
            const Day last = i + 1 < question.starts.size() ? question.starts[i + 1] - 1
                                                            : question.period.last();
            line.values.push_back(
                value_of(world, question, metric, world.days->days(question.starts[i], last)));
        }
        table.lines.push_back(line);
    }
    return Table(table);
}

ContentRow row_of(const World& world, const ContentQuestion& question, const std::string& content) {
    ContentRow row;
    row.id = content;
    std::map<Day, ContentRow::OfDay> days;
    std::vector<const ModelCustomer*> customers = forgotten_in(world, question);
    for (const auto& [id, customer] : world.customers) {
        if (is_asked(world, id, customer, question)) customers.push_back(&customer);
    }
    for (const ModelCustomer* customer : customers) {
        bool received = false;
        bool opened = false;
        bool answered = false;
        for (const auto& [sequence, event] : customer->events) {
            const std::string& named =
                question.type == ContentType::campaign ? event.campaign : event.form;
            const auto day = world.days->day_of(event.occurred_at);
            if (named.empty() || named != content || event.verdict != Verdict::person || !day) {
                continue;
            }
            if (event.kind == Kind::email_delivered) ++row.emails;
            if (event.kind == Kind::notification_delivered) ++row.notifications;
            if (event.kind == Kind::email_open) ++row.email_opens;
            if (event.kind == Kind::notification_open) ++row.notification_opens;
            if (event.kind == Kind::email_spam) ++row.spam;
            if (event.kind == Kind::form_response) ++row.responses;
            const bool is_delivery =
                event.kind == Kind::email_delivered || event.kind == Kind::notification_delivered;
            const bool is_open =
                event.kind == Kind::email_open || event.kind == Kind::notification_open;
            const bool is_response = event.kind == Kind::form_response;
            received = received || is_delivery;
            opened = opened || is_open;
            answered = answered || is_response;
            if (!is_delivery && !is_open && !is_response) continue;
            days[*day].day = *day;
            days[*day].delivered += is_delivery;
            days[*day].opens += is_open;
            days[*day].responses += is_response;
        }
        row.recipients += received;
        row.openers += opened;
        row.respondents += answered;
    }
    if (!question.by_day) return row;
    for (const auto& [day, of_day] : days) row.days.push_back(of_day);
    return row;
}

Result<Table> reply(const World& world, const ContentQuestion& question) {
    ContentTable table;
    table.sequence = world.sequence;
    table.zone = world.days->zone();
    for (const std::string& id : question.ids) table.rows.push_back(row_of(world, question, id));
    return Table(table);
}

Result<Table> reply(const World& world, const MentionsQuestion&) {
    MentionsTable table;
    table.sequence = world.sequence;
    table.sites.assign(world.sites.begin(), world.sites.end());
    for (const auto& [id, at] : world.campaigns) table.campaigns.push_back({id, at});
    for (const auto& [id, at] : world.forms) table.forms.push_back({id, at});
    return Table(table);
}

Result<Table> reply(const World& world, const MembersQuestion& question) {
    MembersTable table;
    table.sequence = world.sequence;
    table.customers = world.customers.size();
    for (const auto& [id, customer] : world.customers) {
        table.members += is_in(world, id, customer, question.target);
    }
    return Table(table);
}

Result<Table> reply(const World& world, const CustomerQuestion& question) {
    const auto found = world.customers.find(question.customer);
    if (found == world.customers.end()) return fail(ErrorCode::not_found, "customer");
    const ModelProfile profile = found->second.profile(question.customer);
    const std::set<std::string> sites = found->second.sites();
    return Table(CustomerTable{.sequence = world.sequence,
                               .id = question.customer,
                               .name = profile.name,
                               .code = profile.code,
                               .email = profile.email,
                               .phone = profile.phone,
                               .contact = profile.contact,
                               .status = profile.status,
                               .traits = profile.traits,
                               .sites = {sites.begin(), sites.end()},
                               .created = found->second.created,
                               .first_seen = found->second.first_activity(),
                               .last_seen = found->second.last_activity()});
}

Result<Table> reply(const World& world, const CustomerActivityQuestion& question) {
    FOOTFALL_CHECK(check(*world.days, question.period));
    FOOTFALL_CHECK(check(*world.days, question.trend));
    const auto found = world.customers.find(question.customer);
    if (found == world.customers.end()) return fail(ErrorCode::not_found, "customer");
    const ModelCustomer& customer = found->second;
    return Table(
        CustomerActivityTable{.sequence = world.sequence,
                              .zone = world.days->zone(),
                              .views = customer.count(Kind::link_open, question.period),
                              .verified = customer.count(Kind::verification, question.period),
                              .checkout = customer.count(Kind::checkout_start, question.period),
                              .orders = customer.count(Kind::order_submit, question.period),
                              .trend = customer.by_day(Kind::link_open, question.trend)});
}

Result<Table> reply(const World& world, const TimelineQuestion& question) {
    if (question.rows_max < 1) return fail(ErrorCode::invalid, "rows_max");
    const auto found = world.customers.find(question.customer);
    if (found == world.customers.end()) return fail(ErrorCode::not_found, "customer");
    TimelineTable table;
    table.sequence = world.sequence;
    for (const auto& [sequence, event] : found->second.events) {
        if (!question.automated && event.verdict != Verdict::person) continue;
        if (question.event && sequence != *question.event) continue;
        if (!question.kinds.empty() &&
            std::count(question.kinds.begin(), question.kinds.end(), event.kind) == 0) {
            continue;
        }
        if (question.after &&
            std::tuple(event.occurred_at, sequence) >=
                std::tuple(question.after->occurred_at, question.after->sequence)) {
            continue;
        }
        table.rows.push_back({sequence, event.kind, event.name, event.occurred_at, event.site,
                              event.order, event.verdict, event.rule, event.campaign, event.form,
                              event.by_customer});
    }
    std::sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
        return std::tuple(b.occurred_at, b.sequence) < std::tuple(a.occurred_at, a.sequence);
    });
    table.more = table.rows.size() > question.rows_max;
    if (table.more) table.rows.resize(question.rows_max);
    return Table(table);
}

}  // namespace

Result<> ModelStore::apply(SequenceRange range, std::span<const Entry> entries) {
    const std::lock_guard lock(mutex_);
    if (range.last <= applied_) return {};
    if (range.first.value > applied_.value + 1) {
        return fail(ErrorCode::conflict, "gap", {}, "sequence_gap");
    }
    for (const Entry& entry : entries) {
        if (entry.sequence > applied_) entries_.push_back(entry);
    }
    applied_ = range.last;
    return {};
}

Result<> ModelStore::set_days(const WorkspaceId& workspace, DayTable days) {
    const std::lock_guard lock(mutex_);
    days_[workspace] = std::make_shared<const DayTable>(std::move(days));
    return {};
}

std::shared_ptr<const DayTable> ModelStore::days(const WorkspaceId& workspace) const {
    const std::lock_guard lock(mutex_);
    return days_locked(workspace);
}

std::shared_ptr<const DayTable> ModelStore::days_locked(const WorkspaceId& workspace) const {
    if (const auto found = days_.find(workspace); found != days_.end()) return found->second;
    std::vector<Instant> edges;
    for (std::int64_t day = 10'957; day <= 47'482; ++day) {
        edges.push_back(Instant::from_seconds(day * 86'400));
    }
    return std::make_shared<const DayTable>("UTC", Day{10'957}, std::move(edges));
}

Result<Table> ModelStore::answer(const Question& question) const {
    const std::lock_guard lock(mutex_);
    return std::visit(
        [&](const auto& each) {
            const auto days = days_locked(each.workspace);
            return reply(build(entries_, each.workspace, days.get(), applied_), each);
        },
        question);
}

Result<std::vector<bool>> ModelStore::kept(std::span<const store::EntryKey> keys) const {
    const std::lock_guard lock(mutex_);
    std::vector<bool> answers;
    for (const store::EntryKey& key : keys) {
        bool is_kept = false;
        const World world = build(entries_, key.workspace, nullptr, applied_);
        const auto is_it = [&](const auto& body) {
            return body.family == key.family && body.id == key.id && body.raw_time == key.raw_time;
        };
        if (const auto found = world.customers.find(key.customer); found != world.customers.end()) {
            for (const ModelEvent& kept : found->second.events) {
                is_kept = is_kept || is_it(kept.event);
            }
            for (const Profile& profile : found->second.profiles) {
                is_kept = is_kept || is_it(profile);
            }
        }
        answers.push_back(is_kept);
    }
    return answers;
}

store::Progress ModelStore::progress() const {
    const std::lock_guard lock(mutex_);
    return {.applied = applied_, .persisted = applied_, .trouble = {}};
}

Result<store::Fingerprint> ModelStore::fingerprint(const WorkspaceId& workspace) const {
    const std::lock_guard lock(mutex_);
    const auto days = days_locked(workspace);
    const World world = build(entries_, workspace, days.get(), applied_);
    store::Fingerprint sums;
    sums.customers = world.customers.size();
    for (const ModelCustomer& customer : world.forgotten) {
        for (const auto& [sequence, event] : customer.events) {
            const auto day = days->day_of(event.occurred_at);
            if (!day || event.verdict != Verdict::person) continue;
            sums.forgotten += store::hash_of_count({}, event.kind, *day, 1);
        }
    }
    for (const auto& [id, customer] : world.customers) {
        std::map<std::pair<Kind, Day>, std::uint64_t> by_day, automated;
        for (const auto& [sequence, event] : customer.events) {
            ++sums.stored_events;
            sums.stored += store::hash_of_event(sequence, id, event.kind, event.occurred_at);
            const auto day = days->day_of(event.occurred_at);
            if (!day) continue;
            if (event.verdict == Verdict::person) ++by_day[{event.kind, *day}];
            if (event.verdict != Verdict::person && opens.has(event.kind)) {
                ++automated[{event.kind, *day}];
            }
        }
        for (const auto& [cell, count] : by_day) {
            sums.events += count;
            sums.counts += store::hash_of_count(id, cell.first, cell.second, count);
        }
        for (const auto& [cell, count] : automated) {
            sums.automated += store::hash_of_count(id, cell.first, cell.second, count);
        }
        const ModelProfile profile = customer.profile(id);
        sums.profiles += store::hash_of_profile(
            id, {profile.name, profile.code, profile.email, profile.phone, profile.contact},
            profile.status);
        for (const std::string& site : customer.sites()) {
            sums.sites += store::hash_of_site(id, site);
        }
        sums.times += store::hash_of_times(
            id, {customer.last_open(), customer.first_activity(), customer.last_activity()});
    }
    return sums;
}

}  // namespace footfall::model
