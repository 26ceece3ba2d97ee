#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "index/insights.h"
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
    const std::optional<Members> members = this->members(question.filter);
    return answer_page(directory_, activity_, members ? &*members : nullptr, question);
}

Result<EveryRow> WorkspaceIndex::every_row(const ActivityQuestion& question) const {
    FOOTFALL_CHECK(check(question));
    const std::optional<Members> members = this->members(question.filter);
    return keep_rows(directory_, activity_, members ? &*members : nullptr, question);
}

Result<FunnelTable> WorkspaceIndex::answer(const FunnelQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    if (question.today.count() != 1) return fail(ErrorCode::invalid, "today is one day", "today");
    FOOTFALL_CHECK(check(question.period));
    FOOTFALL_CHECK(check(question.today));
    const std::optional<Members> members = this->members(question.filter);
    return answer_funnel(directory_, activity_, members ? &*members : nullptr, question);
}

std::optional<Members> WorkspaceIndex::members(const Target* target,
                                               const std::vector<Target>* within) const {
    if (target == nullptr && within == nullptr) return std::nullopt;
    return std::optional<Members>(std::in_place, target, within, directory_, activity_, campaigns_,
                                  forms_);
}

std::optional<Members> WorkspaceIndex::members(const Filter& filter) const {
    return members(filter.target ? &*filter.target : nullptr, nullptr);
}

template <class Asked>
std::optional<Members> WorkspaceIndex::members(const Asked& question) const {
    return members(question.target ? &*question.target : nullptr,
                   question.within ? &*question.within : nullptr);
}

Result<InsightsTable> WorkspaceIndex::answer(const InsightsQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    FOOTFALL_CHECK(check(question.period));
    if (question.previous) FOOTFALL_CHECK(check(*question.previous));
    const std::optional<Members> members = this->members(question);
    return answer_insights(directory_, activity_, members ? &*members : nullptr, question);
}

Result<SeriesTable> WorkspaceIndex::answer(const SeriesQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    FOOTFALL_CHECK(check(question.period));
    const std::vector<Day>& starts = question.starts;
    const auto falls =
        std::adjacent_find(starts.begin(), starts.end(), [](Day a, Day b) { return b <= a; });
    const bool is_empty = question.period.count() == 0;
    if (starts.empty() != is_empty || falls != starts.end() ||
        (!is_empty &&
         (starts.front() != question.period.first || starts.back() > question.period.last()))) {
        return fail(ErrorCode::invalid, "buckets fill the period, one after another", "bucket");
    }
    const std::optional<Members> members = this->members(question);
    return answer_series(directory_, activity_, members ? &*members : nullptr, question);
}

Result<ContentTable> WorkspaceIndex::answer(const ContentQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    const std::optional<Members> members = this->members(question);
    return answer_content(directory_, activity_,
                          question.type == ContentType::campaign ? campaigns_ : forms_,
                          members ? &*members : nullptr, question);
}

Result<MentionsTable> WorkspaceIndex::answer(const MentionsQuestion&) const {
    const auto sorted = [](const Mentions& mentions) {
        std::vector<MentionsTable::Mention> all;
        for (const Mentions::Mention& each : mentions.all()) all.push_back({each.id, each.at});
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        return all;
    };
    MentionsTable table;
    table.sites = directory_.site_names();
    std::sort(table.sites.begin(), table.sites.end());
    table.campaigns = sorted(campaigns_);
    table.forms = sorted(forms_);
    return table;
}

Result<MembersTable> WorkspaceIndex::answer(const MembersQuestion& question) const {
    FOOTFALL_CHECK(check_whole());
    const Members members(&question.target, nullptr, directory_, activity_, campaigns_, forms_);
    MembersTable table;
    table.members = count_members(directory_, activity_, members);
    table.customers = directory_.count();
    return table;
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
