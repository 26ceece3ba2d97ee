#include "peer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "question/fold.h"

namespace footfall::bench {

namespace {

std::int64_t number_in(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::uint64_t count_in(const std::string& text) {
    return static_cast<std::uint64_t>(number_in(text));
}

std::optional<Instant> time_in(const std::string& text) {
    const std::int64_t ms = number_in(text);
    return ms == 0 ? std::nullopt : std::optional(Instant::from_ms(ms));
}

// The columns of page_sql.
ActivityRow row_in(const std::vector<std::string>& values) {
    ActivityRow row;
    row.id = Workload::customer_id(static_cast<CustomerNumber>(number_in(values[0])));
    row.name = values[1];
    row.code = values[2];
    row.email = values[3];
    row.status = static_cast<Status>(number_in(values[4]));
    row.last_click = time_in(values[5]);
    row.recent_activity = time_in(values[6]);
    row.views = count_in(values[7]);
    row.confirmed = count_in(values[8]);
    row.verified = count_in(values[9]);
    row.checkout = count_in(values[10]);
    row.orders = count_in(values[11]);
    return row;
}

std::string describe(const ActivitySummary& summary) {
    return std::to_string(summary.customers_with_clicks) + "/" +
           std::to_string(summary.total_views) + "/" + std::to_string(summary.verified) + "/" +
           std::to_string(summary.checkout_started) + "/" +
           std::to_string(summary.orders_submitted);
}

std::string describe(const ActivityRow& row) {
    std::string text = row.id + " " + row.name + " " + row.code + " " + row.email + " " +
                       std::to_string(static_cast<int>(row.status)) + " views " +
                       std::to_string(row.views) + " confirmed " + std::to_string(row.confirmed) +
                       " verified " + std::to_string(row.verified) + " checkout " +
                       std::to_string(row.checkout) + " orders " + std::to_string(row.orders) +
                       " last click " + std::to_string(row.last_click.value_or(Instant{}).us) +
                       " recent " + std::to_string(row.recent_activity.value_or(Instant{}).us) +
                       " trend";
    for (const std::uint64_t opens : row.trend) text += " " + std::to_string(opens);
    return text;
}

}  // namespace

std::vector<PeerCustomer> peer_customers(const WorkloadOptions& options) {
    Workload workload(options);
    std::vector<PeerCustomer> customers(options.customers);
    for (CustomerNumber number = 0; number < options.customers; ++number) {
        PeerCustomer& customer = customers[number];
        customer.profile = workload.profile(number);
        customer.folded_name = fold(customer.profile.name.value_or(""));
        customer.folded_code = fold(customer.profile.code.value_or(""));
        customer.folded_email = fold(customer.profile.email.value_or(""));
    }
    for (auto facts = workload.next_batch(); !facts.empty(); facts = workload.next_batch()) {
        for (const Fact& fact : facts) {
            PeerCustomer& customer = customers[fact.customer];
            const std::int64_t ms = fact.occurred_at.us / 1'000;
            customer.recent_activity_ms = std::max(customer.recent_activity_ms, ms);
            if (fact.kind != Kind::link_open) continue;
            customer.last_click_ms = std::max(customer.last_click_ms, ms);
        }
    }
    return customers;
}

Result<ActivityTable> Peer::ask(const ActivityQuestion& question) {
    FOOTFALL_TRY(rows, query(page_sql(question, dialect_)));
    ActivityTable table;
    if (!rows.empty()) {
        // ClickHouse sums up in a last row of its own, the others at the end of every row.
        const bool has_last = dialect_ == Dialect::clickhouse;
        const std::vector<std::string> totals = has_last ? rows.back() : rows.front();
        if (has_last) rows.pop_back();
        using Places = std::array<std::size_t, 4>;
        const Places at = has_last ? Places{7, 9, 10, 11} : Places{14, 15, 16, 17};
        table.total = count_in(totals[12]);
        table.summary = {.customers_with_clicks = count_in(totals[13]),
                         .total_views = count_in(totals[at[0]]),
                         .verified = count_in(totals[at[1]]),
                         .checkout_started = count_in(totals[at[2]]),
                         .orders_submitted = count_in(totals[at[3]]),
                         .automated_views = 0};  // the workload has none
    }
    std::vector<std::string> numbers;
    std::map<std::string, std::size_t> places;
    for (const auto& values : rows) {
        places[values[0]] = table.rows.size();
        numbers.push_back(values[0]);
        table.rows.push_back(row_in(values));
    }
    if (numbers.empty()) return table;
    FOOTFALL_TRY(trends, query(trend_sql(question, numbers, dialect_)));
    for (const auto& values : trends) {
        ActivityRow& row = table.rows[places.at(values[0])];
        for (std::size_t day = 0; day < row.trend.size(); ++day) {
            row.trend[day] = count_in(values[day + 1]);
        }
    }
    return table;
}

ActivityTable comparable(ActivityTable table) {
    table.sequence = {};
    table.zone.clear();
    table.customers = 0;
    table.first_day = {};
    table.page = 1;
    return table;
}

std::string difference(const ActivityTable& ours, const ActivityTable& theirs) {
    if (ours.summary != theirs.summary) {
        return "counters " + describe(ours.summary) + " against " + describe(theirs.summary);
    }
    if (ours.total != theirs.total) {
        return "total " + std::to_string(ours.total) + " against " + std::to_string(theirs.total);
    }
    if (ours.rows.size() != theirs.rows.size()) {
        return std::to_string(ours.rows.size()) + " rows against " +
               std::to_string(theirs.rows.size());
    }
    for (std::size_t i = 0; i < ours.rows.size(); ++i) {
        if (ours.rows[i] == theirs.rows[i]) continue;
        return "row " + std::to_string(i + 1) + ": " + describe(ours.rows[i]) + " against " +
               describe(theirs.rows[i]);
    }
    return comparable(ours) == comparable(theirs) ? "" : "something";
}

}  // namespace footfall::bench
