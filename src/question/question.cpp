#include "question/question.h"

#include <array>
#include <utility>

namespace footfall {

std::optional<ActivitySort> parse_activity_sort(std::string_view key) {
    using enum ActivitySort;
    static constexpr std::array<std::pair<std::string_view, ActivitySort>, 13> keys{{
        {"id", id},
        {"name", name},
        {"code", code},
        {"email", email},
        {"status", status},
        {"last_click", last_click},
        {"views", views},
        {"trend", trend},
        {"confirmed", confirmed},
        {"verified", verified},
        {"checkout", checkout},
        {"orders", orders},
        {"recent_activity", recent_activity},
    }};
    for (const auto& [name_of, sort] : keys) {
        if (name_of == key) return sort;
    }
    return std::nullopt;
}

namespace {

constexpr std::array<std::pair<std::string_view, Stage>, stages.size()> stage_names{{
    {"viewed_no_checkout", Stage::viewed_no_checkout},
    {"checkout_no_order", Stage::checkout_no_order},
    {"never_opened", Stage::never_opened},
    {"gone_quiet", Stage::gone_quiet},
}};

}  // namespace

namespace {

constexpr std::array<std::pair<std::string_view, Metric>, 8> metric_names{{
    {"activity", Metric::activity},
    {"active_users", Metric::active_users},
    {"delivered", Metric::delivered},
    {"email_open", Metric::email_open},
    {"email_spam", Metric::email_spam},
    {"form_response", Metric::form_response},
    {"login", Metric::login},
    {"notification_open", Metric::notification_open},
}};

}  // namespace

std::string_view to_string(Metric metric) {
    return metric_names[static_cast<std::size_t>(metric)].first;
}

std::optional<Metric> parse_metric(std::string_view name) {
    for (const auto& [name_of, metric] : metric_names) {
        if (name_of == name) return metric;
    }
    return std::nullopt;
}

Kinds kinds_of(Metric metric, Kinds activity_set) {
    switch (metric) {
        case Metric::activity:
        case Metric::active_users:
            return activity_set;
        case Metric::delivered:
            return {Kind::email_delivered};
        case Metric::email_open:
            return {Kind::email_open};
        case Metric::email_spam:
            return {Kind::email_spam};
        case Metric::form_response:
            return {Kind::form_response};
        case Metric::login:
            return {Kind::login};
        case Metric::notification_open:
            return {Kind::notification_open};
    }
    return {};
}

std::string_view to_string(Stage stage) { return stage_names[position(stage)].first; }

std::optional<Stage> parse_stage(std::string_view name) {
    for (const auto& [name_of, stage] : stage_names) {
        if (name_of == name) return stage;
    }
    return std::nullopt;
}

}  // namespace footfall
