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

}  // namespace footfall
