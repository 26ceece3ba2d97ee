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

std::string_view to_string(Stage stage) { return stage_names[position(stage)].first; }

std::optional<Stage> parse_stage(std::string_view name) {
    for (const auto& [name_of, stage] : stage_names) {
        if (name_of == name) return stage;
    }
    return std::nullopt;
}

}  // namespace footfall
