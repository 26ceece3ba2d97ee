#include "intake/allowance.h"

#include <algorithm>

namespace footfall::intake {

bool Allowance::take(WorkspaceId workspace, std::chrono::microseconds now) {
    const std::chrono::microseconds each =
        std::chrono::microseconds(std::chrono::days(1)) / count_max_;
    const std::lock_guard lock(mutex_);
    Left& left = left_.try_emplace(workspace, Left{count_max_, now}).first->second;
    const std::int64_t anew = (now - left.given_at) / each;
    left.given_at += anew * each;
    left.count = std::min(left.count + anew, count_max_);
    if (left.count == 0) return false;
    --left.count;
    return true;
}

}  // namespace footfall::intake
