#include "store/missing_entries.h"

#include <algorithm>

namespace footfall::store {

void MissingEntries::take(SequenceRange range, std::span<const Entry> entries) {
    if (entries.size() == range.count()) return;
    Sequence wanted = range.first;
    for (const Entry& entry : entries) {
        if (wanted < entry.sequence) missing_.push_back({wanted, {entry.sequence.value - 1}});
        wanted = next(entry.sequence);
    }
    if (wanted <= range.last) missing_.push_back({wanted, range.last});
}

void MissingEntries::add(const MissingEntries& others) {
    missing_.insert(missing_.end(), others.missing_.begin(), others.missing_.end());
    std::sort(missing_.begin(), missing_.end(), [](const SequenceRange& a, const SequenceRange& b) {
        return a.first < b.first || (a.first == b.first && a.last < b.last);
    });
    std::vector<SequenceRange> joined;
    for (const SequenceRange& range : missing_) {
        if (!joined.empty() && range.first <= next(joined.back().last)) {
            joined.back().last = std::max(joined.back().last, range.last);
        } else {
            joined.push_back(range);
        }
    }
    missing_ = std::move(joined);
}

bool MissingEntries::any(Sequence first, Sequence last) const {
    const auto found = std::lower_bound(
        missing_.begin(), missing_.end(), first,
        [](const SequenceRange& range, Sequence wanted) { return range.last < wanted; });
    return found != missing_.end() && found->first <= last;
}

}  // namespace footfall::store
