#include "index/activity_index.h"

#include <algorithm>
#include <utility>

#include "assert.h"

namespace footfall::index {

void Column::increment(Ordinal ordinal) {
    if (ordinal >= low_.size()) low_.resize(ordinal + 1);
    if (++low_[ordinal] == 0) ++wraps_[ordinal];
}

void Column::decrement(Ordinal ordinal) {
    ASSERT(at(ordinal) > 0, "ordinal=" << ordinal);
    if (low_[ordinal]-- != 0) return;
    const auto wraps = wraps_.find(ordinal);
    if (--wraps->second == 0) wraps_.erase(wraps);
}

std::uint32_t Column::at(Ordinal ordinal) const {
    if (ordinal >= low_.size()) return 0;
    const auto wraps = wraps_.find(ordinal);
    return low_[ordinal] + (wraps == wraps_.end() ? 0 : wraps->second * 256);
}

void Column::add_to(std::span<std::uint64_t> sums) const {
    for (std::size_t i = 0; i < low_.size(); ++i) sums[i] += low_[i];
    for (const auto& [ordinal, wraps] : wraps_) sums[ordinal] += wraps * std::uint64_t{256};
}

Columns::Columns(std::shared_ptr<const DayTable> days) : days_(std::move(days)) {}

void Columns::add(Ordinal ordinal, const EventFacts& event) {
    const std::optional<Day> day = days_->day_of(event.occurred_at);
    if (!counts(event.verdict) || !day) return;
    auto& of_kind = columns_[position(event.kind)];
    const auto place = static_cast<std::size_t>(*day - days_->first());
    if (place >= of_kind.size()) of_kind.resize(place + 1);
    if (!of_kind[place]) of_kind[place] = std::make_unique<Column>();
    of_kind[place]->increment(ordinal);
}

void Columns::remove(Ordinal ordinal, const EventFacts& event) {
    const std::optional<Day> day = days_->day_of(event.occurred_at);
    if (!counts(event.verdict) || !day) return;
    columns_[position(event.kind)][static_cast<std::size_t>(*day - days_->first())]->decrement(
        ordinal);
}

const Column* Columns::find(Kind kind, Day day) const {
    const auto& of_kind = columns_[position(kind)];
    if (day < days_->first()) return nullptr;
    const auto place = static_cast<std::size_t>(day - days_->first());
    return place < of_kind.size() ? of_kind[place].get() : nullptr;
}

void Columns::sum(Kind kind, const LocalDays& period, std::span<std::uint64_t> sums) const {
    for (std::size_t i = 0; i < period.count(); ++i) {
        const Column* column = find(kind, period.first + static_cast<std::int32_t>(i));
        if (column != nullptr) column->add_to(sums);
    }
}

std::uint64_t Columns::count(Kind kind, Day day, Ordinal ordinal) const {
    const Column* column = find(kind, day);
    return column == nullptr ? 0 : column->at(ordinal);
}

void Columns::for_each(Ordinal ordinals,
                       const std::function<void(Kind, Day, Ordinal, std::uint64_t)>& take) const {
    for (const KindFacts& kind : kinds) {
        const auto& of_kind = columns_[position(kind.kind)];
        for (std::size_t place = 0; place < of_kind.size(); ++place) {
            if (!of_kind[place]) continue;
            const Day day = days_->first() + static_cast<std::int32_t>(place);
            for (Ordinal ordinal = 0; ordinal < ordinals; ++ordinal) {
                const std::uint64_t count = of_kind[place]->at(ordinal);
                if (count > 0) take(kind.kind, day, ordinal, count);
            }
        }
    }
}

ActivityIndex::ActivityIndex(std::shared_ptr<const DayTable> days) : columns_(std::move(days)) {}

void ActivityIndex::add(Ordinal ordinal, const EventFacts& event) {
    if (ordinal >= events_.size()) {
        events_.resize(ordinal + 1);
        recency_.resize(ordinal + 1);
    }
    std::vector<EventFacts>& events = events_[ordinal];
    ASSERT(events.empty() || events.back().sequence < event.sequence,
           "sequence=" << event.sequence.value);
    events.push_back(event);
    note(recency_[ordinal], event);
    add_to_columns(ordinal, event);
}

bool ActivityIndex::change_verdict(Ordinal ordinal, Sequence event, Verdict verdict) {
    if (ordinal >= events_.size()) return false;
    std::vector<EventFacts>& events = events_[ordinal];
    const auto found = std::lower_bound(
        events.begin(), events.end(), event,
        [](const EventFacts& facts, Sequence wanted) { return facts.sequence < wanted; });
    if (found == events.end() || found->sequence != event) return false;
    remove_from_columns(ordinal, *found);
    found->verdict = verdict;
    add_to_columns(ordinal, *found);
    recency_[ordinal] = Recency();
    for (const EventFacts& each : events) note(recency_[ordinal], each);
    return true;
}

void ActivityIndex::remove(Ordinal ordinal) {
    if (ordinal >= events_.size()) return;
    for (const EventFacts& event : events_[ordinal]) remove_from_columns(ordinal, event);
    std::vector<EventFacts>().swap(events_[ordinal]);
    recency_[ordinal] = Recency();
}

void ActivityIndex::begin_days(std::shared_ptr<const DayTable> days) {
    next_columns_.emplace(std::move(days));
    next_ordinals_ = 0;
}

bool ActivityIndex::move_on(std::size_t events_max) {
    if (!next_columns_) return true;
    std::size_t moved = 0;
    while (next_ordinals_ < events_.size() && moved < events_max) {
        for (const EventFacts& event : events_[next_ordinals_]) {
            next_columns_->add(next_ordinals_, event);
        }
        moved += events_[next_ordinals_].size() + 1;
        ++next_ordinals_;
    }
    if (next_ordinals_ < events_.size()) return false;
    columns_ = std::move(*next_columns_);
    next_columns_.reset();
    return true;
}

void ActivityIndex::add_to_columns(Ordinal ordinal, const EventFacts& event) {
    columns_.add(ordinal, event);
    if (next_columns_ && ordinal < next_ordinals_) next_columns_->add(ordinal, event);
}

void ActivityIndex::remove_from_columns(Ordinal ordinal, const EventFacts& event) {
    columns_.remove(ordinal, event);
    if (next_columns_ && ordinal < next_ordinals_) next_columns_->remove(ordinal, event);
}

void ActivityIndex::note(Recency& recency, const EventFacts& event) const {
    if (!counts(event.verdict)) return;
    const Instant at = event.occurred_at;
    if (event.kind == Kind::link_open) {
        recency.last_open = std::max(recency.last_open.value_or(at), at);
    }
    if (event.by_customer && facts(event.kind).by_customer) {
        recency.first_activity = std::min(recency.first_activity.value_or(at), at);
        recency.last_activity = std::max(recency.last_activity.value_or(at), at);
    }
}

}  // namespace footfall::index
