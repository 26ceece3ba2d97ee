#include "timeline/reading.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace footfall::timeline {
namespace {

bool is_newer(const TimelineRow& a, const TimelineRow& b) {
    return std::pair(a.occurred_at, a.sequence) > std::pair(b.occurred_at, b.sequence);
}

}  // namespace

Result<> Reading::read(const View& view, const TakeEvent& take) {
    return read(view, [](const Extent&) { return true; }, [](Instant) { return false; }, take);
}

Result<> Reading::read(const View& view, const Wants& wants,
                       const std::function<bool(Instant latest)>& is_enough,
                       const TakeEvent& take) {
    // The latest time of each run and all before it.
    std::vector<Instant> latest;
    latest.reserve(view.runs.size());
    for (const auto& run : view.runs) {
        latest.push_back(latest.empty() ? run->latest() : std::max(latest.back(), run->latest()));
    }
    FOOTFALL_CHECK(take_all(view.newest, take));
    for (std::size_t i = view.runs.size(); i > 0; --i) {
        const Run& run = *view.runs[i - 1];
        if (run.range().last < since_ || is_enough(latest[i - 1])) return {};
        const Result<> read =
            run.read(key_, wants, [&](std::string_view bytes) { return take_all(bytes, take); });
        if (read) continue;
        damaged_ = &run;
        return read;
    }
    return {};
}

Result<> Reading::take_all(std::string_view bytes, const TakeEvent& take) {
    std::vector<Record> records;
    RecordReader reader(bytes);
    for (Record record;;) {
        FOOTFALL_TRY(more, reader.next(record));
        if (!more) break;
        records.push_back(record);
    }
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        if (record->sequence < since_) break;
        if (record->is_change()) {
            changes_.try_emplace(record->changed,
                                 Change{record->verdict, std::string(record->rule)});
            continue;
        }
        const auto change = changes_.empty() ? changes_.end() : changes_.find(record->sequence);
        if (change != changes_.end()) {
            record->verdict = change->second.verdict;
            record->rule = change->second.rule;
        }
        take(*record);
    }
    return {};
}

PageReading::PageReading(const CustomerKey& key, Sequence since, const TimelineQuestion& question)
    // What came before an event says nothing of it.
    : Reading(key, std::max(since, question.event.value_or(since))),
      question_(question),
      rows_max_(question.rows_max + 1) {
    for (const Kind kind : question.kinds) kinds_ |= Extent::bit_of(kind);
    if (question.kinds.empty()) kinds_ = std::numeric_limits<std::uint32_t>::max();
}

Result<std::vector<TimelineRow>> PageReading::rows(const View& view) {
    FOOTFALL_CHECK(read(
        view, [this](const Extent& extent) { return is_wanted(extent); },
        [this](Instant latest) {
            cut();
            return cutoff_ && latest < *cutoff_;
        },
        [this](const Record& event) { take(event); }));
    std::sort(rows_.begin(), rows_.end(), is_newer);
    if (rows_.size() > rows_max_) rows_.resize(rows_max_);
    return std::move(rows_);
}

bool PageReading::is_wanted(const Extent& extent) const {
    if ((extent.kinds & Extent::changes) != 0) return true;
    if ((extent.kinds & kinds_) == 0) return false;
    if (question_.after && extent.earliest > question_.after->occurred_at) return false;
    return !cutoff_ || extent.latest >= *cutoff_;
}

void PageReading::take(const Record& event) {
    if (!question_.automated && !counts(event.verdict)) return;
    if (question_.event && event.sequence != *question_.event) return;
    if ((kinds_ & Extent::bit_of(event.kind)) == 0) return;
    if (cutoff_ && event.occurred_at < *cutoff_) return;
    if (question_.after && std::pair(event.occurred_at, event.sequence) >=
                               std::pair(question_.after->occurred_at, question_.after->sequence)) {
        return;
    }
    rows_.push_back({.sequence = event.sequence,
                     .kind = event.kind,
                     .name = std::string(event.name),
                     .occurred_at = event.occurred_at,
                     .site = std::string(event.site),
                     .order = std::string(event.order),
                     .verdict = event.verdict,
                     .rule = std::string(event.rule),
                     .campaign = std::string(event.campaign),
                     .form = std::string(event.form),
                     .by_customer = event.by_customer});
    if (rows_.size() >= 4 * rows_max_) cut();
}

// Keeps the newest ones alone.
void PageReading::cut() {
    if (rows_.size() < rows_max_) return;
    const auto last = rows_.begin() + static_cast<std::ptrdiff_t>(rows_max_ - 1);
    std::nth_element(rows_.begin(), last, rows_.end(), is_newer);
    cutoff_ = last->occurred_at;
    rows_.resize(rows_max_);
}

}  // namespace footfall::timeline
