#include <algorithm>
#include <compare>
#include <string>
#include <utility>
#include <vector>

#include "index/traits.h"
#include "index/workspace_index.h"
#include "question/fold.h"

namespace footfall::index {
namespace {

bool is_match(const Customer& customer, std::string_view search, StatusFilter status) {
    if (customer.removed) return false;
    if (status == StatusFilter::active && customer.status != Status::active) return false;
    if (status == StatusFilter::inactive && customer.status != Status::inactive) return false;
    return search.empty() || customer.folded_name().find(search) != std::string::npos ||
           customer.code.folded().find(search) != std::string::npos ||
           customer.email.folded().find(search) != std::string::npos;
}

// The counts of one question over ordinals.
struct Measures {
    std::vector<std::uint64_t> views, confirmed, verified, checkout, orders, today;
};

// Orders ordinals as the question asks; the directory and the measures outlive it.
class Order {
  public:
    Order(const CustomerDirectory& directory, const ActivityIndex& activity,
          const Measures& measures, ActivitySort sort, bool descending)
        : directory_(directory),
          activity_(activity),
          measures_(measures),
          sort_(sort),
          descending_(descending) {}

    bool operator()(Ordinal left, Ordinal right) const {
        const auto order = compare(left, right);
        if (order != 0) return order < 0;
        const Customer& a = directory_.at(left);
        const Customer& b = directory_.at(right);
        if (const int names = a.folded_name().compare(b.folded_name()); names != 0) {
            return names < 0;
        }
        return a.id < b.id;
    }

  private:
    std::strong_ordering compare(Ordinal left, Ordinal right) const {
        const Customer& a = directory_.at(left);
        const Customer& b = directory_.at(right);
        const auto count = [&](const std::vector<std::uint64_t>& column) {
            return turned(column[left] <=> column[right]);
        };
        switch (sort_) {
            case ActivitySort::id:
                return texts(a.folded_id, b.folded_id);
            case ActivitySort::name:
                return texts(a.folded_name(), b.folded_name());
            case ActivitySort::code:
                return texts(a.code.folded(), b.code.folded());
            case ActivitySort::email:
                return texts(a.email.folded(), b.email.folded());
            case ActivitySort::status:
                return turned(a.status <=> b.status);
            case ActivitySort::last_click:
                return times(activity_.recency(left).last_open, activity_.recency(right).last_open);
            case ActivitySort::views:
                return count(measures_.views);
            case ActivitySort::trend:
                return count(measures_.today);
            case ActivitySort::confirmed:
                return count(measures_.confirmed);
            case ActivitySort::verified:
                return count(measures_.verified);
            case ActivitySort::checkout:
                return count(measures_.checkout);
            case ActivitySort::orders:
                return count(measures_.orders);
            case ActivitySort::recent_activity:
                return times(activity_.recency(left).last_activity,
                             activity_.recency(right).last_activity);
        }
        return std::strong_ordering::equal;
    }

    std::strong_ordering turned(std::strong_ordering order) const {
        return descending_ ? 0 <=> order : order;
    }

    std::strong_ordering texts(const std::string& a, const std::string& b) const {
        if (a.empty() || b.empty()) return a.empty() <=> b.empty();
        return turned(a.compare(b) <=> 0);
    }

    std::strong_ordering times(const std::optional<Instant>& a,
                               const std::optional<Instant>& b) const {
        if (!a || !b) return !a <=> !b;
        return turned(*a <=> *b);
    }

    const CustomerDirectory& directory_;
    const ActivityIndex& activity_;
    const Measures& measures_;
    ActivitySort sort_;
    bool descending_;
};

ActivityRow row_of(const CustomerDirectory& directory, const ActivityIndex& activity,
                   const Measures& measures, const LocalDays& trend, Ordinal ordinal) {
    const Customer& customer = directory.at(ordinal);
    const Recency recency = activity.recency(ordinal);
    ActivityRow row;
    row.id = customer.id;
    row.name = customer.name();
    row.code = customer.code.given();
    row.email = customer.email.given();
    row.status = customer.status;
    row.last_click = recency.last_open;
    row.views = measures.views[ordinal];
    for (std::size_t i = 0; i < row.trend.size(); ++i) {
        const Day day = trend.first + static_cast<std::int32_t>(i);
        row.trend[i] = activity.columns().count(Kind::link_open, day, ordinal);
    }
    row.confirmed = measures.confirmed[ordinal];
    row.verified = measures.verified[ordinal];
    row.checkout = measures.checkout[ordinal];
    row.orders = measures.orders[ordinal];
    row.recent_activity = recency.last_activity;
    return row;
}

}  // namespace

Result<> WorkspaceIndex::check(const LocalDays& days) const {
    if (days.count() == 0) return {};
    if (activity_.columns().days()->days(days.first, days.last()) != days) {
        return fail(ErrorCode::unavailable, "the question was made of other days", {},
                    "days_changed");
    }
    return {};
}

Result<> WorkspaceIndex::check_certain() const {
    if (doubts_.empty()) return {};
    return fail(ErrorCode::unavailable, "customers are being recounted", {}, "in_doubt");
}

Result<ActivityTable> WorkspaceIndex::answer(const ActivityQuestion& question) const {
    FOOTFALL_CHECK(check_certain());
    if (question.trend.count() != ActivityRow().trend.size()) {
        return fail(ErrorCode::invalid, "a trend has seven days", "trend");
    }
    if (question.page && (question.page->number == 0 || question.page->rows_max == 0)) {
        return fail(ErrorCode::invalid, "pages and rows are counted from 1", "page");
    }
    FOOTFALL_CHECK(check(question.period));
    FOOTFALL_CHECK(check(question.trend));

    const Columns& columns = activity_.columns();
    const auto sum = [&](Kind kind, const LocalDays& days) {
        std::vector<std::uint64_t> sums(directory_.ordinals());
        columns.sum(kind, days, sums);
        return sums;
    };
    const Day today = question.trend.last();
    const Measures measures{.views = sum(Kind::link_open, question.period),
                            .confirmed = sum(Kind::confirmation, question.period),
                            .verified = sum(Kind::verification, question.period),
                            .checkout = sum(Kind::checkout_start, question.period),
                            .orders = sum(Kind::order_submit, question.period),
                            .today = sum(Kind::link_open, columns.days()->days(today, today))};

    ActivityTable table;
    table.zone = columns.days()->zone();
    table.customers = directory_.count();
    const std::string search = fold(question.filter.search);
    std::vector<Ordinal> matches;
    for (Ordinal ordinal = 0; ordinal < directory_.ordinals(); ++ordinal) {
        if (!is_match(directory_.at(ordinal), search, question.filter.status)) continue;
        matches.push_back(ordinal);
        table.summary.customers_with_clicks += measures.views[ordinal] > 0 ? 1 : 0;
        table.summary.total_views += measures.views[ordinal];
        table.summary.verified += measures.verified[ordinal];
        table.summary.checkout_started += measures.checkout[ordinal];
        table.summary.orders_submitted += measures.orders[ordinal];
    }
    table.total = matches.size();

    std::size_t begin = 0;
    std::size_t end = matches.size();
    if (question.page) {
        const std::size_t rows_max = question.page->rows_max;
        const std::size_t pages = matches.empty() ? 1 : (matches.size() - 1) / rows_max + 1;
        table.page = std::min(question.page->number, pages);
        begin = (table.page - 1) * rows_max;
        end = std::min(end - begin, rows_max) + begin;
    }
    std::partial_sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(end),
                      matches.end(),
                      Order(directory_, activity_, measures, question.sort, question.descending));

    table.rows.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        table.rows.push_back(row_of(directory_, activity_, measures, question.trend, matches[i]));
    }
    return table;
}

Result<CustomerTable> WorkspaceIndex::answer(const CustomerQuestion& question) const {
    FOOTFALL_CHECK(check_certain());
    const std::optional<Ordinal> ordinal = directory_.find(question.customer);
    if (!ordinal) return fail(ErrorCode::not_found, "there is no such customer", "customer");
    const Customer& customer = directory_.at(*ordinal);
    const Recency recency = activity_.recency(*ordinal);

    CustomerTable table;
    table.id = customer.id;
    table.name = customer.name();
    table.code = customer.code.given();
    table.email = customer.email.given();
    table.phone = customer.phone.given();
    table.contact = customer.contact.given();
    table.status = customer.status;
    std::map<std::string, std::string> traits;
    for (const auto& [key, trait] : customer.traits) {
        if (trait.first != "null") traits.emplace(key, trait.first);
    }
    table.traits = join_object(traits);
    table.sites.assign(customer.sites.begin(), customer.sites.end());
    table.created = customer.created;
    table.first_seen = recency.first_activity;
    table.last_seen = recency.last_activity;
    return table;
}

Result<CustomerActivityTable> WorkspaceIndex::answer(
    const CustomerActivityQuestion& question) const {
    FOOTFALL_CHECK(check_certain());
    FOOTFALL_CHECK(check(question.period));
    FOOTFALL_CHECK(check(question.trend));
    const std::optional<Ordinal> ordinal = directory_.find(question.customer);
    if (!ordinal) return fail(ErrorCode::not_found, "there is no such customer", "customer");

    const Columns& columns = activity_.columns();
    const auto each_day = [&](Kind kind, const LocalDays& days) {
        std::vector<std::uint64_t> by_day;
        for (std::size_t i = 0; i < days.count(); ++i) {
            by_day.push_back(
                columns.count(kind, days.first + static_cast<std::int32_t>(i), *ordinal));
        }
        return by_day;
    };
    const auto sum = [&](Kind kind) {
        std::uint64_t total = 0;
        for (const std::uint64_t count : each_day(kind, question.period)) total += count;
        return total;
    };
    CustomerActivityTable table;
    table.zone = columns.days()->zone();
    table.views = sum(Kind::link_open);
    table.verified = sum(Kind::verification);
    table.checkout = sum(Kind::checkout_start);
    table.orders = sum(Kind::order_submit);
    table.trend = each_day(Kind::link_open, question.trend);
    return table;
}

}  // namespace footfall::index
