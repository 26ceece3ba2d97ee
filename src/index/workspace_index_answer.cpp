#include <cstdint>

#include "index/traits.h"
#include "index/workspace_index.h"

namespace footfall::index {

Result<> WorkspaceIndex::check(const LocalDays& days) const {
    if (days.count() == 0) return {};
    if (activity_.days()->days(days.first, days.last()) != days) {
        return fail(ErrorCode::unavailable, "the question was made of other days", {},
                    "days_changed");
    }
    return {};
}

Result<> WorkspaceIndex::check_whole() const {
    if (!directory_.is_settled()) {
        return fail(ErrorCode::unavailable, "customers are being put in order", {}, "catching_up");
    }
    if (doubts_.empty()) return {};
    return fail(ErrorCode::unavailable, "customers are being recounted", {}, "in_doubt");
}

Result<> WorkspaceIndex::check(const ActivityQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    if (question.trend.count() != ActivityRow().trend.size()) {
        return fail(ErrorCode::invalid, "a trend has seven days", "trend");
    }
    if (question.page && (question.page->number == 0 || question.page->rows_max == 0)) {
        return fail(ErrorCode::invalid, "pages and rows are counted from 1", "page");
    }
    FOOTFALL_CHECK(check(question.period));
    if (question.previous) FOOTFALL_CHECK(check(*question.previous));
    return check(question.trend);
}

Result<ActivityTable> WorkspaceIndex::answer(const ActivityQuestion& question) const {
    FOOTFALL_CHECK(check(question));
    return answer_page(directory_, activity_, question);
}

Result<EveryRow> WorkspaceIndex::every_row(const ActivityQuestion& question) const {
    FOOTFALL_CHECK(check(question));
    return keep_rows(directory_, activity_, question);
}

Result<FunnelTable> WorkspaceIndex::answer(const FunnelQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    if (question.today.count() != 1) return fail(ErrorCode::invalid, "today is one day", "today");
    FOOTFALL_CHECK(check(question.period));
    FOOTFALL_CHECK(check(question.today));
    return answer_funnel(directory_, activity_, question);
}

Result<CustomerTable> WorkspaceIndex::answer(const CustomerQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    const std::optional<Ordinal> ordinal = directory_.find(question.customer);
    if (!ordinal) return fail(ErrorCode::not_found, "there is no such customer", "customer");
    const Customer customer = directory_.at(*ordinal);
    const Recency recency = activity_.recency(*ordinal);

    CustomerTable table;
    table.id = customer.id;
    table.name = customer.name;
    table.code = customer.code;
    table.email = customer.email;
    table.phone = customer.phone;
    table.contact = customer.contact;
    table.status = customer.status;
    table.traits = join_object(directory_.traits(*ordinal));
    table.sites = directory_.sites(*ordinal);
    table.created = customer.created;
    table.first_seen = recency.first_activity;
    table.last_seen = recency.last_activity;
    return table;
}

Result<CustomerActivityTable> WorkspaceIndex::answer(
    const CustomerActivityQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    FOOTFALL_CHECK(check(question.period));
    FOOTFALL_CHECK(check(question.trend));
    const std::optional<Ordinal> ordinal = directory_.find(question.customer);
    if (!ordinal) return fail(ErrorCode::not_found, "there is no such customer", "customer");

    const auto sum = [&](Kind kind, Day first, Day last) {
        return activity_.counts().sum(*ordinal, kind, all_sites, {first, last});
    };
    const auto sum_of_period = [&](Kind kind) {
        if (question.period.count() == 0) return std::uint64_t{0};
        return sum(kind, question.period.first, question.period.last());
    };
    CustomerActivityTable table;
    table.zone = activity_.days()->zone();
    table.views = sum_of_period(Kind::link_open);
    table.verified = sum_of_period(Kind::verification);
    table.checkout = sum_of_period(Kind::checkout_start);
    table.orders = sum_of_period(Kind::order_submit);
    for (std::size_t i = 0; i < question.trend.count(); ++i) {
        const Day day = question.trend.first + static_cast<std::int32_t>(i);
        table.trend.push_back(sum(Kind::link_open, day, day));
    }
    return table;
}

}  // namespace footfall::index
